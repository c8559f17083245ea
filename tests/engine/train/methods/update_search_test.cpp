// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/update_search.h"

#include <gtest/gtest.h>

#include "engine/model/architectures.h"
#include "engine/train/methods/training_cost.h"
#include "engine/train/training/initial_weights.h"
#include "tests/engine/train/methods/method_support.h"

namespace microt {
namespace {

/// Credits that differ by layer and channel.
std::vector<LayerCredit> someCredits(const Graph& graph)
{
    std::vector<LayerCredit> credits;
    for (const int layer : updatableLayers(graph)) {
        const Node& node = graph.nodes[static_cast<std::size_t>(layer)];
        const Shape& input = graph.nodes[static_cast<std::size_t>(node.inputs[0])].output;
        LayerCredit credit{layer, {}, 0.01};
        for (int c = 0; c < (node.groups > 1 ? node.output.channels : input.channels); ++c)
            credit.channels.push_back(0.1 + 0.01 * ((layer * 31 + c * 17) % 23));
        credits.push_back(credit);
    }
    return credits;
}

std::int64_t numbers(const Graph& graph, const UpdatePlan& plan)
{
    return updatedParameters(graph, plan);
}

TEST(SparseUpdateSearch, KeepsToEveryBudget)
{
    const Graph graph = test::tinyTuned();
    std::int64_t before = 0;
    for (const std::int64_t bytes : {0, 300, 1000, 3000, 100000}) {
        const UpdateBudget budget{bytes, true, 0};
        const UpdatePlan plan = searchSparseUpdate(graph, someCredits(graph), budget);
        EXPECT_LE(budget.taken(graph, plan), bytes);
        EXPECT_GE(numbers(graph, plan), before) << bytes;
        before = numbers(graph, plan);
    }
    EXPECT_EQ(before, 8 * 27 + 8 + 8 * 9 + 8 + 64 + 8 + 96 + 12 + 39); // everything
    EXPECT_EQ(numbers(graph, searchSparseUpdate(graph, someCredits(graph), {0, true, 0})), 39);
}

TEST(SparseUpdateSearch, TakesTheChannelsWithMostCredit)
{
    const Graph graph = test::tinyTuned();
    std::vector<LayerCredit> credits = someCredits(graph);
    for (LayerCredit& credit : credits)
        std::fill(credit.channels.begin(), credit.channels.end(), 0.0);
    credits[3].channels[6] = 5.0;
    const UpdatePlan plan = searchSparseUpdate(graph, credits, {100000, true, 0});
    const LayerUpdate* layer = plan.find(credits[3].node);
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->inputs, std::vector<int>{6});
}

TEST(TinyTrainChoice, KeepsToEveryBudget)
{
    const Graph graph = test::tinyTuned();
    for (const std::int64_t bytes : {0, 2000, 5000, 9000, 100000}) {
        const UpdateBudget budget{bytes, true, 0};
        const FisherReach reach = fisherReach(graph, budget);
        std::vector<std::vector<double>> potentials;
        for (const int layer : reach.layers)
            potentials.emplace_back(graph.nodes[static_cast<std::size_t>(layer)].output.channels, 0.5);
        const UpdatePlan plan = chooseTinyTrain(graph, reach.layers, potentials, budget);
        EXPECT_LE(budget.taken(graph, plan), bytes);
        EXPECT_EQ(plan.layers.size() == 1, bytes == 0) << bytes;
    }
}

TEST(TinyTrainChoice, PrefersInformationAWeightAndMac)
{
    const Graph graph = test::tinyTuned();
    const std::vector<int> layers = updatableLayers(graph);
    const std::vector<int> last = {layers[2], layers[3]};
    // Of 64 weights and 4,096 MACs against 96 and 1,536: the later layer wins although it has less.
    const std::vector<std::vector<double>> potentials = {std::vector<double>(8, 1.0),
                                                         std::vector<double>(12, 0.4)};
    const UpdateBudget some{2000, true, 0};
    const UpdatePlan plan = chooseTinyTrain(graph, last, potentials, some);
    ASSERT_EQ(plan.layers.size(), 2U);
    EXPECT_EQ(plan.layers[0].node, layers[3]);
}

} // namespace
} // namespace microt
