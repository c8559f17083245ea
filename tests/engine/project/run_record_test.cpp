// SPDX-License-Identifier: Apache-2.0
#include "engine/project/run_record.h"

#include <fstream>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

/// A project of one task.
struct Bench
{
    Bench()
    {
        project.folder = folder.path();
        project.name = "bench";
        project.extractor = "shipped";
        Task task;
        task.name = "flowers";
        task.dataset = "pictures";
        project.tasks = {task};
        project.activeTask = task.name;
    }

    RunRecord outcome(double ratio, const std::string& made = "2026-11-28 12:00:00") const
    {
        RunRecord run;
        run.task = "flowers";
        run.made = made;
        run.extractor = project.extractor;
        TaskSettings settings = project.settingsOf(project.tasks.front());
        settings.ratio = ratio;
        run.settings = runSettings(fieldsText(settings) + "pictures=abc\n");
        run.figures = {{"accuracy", 0.1 + ratio / 3.0}, {"energyMillijoule", 8.5}};
        return run;
    }

    /// A training that left an extractor with its record.
    RunRecord training(const std::string& name, const std::string& made) const
    {
        write("extractors/" + name + ".mtx", name);
        write("extractors/" + name + ".json", "{}");
        RunRecord run;
        run.kind = RunKind::training;
        run.title = name;
        run.made = made;
        run.extractor = "extractors/" + name + ".mtx";
        run.settings = {{"/training/epochs", "3"}};
        run.figures = {{"loss", 0.5}};
        run.artefacts = {run.extractor, "extractors/" + name + ".json"};
        return run;
    }

    void write(const std::string& file, const std::string& text) const
    {
        ASSERT_TRUE(writeFileAtomically(project.folder / file, text).ok());
    }
    std::string keep(const RunRecord& run) const { return keepRunRecord(project, run).value(); }
    std::vector<RunRecord> runs() const { return readRunRecords(project).runs; }
    bool has(const std::string& file) const { return fs::exists(project.folder / file); }
    fs::path fileOf(const std::string& id) const
    {
        return project.folder / "results" / ("run-" + id + ".json");
    }

    test::ScratchFolder folder;
    Project project;
};

TEST(RunRecord, ComesBackAsItWasKept)
{
    const Bench bench;
    RunRecord run = bench.outcome(0.6);
    run.title = "a \"title\"";
    run.artefacts = {"results/x.bin"};
    run.figures.push_back({"testR2", std::numeric_limits<double>::quiet_NaN()}); // JSON has no such number
    const std::string id = bench.keep(run);
    ASSERT_EQ(bench.runs().size(), 1U);
    const RunRecord kept = bench.runs().front();
    EXPECT_EQ(kept.id, id);
    EXPECT_EQ(kept.kind, RunKind::outcome);
    EXPECT_EQ(kept.title, run.title);
    EXPECT_EQ(kept.task, "flowers");
    EXPECT_EQ(kept.made, run.made);
    EXPECT_EQ(kept.artefacts, run.artefacts);
    ASSERT_EQ(kept.settings.size(), run.settings.size());
    for (std::size_t i = 0; i < run.settings.size(); ++i) {
        EXPECT_EQ(kept.settings[i].path, run.settings[i].path);
        EXPECT_EQ(kept.settings[i].words, run.settings[i].words);
    }
    ASSERT_EQ(kept.figures.size(), 2U);
    EXPECT_EQ(kept.figures[0].value, run.figures[0].value); // to the last bit
    EXPECT_EQ(kept.figure("energyMillijoule"), 8.5);
    EXPECT_FALSE(kept.figure("nothing"));
}

TEST(RunRecord, TheSameResultIsKeptOnce)
{
    const Bench bench;
    const std::string id = bench.keep(bench.outcome(0.6));
    ASSERT_TRUE(markRun(bench.project, id, true, "the good one").ok());
    EXPECT_EQ(bench.keep(bench.outcome(0.6, "2026-11-29 12:00:00")), id);
    EXPECT_NE(bench.keep(bench.outcome(0.7)), id);
    const auto runs = bench.runs();
    ASSERT_EQ(runs.size(), 2U);
    for (const RunRecord& run : runs)
        EXPECT_EQ(run.star, run.id == id);
}

