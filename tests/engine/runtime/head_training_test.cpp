// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/head_training.h"

#include <cmath>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace microt {
namespace {

/// Features of three classes around different centres, one of them constant, from a small generator.
struct Samples
{
    std::vector<std::int8_t> values;
    std::vector<std::uint8_t> labels;
    FeatureBank bank() const
    {
        return {static_cast<std::int32_t>(labels.size()), 6, values.data(), labels.data()};
    }
};

Samples make(int count)
{
    Samples samples;
    std::uint32_t state = 12345;
    for (int i = 0; i < count; ++i) {
        const int label = i % 3;
        for (int d = 0; d < 6; ++d) {
            state = state * 1664525U + 1013904223U;
            const int noise = static_cast<int>(state >> 26) - 32;
            samples.values.push_back(static_cast<std::int8_t>(d == 5 ? 17 : noise + (d == label ? 60 : 0)));
        }
        samples.labels.push_back(static_cast<std::uint8_t>(label));
    }
    return samples;
}

/// A head with its memory.
struct Trained
{
    std::vector<float> weights = std::vector<float>(18, 9.0F);
    std::vector<float> bias = std::vector<float>(3, 9.0F);
    std::vector<float> mean = std::vector<float>(6, 9.0F);
    std::vector<float> inverse = std::vector<float>(6, 9.0F);
    std::vector<float> losses;
    LinearHead head() { return {3, 6, weights.data(), bias.data()}; }
    FeatureScaling scaling() { return {mean.data(), inverse.data()}; }
};

Trained train(const Samples& samples, const TrainingOptions& options)
{
    Trained result;
    std::vector<std::uint32_t> scratch(HeadTrainer::scratchBytes(3, 6, samples.bank().samples) / 4 + 1);
    HeadTrainer trainer;
    EXPECT_EQ(trainer.begin(samples.bank(), result.head(), result.scaling(), options,
                            reinterpret_cast<std::uint8_t*>(scratch.data()), scratch.size() * 4),
              Error::none);
    while (!trainer.finished())
        result.losses.push_back(trainer.runEpoch().meanLoss);
    return result;
}

TEST(HeadTraining, LearnsAndClassifies)
{
    const Samples samples = make(150);
    Trained trained = train(samples, {});
    EXPECT_EQ(trained.losses.size(), 40U);
    EXPECT_LT(trained.losses.back(), 0.5F * trained.losses.front());
    int right = 0;
    for (int i = 0; i < 150; ++i) {
        float logits[3];
        const FeaturePiece row{samples.values.data() + 6 * i, 6};
        headLogits(trained.head(), trained.scaling(), &row, logits);
        right += decide(logits, 3, ConfidenceMeasure::maxProbability, 1.0F).predicted == i % 3 ? 1 : 0;
    }
    EXPECT_GE(right, 140);
    EXPECT_FLOAT_EQ(trained.mean[5], 17.0F);
    EXPECT_FLOAT_EQ(trained.inverse[5], 1.0F); // constant: left alone
}

/// Of the weighted sum of the samples' losses, by the weights: [3, 6].
std::vector<double> gradientOf(const Samples& samples, Trained& trained, const std::vector<double>& weights)
{
    std::vector<double> gradient(18, 0.0);
    for (std::size_t s = 0; s < samples.labels.size(); ++s) {
        const std::int8_t* features = samples.values.data() + 6 * s;
        float logits[3];
        const FeaturePiece row{features, 6};
        headLogits(trained.head(), trained.scaling(), &row, logits);
        double sum = 0.0;
        for (const float logit : logits)
            sum += std::exp(double{logit});
        for (int c = 0; c < 3; ++c)
            for (int d = 0; d < 6; ++d)
                gradient[static_cast<std::size_t>(6 * c + d)] +=
                    weights[samples.labels[s]] *
                    (std::exp(double{logits[c]}) / sum - (c == samples.labels[s] ? 1.0 : 0.0)) *
                    (features[d] - trained.mean[static_cast<std::size_t>(d)]) *
                    trained.inverse[static_cast<std::size_t>(d)];
    }
    return gradient;
}

TEST(HeadTraining, ThePenaltyIsThatOfTheWholeObjective)
{
    // At its minimum the samples' gradients add up to -penalty * weights, however many samples there are.
    for (const int count : {30, 300}) {
        const Samples samples = make(count);
        TrainingOptions options;
        options.epochs = 12000 / count;
        Trained trained = train(samples, options);
        const std::vector<double> gradient = gradientOf(samples, trained, {1.0, 1.0, 1.0});
        for (std::size_t i = 0; i < 18; ++i)
            EXPECT_NEAR(gradient[i], -options.penalty * trained.weights[i], 0.05 * options.penalty)
                << count << " samples, weight " << i;
    }
}

TEST(HeadTraining, ClassWeightsMakeRareClassesCountAsMuch)
{
    // 50 of class 0, five each of the others.
    const Samples all = make(150);
    Samples samples;
    for (std::size_t s = 0; s < all.labels.size(); ++s)
        if (all.labels[s] == 0 || s < 15) {
            samples.labels.push_back(all.labels[s]);
            samples.values.insert(samples.values.end(),
                                  all.values.begin() + static_cast<std::ptrdiff_t>(6 * s),
                                  all.values.begin() + static_cast<std::ptrdiff_t>(6 * s + 6));
        }
    TrainingOptions options;
    options.epochs = 400;
    options.classWeights = true;
    Trained trained = train(samples, options);
    const std::vector<double> gradient = gradientOf(samples, trained, {60.0 / 150, 60.0 / 15, 60.0 / 15});
    for (std::size_t i = 0; i < 18; ++i)
        EXPECT_NEAR(gradient[i], -options.penalty * trained.weights[i], 0.1 * options.penalty) << i;
    options.classWeights = false;
    EXPECT_NE(train(samples, options).weights, trained.weights);
    // Where all classes have the same number of samples, every weight is 1.
    options.epochs = 3;
    const Trained plain = train(all, options);
    options.classWeights = true;
    EXPECT_EQ(train(all, options).weights, plain.weights);
}

TEST(HeadTraining, SameSeedSameBits)
{
    const Samples samples = make(90);
    const Trained first = train(samples, {});
    const Trained second = train(samples, {});
    EXPECT_EQ(std::memcmp(first.weights.data(), second.weights.data(), first.weights.size() * 4), 0);
    EXPECT_EQ(first.losses, second.losses);
    TrainingOptions other;
    other.seed = 2;
    EXPECT_NE(train(samples, other).weights, first.weights);
}

/// Two steps of the documented rule in double, on `samples` in the order of the trainer's first epoch.
struct Plain
{
    std::vector<double> weights;
    std::vector<double> bias;
};

Plain plainSteps(const std::vector<std::int8_t>& values, const std::vector<std::uint8_t>& labels, int classes,
                 int dimensions, const FeatureScaling& scaling, const TrainingOptions& options)
{
    const std::size_t c0 = static_cast<std::size_t>(classes);
    const std::size_t d0 = static_cast<std::size_t>(dimensions);
    Plain plain{std::vector<double>(c0 * d0), std::vector<double>(c0)};
    std::vector<double> velocity(c0 * (d0 + 1));
    const double samples = static_cast<double>(labels.size());
    // Batches of all samples, so that their order does not matter.
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        std::vector<double> gradient(c0 * (d0 + 1));
        for (std::size_t s = 0; s < labels.size(); ++s) {
            std::vector<double> x(d0);
            std::vector<double> e(c0);
            for (std::size_t d = 0; d < d0; ++d)
                x[d] = (values[s * d0 + d] - double{scaling.mean[d]}) * double{scaling.inverseDeviation[d]};
            double sum = 0.0;
            for (std::size_t c = 0; c < c0; ++c) {
                double logit = plain.bias[c];
                for (std::size_t d = 0; d < d0; ++d)
                    logit += plain.weights[c * d0 + d] * x[d];
                sum += e[c] = std::exp(logit);
            }
            for (std::size_t c = 0; c < c0; ++c) {
                const double error = (e[c] / sum - (c == labels[s] ? 1.0 : 0.0)) / samples;
                for (std::size_t d = 0; d < d0; ++d)
                    gradient[c * (d0 + 1) + d] += error * x[d];
                gradient[c * (d0 + 1) + d0] += error;
            }
        }
        const double rate =
            double{options.learningRate} * (1.0 - static_cast<double>(epoch) / options.epochs);
        for (std::size_t c = 0; c < c0; ++c)
            for (std::size_t d = 0; d <= d0; ++d) {
                double& weight = d < d0 ? plain.weights[c * d0 + d] : plain.bias[c];
                double& v = velocity[c * (d0 + 1) + d];
                v = double{options.momentum} * v + gradient[c * (d0 + 1) + d] +
                    (d < d0 ? double{options.penalty} / samples * weight : 0.0);
                weight -= rate * v;
            }
    }
    return plain;
}

