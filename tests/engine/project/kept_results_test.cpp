// SPDX-License-Identifier: Apache-2.0
#include "engine/project/kept_results.h"

#include <fstream>

#include <gtest/gtest.h>

#include "engine/model/architectures.h"
#include "engine/project/board_record.h"
#include "engine/project/workflow.h"
#include "tests/support/support.h"

namespace microt {
namespace {

/// Three classes of random features at two exits, divided.
struct Bench
{
    Bench()
    {
        dataset.name = "drawn";
        dataset.classes = {"a", "b", "c"};
        features.key = "some features";
        const int count = 90;
        FeatureMatrix part(count, 4);
        FeatureMatrix full(count, 6);
        for (int i = 0; i < count; ++i) {
            Sample sample;
            sample.path = std::to_string(i);
            sample.label = i % 3;
            sample.split = i % 5 == 0 ? Split::calibration : i % 5 == 1 ? Split::test : Split::train;
            dataset.samples.push_back(sample);
            features.samples.push_back(i);
            for (int c = 0; c < 6; ++c) {
                const float value =
                    static_cast<float>((i * 7 + c * 13) % 11) / 11.0F + (c % 3 == sample.label ? 1.5F : 0.0F);
                full(i, c) = value;
                if (c < 4)
                    part(i, c) = value;
            }
        }
        features.exits = {{1, part}, {kFullExit, full}};
        cost = countCost(makeArchitecture("mcunet-vww0", 32, 0).value());
        cost.cuts.erase(cost.cuts.begin() + 1, cost.cuts.end());
        cost.cuts.front().cut = 1;
        board = boardProfiles().value().front();
        settings.stage.cut = 1;
    }

    Result<CutTable> cuts(const JobContext& job = {})
    {
        return keptTaskCuts(settings, features, dataset, cost, board, folder.path(), job);
    }
    Result<StageModel> heads(const JobContext& job = {})
    {
        return keptTaskHeads(settings, 1, features, dataset, folder.path(), job);
    }