TEST(RunRecord, NewestComesFirst)
{
    const Bench bench;
    bench.keep(bench.outcome(0.1, "2026-11-28 12:00:00"));
    bench.keep(bench.outcome(0.2, "2026-11-30 12:00:00"));
    bench.keep(bench.outcome(0.3, "2026-11-29 12:00:00"));
    const auto runs = bench.runs();
    EXPECT_EQ(runs[0].made, "2026-11-30 12:00:00");
    EXPECT_EQ(runs[2].made, "2026-11-28 12:00:00");
}

TEST(RunRecord, UnknownMembersSurviveAMark)
{
    const Bench bench;
    const std::string id = bench.keep(bench.outcome(0.6));
    auto content = nlohmann::json::parse(readTextFile(bench.fileOf(id)).value());
    content["colour"] = "green"; // of a later workbench
    content.erase("seal");
    content["seal"] = sha256Hex(content.dump());
    std::ofstream(bench.fileOf(id)) << content.dump();
    ASSERT_TRUE(markRun(bench.project, id, true, "noted").ok());
    content = nlohmann::json::parse(readTextFile(bench.fileOf(id)).value());
    EXPECT_EQ(content["colour"], "green");
    EXPECT_EQ(content["note"], "noted");
    EXPECT_EQ(bench.runs().front().note, "noted");
}

TEST(RunRecord, DamagedFilesAreCounted)
{
    const Bench bench;
    const std::string whole = bench.keep(bench.outcome(0.5));
    const std::string id = bench.keep(bench.outcome(0.6));
    const std::string text = readTextFile(bench.fileOf(id)).value();
    std::string other = text;
    other.replace(other.find("8.5"), 3, "9.5"); // still JSON
    std::string newer = text;
    newer.replace(newer.find("\"format\": 1"), 11, "\"format\": 9");
    for (const std::string& bad : {text.substr(0, text.size() / 2), std::string(), other, newer}) {
        std::ofstream(bench.fileOf(id), std::ios::binary) << bad;
        const RunList list = readRunRecords(bench.project);
        EXPECT_EQ(list.unreadable, 1);
        ASSERT_EQ(list.runs.size(), 1U);
        EXPECT_EQ(list.runs.front().id, whole);
        EXPECT_FALSE(markRun(bench.project, id, true, "").ok());
    }
    EXPECT_EQ(markRun(bench.project, whole, true, std::string(kLongestNote + 1, 'x')).failure().code,
              Error::outOfRange);
}

TEST(RunRecord, RemovingTakesItsFilesAlong)
{
    const Bench bench;
    const std::string id = bench.keep(bench.training("a", "2026-11-28 12:00:00"));
    const std::string other = bench.keep(bench.training("b", "2026-11-28 12:00:00"));
    EXPECT_EQ(filesOfRun(bench.project, bench.runs(), id),
              (std::vector<std::string>{"extractors/a.mtx", "extractors/a.json"}));
    ASSERT_TRUE(removeRun(bench.project, id).ok());
    EXPECT_FALSE(bench.has("extractors/a.mtx"));
    EXPECT_FALSE(bench.has("extractors/a.json"));
    EXPECT_FALSE(fs::exists(bench.fileOf(id)));
    EXPECT_TRUE(bench.has("extractors/b.mtx"));
    ASSERT_EQ(bench.runs().size(), 1U);
    EXPECT_EQ(bench.runs().front().id, other);
}

