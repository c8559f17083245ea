// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/cut_table.h"

#include <atomic>
#include <cmath>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "engine/stage/stage_model.h"
#include "tests/support/made_features.h"

namespace microt {
namespace {

GraphCost madeCost(int cuts)
{
    GraphCost cost;
    for (int cut = 1; cut <= cuts; ++cut) {
        CutCost row;
        row.cut = cut;
        row.features = cut + 3;
        row.macs = cut * 1000;
        row.macShare = static_cast<double>(cut) / (cuts + 1);
        cost.cuts.push_back(row);
    }
    cost.full.macs = (cuts + 1) * 1000;
    cost.full.macShare = 1.0;
    return cost;
}

/// A table whose components are given by hand: (1 - L), G, MAC share.
CutTable byHand(const std::vector<std::array<double, 3>>& rows)
{
    CutTable table;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CutRow row;
        row.cut = static_cast<int>(i) + 1;
        row.accuracyLoss = 1.0 - rows[i][0];
        row.scaledGain = rows[i][1];
        row.macShare = rows[i][2];
        table.rows.push_back(row);
    }
    return table;
}

TEST(FusedScore, IsTheWeightedMeanOfItsComponents)
{
    CutTable table = byHand({{0.5, 0.2, 0.1}, {0.8, 1.0, 0.6}, {1.0, 0.0, 0.9}});
    applyWeights(table, {1.0, 1.0, 1.0});
    EXPECT_NEAR(table.rows[0].fusedScore, (0.5 + 0.2 + 0.9) / 3, 1e-12);
    EXPECT_NEAR(table.rows[1].fusedScore, (0.8 + 1.0 + 0.4) / 3, 1e-12);
    EXPECT_EQ(table.recommended, 2);
    applyWeights(table, {1.0, 0.0, 0.0});
    EXPECT_EQ(table.recommended, 3);
    applyWeights(table, {0.0, 0.0, 7.0});
    EXPECT_EQ(table.recommended, 1);
    EXPECT_NEAR(table.rows[2].fusedScore, 0.1, 1e-12);
}

TEST(FusedScore, NoWeightsCountAsEqualAndTiesGoToTheEarliest)
{
    CutTable table = byHand({{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}});
    applyWeights(table, {0.0, 0.0, 0.0});
    EXPECT_EQ(table.recommended, 1);
    EXPECT_NEAR(table.rows[0].fusedScore, 0.5, 1e-12);
    CutTable empty;
    applyWeights(empty, {});
    EXPECT_EQ(empty.recommended, 0);
}

TEST(FusedScore, WeightsThatMakeNoSenseCountAsZero)
{
    CutTable table = byHand({{0.5, 0.2, 0.1}, {0.8, 1.0, 0.6}, {1.0, 0.0, 0.9}});
    applyWeights(table, {1.0, -5.0, std::nan("")});
    EXPECT_EQ(table.recommended, 3);
    EXPECT_NEAR(table.rows[0].fusedScore, 0.5, 1e-12);
    applyWeights(table, {HUGE_VAL, 0.0, 1.0});
    EXPECT_EQ(table.recommended, 1);
    EXPECT_TRUE(std::isfinite(table.rows[0].fusedScore));
}

TEST(EvaluateCuts, NothingIsGainedBetweenEqualCuts)
{
    test::MadeTask task = test::makeTask(3, 40, 3, 5);
    task.features.exits[1].values = task.features.exits[0].values;
    task.features.exits[2].values = task.features.exits[0].values;
    const auto result = evaluateCuts(task.features, task.dataset, madeCost(3), {}, {});
    ASSERT_TRUE(result.ok()) << result.failure().what;
    for (const CutRow& row : result.value().rows) {
        EXPECT_EQ(row.gainRatio, 0.0);
        EXPECT_EQ(row.scaledGain, 0.0);
    }
    EXPECT_EQ(result.value().recommended, 1); // as accurate as the others, and the cheapest
}

TEST(EvaluateCuts, AFullExtractorThatIsNeverRightGivesNoNan)
{
    test::MadeTask task = test::makeTask(2, 60, 2, 6);
    task.features.exits.back().values *= 0.0F;
    std::size_t trainRowsOfOne = 0;
    for (std::size_t row = 0; row < task.dataset.samples.size(); ++row) {
        Sample& sample = task.dataset.samples[row];
        task.features.exits.back().values(static_cast<Eigen::Index>(row), 0) =
            static_cast<float>(sample.label);
        // Two rows of a class cannot be divided by three: calibration alone counts.
        if (sample.split == Split::train && sample.label == 1 && ++trainRowsOfOne > 2)
            sample.split = Split::test;
        if (sample.split == Split::calibration)
            sample.label = 1 - sample.label;
    }
    StageOptions options;
    std::get<LogisticOptions>(options.head.settings).inverseRegularisation = 1e3;
    const auto result = evaluateCuts(task.features, task.dataset, madeCost(2), options, {});
    ASSERT_TRUE(result.ok()) << result.failure().what;
    EXPECT_EQ(result.value().fullSelectionAccuracy, 0.0);
    for (const CutRow& row : result.value().rows) {
        EXPECT_EQ(row.accuracyLoss, 0.0);
        EXPECT_TRUE(std::isfinite(row.fusedScore));
    }
}

TEST(EvaluateCuts, ProgressCountsHeadsOnOneThread)
{
    const test::MadeTask task = test::makeTask(4, 60, 4, 1);
    StageOptions options;
    PerceptronOptions brief;
    brief.maxIterations = 2;
    options.head.settings = brief;
    JobContext job;
    const std::thread::id here = std::this_thread::get_id();
    std::atomic<int> elsewhere{0};
    std::int64_t last = -1;
    job.sink = [&](const Progress& progress) {
        elsewhere += std::this_thread::get_id() == here ? 0 : 1;
        if (std::this_thread::get_id() != here || progress.total == 0)
            return;
        EXPECT_EQ(progress.total, 9) << progress.step; // part and full at four cuts, and full alone
        EXPECT_GE(progress.done, last);
        last = progress.done;
    };
    ASSERT_TRUE(evaluateCuts(task.features, task.dataset, madeCost(4), options, job).ok());
    EXPECT_EQ(elsewhere, 0);
    EXPECT_EQ(last, 9);
}

TEST(EvaluateCuts, CalibrationAndHeldOutTrainPicturesChoose)
{
    test::MadeTask task = test::makeTask(2, 60, 2, 6);
    double train = 0.0;
    double calibration = 0.0;
    FeatureMatrix& values = task.features.exits.back().values;
    values.setZero();
    for (std::size_t row = 0; row < task.dataset.samples.size(); ++row) {
        const Sample& sample = task.dataset.samples[row];
        values(static_cast<Eigen::Index>(row), 0) = static_cast<float>(sample.label);
        train += sample.split == Split::train ? 1.0 : 0.0;
        calibration += sample.split == Split::calibration ? 1.0 : 0.0;
    }
    const auto known = evaluateCuts(task.features, task.dataset, madeCost(2), {}, {});
    ASSERT_TRUE(known.ok()) << known.failure().what;
    EXPECT_EQ(known.value().fullSelectionAccuracy, 1.0);
    for (Sample& sample : task.dataset.samples)
        if (sample.split == Split::calibration)
            sample.label = 1 - sample.label;
    const auto half = evaluateCuts(task.features, task.dataset, madeCost(2), {}, {});
    ASSERT_TRUE(half.ok()) << half.failure().what;
    EXPECT_NEAR(half.value().fullSelectionAccuracy, train / (train + calibration), 1e-12);
}

/// Labels that say nothing, each picture three times: held-out rows are answered from memory unless copies
/// are left out of the folds.
TEST(EvaluateCuts, CopiesDoNotMakeTheChoiceLookGood)
{
    test::MadeTask task = test::makeTask(2, 240, 2, 5);
    std::vector<std::int32_t> train;
    for (std::size_t i = 0; i < task.dataset.samples.size(); ++i)
        if (task.dataset.samples[i].split == Split::train)
            train.push_back(static_cast<std::int32_t>(i));
    for (auto& exit : task.features.exits)
        exit.values.setRandom();
    for (std::size_t i = 0; i + 2 < train.size(); i += 3) {
        task.dataset.doubles.push_back({{train[i], train[i + 1], train[i + 2]}, true});
        for (const std::size_t copy : {i + 1, i + 2}) {
            task.dataset.samples[static_cast<std::size_t>(train[copy])].label =
                task.dataset.samples[static_cast<std::size_t>(train[i])].label;
            for (auto& exit : task.features.exits)
                exit.values.row(train[copy]) = exit.values.row(train[i]);
        }
    }
    StageOptions options;
    options.head.setKind(HeadKind::nearestNeighbours);
    std::get<NeighbourOptions>(options.head.settings).neighbours = 1;
    const auto honest = evaluateCuts(task.features, task.dataset, madeCost(2), options, {});
    task.dataset.doubles.clear();
    const auto fooled = evaluateCuts(task.features, task.dataset, madeCost(2), options, {});
    ASSERT_TRUE(honest.ok() && fooled.ok());
    EXPECT_LT(honest.value().rows[0].selectionAccuracy, 0.65);
    EXPECT_GT(fooled.value().rows[0].selectionAccuracy, 0.8) << "or this test shows nothing";
}

TEST(EvaluateCuts, ComponentsFollowFromSelectionAccuracies)
{
    const test::MadeTask task = test::makeTask(4, 60, 4, 1);
    const auto result = evaluateCuts(task.features, task.dataset, madeCost(4), {}, {});
    ASSERT_TRUE(result.ok()) << result.failure().what;
    const CutTable& table = result.value();
    ASSERT_EQ(table.rows.size(), 4U);
    EXPECT_GT(table.rows[3].selectionAccuracy, table.rows[0].selectionAccuracy);
    for (std::size_t i = 0; i < 4; ++i) {
        const CutRow& row = table.rows[i];
        EXPECT_NEAR(row.accuracyLoss,
                    std::max(0.0, row.fullSelectionAccuracy - row.selectionAccuracy) /
                        row.fullSelectionAccuracy,
                    1e-12);
        if (i > 0) {
            EXPECT_NEAR(row.gainRatio, (row.selectionAccuracy - table.rows[i - 1].selectionAccuracy) / 0.2,
                        1e-9);
        }
        EXPECT_GE(row.scaledGain, 0.0);
        EXPECT_LE(row.scaledGain, 1.0);
        EXPECT_TRUE(std::isfinite(row.fusedScore));
    }
    EXPECT_EQ(table.rows[0].gainRatio, 0.0);
}

TEST(EvaluateCuts, TheFullHeadOfACutSeesItsPartsFeaturesUnlessAsPublished)
{
    test::MadeTask task = test::makeTask(4, 60, 3, 7);
    task.features.exits.back().values.setZero(); // all that is known lies in the part's
    StageOptions options;
    std::get<LogisticOptions>(options.head.settings).inverseRegularisation = 1.0; // the same of part and full
    const auto both = evaluateCuts(task.features, task.dataset, madeCost(3), options, {});
    options.asPublished = true;
    const auto alone = evaluateCuts(task.features, task.dataset, madeCost(3), options, {});
    ASSERT_TRUE(both.ok() && alone.ok());
    for (const CutRow& row : both.value().rows) {
        EXPECT_EQ(row.fullAccuracy, row.partAccuracy);
        EXPECT_EQ(row.fullSelectionAccuracy, row.selectionAccuracy);
        EXPECT_GT(row.fullAccuracy, 0.4);
    }
    for (const CutRow& row : alone.value().rows) {
        EXPECT_NEAR(row.fullAccuracy, 0.25, 1e-12); // chance
        EXPECT_EQ(row.fullAccuracy, alone.value().fullAccuracy);
    }
    EXPECT_EQ(both.value().fullAccuracy, alone.value().fullAccuracy);
}

TEST(EvaluateCuts, SaysOfACutWhatItsStagesWillSay)
{
    const test::MadeTask task = test::makeTask(4, 80, 3, 8);
    for (const bool asPublished : {true, false}) {
        StageOptions options;
        options.cut = 2;
        options.asPublished = asPublished;
        const auto table = evaluateCuts(task.features, task.dataset, madeCost(3), options, {});
        const auto model = buildStageModel(task.features, task.dataset, options, {});
        ASSERT_TRUE(table.ok() && model.ok());
        EXPECT_EQ(table.value().find(2)->partAccuracy, model.value().testCurve.partAccuracy());
        EXPECT_EQ(table.value().find(2)->fullAccuracy, model.value().testCurve.fullAccuracy());
    }
}

TEST(EvaluateCuts, TestDataPlayNoPartInTheChoice)
{
    test::MadeTask task = test::makeTask(4, 60, 4, 2);
    const auto before = evaluateCuts(task.features, task.dataset, madeCost(4), {}, {});
    for (std::size_t row = 0; row < task.dataset.samples.size(); ++row)
        if (task.dataset.samples[row].split == Split::test)
            for (ExitFeatures& exit : task.features.exits)
                exit.values.row(static_cast<Eigen::Index>(row)).setZero();
    const auto after = evaluateCuts(task.features, task.dataset, madeCost(4), {}, {});
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_EQ(before.value().recommended, after.value().recommended);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(before.value().rows[i].fusedScore, after.value().rows[i].fusedScore);
    EXPECT_NE(before.value().fullAccuracy, after.value().fullAccuracy);
}

/// Pictures of which the part answers all rightly above confidence 0.5, and below it none that the full model
/// has right.
StageCurve rightAbove(double confidence, int samples)
{
    StageSamples made;
    made.classes = 2;
    for (int i = 0; i < samples; ++i) {
        made.partConfidence.push_back((static_cast<float>(i) + 0.5F) / static_cast<float>(samples));
        made.label.push_back(0);
        made.fullPredicted.push_back(0);
        made.partPredicted.push_back(made.partConfidence.back() > confidence ? 0 : 1);
    }
    return StageCurve(made);
}

BoardProfile plainBoard()
{
    BoardProfile board;
    board.clockHz.value = 1e6;
    board.activeMilliwatt.value = 100.0;
    board.cyclesPerMac.fill({1.0, "made"});
    return board;
}

/// Two cuts of three equal operators.
GraphCost threeOps()
{
    GraphCost cost;
    for (int op = 0; op < 3; ++op) {
        OpCost one;
        one.kind = WorkKind::pointwise;
        one.macs = 1'000'000;
        cost.ops.push_back(one);
    }
    for (int cut = 1; cut <= 2; ++cut) {
        CutCost row;
        row.cut = cut;
        row.opCount = static_cast<std::size_t>(cut);
        row.macShare = cut / 3.0;
        cost.cuts.push_back(row);
    }
    return cost;
}

CutTable twoCuts(double firstRightAbove, double secondRightAbove)
{
    CutTable table;
    for (const auto& [cut, above] : {std::pair{1, firstRightAbove}, {2, secondRightAbove}}) {
        CutRow row;
        row.cut = cut;
        row.unseen = row.test = rightAbove(above, 1000);
        row.calibrationSamples.partConfidence = {0.1F, 0.5F, 0.9F};
        table.rows.push_back(row);
    }
    return table;
}

TEST(Recommend, TheLeastEnergyThatLosesNoMoreThanAccepted)
{
    // The first cut costs a third and answers 30 % rightly by itself, the second two thirds and 90 %.
    CutTable table = twoCuts(0.7, 0.1);
    ASSERT_TRUE(recommend(table, threeOps(), plainBoard(), CutChoice()).ok());
    EXPECT_NEAR(table.rows[0].best.ratio, 0.3, 0.011);
    EXPECT_NEAR(table.rows[1].best.ratio, 0.9, 0.011);
    EXPECT_NEAR(table.rows[0].best.saving, 1.0 - (1.0 + 0.7 * 2.0) / 3.0, 0.01);
    EXPECT_NEAR(table.rows[1].best.saving, 1.0 - (2.0 + 0.1) / 3.0, 0.01);
    EXPECT_EQ(table.recommended, 2);
    EXPECT_EQ(table.recommendedRatio, table.rows[1].best.ratio);
    // Who accepts that half of the answers are wrong takes the first.
    CutChoice lax;
    lax.acceptedLoss = 60.0;
    ASSERT_TRUE(recommend(table, threeOps(), plainBoard(), lax).ok());
    EXPECT_EQ(table.recommended, 1);
    EXPECT_NEAR(table.rows[0].best.ratio, 0.88, 0.021);
    EXPECT_NEAR(table.rows[0].best.accuracy, 0.42, 0.03);
    lax.by = Recommendation::score;
    lax.weights = {0.0, 0.0, 1.0};
    ASSERT_TRUE(recommend(table, threeOps(), plainBoard(), lax).ok());
    EXPECT_EQ(table.recommended, 1); // least computation
    EXPECT_EQ(table.recommendedRatio, kPaperRatio);
}

/// Three exits, of which the first answers 300 of 1000 surely and rightly, the second 300 others, the third
/// the rest but 50, which only the full model knows. What an exit does not know it answers unsurely, wrongly.
CutTable threeCuts()
{
    CutTable table;
    const int known[] = {300, 600, 950};
    for (int cut = 1; cut <= 3; ++cut) {
        StageSamples samples;
        samples.classes = 2;
        for (int i = 0; i < 1000; ++i) {
            const bool knows = i < known[cut - 1];
            samples.sample.push_back(i);
            samples.label.push_back(0);
            samples.partPredicted.push_back(knows ? 0 : 1);
            samples.partConfidence.push_back(knows ? 0.99F : 0.5F + 0.0001F * static_cast<float>(i % 100));
            samples.fullPredicted.push_back(0);
        }
        CutRow row;
        row.cut = cut;
        row.unseenSamples = row.testSamples = row.calibrationSamples = samples;
        row.unseen = row.test = StageCurve(samples);
        row.fullSelectionAccuracy = 1.0;
        table.rows.push_back(row);
    }
    return table;
}

/// A cut behind each of the first three of four equal operators.
GraphCost fourOps()
{
    GraphCost cost = threeOps();
    cost.ops.push_back(cost.ops.front());
    CutCost row;
    row.cut = 3;
    row.opCount = 3;
    cost.cuts.push_back(row);
    return cost;
}

TEST(Recommend, FurtherExitsAreThoseThatSaveMost)
{
    CutTable table = threeCuts();
    StageOptions stage;
    ASSERT_TRUE(recommend(table, fourOps(), plainBoard(), CutChoice(), stage).ok());
    const double two = table.find(table.recommended)->best.millijoule;
    EXPECT_TRUE(table.rows[0].best.further.empty());

    stage.exits = 3;
    ASSERT_TRUE(recommend(table, fourOps(), plainBoard(), CutChoice(), stage).ok());
    const CutRow& row = *table.find(table.recommended);
    ASSERT_EQ(row.best.further.size(), 1U);
    EXPECT_LT(row.best.millijoule, two);
    EXPECT_TRUE(row.best.accepted);
    EXPECT_GE(row.best.accuracy, 0.99);
    EXPECT_GE(row.best.testAccuracy, 0.99);
    EXPECT_EQ(row.best.fullAccuracy, 1.0);
    EXPECT_TRUE(table.rows[2].best.further.empty()) << "none lies behind the last cut";

    stage.secondCut = 3; // asked for
    ASSERT_TRUE(recommend(table, fourOps(), plainBoard(), CutChoice(), stage).ok());
    EXPECT_EQ(table.rows[0].best.further, std::vector<int>{3});
    stage.exits = 4;
    stage.secondCut.reset();
    ASSERT_TRUE(recommend(table, fourOps(), plainBoard(), CutChoice(), stage).ok());
    EXPECT_EQ(table.rows[0].best.further, (std::vector<int>{2, 3}));
    EXPECT_EQ(table.rows[1].best.further, std::vector<int>{3}) << "as many as there is room for";
}

TEST(Recommend, ACutWhoseFullModelIsWorseDoesNotLookLossless)
{
    // The first cut answers all that its own full head does, which is five points less than the other's.
    CutTable table = twoCuts(0.0, 0.1);
    table.rows[0].fullSelectionAccuracy = 0.85;
    table.rows[1].fullSelectionAccuracy = 0.9;
    EXPECT_EQ(bestFullAccuracy(table), 0.9);
    ASSERT_TRUE(recommend(table, threeOps(), plainBoard(), CutChoice()).ok());
    EXPECT_FALSE(table.rows[0].best.accepted);
    EXPECT_EQ(table.rows[0].best.ratio, 0.0);
    EXPECT_GT(table.rows[0].best.millijoule, 0.0);
    EXPECT_EQ(table.recommended, 2);
    CutChoice lax;
    lax.acceptedLoss = 6.0;
    ASSERT_TRUE(recommend(table, threeOps(), plainBoard(), lax).ok());
    EXPECT_TRUE(table.rows[0].best.accepted);
    EXPECT_EQ(table.recommended, 1);
}

TEST(Recommend, FewPicturesKeepAStandardErrorInHand)
{
    // Ninety of a thousand lost are 9 points give or take 0.9, four of fifty 8 give or take 3.8.
    CutChoice choice;
    choice.acceptedLoss = 10.0;
    CutTable many = twoCuts(0.5, 0.5);
    CutTable few = twoCuts(0.5, 0.5);
    for (CutRow& row : few.rows)
        row.unseen = rightAbove(0.5, 50);
    ASSERT_TRUE(recommend(many, threeOps(), plainBoard(), choice).ok());
    ASSERT_TRUE(recommend(few, threeOps(), plainBoard(), choice).ok());
    EXPECT_GT(many.rows[0].best.ratio, few.rows[0].best.ratio);
    const StagePoint point =
        many.rows[0].unseen.at(many.rows[0].unseen.thresholdFor(many.rows[0].best.ratio).value());
    EXPECT_GT(point.loss, 0.08);
    EXPECT_LE(point.loss + point.lossError, 0.1 + 1e-9);
    EXPECT_EQ(recommend(many, madeCost(2), plainBoard(), CutChoice()).failure().code, Error::invalidArgument);
}

TEST(EvaluateCuts, BadInput)
{
    test::MadeTask task = test::makeTask(3, 20, 2, 3);
    EXPECT_EQ(evaluateCuts(task.features, task.dataset, madeCost(5), {}, {}).failure().code,
              Error::invalidArgument);
    JobContext cancelled;
    cancelled.cancel.cancel();
    EXPECT_EQ(evaluateCuts(task.features, task.dataset, madeCost(2), {}, cancelled).failure().code,
              Error::cancelled);
    for (Sample& sample : task.dataset.samples)
        sample.split = Split::train;
    EXPECT_EQ(evaluateCuts(task.features, task.dataset, madeCost(2), {}, {}).failure().code,
              Error::tooFewSamples);
}

} // namespace
} // namespace microt
