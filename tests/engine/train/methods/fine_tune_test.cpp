// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/fine_tune.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/train/methods/fisher.h"
#include "engine/train/methods/lite_residual.h"
#include "tests/engine/train/methods/method_support.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class FineTune : public testing::Test
{
protected:
    void SetUp() override
    {
        std::vector<std::int32_t> all(m_dataset.samples.size());
        std::iota(all.begin(), all.end(), 0);
        const Preprocessing& how = m_graph.preprocessing;
        auto pictures = TrainingPictures::load(m_dataset, all, how, how.side(), {});
        ASSERT_TRUE(pictures.ok());
        m_pictures = std::move(pictures).value();
        m_rows = divideTrain(m_dataset, 0.25, 3);
        m_options.epochs = 2;
        m_options.learningRate = 0.05;
    }

    Tuned train(const UpdatePlan& plan, std::uint64_t seed = 1)
    {
        auto tuned = fineTune({m_graph, plan, m_pictures, m_rows, m_options, seed, "Test"}, {});
        EXPECT_TRUE(tuned.ok()) << tuned.failure().what;
        return std::move(tuned).value();
    }

    test::ScratchFolder m_scratch;
    Dataset m_dataset = test::drawnDataset(m_scratch / "drawn", 16);
    Graph m_graph = test::tinyTuned();
    TrainingPictures m_pictures;
    FitRows m_rows;
    MethodOptions m_options;
};

TEST_F(FineTune, HoldsOutTrainPicturesOfEveryClass)
{
    m_dataset.samples[0].split = Split::test;
    const FitRows rows = divideTrain(m_dataset, 0.25, 3);
    EXPECT_EQ(rows.validation.size(), 3U + 4U + 4U); // of 15, 16, 16
    EXPECT_EQ(rows.fit.size() + rows.validation.size(), 47U);
    EXPECT_FALSE(std::binary_search(rows.fit.begin(), rows.fit.end(), 0));
    EXPECT_NE(divideTrain(m_dataset, 0.25, 4).validation, rows.validation);
}

TEST_F(FineTune, ChangesWhatThePlanNamesAndNoOtherBit)
{
    const std::vector<int> layers = updatableLayers(m_graph);
    const UpdatePlan plan{{{layers[1], false, {}, {}, true},
                           {layers[2], true, {}, {1, 2}, true},
                           {layers[3], true, {0, 5}, {}, false},
                           classifierUpdate(m_graph)}};
    const Graph after = train(plan).graph;
    ASSERT_EQ(after.nodes.size(), m_graph.nodes.size());
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        const LayerUpdate* update = plan.find(static_cast<int>(i));
        const std::vector<std::uint8_t> taken =
            update != nullptr ? updatedWeights(m_graph, *update) : std::vector<std::uint8_t>();
        bool changed = false;
        for (std::size_t w = 0; w < m_graph.nodes[i].weight.size(); ++w) {
            const bool same = m_graph.nodes[i].weight[w] == after.nodes[i].weight[w];
            EXPECT_TRUE(same || (!taken.empty() && taken[w] != 0)) << i << " " << w;
            changed = changed || !same;
        }
        EXPECT_EQ(changed, !taken.empty()) << i;
        const bool biasSame = m_graph.nodes[i].bias == after.nodes[i].bias;
        EXPECT_EQ(biasSame, update == nullptr || !update->bias) << i;
    }
    const auto& before = m_graph.nodes[static_cast<std::size_t>(layers[2])].bias;
    const auto& bias = after.nodes[static_cast<std::size_t>(layers[2])].bias;
    for (const std::size_t c : {0U, 3U, 4U, 5U, 6U, 7U})
        EXPECT_EQ(before[c], bias[c]);
}

TEST_F(FineTune, RepeatsBitForBitWithTheSameSeed)
{
    UpdatePlan plan;
    for (const int layer : updatableLayers(m_graph))
        plan.layers.push_back({layer, true, {}, {}, true});
    const Tuned first = train(plan);
    const Tuned second = train(plan);
    const Tuned other = train(plan, 2);
    bool differs = false;
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        EXPECT_EQ(first.graph.nodes[i].weight, second.graph.nodes[i].weight);
        EXPECT_EQ(first.graph.nodes[i].bias, second.graph.nodes[i].bias);
        differs = differs || first.graph.nodes[i].weight != other.graph.nodes[i].weight;
    }
    EXPECT_TRUE(differs);
    EXPECT_GT(first.bestEpoch, 0);
}

