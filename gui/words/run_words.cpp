// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/words/run_words.h"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <system_error>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/guarded_json.h"
#include "engine/train/methods/row_figures.h"

namespace microt {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::uint64_t kMostRecordBytes = 1 << 24;

std::string timeText(std::time_t when)
{
    std::tm local{};
    localtime_r(&when, &local);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return text;
}

std::string writtenAt(const fs::path& file)
{
    struct stat about
    {};
    return stat(file.c_str(), &about) == 0 ? timeText(about.st_mtime) : std::string();
}

std::string wordsOf(const RunRecord& run, const std::string& path)
{
    for (const RunRecord::Setting& setting : run.settings)
        if (setting.path == path)
            return setting.words;
    return {};
}

/// Leaves out what the result did not depend on, and what was therefore set back to the usual.
void dropSettings(RunRecord& run, const std::vector<std::string>& beginnings)
{
    const auto dropped = [&](const RunRecord::Setting& setting) {
        return std::any_of(beginnings.begin(), beginnings.end(), [&](const std::string& beginning) {
            return setting.path.compare(0, beginning.size(), beginning) == 0;
        });
    };
    run.settings.erase(std::remove_if(run.settings.begin(), run.settings.end(), dropped), run.settings.end());
}

/// JSON of options as settings: "/training/epochs".
void addSettings(const json& value, const std::string& path, RunRecord& run)
{
    if (value.is_object()) {
        for (const auto& [key, member] : value.items())
            addSettings(member, path + "/" + key, run);
        return;
    }
    std::vector<std::string> words;
    const auto addWord = [&words](const json& one) {
        words.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    };
    if (value.is_array())
        std::for_each(value.begin(), value.end(), addWord);
    else
        addWord(value);
    run.settings.push_back({path, shellCommand(words)});
}

/// "test_r2" as figures are named: "testR2".
std::string figureName(const std::string& key)
{
    std::string name;
    for (std::size_t i = 0; i < key.size(); ++i)
        if (key[i] == '_' && i + 1 < key.size())
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(key[++i])));
        else
            name += key[i];
    return name;
}

/// The record beside a trained extractor; nothing if the file is none.
std::optional<RunRecord> runOfTraining(const Project& project, const fs::path& record)
{
    const Result<std::string> text = readTextFile(record, kMostRecordBytes);
    if (!text.ok())
        return std::nullopt;
    const Result<json> content = parseJson(text.value(), printable(record));
    const fs::path weights = fs::path(record).replace_extension(".mtx");
    std::error_code error;
    if (!content.ok() || !content.value().is_object() || !content.value().contains("options") ||
        !content.value().contains("file") || !fs::exists(weights, error))
        return std::nullopt;
    RunRecord run;
    run.kind = RunKind::training;
    run.title = printable(record.stem());
    run.made = writtenAt(record);
    run.extractor = project.relativise(weights);
    run.artefacts = {run.extractor, project.relativise(record)};
    addSettings(content.value()["options"], "", run);
    try {
        run.settings.push_back({"weights", content.value().at("file").at("sha256").get<std::string>()});
        const json result = content.value().value("result", json());
        for (const auto& [key, value] : result.items())
            if (value.is_number())
                run.figures.push_back({figureName(key), value.get<double>()});
    } catch (const json::exception&) {
        return std::nullopt; // somebody else's
    }
    return run;
}

std::vector<RunRecord> findTrainings(const Project& project)
{
    std::vector<RunRecord> runs;
    std::error_code error;
    for (fs::directory_iterator at(project.folder / "extractors", error), end; !error && at != end;
         at.increment(error))
        if (at->path().extension() == ".json")
            if (auto run = runOfTraining(project, at->path()))
                runs.push_back(std::move(*run));
    return runs;
}

} // namespace

fs::path resultsFolder(const Project& project)
{
    return project.folder / "results";
}

std::string runTime()
{
    return timeText(std::time(nullptr));
}

