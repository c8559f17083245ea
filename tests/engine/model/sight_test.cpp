// SPDX-License-Identifier: Apache-2.0
#include "engine/model/sight.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

using Places = std::vector<std::size_t>;

TEST(Sight, EarlierCutsLieEvenlyApart)
{
    EXPECT_EQ(placesSeen(7, {false, 0}), (Places{7}));
    EXPECT_EQ(placesSeen(7, {false, 1}), (Places{3, 7}));
    EXPECT_EQ(placesSeen(6, {false, 2}), (Places{2, 4, 6}));
    EXPECT_EQ(placesSeen(2, {false, 2}), (Places{0, 1, 2}));
    EXPECT_EQ(placesSeen(0, {false, 6}), (Places{0}));
    EXPECT_EQ(placesSeen(7, {true, 2}), (Places{7})); // as published
}

TEST(Sight, NoCutIsSeenTwice)
{
    for (std::size_t place = 0; place < 40; ++place)
        for (int earlier = 0; earlier <= kMostEarlierCuts; ++earlier) {
            const Places places = placesSeen(place, {false, earlier});
            EXPECT_EQ(places.size(), std::min(place, static_cast<std::size_t>(earlier)) + 1);
            for (std::size_t i = 1; i < places.size(); ++i)
                EXPECT_LT(places[i - 1], places[i]) << place << " " << earlier;
        }
}

TEST(Sight, FeaturesAddUp)
{
    GraphCost cost;
    for (const int features : {4, 6, 10}) {
        cost.cuts.emplace_back();
        cost.cuts.back().features = features;
    }
    EXPECT_EQ(partFeatures(cost, {2}, {}), 10);
    EXPECT_EQ(partFeatures(cost, {2}, {false, 1}), 16);
    EXPECT_EQ(partFeatures(cost, {2}, {false, 5}), 20);
    EXPECT_EQ(partFeatures(cost, {2}, {true, 5}), 5);
}

} // namespace
} // namespace microt
