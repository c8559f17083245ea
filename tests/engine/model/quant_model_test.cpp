// SPDX-License-Identifier: Apache-2.0
#include "engine/model/quant_model.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/runtime/fixed_point.h"

namespace microt {
namespace {

TEST(QuantizeMultiplier, IsTheFactorToThirtyOneBits)
{
    for (const double factor : {1.0, 0.5, 0.999999999999, 3.7, 1e-3, 1.2345e-8, 2.0e5}) {
        std::int32_t multiplier = 0;
        int shift = 0;
        quantizeMultiplier(factor, multiplier, shift);
        EXPECT_GE(multiplier, 1 << 30);
        EXPECT_NEAR(std::ldexp(static_cast<double>(multiplier), shift - 31) / factor, 1.0, 1e-9);
    }
}

TEST(QuantizeMultiplier, ExtremesAreLimited)
{
    std::int32_t multiplier = 1;
    int shift = 1;
    quantizeMultiplier(0.0, multiplier, shift);
    EXPECT_EQ(multiplier, 0);
    EXPECT_EQ(shift, 0);
    quantizeMultiplier(1e-30, multiplier, shift);
    EXPECT_EQ(multiplier, 0);
    quantizeMultiplier(1e30, multiplier, shift);
    EXPECT_EQ(multiplier, INT32_MAX);
    EXPECT_EQ(shift, 30);
    quantizeMultiplier(std::nan(""), multiplier, shift);
    EXPECT_EQ(multiplier, 0);
}

TEST(FixedPoint, RoundsTwiceLikeTflite)
{
    EXPECT_EQ(saturatingRoundingDoublingHighMul(INT32_MIN, INT32_MIN), INT32_MAX);
    EXPECT_EQ(saturatingRoundingDoublingHighMul(1, 1 << 30), 1);  // 0.5 rounds up
    EXPECT_EQ(saturatingRoundingDoublingHighMul(-1, 1 << 30), 0); // -0.5 rounds towards zero
    EXPECT_EQ(roundingDivideByPowerOfTwo(5, 1), 3);
    EXPECT_EQ(roundingDivideByPowerOfTwo(-5, 1), -3); // away from zero
    EXPECT_EQ(roundingDivideByPowerOfTwo(-6, 2), -2);
    EXPECT_EQ(roundingDivideByPowerOfTwo(INT32_MIN, 31), -1);
    EXPECT_EQ(multiplyByQuantizedMultiplier(100, 1 << 30, 3), 400);
}

TEST(PrepareScaling, MeanDividesByPixels)
{
    std::vector<QuantTensor> tensors{{{7, 9, 4}, 0.02F, 5}, {{1, 1, 4}, 0.01F, -3}};
    QuantOp op;
    op.kind = ImageOpKind::mean;
    op.input = 0;
    op.output = 1;
    prepareScaling(op, tensors);
    EXPECT_NEAR(std::ldexp(static_cast<double>(op.multiplier[0]), op.shift[0] - 31), 2.0 / 63, 1e-8);
}

TEST(InputTable, FollowsThePreprocessing)
{
    QuantModel model;
    model.preprocessing.mean = {0.5F, 0.485F, 0.0F};
    model.preprocessing.deviation = {0.5F, 0.229F, 1.0F};
    model.tensors = {{{8, 8, 3}, 1.0F / 127.5F, -1}};
    const auto table = model.inputTable();
    for (int pixel = 0; pixel < 256; ++pixel)
        EXPECT_EQ(table[0][static_cast<std::size_t>(pixel)], pixel - 128) << pixel;
    EXPECT_EQ(table[1][255], 127); // beyond the range: limited
    EXPECT_EQ(table[2][0], -1);
}

} // namespace
} // namespace microt
