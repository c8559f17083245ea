// SPDX-License-Identifier: Apache-2.0
#include "engine/explore/explore.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/cut/cut_table.h"
#include "engine/model/architectures.h"
#include "tests/support/made_features.h"

namespace microt {
namespace {

/// The costs of a shipped architecture with features that are made up, and two boards.
class Explore : public testing::Test
{
protected:
    void SetUp() override
    {
        auto graph = makeArchitecture("mcunet-vww0", 64, 2);
        ASSERT_TRUE(graph.ok()) << graph.failure().what;
        m_cost = countCost(graph.value());
        auto boards = boardProfiles();
        ASSERT_TRUE(boards.ok()) << boards.failure().what;
        m_boards = boards.value();
        ASSERT_GE(m_boards.size(), 2U);
        m_task = test::makeTask(3, 60, static_cast<int>(m_cost.cuts.size()), 7);
    }

    ExploredNetwork networkOf(const FeatureSet& features) const
    {
        auto answers = answerAtCuts(features, m_task.dataset, m_options, {});
        EXPECT_TRUE(answers.ok()) << answers.failure().what;
        return {"made", m_cost, answers.value()};
    }

    Exploration exploreAll(const std::vector<ExploredNetwork>& networks) const
    {
        auto result = Exploration::of(networks, m_boards, m_options, {});
        EXPECT_TRUE(result.ok()) << result.failure().what;
        return result.value();
    }

    GraphCost m_cost;
    std::vector<BoardProfile> m_boards;
    test::MadeTask m_task;
    StageOptions m_options;
};

TEST_F(Explore, UnderOneMeasureOnOneBoardItRecommendsWhatTheTableOfCutsDoes)
{
    const ExploredNetwork network = networkOf(m_task.features);
    CutTable table = cutTable(network.answers, m_cost, m_options);
    ASSERT_TRUE(recommend(table, m_cost, m_boards[0], {}).ok());
    const Exploration all = exploreAll({network});
    EXPECT_EQ(all.points().size(), m_cost.cuts.size() * 101 * 3 * m_boards.size());
    EXPECT_EQ(all.unseen(), 3 * 45);
    const ExplorePoint* least = nullptr;
    for (const ExplorePoint& point : all.points())
        if (point.board == 0 && point.measure == ConfidenceMeasure::maxProbability && all.meets(point, {}) &&
            (least == nullptr || point.millijoule < least->millijoule))
            least = &point;
    ASSERT_NE(least, nullptr);
    EXPECT_EQ(least->cut, table.recommended);
    const BestRatio& best = table.find(table.recommended)->best;
    EXPECT_DOUBLE_EQ(least->millijoule, best.millijoule);
    EXPECT_DOUBLE_EQ(least->accuracy, best.accuracy);
    EXPECT_DOUBLE_EQ(least->testAccuracy, best.testAccuracy);
    // With all measures and boards to choose from it is no worse.
    const auto chosen = all.recommended({});
    ASSERT_TRUE(chosen);
    EXPECT_LE(all.points()[*chosen].millijoule, least->millijoule);
}

TEST_F(Explore, TheFrontIsWhatNothingBeats)
{
    const Exploration all = exploreAll({networkOf(m_task.features)});
    ExploreLimits limits;
    limits.accuracy = 60.0;
    const std::vector<std::size_t> front = all.front(limits);
    ASSERT_GT(front.size(), 3U);
    EXPECT_EQ(front.front(), *all.recommended(limits));
    std::size_t meeting = 0;
    for (const ExplorePoint& other : all.points()) {
        if (!all.meets(other, limits))
            continue;
        ++meeting;
        bool reached = false; // by some point of the front, in both
        for (const std::size_t i : front) {
            const ExplorePoint& point = all.points()[i];
            EXPECT_FALSE(other.millijoule <= point.millijoule && other.accuracy > point.accuracy);
            reached = reached || (point.millijoule <= other.millijoule && point.accuracy >= other.accuracy);
        }
        EXPECT_TRUE(reached);
    }
    EXPECT_GT(meeting, front.size());
    EXPECT_LT(meeting, all.points().size());
}

TEST_F(Explore, LimitsHoldAndWhatIsOutOfReachIsNamed)
{
    const Exploration all = exploreAll({networkOf(m_task.features)});
    const ExplorePoint& free = all.points()[*all.recommended({})];
    ExploreLimits limits;
    limits.millijoule = 1.5 * free.millijoule;
    limits.accuracy = 100.0 * (free.accuracy - free.accuracyError) + 0.5;
    if (const auto chosen = all.recommended(limits)) {
        const ExplorePoint& point = all.points()[*chosen];
        EXPECT_LE(point.millijoule, *limits.millijoule);
        EXPECT_GE(100.0 * (point.accuracy - point.accuracyError), *limits.accuracy - 1e-6);
    }
    limits = {};
    limits.millijoule = free.millijoule / 1e6;
    EXPECT_FALSE(all.recommended(limits));
    std::vector<OutOfReach> out = all.outOfReach(limits);
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].what, OutOfReach::What::energy);
    EXPECT_GT(out[0].best, *limits.millijoule);
    EXPECT_EQ(out[0].asked, *limits.millijoule);
    limits = {};
    limits.accuracy = 100.0;
    limits.flash = 1.0;
    EXPECT_FALSE(all.recommended(limits));
    out = all.outOfReach(limits);
    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(out[0].what, OutOfReach::What::accuracy);
    EXPECT_EQ(out[1].what, OutOfReach::What::flash);
    EXPECT_NEAR(out[1].best, static_cast<double>(m_cost.full.parameters) / 1e3, 1e-9);
    limits.flash.reset();
    limits.accuracy = 100.0 * (free.accuracy - free.accuracyError);
    limits.millijoule = all.points()[all.front({100.0, {}, {}, {}, {}, {}}).front()].millijoule;
    EXPECT_FALSE(all.recommended(limits)); // each alone can be had
    EXPECT_TRUE(all.outOfReach(limits).empty());
}