TEST(RunRecord, WhatIsNeededStays)
{
    Bench bench;
    const RunRecord training = bench.training("a", "2026-11-28 12:00:00");
    const std::string id = bench.keep(training);
    RunRecord user = bench.outcome(0.6);
    user.extractor = "extractors/a.mtx";
    const std::string userId = bench.keep(user);
    EXPECT_TRUE(filesOfRun(bench.project, bench.runs(), id).empty()); // another run works with it
    ASSERT_TRUE(removeRun(bench.project, userId).ok());
    EXPECT_EQ(filesOfRun(bench.project, bench.runs(), id).size(), 2U);
    bench.project.extractor = "extractors/a.mtx";
    EXPECT_TRUE(filesOfRun(bench.project, bench.runs(), id).empty()); // the project does
    ASSERT_TRUE(removeRun(bench.project, id).ok());
    EXPECT_TRUE(bench.has("extractors/a.mtx"));
    EXPECT_TRUE(bench.has("extractors/a.json"));
    EXPECT_TRUE(bench.runs().empty());
    // Its files are found again, and it stays removed; until it is kept on purpose.
    ASSERT_TRUE(addFoundRun(bench.project, training).ok());
    EXPECT_TRUE(bench.runs().empty());
    bench.keep(training);
    EXPECT_EQ(bench.runs().size(), 1U);
}

TEST(RunRecord, AFileIsTheNewestRunsThatWroteIt)
{
    const Bench bench;
    const std::string old = bench.keep(bench.training("a", "2026-11-28 12:00:00"));
    RunRecord again = bench.training("a", "2026-11-29 12:00:00");
    again.figures = {{"loss", 0.25}};
    const std::string young = bench.keep(again);
    EXPECT_TRUE(filesOfRun(bench.project, bench.runs(), old).empty());
    ASSERT_TRUE(removeRun(bench.project, old).ok());
    EXPECT_TRUE(bench.has("extractors/a.mtx"));
    ASSERT_TRUE(removeRun(bench.project, young).ok());
    EXPECT_FALSE(bench.has("extractors/a.mtx"));
}

TEST(RunRecord, OnlyFilesOfResultsAreEverRemoved)
{
    const Bench bench;
    test::ScratchFolder elsewhere;
    std::ofstream(elsewhere / "precious") << "x";
    bench.write("project.json", "{}");
    bench.write("results/mine.bin", "x");
    fs::create_symlink(elsewhere / "precious", bench.project.folder / "results" / "link");
    RunRecord run = bench.outcome(0.6);
    run.artefacts = {(elsewhere / "precious").string(),
                     "results/../project.json",
                     "project.json",
                     "results/link",
                     "../" + elsewhere.path().filename().string() + "/precious",
                     "results/mine.bin"};
    const std::string id = bench.keep(run);
    EXPECT_EQ(filesOfRun(bench.project, bench.runs(), id), std::vector<std::string>{"results/mine.bin"});
    ASSERT_TRUE(removeRun(bench.project, id).ok());
    EXPECT_TRUE(fs::exists(elsewhere / "precious"));
    EXPECT_TRUE(bench.has("project.json"));
    EXPECT_FALSE(bench.has("results/mine.bin"));
}

TEST(RunRecord, FollowsTheNameOfItsTask)
{
    Bench bench;
    const std::string id = bench.keep(bench.outcome(0.6));
    ASSERT_TRUE(markRun(bench.project, id, true, "mine").ok());
    ASSERT_TRUE(renameTask(bench.project, "flowers", "roses").ok());
    EXPECT_EQ(bench.runs().front().task, "roses");
    EXPECT_EQ(bench.runs().front().note, "mine");
}

TEST(RunRecord, WhatIsFoundAgainHasItsFilesNewNames)
{
    const Bench bench;
    RunRecord run = bench.training("a", "2026-11-28 12:00:00");
    const std::string id = bench.keep(run);
    ASSERT_TRUE(markRun(bench.project, id, true, "mine").ok());
    run.artefacts = {"results/other.bin"};
    ASSERT_TRUE(addFoundRun(bench.project, run).ok());
    ASSERT_EQ(bench.runs().size(), 1U);
    EXPECT_EQ(bench.runs().front().artefacts, run.artefacts);
    EXPECT_EQ(bench.runs().front().note, "mine");
}