TEST(HeadTraining, EveryNumberOfClassesAndSamplesFollowsTheRule)
{
    std::uint32_t state = 99;
    const auto random = [&state] { return (state = state * 1664525U + 1013904223U) >> 16; };
    for (const int classes : {1, 2, 3, 4, 5, 6, 9, 10})
        for (const int samples : {1, 3, 4, 5, 8, 9, 12, 16, 21})
            for (const int dimensions : {1, 7}) {
                std::vector<std::int8_t> values;
                std::vector<std::uint8_t> labels;
                for (int s = 0; s < samples; ++s) {
                    labels.push_back(static_cast<std::uint8_t>(random() % static_cast<unsigned>(classes)));
                    for (int d = 0; d < dimensions; ++d)
                        values.push_back(static_cast<std::int8_t>(random()));
                }
                TrainingOptions options;
                options.epochs = 4;
                options.batch = samples;
                std::vector<float> head(static_cast<std::size_t>((classes + 2) * dimensions + classes));
                const LinearHead linear{classes, dimensions, head.data(), head.data() + classes * dimensions};
                const FeatureScaling scaling{linear.bias + classes, linear.bias + classes + dimensions};
                const std::size_t bytes = HeadTrainer::scratchBytes(classes, dimensions, samples);
                std::vector<std::uint32_t> scratch(bytes / 4 + 2, 0x7FC00000U); // not a number
                HeadTrainer trainer;
                ASSERT_EQ(trainer.begin({samples, dimensions, values.data(), labels.data()}, linear, scaling,
                                        options, reinterpret_cast<std::uint8_t*>(scratch.data()), bytes),
                          Error::none);
                while (!trainer.finished())
                    trainer.runEpoch();
                EXPECT_EQ(scratch.back(), 0x7FC00000U);
                const Plain plain = plainSteps(values, labels, classes, dimensions, scaling, options);
                for (std::size_t i = 0; i < plain.weights.size(); ++i)
                    EXPECT_NEAR(head[i], plain.weights[i], 1e-5) << classes << ' ' << samples << ' ' << i;
                for (std::size_t c = 0; c < plain.bias.size(); ++c)
                    EXPECT_NEAR(linear.bias[c], plain.bias[c], 1e-5) << classes << ' ' << samples;
                // The answer, in pieces.
                std::vector<float> logits(static_cast<std::size_t>(classes));
                const FeaturePiece pieces[] = {{values.data(), 1}, {values.data() + 1, dimensions - 1}};
                headLogits(linear, scaling, pieces, logits.data());
                for (int c = 0; c < classes; ++c) {
                    double logit = plain.bias[static_cast<std::size_t>(c)];
                    for (int d = 0; d < dimensions; ++d)
                        logit += plain.weights[static_cast<std::size_t>(c * dimensions + d)] *
                                 (values[static_cast<std::size_t>(d)] - double{scaling.mean[d]}) *
                                 double{scaling.inverseDeviation[d]};
                    EXPECT_NEAR(logits[static_cast<std::size_t>(c)], logit, 1e-4);
                }
            }
}

