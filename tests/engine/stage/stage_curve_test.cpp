// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_curve.h"

#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace microt {
namespace {

/// Random answers with many equal confidences.
StageSamples randomSamples(std::size_t count, int levels, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    StageSamples samples;
    samples.classes = 4;
    for (std::size_t i = 0; i < count; ++i) {
        samples.sample.push_back(static_cast<std::int32_t>(i));
        samples.label.push_back(static_cast<std::int32_t>(random() % 4));
        samples.partPredicted.push_back(static_cast<std::int32_t>(random() % 4));
        samples.fullPredicted.push_back(static_cast<std::int32_t>(random() % 4));
        samples.partConfidence.push_back(static_cast<float>(random() % static_cast<unsigned>(levels)) /
                                         static_cast<float>(levels - 1));
    }
    return samples;
}

StagePoint bruteForce(const StageSamples& samples, float threshold)
{
    StagePoint point;
    std::int64_t right = 0;
    std::int64_t earlyRight = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const bool early = samples.partConfidence[i] >= threshold;
        const bool hit = (early ? samples.partPredicted[i] : samples.fullPredicted[i]) == samples.label[i];
        point.answeredEarly += early;
        right += hit;
        earlyRight += early && hit;
    }
    const auto count = static_cast<double>(samples.size());
    point.exitRate = static_cast<double>(point.answeredEarly) / count;
    point.accuracy = static_cast<double>(right) / count;
    const auto early = static_cast<double>(point.answeredEarly);
    point.earlyAccuracy = early > 0 ? static_cast<double>(earlyRight) / early : 0.0;
    point.lateAccuracy = early < count ? static_cast<double>(right - earlyRight) / (count - early) : 0.0;
    return point;
}

TEST(StageCurve, EqualsBruteForceWithTies)
{
    for (const int levels : {2, 7, 1000}) {
        const StageSamples samples = randomSamples(503, levels, static_cast<std::uint64_t>(levels));
        const StageCurve curve(samples);
        for (int i = -1; i <= 2 * levels + 1; ++i) {
            const float threshold = static_cast<float>(i) / static_cast<float>(2 * (levels - 1));
            const StagePoint expected = bruteForce(samples, threshold);
            const StagePoint point = curve.at(threshold);
            ASSERT_EQ(point.answeredEarly, expected.answeredEarly) << threshold;
            ASSERT_DOUBLE_EQ(point.accuracy, expected.accuracy);
            ASSERT_DOUBLE_EQ(point.exitRate, expected.exitRate);
            ASSERT_DOUBLE_EQ(point.earlyAccuracy, expected.earlyAccuracy);
            ASSERT_DOUBLE_EQ(point.lateAccuracy, expected.lateAccuracy);
        }
        EXPECT_DOUBLE_EQ(curve.partAccuracy(), bruteForce(samples, 0.0F).accuracy);
        EXPECT_DOUBLE_EQ(curve.fullAccuracy(), bruteForce(samples, 2.0F).accuracy);
    }
}

TEST(StageCurve, PointsRunFromNeverToAlways)
{
    const StageSamples samples = randomSamples(1000, 400, 3);
    const StageCurve curve(samples);
    for (const int most : {2, 50, 5000}) {
        const std::vector<StagePoint> points = curve.points(most);
        ASSERT_LE(points.size(), static_cast<std::size_t>(most));
        EXPECT_EQ(points.front().exitRate, 0.0);
        EXPECT_EQ(points.back().exitRate, 1.0);
        for (std::size_t i = 1; i < points.size(); ++i) {
            EXPECT_GT(points[i].exitRate, points[i - 1].exitRate);
            EXPECT_DOUBLE_EQ(points[i].accuracy, bruteForce(samples, points[i].threshold).accuracy);
        }
    }
}

TEST(StageCurve, HistogramCountsEverySampleOnce)
{
    const StageSamples samples = randomSamples(997, 11, 5);
    const StageCurve::Histogram histogram = StageCurve(samples).histogram(10);
    std::vector<std::int64_t> right(10, 0);
    std::vector<std::int64_t> wrong(10, 0);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        std::size_t bin = 9;
        while (bin > 0 && samples.partConfidence[i] < static_cast<float>(bin) / 10.0F)
            --bin;
        ++(samples.partPredicted[i] == samples.label[i] ? right : wrong)[bin];
    }
    EXPECT_EQ(histogram.right, right);
    EXPECT_EQ(histogram.wrong, wrong);
}