TEST(RunDifference, NamesWhatDiffers)
{
    const Bench bench;
    RunRecord first = bench.outcome(0.25);
    RunRecord second = bench.outcome(0.75);
    second.settings.push_back({"seeds", "3"});
    second.figures = {{"accuracy", 0.5}, {"threshold", 0.7}};
    const RunDifference difference = differenceOf(first, second);
    ASSERT_EQ(difference.settings.size(), first.settings.size() + 1);
    for (const RunPair& pair : difference.settings) {
        EXPECT_EQ(pair.differs(), pair.name == "/ratio" || pair.name == "seeds") << pair.name;
        if (pair.name == "/ratio") {
            EXPECT_EQ(pair.first, "0.25");
            EXPECT_EQ(pair.second, "0.75");
        }
    }
    EXPECT_FALSE(difference.settings.back().first);
    ASSERT_EQ(difference.figures.size(), 3U);
    EXPECT_EQ(difference.figures[0].name, "accuracy");
    EXPECT_EQ(difference.figures[0].secondValue, 0.5);
    EXPECT_EQ(difference.figures[1].name, "energyMillijoule");
    EXPECT_FALSE(difference.figures[1].secondValue);
    EXPECT_FALSE(difference.figures[2].firstValue);
}

TEST(ProjectOfRun, HasItsSettings)
{
    Bench bench;
    Task& task = bench.project.tasks.front();
    task.stage.cut = 5;
    task.stage.head.setKind(HeadKind::perceptron);
    task.ratio = 0.3;
    task.split.seed = 7;
    task.reading.labelWork = "labels/flowers.csv";
    bench.project.board = "stm32u575zi";
    bench.project.precision = Precision::int8;
    bench.project.choice.acceptedLoss = 0.05;
    RunRecord run;
    run.task = "flowers";
    run.extractor = "shipped";
    run.settings = runSettings(fieldsText(bench.project.settingsOf(task)) + "pictures=abc\n");
    const Project before = bench.project;

    bench.project.extractor = "other";
    task = Task();
    task.name = "flowers";
    task.dataset = "pictures";
    task.ratio = 0.9;
    task.reading.labelWork = "labels/new.csv";
    bench.project.board = "stm32h7a3zi";
    bench.project.precision = Precision::float32;
    bench.project.choice = {};
    const Project restored = projectOfRun(bench.project, run).value();
    Task expected = before.tasks.front();
    expected.reading.labelWork = "labels/new.csv"; // work on labels is no setting
    EXPECT_EQ(restored.tasks.front(), expected);
    Project same = restored;
    EXPECT_TRUE(sameFields(same, before));

    run.settings = {{"/ratio", ""}}; // the recommended one
    EXPECT_FALSE(projectOfRun(bench.project, run).value().tasks.front().ratio);
}

TEST(ProjectOfRun, SaysWhyItCannot)
{
    Bench bench;
    RunRecord run = bench.outcome(0.6);
    run.task = "gone";
    EXPECT_EQ(projectOfRun(bench.project, run).failure().code, Error::invalidArgument);
    run = bench.outcome(0.6);
    run.extractor = "extractors/gone.mtx";
    EXPECT_EQ(projectOfRun(bench.project, run).failure().code, Error::fileNotFound);
    run = bench.outcome(0.6);
    run.settings.push_back({"/stage/measure", "intuition"});
    EXPECT_EQ(projectOfRun(bench.project, run).failure().code, Error::invalidArgument);
    run = bench.outcome(0.6);
    run.extractor.clear();
    EXPECT_EQ(projectOfRun(bench.project, run).value().extractor, "shipped");
    run = bench.training("a", "2026-11-28 12:00:00");
    EXPECT_EQ(projectOfRun(bench.project, run).value().extractor, "extractors/a.mtx");
}

} // namespace
} // namespace microt
