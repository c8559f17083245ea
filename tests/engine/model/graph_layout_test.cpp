// SPDX-License-Identifier: Apache-2.0
#include "engine/model/graph_layout.h"

#include <set>

#include <gtest/gtest.h>

#include "engine/model/architectures.h"

namespace microt {
namespace {

TEST(GraphLayout, EveryEdgeGoesDownAndNoPlaceIsTakenTwice)
{
    const Graph graph = makeArchitecture("mcunet-in3", 176, 0).value();
    const GraphCost cost = countCost(graph);
    const GraphLayout layout = layOutGraph(graph, cost);
    ASSERT_EQ(layout.places.size(), cost.ops.size());
    std::set<std::pair<int, int>> taken;
    for (const GraphLayout::Place& place : layout.places) {
        EXPECT_TRUE(taken.insert({place.rank, place.lane}).second);
        EXPECT_LT(place.rank, layout.ranks);
        EXPECT_LT(place.lane, layout.lanes);
    }
    for (const GraphLayout::Edge& edge : layout.edges)
        if (edge.from >= 0) {
            EXPECT_LT(layout.places[static_cast<std::size_t>(edge.from)].rank,
                      layout.places[static_cast<std::size_t>(edge.to)].rank);
        }
    EXPECT_EQ(layout.lanes, 1); // a chain with shortcuts
    EXPECT_EQ(layout.edges.front().from, -1);
}

TEST(GraphLayout, ASumHasTwoSources)
{
    const Graph graph = makeArchitecture("mcunet-in3", 176, 0).value();
    const GraphCost cost = countCost(graph);
    const GraphLayout layout = layOutGraph(graph, cost);
    int sums = 0;
    for (std::size_t op = 0; op < cost.ops.size(); ++op) {
        int sources = 0;
        for (const GraphLayout::Edge& edge : layout.edges)
            sources += edge.to == static_cast<int>(op) ? 1 : 0;
        EXPECT_EQ(sources, cost.ops[op].kind == WorkKind::add ? 2 : 1) << cost.ops[op].name;
        sums += cost.ops[op].kind == WorkKind::add ? 1 : 0;
    }
    EXPECT_GT(sums, 5);
}

TEST(GraphLayout, CutsLieBetweenRanks)
{
    const Graph graph = makeArchitecture("mcunet-in3", 176, 0).value();
    const GraphCost cost = countCost(graph);
    const GraphLayout layout = layOutGraph(graph, cost);
    ASSERT_EQ(layout.cutRanks.size(), graph.cuts.size());
    for (std::size_t cut = 0; cut < layout.cutRanks.size(); ++cut)
        for (std::size_t op = 0; op < cost.ops.size(); ++op)
            EXPECT_EQ(op < cost.cuts[cut].opCount, layout.places[op].rank <= layout.cutRanks[cut]);
}

TEST(GraphLayout, BranchesLieBesideEachOther)
{
    Graph graph;
    const Shape shape{8, 8, 4};
    const auto add = [&](OpKind kind, std::vector<int> inputs) {
        Node node;
        node.kind = kind;
        node.name = std::to_string(graph.nodes.size());
        node.inputs = std::move(inputs);
        node.output = shape;
        graph.nodes.push_back(node);
        return static_cast<int>(graph.nodes.size()) - 1;
    };
    const int input = add(OpKind::input, {});
    const int stem = add(OpKind::convolution, {input});
    const int left = add(OpKind::convolution, {stem});
    const int right = add(OpKind::convolution, {stem});
    graph.featureNode = add(OpKind::add, {left, right});
    const GraphLayout layout = layOutGraph(graph, countCost(graph));
    ASSERT_EQ(layout.places.size(), 4u);
    EXPECT_EQ(layout.ranks, 3);
    EXPECT_EQ(layout.lanes, 2);
    EXPECT_EQ(layout.places[1].rank, layout.places[2].rank);
    EXPECT_NE(layout.places[1].lane, layout.places[2].lane);
}

} // namespace
} // namespace microt
