// SPDX-License-Identifier: Apache-2.0
#include "engine/project/project.h"

#include <csignal>
#include <fstream>
#include <limits>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

Project fullProject(const fs::path& folder)
{
    Project project = createProject(folder, "Grün & \"quoted\"").value();
    project.extractor = "nets/my net.json";
    project.board = "stm32l4r5zi";
    project.precision = Precision::int8;
    project.choice = {Recommendation::score, 2.5, {0.5, 0.0, 2.25}};
    project.page = "stage";
    Task task;
    task.name = "birds-2.1_x";
    task.dataset = "/pictures/birds";
    task.split = {0.25, 0.05, std::numeric_limits<std::uint64_t>::max()};
    task.stage.cut = 9;
    task.stage.head.settings = NeighbourOptions{7};
    task.stage.measure = ConfidenceMeasure::entropy;
    task.stage.asPublished = true;
    task.stage.fitTemperature = true;
    task.ratio = 0.1 + 0.2; // needs all its digits
    project.tasks.push_back(task);
    Task second;
    second.name = "flowers";
    second.dataset = "tasks/bl\xFCten"; // not UTF-8
    project.tasks.push_back(second);
    project.activeTask = "flowers";
    return project;
}

void expectSame(const Project& a, const Project& b)
{
    EXPECT_EQ(a.folder, b.folder);
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.extractor, b.extractor);
    EXPECT_TRUE(a.tasks == b.tasks);
    EXPECT_EQ(a.activeTask, b.activeTask);
    EXPECT_EQ(a.board, b.board);
    EXPECT_EQ(a.precision, b.precision);
    EXPECT_TRUE(sameFields(a.choice, b.choice));
    EXPECT_EQ(a.page, b.page);
}

class ProjectFile : public testing::Test
{
protected:
    void SetUp() override
    {
        m_project = fullProject(m_scratch.path());
        ASSERT_TRUE(saveProject(m_project).ok());
        m_text = readTextFile(file()).value();
    }
    fs::path file() const { return m_scratch / "project.json"; }
    Failure failureOf(const std::string& text) const
    {
        std::ofstream(file(), std::ios::binary) << text;
        const auto project = openProject(m_scratch.path());
        return project.ok() ? Failure{} : project.failure();
    }
    Failure failureWith(const std::string& from, const std::string& to) const
    {
        std::string text = m_text;
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return failureOf(text.replace(at, from.size(), to));
    }

    test::ScratchFolder m_scratch;
    Project m_project;
    std::string m_text;
};

TEST_F(ProjectFile, reopensAsItWasLeft)
{
    const auto reopened = openProject(m_scratch.path());
    ASSERT_TRUE(reopened.ok()) << reopened.failure().what;
    expectSame(reopened.value(), m_project);
    ASSERT_TRUE(saveProject(reopened.value()).ok());
    EXPECT_EQ(readTextFile(file()).value(), m_text);
}

TEST_F(ProjectFile, everyTruncationIsRefusedWithItsByte)
{
    for (std::size_t length = 0; length + 1 < m_text.size(); ++length) { // the last byte is only a line's end
        const Failure failure = failureOf(m_text.substr(0, length));
        ASSERT_EQ(failure.code, Error::malformed) << length;
        ASSERT_NE(failure.what.find("byte"), std::string::npos) << failure.what;
    }
}

TEST_F(ProjectFile, everyDamagedByteIsReadOrRefused)
{
    for (std::size_t i = 0; i < m_text.size(); ++i)
        for (const char mask : {'\x01', '\x20', '\x80'}) {
            std::string text = m_text;
            text[i] = static_cast<char>(text[i] ^ mask);
            const Failure failure = failureOf(text);
            const bool named = failure.what.find("project.json") != std::string::npos;
            ASSERT_TRUE(failure.code == Error::none || named) << failure.what;
        }
}

#define EXPECT_NAMES(failure, key)                                                                           \
    {                                                                                                        \
        const Failure found = failure;                                                                       \
        EXPECT_EQ(found.code, Error::malformed) << found.what;                                               \
        EXPECT_NE(found.what.find(key), std::string::npos) << found.what;                                    \
    }