TEST(StageCurve, EmptyIsHarmless)
{
    const StageCurve curve{StageSamples{}};
    EXPECT_EQ(curve.at(0.5F).samples, 0);
    EXPECT_EQ(curve.at(0.5F).accuracy, 0.0);
    EXPECT_TRUE(curve.points(10).empty());
    EXPECT_EQ(curve.partAccuracy(), 0.0);
}

TEST(Confusion, MatrixAndCellsAgree)
{
    const StageSamples samples = randomSamples(300, 20, 8);
    const float threshold = 0.4F;
    const std::vector<std::int64_t> matrix = confusionMatrix(samples, {threshold});
    EXPECT_EQ(std::accumulate(matrix.begin(), matrix.end(), std::int64_t{0}), 300);
    std::int64_t diagonal = 0;
    for (int label = 0; label < 4; ++label)
        for (int answer = 0; answer < 4; ++answer) {
            const std::int64_t cell = matrix[static_cast<std::size_t>(label * 4 + answer)];
            EXPECT_EQ(static_cast<std::int64_t>(confusionCell(samples, {threshold}, label, answer).size()),
                      cell);
            diagonal += label == answer ? cell : 0;
        }
    EXPECT_DOUBLE_EQ(static_cast<double>(diagonal) / 300, StageCurve(samples).at(threshold).accuracy);
}

TEST(StagedAt, IsTheCurveWhereThereAreTwoExits)
{
    const StageSamples samples = randomSamples(503, 7, 3);
    const StageCurve curve(samples);
    for (const float threshold : {-1.0F, 0.0F, 0.3F, 0.5F, 1.0F, kNeverEarly}) {
        const StagePoint expected = curve.at(threshold);
        const StagePoint point = stagedAt(samples, {threshold});
        EXPECT_EQ(point.answeredEarly, expected.answeredEarly);
        EXPECT_EQ(point.answeredAt, expected.answeredAt);
        EXPECT_DOUBLE_EQ(point.accuracy, expected.accuracy);
        EXPECT_DOUBLE_EQ(point.earlyAccuracy, expected.earlyAccuracy);
        EXPECT_DOUBLE_EQ(point.lateAccuracy, expected.lateAccuracy);
        EXPECT_DOUBLE_EQ(point.loss, expected.loss);
        EXPECT_DOUBLE_EQ(point.lossError, expected.lossError);
    }
    EXPECT_EQ(stagedAt(samples, {}).answeredEarly, 0) << "without a threshold none answers";
}

TEST(StagedAt, TheFirstExitThatIsSureEnoughAnswers)
{
    StageSamples samples;
    samples.classes = 3;
    samples.sample = {0, 1, 2, 3};
    samples.label = {0, 1, 2, 0};
    samples.partPredicted = {0, 0, 0, 0};
    samples.partConfidence = {0.9F, 0.2F, 0.2F, 0.2F};
    samples.between = {{{1, 1, 1, 1}, {0.9F, 0.8F, 0.1F, 0.1F}}, {{2, 2, 2, 2}, {0.9F, 0.9F, 0.7F, 0.1F}}};
    samples.fullPredicted = {1, 2, 1, 0};
    const Thresholds thresholds{0.5F, 0.6F, 0.7F};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(stagedAnswer(samples, i, thresholds).exit, i);
        EXPECT_EQ(stagedAnswer(samples, i, thresholds).predicted, samples.label[i]);
    }
    const StagePoint point = stagedAt(samples, thresholds);
    EXPECT_EQ(point.answeredAt, (std::vector<std::int64_t>{1, 1, 1}));
    EXPECT_EQ(ratesOf(point), (std::vector<double>{0.25, 0.25, 0.25}));
    EXPECT_DOUBLE_EQ(point.exitRate, 0.75);
    EXPECT_DOUBLE_EQ(point.accuracy, 1.0);
    EXPECT_DOUBLE_EQ(point.loss, -0.75) << "the full model alone has one right";
    EXPECT_EQ(stagedAt(samples, {0.5F}).answeredAt, (std::vector<std::int64_t>{1, 0, 0}));
    const auto matrix = confusionMatrix(samples, thresholds);
    EXPECT_EQ(matrix, (std::vector<std::int64_t>{2, 0, 0, 0, 1, 0, 0, 0, 1}));
    EXPECT_EQ(confusionCell(samples, thresholds, 2, 2), std::vector<std::int64_t>{2});
}

} // namespace
} // namespace microt