    test::ScratchFolder folder;
    Dataset dataset;
    FeatureSet features;
    GraphCost cost;
    BoardProfile board;
    TaskSettings settings;
};

/// A job that must not train: training polls it and ends.
JobContext noWork()
{
    JobContext job;
    job.cancel.cancel();
    return job;
}

TEST(KeptResults, HeadsComeBackAsTheyWere)
{
    Bench bench;
    const StageModel made = bench.heads().value();
    const Result<StageModel> found = bench.heads(noWork());
    ASSERT_TRUE(found.ok()) << found.failure().what;
    const StageModel& kept = found.value();
    EXPECT_EQ(kept.test.partConfidence, made.test.partConfidence);
    EXPECT_EQ(kept.calibration.partConfidence, made.calibration.partConfidence);
    EXPECT_EQ(kept.test.fullPredicted, made.test.fullPredicted);
    EXPECT_EQ(kept.cut(), 1);
    EXPECT_EQ(kept.trainCount, made.trainCount);
    EXPECT_EQ(kept.testCurve.fullAccuracy(), made.testCurve.fullAccuracy());
    const FeatureMatrix some = FeatureMatrix::Ones(2, made.partHead->parameterCount() / 3 - 1);
    EXPECT_EQ(kept.partHead->logits(some), made.partHead->logits(some));
}

TEST(KeptResults, SoDoHeadsBetween)
{
    Bench bench;
    bench.features.exits.insert(bench.features.exits.begin() + 1, bench.features.exits.front());
    bench.features.exits[1].cut = 2;
    bench.settings.stage.exits = 3;
    bench.settings.stage.secondCut = 2;
    const StageModel made = bench.heads().value();
    const Result<StageModel> kept = bench.heads(noWork());
    ASSERT_TRUE(kept.ok()) << kept.failure().what;
    EXPECT_EQ(kept.value().cuts(), (std::vector<int>{1, 2}));
    ASSERT_EQ(kept.value().test.between.size(), 1U);
    EXPECT_EQ(kept.value().test.between[0].confidence, made.test.between[0].confidence);
    EXPECT_EQ(kept.value().calibration.between[0].predicted, made.calibration.between[0].predicted);
    EXPECT_EQ(kept.value().between[0].regularisation, made.between[0].regularisation);
    bench.settings.stage.exits = 2;
    EXPECT_FALSE(bench.heads(noWork()).ok()) << "other exits, other heads";
}

TEST(KeptResults, TablesComeBackAndAreRecommendedAnew)
{
    Bench bench;
    const Result<CutTable> first = bench.cuts();
    ASSERT_TRUE(first.ok()) << first.failure().what;
    const CutTable& made = first.value();
    const Result<CutTable> found = bench.cuts(noWork());
    ASSERT_TRUE(found.ok()) << found.failure().what;
    const CutTable& kept = found.value();
    ASSERT_EQ(kept.rows.size(), made.rows.size());
    EXPECT_EQ(kept.recommended, made.recommended);
    EXPECT_EQ(kept.recommendedRatio, made.recommendedRatio);
    EXPECT_EQ(kept.rows[0].partAccuracy, made.rows[0].partAccuracy);
    EXPECT_EQ(kept.rows[0].calibrationSamples.partConfidence, made.rows[0].calibrationSamples.partConfidence);
    EXPECT_EQ(kept.rows[0].unseenSamples.fullPredicted, made.rows[0].unseenSamples.fullPredicted);
    EXPECT_EQ(kept.rows[0].unseen.confidences(), made.rows[0].unseen.confidences());
    EXPECT_EQ(kept.rows[0].best.ratio, made.rows[0].best.ratio);
    bench.settings.choice.by = Recommendation::score; // no training for another choice
    EXPECT_TRUE(bench.cuts(noWork()).ok());
}

TEST(KeptResults, OtherInputsAreOtherResults)
{
    const auto missesAfter = [](const std::function<void(Bench&)>& change) {
        Bench bench;
        EXPECT_TRUE(bench.heads().ok());
        change(bench);
        const Result<StageModel> found = bench.heads(noWork());
        return !found.ok() && found.failure().code == Error::cancelled;
    };
    EXPECT_TRUE(missesAfter([](Bench& b) { b.settings.stage.head.classWeights = true; }));
    EXPECT_TRUE(missesAfter([](Bench& b) { b.settings.split.seed = 9; }));
    EXPECT_TRUE(missesAfter([](Bench& b) { b.features.key = "others"; }));
    EXPECT_TRUE(missesAfter([](Bench& b) { b.dataset.samples[2].label = 0; }));
    EXPECT_TRUE(
        missesAfter([](Bench& b) { std::swap(b.dataset.samples[2].split, b.dataset.samples[5].split); }));
    EXPECT_FALSE(missesAfter([](Bench& b) { b.settings.ratio = 0.3; })); // decides nothing here
}

TEST(KeptResults, DamagedFilesAreMadeAnew)
{
    Bench bench;
    ASSERT_TRUE(bench.heads().ok());
    for (const auto& entry : std::filesystem::directory_iterator(bench.folder.path())) {
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-3, std::ios::end);
        file.put('?');
    }
    EXPECT_FALSE(bench.heads(noWork()).ok());
    EXPECT_TRUE(bench.heads().ok());
    EXPECT_TRUE(bench.heads(noWork()).ok());
}

Project flowersIn(const test::ScratchFolder& folder)
{
    Project project;
    project.folder = folder.path();
    Task task;
    task.name = "flowers";
    project.tasks = {task};
    return project;
}

TEST(BoardRecords, TheNewestOfEachBoardIsFound)
{
    test::ScratchFolder folder;
    Project project = flowersIn(folder);
    EXPECT_TRUE(readBoardRecords(project).empty());
    BoardRecord record;
    record.task = "flowers";
    record.board = "virtual:one";
    record.inputs = "cut=3\n";
    record.right = 7;
    record.pictures = 10;
    record.difference = "nothing";
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    record.inputs = "cut=4\n";
    record.right = 8;
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    record.board = "virtual:two";
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    record.task = "gone";
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    std::ofstream(folder.path() / "results" / "board-rubbish.json") << "{";
    const std::vector<BoardRecord> found = readBoardRecords(project);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].board, "virtual:one");
    EXPECT_EQ(found[0].right, 8);
    EXPECT_EQ(found[0].inputs, "cut=4\n");
    EXPECT_EQ(found[1].board, "virtual:two");
}

TEST(BoardRecords, TheyFollowARenamedTask)
{
    test::ScratchFolder folder;
    Project project = flowersIn(folder);
    Task task = project.tasks.front();
    task.name = "fruit";
    project.tasks.push_back(task);
    BoardRecord record;
    record.board = "virtual:one";
    record.task = "flowers";
    record.right = 7;
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    record.task = "fruit";
    record.right = 8;
    ASSERT_TRUE(keepBoardRecord(project, record).ok());
    ASSERT_TRUE(renameTask(project, "flowers", "roses").ok());
    const std::vector<BoardRecord> found = readBoardRecords(project);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].task, "fruit");
    EXPECT_EQ(found[0].right, 8);
    EXPECT_EQ(found[1].task, "roses");
    EXPECT_EQ(found[1].right, 7);
    project.tasks.front().name = "flowers"; // nothing is left under the old name
    EXPECT_EQ(readBoardRecords(project).size(), 1U);
}

} // namespace
} // namespace microt