TEST_F(ProjectFile, wrongFieldsAreNamed)
{
    EXPECT_NAMES(failureWith("\"ratio\": 0.3", "\"ratio\": 1.3"), "tasks[0].ratio");
    EXPECT_NAMES(failureWith("\"ratio\": 0.3", "\"ratio\": \"x\", \"y\": 0.3"), "tasks[0].ratio");
    EXPECT_NAMES(failureWith("\"cut\": 9", "\"cut\": -9"), "tasks[0].stage.cut");
    EXPECT_NAMES(failureWith("\"cut\": 9", "\"cut\": 9.5"), "tasks[0].stage.cut");
    EXPECT_NAMES(failureWith("\"cut\": 9", "\"cut\": 99999999999999999999"), "tasks[0].stage.cut");
    EXPECT_NAMES(failureWith("\"knn\"", "\"oracle\""), "tasks[0].stage.head.kind");
    EXPECT_NAMES(failureWith("\"entropy\"", "\"mood\""), "tasks[0].stage.measure");
    EXPECT_NAMES(failureWith("\"neighbours\": 7", "\"neighbours\": 0"), "tasks[0].stage.head.neighbours");
    EXPECT_NAMES(failureWith("\"seed\": 18446744073709551615", "\"seed\": -11"), "tasks[0].split.seed");
    EXPECT_NAMES(failureWith("\"asPublished\": true", "\"asPublished\": 0"), "tasks[0].stage.asPublished");
    EXPECT_NAMES(failureWith("\"fitTemperature\": true", "\"fitTemperature\": 1"),
                 "tasks[0].stage.fitTemperature");
    EXPECT_NAMES(failureWith("\"birds-2.1_x\"", "\"../birds\""), "tasks[0].name");
    EXPECT_NAMES(failureWith("\"birds-2.1_x\"", "\"flowers\""), "tasks[1].name");
    EXPECT_NAMES(failureWith("\"dataset\": \"/pictures/birds\",", ""), "tasks[0].dataset");
    EXPECT_NAMES(failureWith("\"hex\": \"", "\"hex\": \"x"), "tasks[1].dataset");
    EXPECT_NAMES(failureWith("\"tasks\": [", "\"tasks\": [[], "), "tasks[0]");
    EXPECT_NAMES(failureWith("\"tasks\": [", "\"tasks\": 4, \"other\": ["), "tasks");
    EXPECT_NAMES(failureWith("\"weights\": {", "\"weights\": [], \"other\": {"), "weights");
    EXPECT_NAMES(failureWith("\"gain\": 0.0", "\"gain\": -1"), "weights.gain");
    EXPECT_NAMES(failureWith("\"page\": \"stage\"", "\"page\": null"), "page");
    EXPECT_NAMES(failureWith("\"precision\": \"int8\"", "\"precision\": \"int4\""), "precision");
    EXPECT_NAMES(failureWith("\"format\": 2", "\"former\": 2"), "format");
    EXPECT_NAMES(failureOf("[]"), "format");
}

TEST_F(ProjectFile, otherFiles)
{
    EXPECT_EQ(failureWith("\"format\": 2", "\"format\": 3, \"tasks\": 7").code, Error::unsupportedVersion);
    EXPECT_EQ(failureOf(std::string(100000, '[')).code, Error::hostileContent);
    EXPECT_EQ(failureOf("{\"name\": \"\xFF\"}").code, Error::malformed);
    EXPECT_EQ(openProject(m_scratch / "none").failure().code, Error::fileNotFound);
}

TEST_F(ProjectFile, unknownKeysAreIgnoredAndMissingOnesTakeDefaults)
{
    EXPECT_EQ(failureWith("\"format\": 2", "\"format\": 2, \"colour\": {\"of\": [\"the\", null]}").code,
              Error::none);
    EXPECT_EQ(failureOf("{\"format\": 1, \"tasks\": [{\"name\": \"a\", \"dataset\": \"b\"}]}").code,
              Error::none);
    const Project project = openProject(m_scratch.path()).value();
    EXPECT_EQ(project.board, "stm32h7a3zi");
    EXPECT_EQ(project.tasks.at(0).ratio, 0.5);
    EXPECT_EQ(project.tasks.at(0).split.testShare, 0.3);
    EXPECT_TRUE(project.tasks.at(0).stage.asPublished); // as it was when the file was written
    EXPECT_EQ(project.activeTask, "a");                 // one that exists
}

TEST_F(ProjectFile, filesOfFormat1AreReadAsTheyWereMeant)
{
    const Failure none = failureOf(
        R"({"format": 1, "weights": {"accuracy": 2.0, "gain": 1.0, "macs": 0.5}, "tasks": [
            {"name": "a", "dataset": "b", "ratio": 0.3,
             "stage": {"cut": 0, "measure": "maxProbability",
                       "head": {"kind": "mlp", "inverseRegularisation": 0.0, "hiddenUnits": 32, "seed": 9,
                                "asPublished": false}}},
            {"name": "c", "dataset": "d", "stage": {"cut": 4, "fullSeesPart": true}}]})");
    ASSERT_EQ(none.code, Error::none) << none.what;
    const Project project = openProject(m_scratch.path()).value();
    EXPECT_EQ(project.choice.by, Recommendation::score); // there was no other
    EXPECT_EQ(project.choice.weights.macs, 0.5);
    const Task& first = project.tasks.at(0);
    EXPECT_FALSE(first.stage.cut);
    EXPECT_EQ(first.ratio, 0.3);
    EXPECT_EQ(first.stage.measure, ConfidenceMeasure::maxProbability);
    EXPECT_EQ(std::get<PerceptronOptions>(first.stage.head.settings).hiddenUnits, 32);
    EXPECT_FALSE(first.stage.asPublished);
    EXPECT_EQ(first.stage.earlier, 0); // as it was when the file was written
    EXPECT_EQ(project.tasks.at(1).stage.cut, 4);
    EXPECT_FALSE(project.tasks.at(1).stage.asPublished);
    EXPECT_EQ(project.tasks.at(1).ratio, 0.5);
    ASSERT_TRUE(saveProject(project).ok());
    EXPECT_TRUE(openProject(m_scratch.path()).value().tasks == project.tasks);
}

