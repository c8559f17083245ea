// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "engine/model/cost.h"
#include "tests/support/tiny_network.h"

namespace microt {
namespace {

/// The tiny network by hand. 16x16x3, first convolution 3x3/2 to 8x8x4; block 0 depthwise 3x3, project 4-4;
/// block 2 expand 4-8, depthwise 5x5/2 to 4x4, project 8-8; block 3 expand 8-12, depthwise 7x7, project 12-8;
/// mix 8-10.
TEST(Cost, TheTinyNetworkByHand)
{
    const GraphCost cost = countCost(test::tinyGraph());
    const std::vector<std::int64_t> macs = {
        64 * 27 * 4,  64 * 9 * 4, 64 * 16, 0,       64 * 32, 16 * 25 * 8, 16 * 64, 16 * 96,
        16 * 49 * 12, 16 * 96,    0,       16 * 80, 0};
    ASSERT_EQ(cost.ops.size(), macs.size());
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < macs.size(); ++i) {
        EXPECT_EQ(cost.ops[i].macs, macs[i]) << cost.ops[i].name;
        sum += macs[i];
    }
    EXPECT_EQ(cost.full.macs, sum);
    EXPECT_EQ(cost.full.opCount, cost.ops.size());
    EXPECT_EQ(cost.full.features, 10);
    EXPECT_DOUBLE_EQ(cost.full.macShare, 1.0);
    EXPECT_EQ(cost.classifierMacs, 30);
    EXPECT_EQ(cost.classifierParameters, 33);

    ASSERT_EQ(cost.cuts.size(), 3U);
    EXPECT_EQ(cost.cuts[0].cut, 1);
    EXPECT_EQ(cost.cuts[0].opCount, 4U);
    EXPECT_EQ(cost.cuts[0].macs, macs[0] + macs[1] + macs[2]);
    EXPECT_EQ(cost.cuts[0].parameters, (108 + 4) + (36 + 4) + (16 + 4));
    EXPECT_EQ(cost.cuts[1].cut, 3);
    EXPECT_EQ(cost.cuts[1].features, 16); // of 8 channels
    EXPECT_EQ(cost.cuts[1].opCount, 7U);
    EXPECT_DOUBLE_EQ(cost.cuts[1].macShare,
                     static_cast<double>(cost.cuts[1].macs) / static_cast<double>(sum));
}

TEST(Cost, ArenaIsTheLargestSumAliveAtOnce)
{
    const GraphCost cost = countCost(test::tinyGraph());
    // First convolution: input 768 + output 256. Later: expansion 8x8x4 + 8x8x8 = 768, and 768 alive in block
    // 0 (shortcut, depthwise, projection).
    EXPECT_EQ(cost.cuts[0].arenaBytes, 1024);
    EXPECT_EQ(cost.full.arenaBytes, 1024);
}

TEST(Cost, AShortcutStaysAliveUntilItIsAdded)
{
    Graph graph = test::tinyGraph();
    // Without the large input the add of block 0 is the peak up to cut 1: shortcut, summand and sum.
    graph.nodes[0].output = {8, 8, 1};
    graph.nodes[1].window.strideY = graph.nodes[1].window.strideX = 1;
    EXPECT_EQ(countCost(graph).cuts[0].arenaBytes, 3 * 256);
}

TEST(Cost, KindsAndElements)
{
    const GraphCost cost = countCost(test::tinyGraph());
    EXPECT_EQ(cost.ops[0].kind, WorkKind::convolution);
    EXPECT_EQ(cost.ops[0].window.height, 3);
    EXPECT_EQ(cost.ops[0].window.strideY, 2);
    EXPECT_EQ(cost.ops[1].kind, WorkKind::depthwise);
    EXPECT_EQ(cost.ops[2].kind, WorkKind::pointwise);
    EXPECT_EQ(cost.ops[3].kind, WorkKind::add);
    EXPECT_EQ(cost.ops[3].elements, 256);
    EXPECT_EQ(cost.ops[3].parameters, 0);
    EXPECT_EQ(cost.ops.back().kind, WorkKind::pool);
    EXPECT_EQ(cost.ops.back().elements, 160);
    std::set<std::string> names;
    for (int kind = 0; kind < kWorkKindCount; ++kind)
        names.insert(workKindName(static_cast<WorkKind>(kind)));
    EXPECT_EQ(names,
              (std::set<std::string>{"add", "convolution", "depthwise", "linear", "pointwise", "pool"}));
}

} // namespace
} // namespace microt
