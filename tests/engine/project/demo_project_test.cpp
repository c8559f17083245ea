// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/project/workflow.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

/// The pictures below `folder`, sorted.
std::vector<fs::path> picturesIn(const fs::path& folder)
{
    std::vector<fs::path> pictures;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".png")
            pictures.push_back(entry.path());
    std::sort(pictures.begin(), pictures.end());
    return pictures;
}

TEST(DemoProject, isMadeCompletedAndNotOverwritten)
{
    const test::ScratchFolder scratch;
    const auto made = makeDemoProject(scratch / "demo", {});
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_EQ(made.value().name, "demo");
    EXPECT_EQ(made.value().extractor, "microt-vww0-64");
    ASSERT_EQ(made.value().tasks.size(), drawnTasks().size());
    EXPECT_EQ(made.value().activeTask, drawnTasks()[0].name);
    for (const Task& task : made.value().tasks) {
        EXPECT_EQ(task.dataset, "tasks/" + task.name); // the folder can be moved
        EXPECT_FALSE(task.stage.cut) << "the recommended one";
        const auto dataset = openTaskDataset(made.value(), task, {});
        ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
        EXPECT_GE(dataset.value().samples.size(), 60 * dataset.value().classes.size());
        EXPECT_TRUE(dataset.value().badFiles.empty());
    }

    // A user's choices stay; what he lost comes back with the same pixels.
    Project changed = made.value();
    changed.tasks[0].ratio = 0.8;
    changed.activeTask = changed.tasks[1].name;
    changed.extractor = "/my/own.json";
    changed.tasks.pop_back();
    ASSERT_TRUE(saveProject(changed).ok());
    const std::vector<fs::path> pictures = picturesIn(scratch / "demo");
    const std::string hash = sha256HexOfFile(pictures.at(5)).value();
    fs::remove(pictures[5]);

    const auto again = makeDemoProject(scratch / "demo", {});
    ASSERT_TRUE(again.ok()) << again.failure().what;
    EXPECT_EQ(again.value().tasks.size(), drawnTasks().size());
    EXPECT_EQ(again.value().tasks[0].ratio, 0.8);
    EXPECT_EQ(again.value().activeTask, changed.activeTask);
    EXPECT_EQ(again.value().extractor, "/my/own.json");
    EXPECT_EQ(picturesIn(scratch / "demo"), pictures);
    EXPECT_EQ(sha256HexOfFile(pictures[5]).value(), hash);
    EXPECT_EQ(openProject(scratch / "demo").value().tasks.size(), drawnTasks().size());
}

TEST(DemoProject, leavesOtherProjectsAlone)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(createProject(scratch.path(), "mine").ok());
    const std::string before = readTextFile(scratch / "project.json").value();
    EXPECT_EQ(makeDemoProject(scratch.path(), {}).failure().code, Error::invalidArgument);
    EXPECT_EQ(readTextFile(scratch / "project.json").value(), before);
    EXPECT_FALSE(fs::exists(scratch / "tasks"));
}

TEST(DemoProject, canBeCancelledAndGoesOnLater)
{
    const test::ScratchFolder scratch;
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(makeDemoProject(scratch.path(), job).failure().code, Error::cancelled);
    EXPECT_EQ(openProject(scratch.path()).value().name, "demo");
}

TEST(DemoProject, folderThatCannotBe)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(writeFileAtomically(scratch / "file", "").ok());
    EXPECT_EQ(makeDemoProject(scratch / "file", {}).failure().code, Error::ioFailure);
}

} // namespace
} // namespace microt
