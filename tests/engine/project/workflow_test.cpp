// SPDX-License-Identifier: Apache-2.0
#include "engine/project/workflow.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/data/label_work.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/model/architectures.h"
#include "engine/train/training/initial_weights.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

/// A picture of one colour with a pattern, so that classes can be told apart.
void writePicture(const fs::path& path, int red, int green, int number)
{
    constexpr int kSide = 24;
    std::string bytes = "P6\n24 24\n255\n";
    for (int i = 0; i < kSide * kSide; ++i)
        bytes += {static_cast<char>(red + i % 20 + number), static_cast<char>(green + i % 7 * number % 30),
                  static_cast<char>(i % kSide * 10)};
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

constexpr int kPicturesPerClass = 20;

void writeDataset(const fs::path& folder)
{
    for (int number = 0; number < kPicturesPerClass; ++number) {
        const std::string name = std::to_string(number) + ".ppm";
        writePicture(folder / "dark" / name, 0, 20, number);
        writePicture(folder / "red" / name, 200, 20, number);
        writePicture(folder / "yellow" / name, 200, 220, number);
    }
}

class Workflow : public testing::Test
{
protected:
    void SetUp() override
    {
        writeDataset(m_scratch / "tasks/colours");
        m_project = createProject(m_scratch.path(), "test").value();
        Graph graph = makeArchitecture("mcunet-vww0", 32, 0).value();
        initialiseWeights(graph, 1);
        ASSERT_TRUE(saveMtx(m_scratch / "nets/tiny.mtx", graph, "", false).ok());
        m_project.extractor = "nets/tiny.mtx";
        addTask("colours");
    }
    Task& addTask(const std::string& name)
    {
        Task task;
        task.name = name;
        task.dataset = "tasks/" + name;
        m_project.tasks.push_back(task);
        return m_project.tasks.back();
    }
    std::vector<Split> splitsOf(const Task& task) const
    {
        const Dataset dataset = openTaskDataset(m_project, task, {}).value();
        std::vector<Split> splits;
        for (const Sample& sample : dataset.samples)
            splits.push_back(sample.split);
        return splits;
    }

    test::ScratchFolder m_scratch;
    Project m_project;
};

TEST_F(Workflow, LabelWorkIsSeenByEveryStepAndComputesNothingAnew)
{
    Task& task = m_project.tasks.front();
    const ProjectResult before = runProject(m_project, {}).value();
    LabelWork work;
    exclude(work, {"dark/3.ppm"});
    renameClass(work, before.tasks[0].dataset, "red", "crimson");
    task.reading.labelWork = Project::labelWorkFile(task);
    ASSERT_TRUE(writeFileAtomically(m_project.resolve(task.reading.labelWork), labelWorkText(work)).ok());
    std::string embedded;
    const JobContext job{{}, [&](const Progress& progress) {
                             if (progress.step.find("Embedding") != std::string::npos && progress.done == 0)
                                 embedded += progress.step;
                         }};
    const TaskResult after = runProject(m_project, job).value().tasks[0];
    EXPECT_EQ(embedded, ""); // features come from the cache
    EXPECT_EQ(after.dataset.samples.size(), before.tasks[0].dataset.samples.size() - 1);
    EXPECT_EQ(after.features.samples.size(), after.dataset.samples.size());
    EXPECT_EQ(after.dataset.classes[1], "crimson");
    for (const char* step : {"red/4.ppm", "dark/0.ppm"}) {
        const auto sideIn = [&](const Dataset& dataset) {
            for (const Sample& sample : dataset.samples)
                if (sample.path == step)
                    return sample.split;
            return Split::test;
        };
        EXPECT_EQ(sideIn(after.dataset), sideIn(before.tasks[0].dataset));
    }
    EXPECT_EQ(m_project.settingsOf(task).reading.labelWork, (m_scratch / "labels/colours.csv").string());
}

TEST_F(Workflow, ARenamedTaskKeepsItsFiles)
{
    Task& task = m_project.tasks.front();
    task.reading.labelWork = Project::labelWorkFile(task);
    m_project.activeTask = "colours";
    LabelWork work;
    exclude(work, {"dark/3.ppm"});
    ASSERT_TRUE(writeFileAtomically(m_project.resolve(task.reading.labelWork), labelWorkText(work)).ok());
    const std::vector<Split> before = splitsOf(task);
    const fs::path oldSplit = m_project.splitFile(task);
    ASSERT_TRUE(renameTask(m_project, "colours", "shades").ok());
    EXPECT_EQ(m_project.activeTask, "shades");
    EXPECT_FALSE(fs::exists(oldSplit));
    EXPECT_TRUE(fs::exists(m_project.splitFile(task)));
    EXPECT_EQ(task.reading.labelWork, "labels/shades.csv");
    EXPECT_EQ(splitsOf(task), before);
    EXPECT_EQ(before.size(), 3u * kPicturesPerClass - 1);
    addTask("second");
    EXPECT_EQ(renameTask(m_project, "second", "shades").failure().code, Error::invalidArgument);
    EXPECT_EQ(renameTask(m_project, "second", "../up").failure().code, Error::invalidArgument);
    EXPECT_EQ(renameTask(m_project, "none", "other").failure().code, Error::invalidArgument);
}

TEST_F(Workflow, runsAllStepsOfAllTasks)
{
    writeDataset(m_scratch / "tasks/second");
    fs::remove_all(m_scratch / "tasks/second/dark");
    Task& second = addTask("second");
    second.stage.cut = 3;
    second.ratio = 0.25;

    std::set<std::string> steps;
    const JobContext job{{}, [&](const Progress& progress) { steps.insert(progress.step); }};
    const auto run = runProject(m_project, job);
    ASSERT_TRUE(run.ok()) << run.failure().what;
    ASSERT_EQ(run.value().tasks.size(), 2U);

    const TaskResult& colours = run.value().tasks[0];
    EXPECT_EQ(colours.dataset.samples.size(), 3U * kPicturesPerClass);
    EXPECT_EQ(colours.features.full().values.rows(), 3 * kPicturesPerClass);
    EXPECT_EQ(colours.cuts.rows.size(), run.value().cost.cuts.size());
    EXPECT_GT(colours.cuts.recommended, 0);
    EXPECT_EQ(colours.stage.cut(), colours.cuts.recommended);
    EXPECT_EQ(colours.stage.options.cut, colours.cuts.recommended);
    EXPECT_EQ(colours.outcome.ratio, colours.cuts.recommendedRatio);
    EXPECT_EQ(colours.outcome.threshold, colours.stage.thresholdFor(colours.outcome.ratio).value());
    EXPECT_EQ(colours.outcome.point.threshold, colours.outcome.threshold);
    EXPECT_EQ(colours.outcome.point.samples, static_cast<std::int64_t>(colours.stage.test.size()));
    EXPECT_EQ(colours.outcome.smallSample.samples, 6); // no more are there to be drawn
    EXPECT_EQ(run.value().tasks[1].outcome.ratio, 0.25);
    EXPECT_GT(colours.energy.fullOnly.millijoule, colours.energy.part.millijoule);
    EXPECT_GT(colours.cuts.fullAccuracy, 0.8); // plain colours are easy, even for random weights
    EXPECT_EQ(run.value().tasks[1].stage.options.cut, 3);
    EXPECT_EQ(run.value().tasks[1].dataset.classes.size(), 2U);
    EXPECT_EQ(run.value().board.id, "stm32h7a3zi");

    ASSERT_FALSE(steps.empty());
    for (const std::string& step : steps)
        EXPECT_TRUE(step.rfind("colours: ", 0) == 0 || step.rfind("second: ", 0) == 0) << step;
}

TEST_F(Workflow, secondRunTakesTheCacheAndSaysTheSame)
{
    const ProjectResult first = runProject(m_project, {}).value();
    ASSERT_TRUE(readFeatureCache(m_project.cacheFolder(), first.tasks[0].features.key).ok());
    const ProjectResult again = runProject(m_project, {}).value();
    EXPECT_EQ(again.tasks[0].outcome.threshold, first.tasks[0].outcome.threshold);
    EXPECT_EQ(again.tasks[0].outcome.point.accuracy, first.tasks[0].outcome.point.accuracy);
    EXPECT_EQ(again.tasks[0].cuts.recommended, first.tasks[0].cuts.recommended);
    EXPECT_EQ(again.tasks[0].outcome.smallSample.deviation, first.tasks[0].outcome.smallSample.deviation);
}

TEST_F(Workflow, savedSplitIsKeptWhileItFits)
{
    const Task& task = m_project.tasks[0];
    Dataset dataset = openTaskDataset(m_project, task, {}).value();
    const std::string made = readTextFile(m_project.splitFile(task)).value();

    Sample& edited = dataset.samples[0]; // by a user's hand
    edited.split = edited.split == Split::train ? Split::test : Split::train;
    ASSERT_TRUE(saveSplit(dataset, m_project.splitFile(task)).ok());
    EXPECT_EQ(splitsOf(task)[0], edited.split);

    writePicture(m_scratch / "tasks/colours/red/new.ppm", 190, 30, 3);
    EXPECT_EQ(splitsOf(task).size(), 3U * kPicturesPerClass + 1);
    fs::remove(m_scratch / "tasks/colours/red/new.ppm");
    EXPECT_EQ(splitsOf(task).size(), 3U * kPicturesPerClass);
    EXPECT_EQ(readTextFile(m_project.splitFile(task)).value(), made);

    ASSERT_TRUE(writeFileAtomically(m_project.splitFile(task), "path,label,spl").ok());
    EXPECT_EQ(splitsOf(task).size(), 3U * kPicturesPerClass);
    EXPECT_EQ(readTextFile(m_project.splitFile(task)).value(), made);
}

TEST_F(Workflow, anotherSeedIsAnotherSplit)
{
    Task& task = m_project.tasks[0];
    const std::vector<Split> before = splitsOf(task);
    task.split.seed = 1;
    EXPECT_NE(splitsOf(task), before);
    task.split.seed = 0;
    EXPECT_EQ(splitsOf(task), before);
}

TEST_F(Workflow, errorsNameTheTask)
{
    addTask("absent");
    const auto run = runProject(m_project, {});
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.failure().code, Error::fileNotFound);
    EXPECT_EQ(run.failure().what.rfind("Task absent: ", 0), 0U) << run.failure().what;

    m_project.tasks.pop_back();
    m_project.tasks[0].stage.cut = 999;
    EXPECT_EQ(runProject(m_project, {}).failure().code, Error::invalidArgument);
}

TEST_F(Workflow, saysWhatIsMissing)
{
    m_project.board = "../secret";
    const auto board = runProject(m_project, {});
    EXPECT_EQ(board.failure().code, Error::invalidArgument);
    EXPECT_NE(board.failure().what.find("stm32l4r5zi"), std::string::npos) << board.failure().what;

    m_project.board = "stm32l4r5zi";
    m_project.extractor.clear();
    EXPECT_EQ(runProject(m_project, {}).failure().code, Error::invalidArgument);
    m_project.extractor = "nets/none.mtx";
    EXPECT_EQ(runProject(m_project, {}).failure().code, Error::fileNotFound);
    m_project.extractor = (m_scratch / "nets/tiny.mtx").string();
    EXPECT_TRUE(openProjectExtractor(m_project).ok());
    m_project.tasks.clear();
    EXPECT_EQ(runProject(m_project, {}).failure().code, Error::invalidArgument);
}

TEST_F(Workflow, stopsWhenCancelled)
{
    JobContext job;
    int reports = 0;
    job.sink = [&](const Progress&) {
        if (++reports == 2)
            job.cancel.cancel();
    };
    const auto run = runProject(m_project, job);
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.failure().code, Error::cancelled);
}

} // namespace
} // namespace microt
