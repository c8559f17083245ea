// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/answer_quality.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

StageSamples sixSamples()
{
    StageSamples samples;
    samples.classes = 2;
    samples.sample = {0, 1, 2, 3, 4, 5};
    samples.label = {0, 0, 0, 1, 1, 1};
    samples.partPredicted = {0, 0, 1, 1, 1, 0}; // the third and the last are wrong
    samples.fullPredicted = samples.label;
    samples.partConfidence = {1.0F, 0.9F, 0.6F, 0.75F, 0.55F, 0.55F};
    return samples;
}

TEST(AnswerQuality, PrecisionAndRecallOfEachClass)
{
    const auto scores = classScores({8, 2, 0, 1, 3, 0, 0, 5, 0}, 3);
    EXPECT_EQ(scores[0].samples, 10);
    EXPECT_EQ(scores[0].answered, 9);
    EXPECT_DOUBLE_EQ(scores[0].recall(), 0.8);
    EXPECT_DOUBLE_EQ(scores[0].precision(), 8.0 / 9.0);
    EXPECT_DOUBLE_EQ(scores[1].precision(), 0.3);
    EXPECT_EQ(scores[2].recall(), 0.0);
    EXPECT_EQ(scores[2].precision(), 0.0); // never answered
}

TEST(AnswerQuality, ReliabilityByBins)
{
    const Reliability reliability = reliabilityOf(sixSamples(), 4);
    ASSERT_EQ(reliability.bins.size(), 4u);
    EXPECT_EQ(reliability.bins[0].samples, 0);
    EXPECT_EQ(reliability.bins[2].samples, 3); // 0.55, 0.55, 0.6
    EXPECT_NEAR(reliability.bins[2].confidence, 1.7 / 3.0, 1e-6);
    EXPECT_NEAR(reliability.bins[2].accuracy, 1.0 / 3.0, 1e-6);
    EXPECT_EQ(reliability.bins[3].samples, 3); // 0.75 and above, 1 too
    EXPECT_NEAR(reliability.bins[3].accuracy, 1.0, 1e-6);
    // (3 |1/3 - 1.7/3| + 3 |1 - 2.65/3|) / 6
    EXPECT_NEAR(reliability.error, (0.7 + 0.35) / 6.0, 1e-6);
    EXPECT_EQ(reliabilityOf({}, 4).error, 0.0);
}

TEST(AnswerQuality, RiskRisesWithCoverage)
{
    const auto points = riskCoverage(StageCurve(sixSamples()), 100);
    ASSERT_EQ(points.size(), 5u); // five confidences
    EXPECT_NEAR(points[0].coverage, 1.0 / 6.0, 1e-12);
    EXPECT_EQ(points[0].risk, 0.0);
    EXPECT_NEAR(points[3].coverage, 4.0 / 6.0, 1e-12);
    EXPECT_NEAR(points[3].risk, 0.25, 1e-12);
    EXPECT_NEAR(points[4].risk, 2.0 / 6.0, 1e-12);
}

TEST(AnswerQuality, AreaUnderRisk)
{
    // Risks at 1/6 .. 1: 0, 0, 0, 1/4, 1.5/5 (one of the two of 0.55 is wrong), 2/6.
    EXPECT_NEAR(areaUnderRisk(sixSamples()), (0.25 + 0.3 + 2.0 / 6.0) / 6.0, 1e-12);
    EXPECT_EQ(areaUnderRisk({}), 0.0);
}

TEST(WilsonRange, IsThatOfTheTables)
{
    // 50 of 100: 0.4038 to 0.5962; 10 of 10: 0.7225 to 1.
    EXPECT_NEAR(wilsonRange(0.5, 100).low, 0.4038, 1e-4);
    EXPECT_NEAR(wilsonRange(0.5, 100).high, 0.5962, 1e-4);
    EXPECT_NEAR(wilsonRange(1.0, 10).low, 0.7225, 1e-4);
    EXPECT_NEAR(wilsonRange(1.0, 10).high, 1.0, 1e-12);
    EXPECT_EQ(wilsonRange(0.5, 0).low, 0.0);
}

} // namespace
} // namespace microt