TEST_F(FineTune, StopsWithoutABetterAnswer)
{
    m_options.epochs = 50;
    m_options.patience = 2;
    m_options.learningRate = 1e-9; // nothing changes
    const Tuned tuned = train({{classifierUpdate(m_graph)}});
    EXPECT_LE(tuned.epochs, tuned.bestEpoch + 2);
    EXPECT_LT(tuned.epochs, 50);
}

TEST_F(FineTune, CanBeCancelled)
{
    JobContext job;
    job.cancel.cancel();
    const UpdatePlan plan{{classifierUpdate(m_graph)}};
    const auto tuned = fineTune({m_graph, plan, m_pictures, m_rows, m_options, 1, "Test"}, job);
    ASSERT_FALSE(tuned.ok());
    EXPECT_EQ(tuned.failure().code, Error::cancelled);
}

TEST_F(FineTune, CreditsEveryChannelOfEveryLayer)
{
    const UpdatePlan none;
    const auto credits = creditLayers({m_graph, none, m_pictures, m_rows, m_options, 1, "Test"}, 2, {});
    ASSERT_TRUE(credits.ok()) << credits.failure().what;
    ASSERT_EQ(credits.value().size(), 4U);
    EXPECT_EQ(credits.value()[0].channels.size(), 3U);
    EXPECT_EQ(credits.value()[1].channels.size(), 8U);
    double sum = 0.0;
    for (const LayerCredit& credit : credits.value())
        for (const double channel : credit.channels) {
            EXPECT_GE(channel, 0.0);
            sum += channel;
        }
    EXPECT_GT(sum, 0.0);
}

/// Cross-entropy of one picture.
double lossOf(const Graph& graph, const TrainingPictures& pictures, int number)
{
    const auto logits = logitsOf(graph, pictures, {number});
    EXPECT_TRUE(logits.ok());
    const Eigen::RowVectorXd values = logits.value().row(0).cast<double>();
    return std::log(values.array().exp().sum()) - values[pictures.label(number)];
}

TEST_F(FineTune, FisherPotentialIsTheSquaredSlopeOfAScaledChannel)
{
    // a . g is how the loss changes as all of a channel grows: its weights and bias by the same share.
    const int layer = updatableLayers(m_graph)[3];
    const int number = 20;
    const auto potentials = fisherPotentials(m_graph, {layer}, m_pictures, {number}, {});
    ASSERT_TRUE(potentials.ok()) << potentials.failure().what;
    constexpr double kStep = 1e-2;
    for (const std::size_t channel : {0U, 4U, 9U}) {
        double losses[2];
        for (const int side : {0, 1}) {
            Graph scaled = m_graph;
            Node& node = scaled.nodes[static_cast<std::size_t>(layer)];
            const auto factor = static_cast<float>(side == 0 ? 1.0 - kStep : 1.0 + kStep);
            for (std::size_t i = 0; i < 8; ++i)
                node.weight[channel * 8 + i] *= factor;
            node.bias[channel] *= factor;
            losses[side] = lossOf(scaled, m_pictures, number);
        }
        const double slope = (losses[1] - losses[0]) / (2.0 * kStep);
        EXPECT_NEAR(potentials.value()[0][channel], slope * slope / 2.0, 0.05 * slope * slope / 2.0 + 1e-7);
    }
}

TEST_F(FineTune, LiteResidualsChangeNothingUntilTheyAreTrained)
{
    const LiteGraph lite = withLiteResiduals(m_graph, 1); // one block: from the cut to the pooling
    ASSERT_TRUE(validateGraph(lite.graph).ok()) << validateGraph(lite.graph).failure().what;
    EXPECT_EQ(lite.modules.size(), 2U);
    const auto before = logitsOf(m_graph, m_pictures, {0, 20, 40});
    const auto after = logitsOf(lite.graph, m_pictures, {0, 20, 40});
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_EQ(before.value(), after.value());
}

} // namespace
} // namespace microt
