// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/training_cost.h"

#include <gtest/gtest.h>

#include "tests/engine/train/methods/method_support.h"

namespace microt {
namespace {

constexpr std::int64_t kFirst = 8 * 8 * 8 * 27; ///< MACs of the tiny network's layers
constexpr std::int64_t kDepthwise = 8 * 8 * 8 * 9;
constexpr std::int64_t kSecond = 8 * 8 * 8 * 8;
constexpr std::int64_t kThird = 4 * 4 * 12 * 8;
constexpr std::int64_t kClassifier = 12 * 3;

UpdatePlan planOf(const Graph& graph, std::vector<LayerUpdate> layers)
{
    layers.push_back(classifierUpdate(graph));
    return {std::move(layers)};
}

TEST(TrainingCost, CountsTheWorkOfAHeadByHand)
{
    const Graph graph = test::tinyTuned();
    const TrainingWork work = sumWork(countOpWork(graph, planOf(graph, {})));
    EXPECT_EQ(work.forwardMacs, kFirst + kDepthwise + kSecond + kThird + kClassifier);
    EXPECT_EQ(work.inputGradientMacs, 0);
    EXPECT_EQ(work.weightGradientMacs, kClassifier);
    EXPECT_EQ(work.updatedParameters, 39);
}

TEST(TrainingCost, CountsTheWorkOfEverythingByHand)
{
    const Graph graph = test::tinyTuned();
    UpdatePlan plan;
    for (const int layer : updatableLayers(graph))
        plan.layers.push_back({layer, true, {}, {}, true});
    plan.layers.push_back(classifierUpdate(graph));
    const TrainingWork work = sumWork(countOpWork(graph, plan));
    EXPECT_EQ(work.inputGradientMacs, kDepthwise + kSecond + kThird + kClassifier);
    EXPECT_EQ(work.weightGradientMacs, work.forwardMacs);
    EXPECT_EQ(work.updatedParameters, 8 * 27 + 8 + 8 * 9 + 8 + 64 + 8 + 96 + 12 + 39);
}

TEST(TrainingCost, GoesDownToTheFirstUpdatedLayerAndNoFurther)
{
    const Graph graph = test::tinyTuned();
    const std::vector<int> layers = updatableLayers(graph);
    const UpdatePlan plan =
        planOf(graph, {{layers[1], false, {}, {}, true}, {layers[3], true, {0, 5}, {}, true}});
    const TrainingWork work = sumWork(countOpWork(graph, plan));
    EXPECT_EQ(work.inputGradientMacs, kSecond + kThird + kClassifier);
    EXPECT_EQ(work.weightGradientMacs, kThird * 2 / 8 + kClassifier);
    EXPECT_EQ(work.updatedParameters, 8 + 2 * 12 + 12 + 39);
}

TEST(TrainingCost, CyclesFollowTheMacs)
{
    const Graph graph = test::tinyTuned();
    BoardProfile board;
    board.cyclesPerMac.fill({2.0, ""});
    const TrainingCycles head = cyclesOf(countOpWork(graph, planOf(graph, {})), board);
    EXPECT_DOUBLE_EQ(head.forward, 2.0 * (kFirst + kDepthwise + kSecond + kThird + kClassifier));
    EXPECT_DOUBLE_EQ(head.backward, 2.0 * kClassifier);
    EXPECT_DOUBLE_EQ(head.update, 2.0 * 39);
}

TEST(TrainingCost, CountsTheMemoryOfTwoChannelsByHand)
{
    const Graph graph = test::tinyTuned();
    const UpdatePlan plan = planOf(graph, {{updatableLayers(graph)[3], true, {0, 5}, {}, true}});
    const TrainingMemory memory = countTrainingMemory(graph, plan, true, 5000);
    // Two channels of 8 x 8, the classifier's twelve inputs, and a bit for each of 4 x 4 x 12 that were
    // clipped.
    EXPECT_EQ(memory.keptBytes, 2 * 64 + 12 + 192 / 8);
    EXPECT_EQ(memory.gradientBytes, 4 * (192 + 12)); // before and behind the pooling
    EXPECT_EQ(memory.parameterBytes, 12 * (24 + 12 + 39));
    EXPECT_EQ(memory.peak(), 164 + 900 + 5000);
    EXPECT_EQ(countTrainingMemory(graph, plan, false, 100).peak(), 164 + 600 + 816);
}

TEST(TrainingCost, KeepsGradientsThatAShortcutLeadsPast)
{
    const Graph graph = test::tinyTuned();
    const UpdatePlan plan = planOf(graph, {{updatableLayers(graph)[0], false, {}, {}, true}});
    // Beside the depthwise layer's output and input (which the shortcut reads as well) nothing else is alive;
    // at the second convolution its output, its input, and the shortcut's source.
    EXPECT_EQ(countTrainingMemory(graph, plan, true, 0).gradientBytes, 4 * 3 * 512);
}

} // namespace
} // namespace microt
