// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/pretrain.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/train/pictures/training_pictures.h"
#include "engine/train/training/initial_weights.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

PretrainOptions shortOptions()
{
    PretrainOptions options;
    options.epochs = 6;
    options.batch = 24; // two shards
    options.validationShare = 0.2;
    options.augmentation.light = 0.1;
    return options;
}

class Pretrain : public testing::Test
{
protected:
    Result<Graph> train(const PretrainOptions& options, const JobContext& job = {})
    {
        m_epochs.clear();
        return pretrain(
            test::tinyTrainable(3), m_dataset, options,
            [this](const PretrainEpoch& epoch) { m_epochs.push_back(epoch); }, job);
    }

    test::ScratchFolder m_scratch;
    Dataset m_dataset = test::drawnDataset(m_scratch / "drawn", 40);
    std::vector<PretrainEpoch> m_epochs;
};

TEST_F(Pretrain, LearnsDrawnClasses)
{
    const auto trained = train(shortOptions());
    ASSERT_TRUE(trained.ok()) << trained.failure().what;
    EXPECT_TRUE(trained.value().hasWeights());
    EXPECT_TRUE(validateGraph(trained.value()).ok());
    ASSERT_EQ(m_epochs.size(), 6U);
    EXPECT_LT(m_epochs.back().trainLoss, 0.8 * m_epochs.front().trainLoss);
    EXPECT_GT(m_epochs.back().validationAccuracy, 0.9);
    EXPECT_GT(m_epochs.back().picturesPerSecond, 0.0);
}

TEST_F(Pretrain, RepeatsBitForBitWithTheSameSeed)
{
    PretrainOptions options = shortOptions();
    options.epochs = 2;
    const auto first = train(options);
    const auto second = train(options);
    options.seed = 1;
    const auto other = train(options);
    ASSERT_TRUE(first.ok() && second.ok() && other.ok());
    bool differs = false;
    for (std::size_t i = 0; i < first.value().nodes.size(); ++i) {
        const Node& node = first.value().nodes[i];
        EXPECT_EQ(node.weight, second.value().nodes[i].weight) << i;
        EXPECT_EQ(node.bias, second.value().nodes[i].bias) << i;
        EXPECT_EQ(node.mean, second.value().nodes[i].mean) << i;
        EXPECT_EQ(node.variance, second.value().nodes[i].variance) << i;
        differs = differs || node.weight != other.value().nodes[i].weight;
    }
    EXPECT_TRUE(differs);
}

TEST_F(Pretrain, GoesOnFromGivenWeights)
{
    PretrainOptions options = shortOptions();
    const auto first = train(options);
    ASSERT_TRUE(first.ok());
    options.epochs = 1;
    options.learningRate = 1e-6;
    const auto second = pretrain(first.value(), m_dataset, options,
                                 [this](const PretrainEpoch& epoch) { m_epochs.push_back(epoch); }, {});
    ASSERT_TRUE(second.ok()) << second.failure().what;
    EXPECT_NEAR(m_epochs.back().trainLoss, m_epochs[5].trainLoss, 0.2);
}

TEST_F(Pretrain, NeverLearnsFromTestSamples)
{
    for (Sample& sample : m_dataset.samples)
        sample.split = Split::test;
    m_dataset.samples[0].split = Split::train;
    const auto trained = train(shortOptions());
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.failure().code, Error::tooFewSamples);
}

TEST_F(Pretrain, RefusesAnotherNumberOfClasses)
{
    const auto trained = pretrain(test::tinyTrainable(4), m_dataset, shortOptions(), {}, {});
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.failure().code, Error::shapeMismatch);
    Graph headless = test::tinyTrainable(3);
    headless.nodes.pop_back();
    headless.logitsNode = -1;
    const auto without = pretrain(headless, m_dataset, shortOptions(), {}, {});
    ASSERT_FALSE(without.ok());
    EXPECT_EQ(without.failure().code, Error::shapeMismatch);
}

TEST_F(Pretrain, RefusesOptionsOutOfRange)
{
    const auto refused = [this](auto change) {
        PretrainOptions options = shortOptions();
        change(options);
        const auto trained = train(options);
        return !trained.ok() && trained.failure().code == Error::outOfRange;
    };
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.epochs = 0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.batch = 1; }));
    EXPECT_TRUE(
        refused([](PretrainOptions& o) { o.learningRate = std::numeric_limits<double>::quiet_NaN(); }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.momentum = 1.0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.weightDecay = -1.0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.labelSmoothing = 1.0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.validationShare = 1.0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.augmentation.smallestArea = 0.0; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.augmentation.largestAspect = 0.5; }));
    EXPECT_TRUE(refused([](PretrainOptions& o) { o.augmentation.light = 1.5; }));
}

TEST_F(Pretrain, SaysWhenTheLossIsNoLongerANumber)
{
    PretrainOptions options = shortOptions();
    options.learningRate = 1e3;
    options.weightDecay = 1.0;
    options.epochs = 200;
    const auto trained = train(options);
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.failure().code, Error::numericFailure);
}