RunRecord runOfOutcome(const Project& project, const TaskSettings& settings, const Extractor& extractor,
                       const Dataset& dataset, const StageModel& model, const Outcome& outcome)
{
    RunRecord run;
    run.kind = RunKind::outcome;
    run.task = project.activeTask;
    run.made = runTime();
    run.extractor = project.extractor;
    TaskSettings made = settings;
    made.reading.labelWork.clear(); // the hash of the pictures carries it
    run.settings = runSettings(fieldsText(made) + "extractor=" + extractor.identity() +
                               "\npictures=" + dataset.contentHash + "\n");
    run.figures = {{"accuracy", outcome.point.accuracy},
                   {"fullAccuracy", model.testCurve.fullAccuracy()},
                   {"partAccuracy", model.testCurve.partAccuracy()},
                   {"balancedAccuracy", outcome.classes.balanced},
                   {"energyMillijoule", outcome.energy.millijoule},
                   {"energySaved", outcome.saving},
                   {"milliseconds", outcome.energy.milliseconds},
                   {"ratio", outcome.ratio},
                   {"early", outcome.point.exitRate},
                   {"threshold", outcome.threshold},
                   {"cut", static_cast<double>(model.options.cut.value_or(0))},
                   {"testPictures", static_cast<double>(outcome.point.samples)}};
    return run;
}

RunRecord runOfBoard(const Project& project, const BoardRecord& record)
{
    RunRecord run;
    run.kind = RunKind::board;
    run.title = record.board;
    run.task = record.task;
    run.made = record.made;
    run.settings = runSettings(record.inputs);
    dropSettings(run, {"/precision", "/choice", "/board"});
    run.artefacts = {project.relativise(boardRecordFile(project, record))};
    if (record.pictures > 0)
        run.figures = {{"accuracy", static_cast<double>(record.right) / record.pictures},
                       {"early", static_cast<double>(record.early) / record.pictures}};
    run.figures.push_back({"ratio", record.ratio});
    run.figures.push_back({"cut", static_cast<double>(record.cut)});
    run.figures.push_back({"samples", static_cast<double>(record.samples)});
    run.figures.push_back({"testPictures", static_cast<double>(record.pictures)});
    if (record.compared) {
        run.figures.push_back({"equalsTwin", record.matches ? 1.0 : 0.0});
        const char* unit = record.countsInstructions ? "Instructions" : "Cycles";
        run.figures.push_back({std::string("part") + unit, record.partCount});
        run.figures.push_back({std::string("rest") + unit, record.restCount});
    }
    return run;
}

RunRecord runOfComparison(const Project& project, const Comparison& comparison)
{
    RunRecord run;
    run.kind = RunKind::comparison;
    run.task = comparison.task;
    const fs::path file = comparisonFile(resultsFolder(project), comparison);
    run.made = writtenAt(file);
    run.artefacts = {project.relativise(file)};
    run.settings = runSettings(comparison.inputs);
    dropSettings(run, {"/precision", "/ranges"});
    if (!wordsOf(run, "/stage/cut").empty())
        dropSettings(run, {"/choice"});
    for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
        const RowFigures figures = rowFigures(comparison.rows[row], comparison.classCount());
        const std::string method = nameOf(comparison.wish.methods[row]);
        if (comparison.wish.methods[row] == MethodKind::microt) {
            run.figures.push_back({"accuracy", figures.accuracy.mean() / 100.0});
            run.figures.push_back({"ratio", comparison.ratio});
            run.figures.push_back({"energyMillijoule", figures.inferenceMillijoule.mean()});
        }
        run.figures.push_back({method + "/accuracy", figures.accuracy.mean() / 100.0});
        run.figures.push_back({method + "/trainingMillijoule", figures.trainingMillijoule.mean()});
        run.figures.push_back({method + "/inferenceMillijoule", figures.inferenceMillijoule.mean()});
    }
    return run;
}

std::vector<RunRecord> findRuns(const Project& project, const Extractor* open)
{
    std::vector<RunRecord> runs = findTrainings(project);
    std::map<std::string, std::string> extractors; // by hash
    for (const RunRecord& training : runs)
        extractors[wordsOf(training, "weights")] = training.extractor;
    if (open != nullptr)
        extractors[open->sha256] = extractors[open->identity()] = project.extractor;
    const auto add = [&](RunRecord run) {
        if (const auto found = extractors.find(wordsOf(run, "extractor")); found != extractors.end())
            run.extractor = found->second;
        runs.push_back(std::move(run));
    };
    for (const BoardRecord& record : readBoardRecords(project))
        add(runOfBoard(project, record));
    for (const Comparison& comparison : readComparisons(resultsFolder(project)))
        if (project.findTask(comparison.task) != nullptr)
            add(runOfComparison(project, comparison));
    return runs;
}

} // namespace microt