TEST(HeadTraining, BadInputIsRefused)
{
    Samples samples = make(9);
    Trained trained;
    std::vector<std::uint32_t> scratch(4096);
    auto* bytes = reinterpret_cast<std::uint8_t*>(scratch.data());
    const auto beginWith = [&](const FeatureBank& bank, const TrainingOptions& options, std::uint8_t* memory,
                               std::size_t size) {
        HeadTrainer trainer;
        return trainer.begin(bank, trained.head(), trained.scaling(), options, memory, size);
    };
    const std::size_t enough = HeadTrainer::scratchBytes(3, 6, 9);
    EXPECT_EQ(beginWith(samples.bank(), {}, bytes, enough), Error::none);
    EXPECT_EQ(beginWith(samples.bank(), {}, bytes, enough - 1), Error::outOfMemory);
    EXPECT_EQ(beginWith(samples.bank(), {}, bytes + 1, enough), Error::invalidArgument);
    FeatureBank empty = samples.bank();
    empty.samples = 0;
    EXPECT_EQ(beginWith(empty, {}, bytes, enough), Error::tooFewSamples);
    TrainingOptions none;
    none.epochs = 0;
    EXPECT_EQ(beginWith(samples.bank(), none, bytes, enough), Error::invalidArgument);
    samples.labels[4] = 3;
    EXPECT_EQ(beginWith(samples.bank(), {}, bytes, enough), Error::invalidArgument);
}

TEST(Threshold, IsTheQuantileOfTheHost)
{
    float confidences[] = {0.9F, 0.1F, 0.5F, 0.7F, 0.3F};
    float threshold = 0.0F;
    ASSERT_EQ(thresholdFromConfidences(confidences, 5, 0.5F, threshold), Error::none);
    EXPECT_FLOAT_EQ(threshold, 0.5F);
    ASSERT_EQ(thresholdFromConfidences(confidences, 5, 0.75F, threshold), Error::none);
    EXPECT_FLOAT_EQ(threshold, 0.3F);
    ASSERT_EQ(thresholdFromConfidences(confidences, 5, 0.0F, threshold), Error::none);
    EXPECT_GT(threshold, 1.0F);
    ASSERT_EQ(thresholdFromConfidences(confidences, 5, 1.0F, threshold), Error::none);
    EXPECT_EQ(threshold, 0.0F);
    EXPECT_EQ(thresholdFromConfidences(confidences, 0, 0.5F, threshold), Error::tooFewSamples);
    EXPECT_EQ(thresholdFromConfidences(confidences, 5, 1.5F, threshold), Error::outOfRange);
    float one = 0.4F;
    ASSERT_EQ(thresholdFromConfidences(&one, 1, 0.5F, threshold), Error::none);
    EXPECT_FLOAT_EQ(threshold, 0.4F);
}

} // namespace
} // namespace microt
