// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_model.h"

#include <gtest/gtest.h>

#include "engine/model/graph.h"
#include "tests/support/made_features.h"

namespace microt {
namespace {

const JobContext kJob;

StageOptions atCut(int cut)
{
    StageOptions options;
    options.cut = cut;
    return options;
}

TEST(StageModel, MeasuresOnTestAndCalibratesOnCalibration)
{
    const test::MadeTask task = test::makeTask(4, 80, 3, 1);
    const auto model = buildStageModel(task.features, task.dataset, atCut(1), kJob);
    ASSERT_TRUE(model.ok()) << model.failure().what;
    EXPECT_EQ(model.value().trainCount, 4 * 48);
    EXPECT_EQ(model.value().calibration.size(), 4U * 12);
    EXPECT_EQ(model.value().test.size(), 4U * 20);
    EXPECT_GT(model.value().testCurve.fullAccuracy(), model.value().testCurve.partAccuracy());
    const float threshold = model.value().thresholdFor(0.5).value();
    EXPECT_NEAR(model.value().testCurve.at(threshold).exitRate, 0.5, 0.15);
}

TEST(StageModel, HeadsSeeAllFeaturesUnlessAsPublished)
{
    test::MadeTask task = test::makeTask(4, 60, 2, 5);
    task.features.exits.back().values.setZero(); // all that is known lies in the part's
    StageOptions options = atCut(2);
    options.earlier = 0;
    std::get<LogisticOptions>(options.head.settings).inverseRegularisation = 1.0; // the same of part and full
    const auto both = buildStageModel(task.features, task.dataset, options, kJob);
    options.asPublished = true;
    const auto alone = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(both.ok() && alone.ok());
    EXPECT_EQ(both.value().testCurve.fullAccuracy(), both.value().testCurve.partAccuracy());
    EXPECT_GT(both.value().testCurve.fullAccuracy(), 0.5);
    EXPECT_NEAR(alone.value().testCurve.fullAccuracy(), 0.25, 1e-12); // chance
    const std::int64_t part = task.features.at(2)->values.cols();
    const std::int64_t full = task.features.full().values.cols();
    EXPECT_EQ(both.value().fullHead->macsPerSample(), 4 * (part + full));
    EXPECT_EQ(both.value().partHead->macsPerSample(), 4 * part);
    EXPECT_EQ(alone.value().fullHead->macsPerSample(), 4 * full);
    EXPECT_EQ(alone.value().partHead->macsPerSample(), 4 * (part / kCutFeaturesPerChannel));
}

TEST(StageModel, HeadsSeeTheWayTheyAreAskedToSee)
{
    test::MadeTask task = test::makeTask(4, 60, 3, 5);
    StageOptions options = atCut(3);
    options.earlier = 0;
    std::get<LogisticOptions>(options.head.settings).inverseRegularisation = 1.0;
    const auto own = buildStageModel(task.features, task.dataset, options, kJob);
    task.features.exits[2].values.setZero(); // all that is known lies earlier
    const auto blind = buildStageModel(task.features, task.dataset, options, kJob);
    options.earlier = 6; // more than there are
    const auto all = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(own.ok() && blind.ok() && all.ok());
    EXPECT_NEAR(blind.value().testCurve.partAccuracy(), 0.25, 1e-12); // chance
    EXPECT_GT(all.value().testCurve.partAccuracy(), 0.5);
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < 3; ++i)
        seen += task.features.exits[i].values.cols();
    EXPECT_EQ(all.value().partHead->macsPerSample(), 4 * seen);
    EXPECT_EQ(all.value().fullHead->macsPerSample(), 4 * (seen + task.features.full().values.cols()));
    options.asPublished = true;
    const auto published = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(published.ok());
    EXPECT_EQ(published.value().partHead->macsPerSample(),
              4 * (task.features.exits[2].values.cols() / kCutFeaturesPerChannel));
}

TEST(StageModel, ExitsBetweenSeeWhatThoseBeforeThemSee)
{
    const test::MadeTask task = test::makeTask(4, 80, 3, 1);
    StageOptions options = atCut(1);
    options.exits = 3;
    options.secondCut = 3;
    options.earlier = 0;
    std::get<LogisticOptions>(options.head.settings).inverseRegularisation = 1.0;
    const auto built = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(built.ok()) << built.failure().what;
    const StageModel& model = built.value();
    EXPECT_EQ(model.cuts(), (std::vector<int>{1, 3}));
    ASSERT_EQ(model.between.size(), 1U);
    const std::int64_t first = task.features.at(1)->values.cols();
    const std::int64_t second = task.features.at(3)->values.cols();
    EXPECT_EQ(model.partHead->macsPerSample(), 4 * first);
    EXPECT_EQ(model.between[0].head->macsPerSample(), 4 * (first + second));
    EXPECT_EQ(model.fullHead->macsPerSample(), 4 * (first + second + task.features.full().values.cols()));
    ASSERT_EQ(model.test.between.size(), 1U);
    EXPECT_EQ(model.test.between[0].predicted.size(), model.test.size());

    // One ratio for all: of what comes to an exit, the share that it answers.
    const Thresholds thresholds = model.thresholdsFor(0.5).value();
    ASSERT_EQ(thresholds.size(), 2U);
    const StagePoint calibrated = stagedAt(model.calibration, thresholds);
    const auto count = static_cast<std::int64_t>(model.calibration.size());
    EXPECT_NEAR(static_cast<double>(calibrated.answeredAt[0]), 0.5 * double(count), 1.0);
    EXPECT_NEAR(static_cast<double>(calibrated.answeredAt[1]), 0.25 * double(count), 1.0);
    EXPECT_EQ(model.measuredAt(thresholds).accuracy, stagedAt(model.test, thresholds).accuracy);
    const auto points = model.points(50);
    EXPECT_EQ(points.front().exitRate, 0.0);
    EXPECT_EQ(points.back().exitRate, 1.0);

    // The part head is what it is without them; with two exits a second cut is not heeded.
    options.exits = 2;
    const auto two = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(two.ok());
    EXPECT_TRUE(two.value().between.empty());
    EXPECT_EQ(two.value().test.partConfidence, model.test.partConfidence);
    options.exits = 3;
    options.secondCut = 1;
    EXPECT_EQ(buildStageModel(task.features, task.dataset, options, kJob).failure().code,
              Error::invalidArgument);
}

TEST(StageModel, TestDataNeverMoveTheThreshold)
{
    test::MadeTask task = test::makeTask(3, 60, 2, 2);
    StageOptions options = atCut(2);
    options.fitTemperature = true;
    const auto before = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(before.ok());
    for (std::size_t row = 0; row < task.dataset.samples.size(); ++row)
        if (task.dataset.samples[row].split == Split::test)
            for (ExitFeatures& exit : task.features.exits)
                exit.values.row(static_cast<Eigen::Index>(row)).setConstant(3.0F);
    const auto after = buildStageModel(task.features, task.dataset, options, kJob);
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(before.value().thresholdFor(0.3).value(), after.value().thresholdFor(0.3).value());
    EXPECT_EQ(before.value().partTemperature, after.value().partTemperature);
    EXPECT_NE(before.value().testCurve.fullAccuracy(), after.value().testCurve.fullAccuracy());
}

TEST(StageModel, RepeatsBitForBit)
{
    const test::MadeTask task = test::makeTask(5, 40, 2, 3);
    const HeadSettings kinds[] = {LogisticOptions(), NeighbourOptions(), PerceptronOptions()};
    for (const HeadSettings& settings : kinds) {
        StageOptions options = atCut(1);
        options.head.settings = settings;
        const auto first = buildStageModel(task.features, task.dataset, options, kJob);
        const auto second = buildStageModel(task.features, task.dataset, options, kJob);
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(first.value().test.partConfidence, second.value().test.partConfidence)
            << nameOf(options.head.kind());
    }
}

TEST(StageModel, BadInput)
{
    test::MadeTask task = test::makeTask(3, 20, 2, 4);
    EXPECT_EQ(buildStageModel(task.features, task.dataset, atCut(7), kJob).failure().code,
              Error::invalidArgument);
    EXPECT_EQ(buildStageModel(task.features, task.dataset, atCut(0), kJob).failure().code,
              Error::invalidArgument);
    JobContext cancelled;
    cancelled.cancel.cancel();
    EXPECT_EQ(buildStageModel(task.features, task.dataset, atCut(1), cancelled).failure().code,
              Error::cancelled);
    for (Sample& sample : task.dataset.samples)
        sample.split = sample.split == Split::calibration ? Split::train : sample.split;
    const auto empty = buildStageModel(task.features, task.dataset, atCut(1), kJob);
    EXPECT_EQ(empty.failure().code, Error::tooFewSamples);
    EXPECT_NE(empty.failure().what.find("calibration"), std::string::npos);
}

} // namespace
} // namespace microt