TEST_F(Pretrain, CanBeCancelledBetweenSteps)
{
    JobContext job;
    PretrainOptions options = shortOptions();
    options.epochs = 100000;
    const auto trained = pretrain(
        test::tinyTrainable(3), m_dataset, options,
        [&job](const PretrainEpoch& epoch) {
            if (epoch.epoch == 2)
                job.cancel.cancel();
        },
        job);
    ASSERT_FALSE(trained.ok());
    EXPECT_EQ(trained.failure().code, Error::cancelled);
}

TEST_F(Pretrain, PicturesBeyondTheMemoryAreDecodedAgain)
{
    std::vector<std::int32_t> all(m_dataset.samples.size());
    std::iota(all.begin(), all.end(), 0);
    const Preprocessing preprocessing = test::tinyTrainable(3).preprocessing;
    const auto kept = TrainingPictures::load(m_dataset, all, preprocessing, 20, {}).value();
    const auto some = TrainingPictures::load(m_dataset, all, preprocessing, 20, {}, 5 * 20 * 20 * 3).value();
    ASSERT_EQ(some.count(), kept.count());
    const View view{2.0, 3.0, 11.0, 12.0, true, 1.1F, 0.9F, 4.0F};
    for (int i = 0; i < kept.count(); ++i) {
        EXPECT_EQ(some.sample(i), kept.sample(i));
        EXPECT_EQ(some.label(i), kept.label(i));
        EXPECT_EQ(some.picture(i).value().rgb, kept.picture(i).value().rgb);
        EXPECT_EQ(some.render(i, 16, view).value().rgb, kept.render(i, 16, view).value().rgb);
    }
    const auto remove = [&](int i) {
        std::filesystem::remove(m_dataset.root /
                                m_dataset.samples[static_cast<std::size_t>(some.sample(i))].path);
    };
    remove(4);
    EXPECT_TRUE(some.picture(4).ok()) << "five are in memory";
    remove(5);
    EXPECT_EQ(some.picture(5).failure().code, Error::fileNotFound);
    EXPECT_EQ(some.render(5, 16, view).failure().code, Error::fileNotFound);
}

TEST_F(Pretrain, VariesPicturesWithinTheirOwnContent)
{
    std::vector<std::int32_t> first{0};
    const auto pictures =
        TrainingPictures::load(m_dataset, first, test::tinyTrainable(3).preprocessing, 20, {});
    ASSERT_TRUE(pictures.ok());
    // Nothing varied but the mirror: a whole picture at its own size stays as it is, or is mirrored.
    const Augmentation still{1.0, 1.0, 0.0};
    const Picture whole = pictures.value().picture(0).value();
    Picture mirrored = whole;
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 20; ++x)
            for (int c = 0; c < 3; ++c)
                mirrored.rgb[static_cast<std::size_t>((y * 20 + x) * 3 + c)] =
                    whole.rgb[static_cast<std::size_t>((y * 20 + 19 - x) * 3 + c)];
    int mirrors = 0;
    for (std::uint64_t seed = 0; seed < 32; ++seed) {
        CounterRandom random(seed, 0, 0);
        const Picture varied = pictures.value().render(0, 20, drawView(still, 20, random)).value();
        EXPECT_TRUE(varied.rgb == whole.rgb || varied.rgb == mirrored.rgb);
        mirrors += varied.rgb == mirrored.rgb ? 1 : 0;
    }
    EXPECT_GT(mirrors, 4);
    EXPECT_LT(mirrors, 28);
    const auto strong = [&](std::uint64_t seed) {
        CounterRandom random(seed, 0, 0);
        return pictures.value().render(0, 16, drawView(Augmentation{}, 20, random)).value();
    };
    EXPECT_EQ(strong(3).rgb, strong(3).rgb);
    EXPECT_NE(strong(3).rgb, strong(4).rgb);
    EXPECT_EQ(strong(3).rgb.size(), 16U * 16U * 3U);
}

TEST(InitialWeights, FollowTheirDeviations)
{
    Graph graph = test::tinyTrainable(3);
    initialiseWeights(graph, 5);
    ASSERT_TRUE(graph.hasWeights());
    const Node& first = graph.nodes[1]; // 3 x 3, 8 outputs
    double square = 0.0;
    for (const float weight : first.weight)
        square += double{weight} * weight;
    const double deviation = std::sqrt(square / static_cast<double>(first.weight.size()));
    EXPECT_NEAR(deviation, std::sqrt(2.0 / 72.0), 0.03);
    EXPECT_TRUE(first.bias.empty());
    EXPECT_EQ(graph.nodes[2].variance, std::vector<float>(8, 1.0F));
    EXPECT_EQ(graph.nodes.back().bias, std::vector<float>(3, 0.0F));
}

} // namespace
} // namespace microt
