// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/class_figures.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

TEST(ClassFigures, BalancedAccuracyAndClassesNeverAnswered)
{
    // 90 of class 0, 9 of class 1, 1 of class 2; everything is answered with 0 but for three of class 1.
    const ClassFigures figures = classFigures({90, 0, 0, 6, 3, 0, 1, 0, 0}, 3);
    EXPECT_NEAR(figures.balanced, (1.0 + 3.0 / 9.0 + 0.0) / 3.0, 1e-12);
    EXPECT_EQ(figures.neverAnswered, std::vector<int>{2});
}

TEST(ClassFigures, ClassesWithoutSamplesDoNotCount)
{
    const ClassFigures figures = classFigures({5, 0, 0, 0, 0, 0, 2, 0, 3}, 3);
    EXPECT_NEAR(figures.balanced, 0.5 * (1.0 + 0.6), 1e-12);
    EXPECT_TRUE(figures.neverAnswered.empty());
    EXPECT_EQ(classFigures(std::vector<std::int64_t>(9, 0), 3).balanced, 0.0);
}

TEST(ClassFigures, OfWhoAnswersAtAThreshold)
{
    StageSamples samples;
    samples.classes = 2;
    samples.label = {0, 0, 1, 1};
    samples.partPredicted = {0, 0, 0, 0};
    samples.fullPredicted = {1, 1, 1, 1};
    samples.partConfidence = {0.9F, 0.8F, 0.3F, 0.2F};
    EXPECT_EQ(classFigures(samples, {0.0F}).neverAnswered, std::vector<int>{1}) << "part alone";
    EXPECT_EQ(classFigures(samples, {kNeverEarly}).neverAnswered, std::vector<int>{0}) << "full alone";
    EXPECT_EQ(classFigures(samples, {0.5F}).balanced, 1.0) << "staged";
}

} // namespace
} // namespace microt