TEST_F(Explore, ANetworkThatIsWorseIsNotRecommendedForBeingCheap)
{
    test::MadeTask worse = m_task;
    for (ExitFeatures& exit : worse.features.exits)
        exit.values.leftCols(2).setZero(); // two of three classes look the same
    ExploredNetwork cheap = networkOf(worse.features);
    for (OpCost& op : cheap.cost.ops)
        op.macs /= 10;
    const Exploration all = exploreAll({networkOf(m_task.features), cheap});
    const auto chosen = all.recommended({});
    ASSERT_TRUE(chosen);
    EXPECT_EQ(all.points()[*chosen].network, 0);
    const Exploration alone = exploreAll({cheap});
    EXPECT_TRUE(alone.recommended({})); // beside nothing better it is what there is
}

TEST_F(Explore, ABoardThatANetworkDoesNotFitIsLeftOut)
{
    ExploredNetwork huge = networkOf(m_task.features);
    huge.cost.full.arenaBytes = 1000000000;
    const Exploration all = exploreAll({huge});
    EXPECT_FALSE(all.recommended({}));
    const std::vector<OutOfReach> out = all.outOfReach({});
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].what, OutOfReach::What::board);
}

TEST_F(Explore, WhatABoardThatDoesNotFitCouldDoIsOutOfReach)
{
    const auto lessRam = [](const BoardProfile& a, const BoardProfile& b) {
        return a.ramBytes() < b.ramBytes();
    };
    const auto [small, large] = std::minmax_element(m_boards.begin(), m_boards.end(), lessRam);
    ASSERT_LT(small->ramBytes(), large->ramBytes());
    ExploredNetwork network = networkOf(m_task.features);
    network.cost.full.arenaBytes = static_cast<std::int64_t>(large->ramBytes());
    for (OpCost& op : network.cost.ops)
        op.macs *= 10;
    m_boards[static_cast<std::size_t>(small - m_boards.begin())].activeMilliwatt.value /= 1000.0;
    const Exploration all = exploreAll({network});
    ExploreLimits limits;
    limits.acceptedLoss = 100.0;
    const auto least = all.recommended(limits);
    ASSERT_TRUE(least);
    EXPECT_EQ(all.points()[*least].board, large - m_boards.begin());
    limits.millijoule = 0.9 * all.points()[*least].millijoule;
    const std::vector<OutOfReach> out = all.outOfReach(limits);
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].what, OutOfReach::What::energy);
    EXPECT_NEAR(out[0].best, all.points()[*least].millijoule, 1e-12);
}

TEST_F(Explore, AnswersOfAnotherNetworkAreRefused)
{
    ExploredNetwork network = networkOf(m_task.features);
    network.cost.cuts.pop_back();
    const auto result = Exploration::of({network}, m_boards, m_options, {});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.failure().code, Error::invalidArgument);
}

} // namespace
} // namespace microt
