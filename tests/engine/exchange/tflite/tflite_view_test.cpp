// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_view_private.h"

#include <numeric>

#include <gtest/gtest.h>

namespace microt::tflite {
namespace {

constexpr Shape kShape{3, 5, 8};

std::vector<int> counting(int count)
{
    std::vector<int> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

View transposed(const View& view, const std::vector<int>& order)
{
    View made;
    for (const int from : order)
        made.push_back(view[static_cast<std::size_t>(from)]);
    return made;
}

TEST(TfliteView, FlatteningAndBackIsWhereItBegan)
{
    const View picture = pictureView(kShape);
    const auto flat = reshaped(picture, {1, 120});
    ASSERT_TRUE(flat.has_value());
    EXPECT_EQ(orderOf((*flat)[1], kShape), counting(120));
    EXPECT_EQ(reshaped(*flat, {1, 3, 5, 8}), std::optional<View>(picture));
    EXPECT_EQ(reshaped(picture, {1, 15, 8, 1}).value()[1].size(), 2U);
}

TEST(TfliteView, SidesThatNoStepFitsAreRefused)
{
    EXPECT_FALSE(reshaped(pictureView(kShape), {1, 5, 3, 8}).has_value());
    EXPECT_FALSE(reshaped(pictureView(kShape), {1, 3, 5}).has_value());
    EXPECT_FALSE(reshaped(pictureView(kShape), {1, 3, 5, 8, 2}).has_value());
}

TEST(TfliteView, AShuffleOfChannelsIsAnOrderOfThem)
{
    const auto groups = reshaped(pictureView(kShape), {1, 3, 5, 2, 4});
    ASSERT_TRUE(groups.has_value());
    const auto shuffled = reshaped(transposed(*groups, {0, 1, 2, 4, 3}), {1, 3, 5, 8});
    ASSERT_TRUE(shuffled.has_value());
    EXPECT_TRUE(isChannels((*shuffled)[3]));
    EXPECT_EQ(orderOf((*shuffled)[3], {1, 1, 8}), (std::vector<int>{0, 4, 1, 5, 2, 6, 3, 7}));
}

TEST(TfliteView, ChannelsFirstFlattensInItsOwnOrder)
{
    const Shape shape{1, 2, 3};
    const auto flat = reshaped(channelsFirstView(shape), {1, 6});
    ASSERT_TRUE(flat.has_value());
    EXPECT_EQ(orderOf((*flat)[1], shape), (std::vector<int>{0, 3, 1, 4, 2, 5}));
}

TEST(TfliteView, ConstantsBroadcastOverChannelsOrNotAtAll)
{
    const View picture = pictureView(kShape);
    EXPECT_EQ(broadcastOverChannels({}, picture, 8), std::optional(std::vector<int>{0}));
    EXPECT_EQ(broadcastOverChannels({1, 1, 1}, picture, 8), std::optional(std::vector<int>{0}));
    EXPECT_EQ(broadcastOverChannels({8}, picture, 8), std::optional(counting(8)));
    EXPECT_EQ(broadcastOverChannels({8, 1, 1}, channelsFirstView(kShape), 8), std::optional(counting(8)));
    EXPECT_FALSE(broadcastOverChannels({5, 1}, picture, 8).has_value());
    EXPECT_FALSE(broadcastOverChannels({5}, picture, 8).has_value());
    const auto groups = reshaped(picture, {1, 3, 5, 2, 4});
    EXPECT_EQ(broadcastOverChannels({2, 1}, *groups, 8),
              std::optional(std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1}));
    EXPECT_EQ(broadcastOverChannels({4}, *groups, 8),
              std::optional(std::vector<int>{0, 1, 2, 3, 0, 1, 2, 3}));
}

} // namespace
} // namespace microt::tflite
