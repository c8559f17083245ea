// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/int8_ops.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/model/quant_model.h"

namespace microt {
namespace {

TEST(ScaledDeviation, IsTheExactRootRoundedDown)
{
    EXPECT_EQ(scaledDeviation(1, -128, 128 * 128), 0);
    EXPECT_EQ(scaledDeviation(2, 0, 2 * 100 * 100), 200);
    EXPECT_EQ(scaledDeviation(3, 1, 1), 1); // sqrt(2)
    // The most that int8 reaches: half the pixels at either end.
    constexpr std::int32_t kMost = 1 << 22;
    EXPECT_EQ(scaledDeviation(kMost, -kMost / 2, std::int64_t{kMost} / 2 * (128 * 128 + 127 * 127)),
              kMost / 2 * 255);
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        const auto pixels = static_cast<std::int32_t>(1 + random() % 5000);
        std::int32_t sum = 0;
        std::int64_t squares = 0;
        for (std::int32_t i = 0; i < pixels; ++i) {
            const std::int32_t value = static_cast<std::int32_t>(random() % 256) - 128;
            sum += value;
            squares += value * value;
        }
        const std::int64_t root = scaledDeviation(pixels, sum, squares);
        const std::int64_t square = pixels * squares - std::int64_t{sum} * sum;
        EXPECT_LE(root * root, square);
        EXPECT_GT((root + 1) * (root + 1), square);
    }
}

TEST(MeanAndDeviation, IsWhatTheRealValuesHave)
{
    std::mt19937 random(5);
    for (const Shape shape : {Shape{1, 1, 3}, Shape{4, 4, 8}, Shape{7, 9, 5}, Shape{32, 32, 2}}) {
        const QuantTensor activation{shape, 0.05F, 11};
        const QuantTensor pooled{{1, 1, 2 * shape.channels}, 0.04F, -20};
        QuantOp op;
        op.kind = ImageOpKind::meanAndDeviation;
        op.input = 0;
        op.output = 1;
        prepareScaling(op, {activation, pooled});
        std::vector<std::int8_t> input;
        for (std::int64_t i = 0; i < shape.elements(); ++i)
            input.push_back(static_cast<std::int8_t>(static_cast<std::int32_t>(random() % 140) - 70));
        std::vector<std::int8_t> output(static_cast<std::size_t>(2 * shape.channels));
        meanAndDeviation(input.data(), {shape.height, shape.width, shape.channels}, activation.zeroPoint,
                         op.multiplier[0], op.shift[0], {pooled.zeroPoint, -128, 127}, output.data());
        const int pixels = shape.height * shape.width;
        for (int c = 0; c < shape.channels; ++c) {
            double mean = 0.0;
            double square = 0.0;
            for (int i = 0; i < pixels; ++i) {
                const double real =
                    activation.scale * (input[static_cast<std::size_t>(i * shape.channels + c)] - 11);
                mean += real / pixels;
                square += real * real / pixels;
            }
            const double deviation = std::sqrt(std::max(0.0, square - mean * mean));
            const auto realAt = [&](int i) {
                return pooled.scale * (output[static_cast<std::size_t>(i)] - pooled.zeroPoint);
            };
            // Half a step, a little more as TFLite rounds twice, and what the root was rounded down by.
            const double step = 0.55 * pooled.scale;
            EXPECT_NEAR(realAt(c), mean, step);
            EXPECT_NEAR(realAt(shape.channels + c), deviation, step + activation.scale / pixels);
        }
    }
}

} // namespace
} // namespace microt
