// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/data/preprocess.h"
#include "engine/train/training/view_batch_private.h"

namespace microt {
namespace {

Picture drawn(int side, int seed)
{
    Picture picture{side, side, {}, 3};
    CounterRandom random(static_cast<std::uint64_t>(seed), 1, 0);
    for (int i = 0; i < 3 * side * side; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(random.below(256)));
    return picture;
}

/// The largest difference, and the share of values that differ.
struct Difference
{
    int largest = 0;
    double share = 0.0;
};

Difference between(const torch::Tensor& rendered, const std::vector<Picture>& wanted)
{
    Difference difference;
    const std::uint8_t* at = rendered.data_ptr<std::uint8_t>();
    std::int64_t count = 0;
    for (const Picture& picture : wanted)
        for (const std::uint8_t value : picture.rgb) {
            const int away = std::abs(int{value} - int{*at++});
            difference.largest = std::max(difference.largest, away);
            difference.share += away > 0 ? 1.0 : 0.0;
            ++count;
        }
    EXPECT_EQ(count, rendered.numel());
    difference.share /= static_cast<double>(count);
    return difference;
}

class ViewBatchTest : public testing::TestWithParam<int>
{};

/// Crops, mirrored ones, light and blends, at sides above and below that of the source.
TEST_P(ViewBatchTest, IsWhatTheCoresRender)
{
    constexpr int kSide = 48;
    constexpr int kCount = 24;
    for (const Colour colour : {Colour::rgb, Colour::bgr, Colour::grey}) {
        Preprocessing preprocessing;
        preprocessing.setSide(GetParam());
        preprocessing.colour = colour;
        const auto tensors = [] {
            return ViewTensors{torch::zeros({kCount, kSide, kSide, 3}, torch::kUInt8),
                               torch::zeros({kCount, kViewNumbers})};
        };
        ViewBatch batch{tensors(), tensors(), torch::zeros({kCount}), {}};
        std::vector<Picture> wanted;
        CounterRandom random(3, 0, 0);
        const Augmentation augmentation{0.05, 1.5, 0.5};
        for (int i = 0; i < kCount; ++i) {
            const Picture one = drawn(kSide, i);
            const Picture other = drawn(kSide, 100 + i);
            const View view = i == 0 ? wholeView(kSide) : drawView(augmentation, kSide, random);
            const View blended = drawView(augmentation, kSide, random);
            batch.shown.slot(i).write(one, view);
            batch.other.slot(i).write(other, blended);
            Picture shown = renderView(one.rgb.data(), kSide, GetParam(), view);
            if (i % 2 == 1) {
                const double share = random.uniform(0.0, 0.5);
                batch.share[i] = share;
                blendInto(shown, renderView(other.rgb.data(), kSide, GetParam(), blended),
                          batch.share[i].item<float>());
            }
            wanted.push_back(squashToExtractor(shown, preprocessing));
        }
        const torch::Tensor rendered = renderBatch(batch.part(0, kCount, torch::kCPU), preprocessing);
        ASSERT_EQ(rendered.sizes(),
                  (std::vector<std::int64_t>{kCount, GetParam(), GetParam(), preprocessing.channels()}));
        const Difference all = between(rendered, wanted);
        EXPECT_LE(all.largest, 1) << "colour " << static_cast<int>(colour);
        EXPECT_LT(all.share, 0.01);
        const torch::Tensor part = renderBatch(batch.part(7, 10, torch::kCPU), preprocessing);
        const Difference some = between(part, {wanted.begin() + 7, wanted.begin() + 17});
        EXPECT_LE(some.largest, 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Sides, ViewBatchTest, testing::Values(16, 48, 80));

} // namespace
} // namespace microt