TEST_F(ProjectFile, fullDiskKeepsTheLastSave)
{
    Project larger = m_project;
    larger.page = std::string(100000, 'p');
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{16384, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const Status saved = saveProject(larger);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.failure().code, Error::diskFull);
    EXPECT_EQ(readTextFile(file()).value(), m_text);
}

TEST_F(ProjectFile, whatCouldNotBeOpenedIsNotSaved)
{
    Project twins = m_project;
    twins.tasks[1].name = twins.tasks[0].name;
    EXPECT_EQ(saveProject(twins).failure().code, Error::invalidArgument);
    Project outside = m_project;
    outside.tasks[0].name = "../outside";
    EXPECT_EQ(saveProject(outside).failure().code, Error::invalidArgument);
    Project nowhere = m_project;
    nowhere.tasks[0].ratio = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(saveProject(nowhere).failure().code, Error::invalidArgument);
    EXPECT_EQ(readTextFile(file()).value(), m_text);
}

// A program that dies in the middle of saving: the child is killed at a random point of its endless saves.
TEST_F(ProjectFile, crashLeavesAWholeSave)
{
    for (int round = 0; round < 10; ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            Project other = m_project;
            for (int i = 0;; ++i) {
                other.page = std::string(static_cast<std::size_t>(i % 50) * 1000, 'p');
                (void)saveProject(other);
            }
        }
        ::usleep(2000 + 1700 * round);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const auto reopened = openProject(m_scratch.path());
        ASSERT_TRUE(reopened.ok()) << reopened.failure().what;
        EXPECT_TRUE(reopened.value().tasks == m_project.tasks);
    }
}

TEST(CreateProject, refusesAnotherProjectsFolder)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(createProject(scratch / "new" / "project", "mine").ok());
    const auto again = createProject(scratch / "new" / "project", "other");
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.failure().code, Error::invalidArgument);
    EXPECT_EQ(openProject(scratch / "new" / "project").value().name, "mine");
    EXPECT_EQ(createProject(scratch / "new" / "project" / "project.json", "x").failure().code,
              Error::ioFailure);
}

TEST(Project, pathsInsideTheFolderAreRelative)
{
    Project project;
    project.folder = "/home/user/project";
    EXPECT_EQ(project.relativise("/home/user/project/tasks/a"), "tasks/a");
    EXPECT_EQ(project.relativise("/home/user/project/tasks/../b"), "b");
    EXPECT_EQ(project.relativise("/home/user/project2/a"), "/home/user/project2/a");
    EXPECT_EQ(project.relativise("/home/user/project/../x"), "/home/user/x");
    EXPECT_EQ(project.resolve("tasks/a"), "/home/user/project/tasks/a");
    EXPECT_EQ(project.resolve("/elsewhere/a"), "/elsewhere/a");
    for (const char* path : {"/home/user/project/a b", "/b", "/home/user"})
        EXPECT_EQ(project.resolve(project.relativise(path)), path);
}

TEST(Project, splitFilesFollowTheOptions)
{
    Project project;
    project.folder = "/p";
    Task task;
    task.name = "a";
    const fs::path plain = project.splitFile(task);
    EXPECT_EQ(plain, "/p/splits/a-test0.3-calibration0.1-seed0.csv");
    task.ratio = 0.9;
    EXPECT_EQ(project.splitFile(task), plain);
    task.split.seed = 1;
    EXPECT_NE(project.splitFile(task), plain);
}

TEST(TaskNames, areFileNames)
{
    for (const char* good : {"a", "A-b_c.9", "9", "-"})
        EXPECT_TRUE(isTaskName(good)) << good;
    for (const char* bad : {"", ".", "..", ".a", "a/b", "a b", "ä", "a\n"})
        EXPECT_FALSE(isTaskName(bad)) << bad;
    EXPECT_TRUE(isTaskName(std::string(64, 'x')));
    EXPECT_FALSE(isTaskName(std::string(65, 'x')));
}

TEST(TaskNames, freeOnesAreMadeFromWishes)
{
    Project project;
    const auto add = [&](const std::string& wish) {
        Task task;
        task.name = freeTaskName(project, wish);
        EXPECT_TRUE(isTaskName(task.name)) << task.name;
        EXPECT_EQ(project.findTask(task.name), nullptr);
        project.tasks.push_back(task);
        return task.name;
    };
    EXPECT_EQ(add("Meine Blüten!"), "Meine-Bl-ten");
    EXPECT_EQ(add("flowers"), "flowers");
    EXPECT_EQ(add("flowers"), "flowers-2");
    EXPECT_EQ(add("flowers"), "flowers-3");
    EXPECT_EQ(add("../../etc"), "etc");
    EXPECT_EQ(add("\xFF\xFE"), "task");
    EXPECT_EQ(add(""), "task-2");
    const std::string longest(300, 'x');
    EXPECT_NE(add(longest), add(longest));
}

} // namespace
} // namespace microt
