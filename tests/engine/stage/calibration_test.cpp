// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace microt {
namespace {

TEST(Threshold, MedianAndQuartiles)
{
    const std::vector<float> confidences = {0.9F, 0.1F, 0.5F, 0.7F, 0.3F};
    EXPECT_FLOAT_EQ(thresholdForRatio(confidences, 0.5).value(), 0.5F);
    EXPECT_FLOAT_EQ(thresholdForRatio(confidences, 0.75).value(), 0.3F); // first quartile
    EXPECT_FLOAT_EQ(thresholdForRatio(confidences, 0.25).value(), 0.7F); // third quartile
    EXPECT_FLOAT_EQ(thresholdForRatio({0.2F, 0.4F}, 0.5).value(), 0.3F);
    EXPECT_FLOAT_EQ(thresholdForRatio({0.6F}, 0.5).value(), 0.6F);
}

TEST(Threshold, IsTheLinearQuantileOfTheSortedConfidences)
{
    std::mt19937_64 random(9);
    for (const std::size_t count : {1U, 2U, 7U, 100U, 101U}) {
        std::vector<float> confidences;
        for (std::size_t i = 0; i < count; ++i)
            confidences.push_back(static_cast<float>(random() % 20) / 19.0F); // many ties
        std::vector<float> sorted = confidences;
        std::sort(sorted.begin(), sorted.end());
        for (int percent = 1; percent < 100; ++percent) {
            const double ratio = percent / 100.0;
            const double position = (1.0 - ratio) * static_cast<double>(count - 1);
            const auto below = static_cast<std::size_t>(std::floor(position));
            const std::size_t above = std::min(below + 1, count - 1);
            const double expected = sorted[below] + (position - static_cast<double>(below)) *
                                                        (static_cast<double>(sorted[above]) - sorted[below]);
            ASSERT_NEAR(thresholdForRatio(confidences, ratio).value(), expected, 1e-6)
                << count << ' ' << ratio;
        }
    }
}

TEST(Threshold, EndsMeanNeverAndAlways)
{
    EXPECT_GT(thresholdForRatio({1.0F, 1.0F}, 0.0).value(), 1.0F);
    EXPECT_EQ(thresholdForRatio({0.4F, 1.0F}, 1.0).value(), 0.0F);
}

TEST(Threshold, BadInput)
{
    EXPECT_EQ(thresholdForRatio({}, 0.5).failure().code, Error::tooFewSamples);
    EXPECT_EQ(thresholdForRatio({0.5F}, 1.01).failure().code, Error::outOfRange);
    EXPECT_EQ(thresholdForRatio({0.5F}, std::nan("")).failure().code, Error::outOfRange);
    EXPECT_EQ(smallSampleThreshold({0.5F}, 0.5, 0, 10, 1).failure().code, Error::outOfRange);
}

TEST(SmallSample, RepeatsAndSpreads)
{
    std::vector<float> confidences;
    for (int i = 0; i < 500; ++i)
        confidences.push_back(static_cast<float>(i) / 499.0F);
    const auto first = smallSampleThreshold(confidences, 0.5, 10, 200, 4).value();
    const auto again = smallSampleThreshold(confidences, 0.5, 10, 200, 4).value();
    EXPECT_EQ(first.mean, again.mean);
    EXPECT_EQ(first.deviation, again.deviation);
    EXPECT_NEAR(first.mean, 0.5F, 0.05F);
    // The median of 10 of a uniform distribution spreads by about 0.14.
    EXPECT_NEAR(first.deviation, 0.14F, 0.04F);
    EXPECT_LT(first.lowest, first.mean);
    EXPECT_GT(first.highest, first.mean);
    EXPECT_NE(smallSampleThreshold(confidences, 0.5, 10, 200, 5).value().mean, first.mean);
    const auto all = smallSampleThreshold(confidences, 0.5, 10'000, 3, 1).value();
    EXPECT_NEAR(all.deviation, 0.0F, 1e-4F);
}

TEST(SmallSample, DrawsTheSameOnEveryMachine)
{
    // std::mt19937_64 and our own bounded draw: these numbers hold for every standard library.
    std::vector<float> confidences;
    for (int i = 0; i < 64; ++i)
        confidences.push_back(static_cast<float>(i) / 64.0F);
    const auto estimate = smallSampleThreshold(confidences, 0.5, 10, 200, 1).value();
    EXPECT_FLOAT_EQ(estimate.mean, 0.5008203125F);
    EXPECT_FLOAT_EQ(estimate.lowest, 0.1953125F);
    EXPECT_FLOAT_EQ(estimate.highest, 0.8828125F);
}

double nll(const FeatureMatrix& logits, const std::vector<int>& labels, float temperature)
{
    double sum = 0.0;
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        double total = 0.0;
        for (Eigen::Index c = 0; c < logits.cols(); ++c)
            total += std::exp((logits(row, c) - logits.row(row).maxCoeff()) / temperature);
        sum +=
            std::log(total) -
            (logits(row, labels[static_cast<std::size_t>(row)]) - logits.row(row).maxCoeff()) / temperature;
    }
    return sum;
}

TEST(Temperature, LowersCrossEntropyAndKeepsAnswers)
{
    // Logits that are far too sure: three times out of ten the answer is wrong.
    std::mt19937_64 random(2);
    FeatureMatrix logits = FeatureMatrix::Zero(400, 3);
    std::vector<int> labels;
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        const auto label = static_cast<int>(random() % 3);
        const int said = random() % 10 < 7 ? label : static_cast<int>(random() % 3);
        logits(row, said) = 9.0F;
        labels.push_back(label);
    }
    const float temperature = fitTemperature(logits, labels);
    EXPECT_GT(temperature, 2.0F);
    EXPECT_LT(nll(logits, labels, temperature), nll(logits, labels, 1.0F));
    EXPECT_LE(nll(logits, labels, temperature), nll(logits, labels, temperature * 1.1F));
    EXPECT_LE(nll(logits, labels, temperature), nll(logits, labels, temperature / 1.1F));
    const auto before = decideAll(logits, ConfidenceMeasure::maxProbability, 1.0F);
    const auto after = decideAll(logits, ConfidenceMeasure::maxProbability, temperature);
    for (std::size_t i = 0; i < before.size(); ++i)
        ASSERT_EQ(before[i].predicted, after[i].predicted);
    EXPECT_EQ(fitTemperature(FeatureMatrix(0, 3), {}), 1.0F);
}

} // namespace
} // namespace microt
