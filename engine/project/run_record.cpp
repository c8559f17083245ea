// SPDX-License-Identifier: Apache-2.0
#include "engine/project/run_record.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <system_error>
#include <tuple>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/project/run_file_private.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kIdDigits = 16;

/// Only what lies where the workbench puts results may go: a project's files say what they like.
bool isResultFile(const Project& project, const std::string& file)
{
    const fs::path path = fs::path(file).lexically_normal();
    if (path.is_absolute() || path.empty() || !path.has_parent_path())
        return false;
    const std::string top = path.begin()->string();
    std::error_code error;
    if ((top != "results" && top != "extractors") ||
        !fs::is_regular_file(fs::symlink_status(project.folder / path, error)))
        return false;
    // Nor does a link on the way lead elsewhere.
    const fs::path real = fs::canonical(project.folder / path, error);
    return !error && real == fs::canonical(project.folder, error) / path && !error;
}

bool isNeeded(const Project& project, const std::vector<RunRecord>& runs, const RunRecord& owner,
              const std::string& file)
{
    std::error_code error;
    if (project.extractor == file ||
        (!project.extractor.empty() &&
         fs::equivalent(project.resolve(project.extractor), project.folder / file, error)))
        return true;
    return std::any_of(runs.begin(), runs.end(), [&](const RunRecord& other) {
        if (other.id == owner.id)
            return false;
        const bool writes =
            std::find(other.artefacts.begin(), other.artefacts.end(), file) != other.artefacts.end();
        return writes ? other.made > owner.made : other.extractor == file;
    });
}

const RunRecord* findRun(const std::vector<RunRecord>& runs, const std::string& id)
{
    const auto found =
        std::find_if(runs.begin(), runs.end(), [&](const RunRecord& run) { return run.id == id; });
    return found == runs.end() ? nullptr : &*found;
}

/// A file's record goes with it: the weights alone would be found as nobody's.
std::vector<std::string> dropHalves(std::vector<std::string> files, const RunRecord& run)
{
    const bool whole = std::all_of(run.artefacts.begin(), run.artefacts.end(), [&](const std::string& one) {
        return fs::path(one).extension() != ".mtx" ||
               std::find(files.begin(), files.end(), one) != files.end();
    });
    if (!whole)
        files.clear();
    return files;
}

template <typename Value>
void pairUp(std::vector<RunPair>& pairs, const std::string& name, const Value& value, bool second)
{
    auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const RunPair& pair) { return pair.name == name; });
    if (found == pairs.end()) {
        pairs.push_back({});
        pairs.back().name = name;
        found = pairs.end() - 1;
    }
    if constexpr (std::is_same_v<Value, double>)
        (second ? found->secondValue : found->firstValue) = value;
    else
        (second ? found->second : found->first) = value;
}

} // namespace

std::optional<double> RunRecord::figure(const std::string& name) const
{
    for (const Figure& one : figures)
        if (one.name == name)
            return one.value;
    return std::nullopt;
}

const std::vector<std::pair<std::string, std::string>>& settingsOfEarlierVersions()
{
    static const std::vector<std::pair<std::string, std::string>> kSettings = {
        {"/stage/earlier", "0"}, {"/stage/exits", "2"}, {"/stage/secondCut", ""}, {"/stage/thirdCut", ""}};
    return kSettings;
}

std::vector<RunRecord::Setting> runSettings(const std::string& lines)
{
    std::vector<RunRecord::Setting> settings;
    std::istringstream text(lines);
    for (std::string line; std::getline(text, line);)
        if (const std::size_t at = line.find('='); at != std::string::npos)
            settings.push_back({line.substr(0, at), line.substr(at + 1)});
    return settings;
}

std::string runId(const RunRecord& run)
{
    RunRecord identity;
    identity.kind = run.kind;
    identity.title = run.title;
    identity.settings = run.settings;
    identity.figures = run.figures;
    if (run.kind == RunKind::outcome)
        identity.task = run.task;
    return sha256Hex(runText(identity)).substr(0, kIdDigits);
}

Result<std::string> keepRunRecord(const Project& project, const RunRecord& run)
{
    const std::string id = runId(run);
    const fs::path file = runFile(project, id);
    const Result<RunFile> kept = readRunFile(file);
    if (kept.ok() && !kept.value().removed)
        return id;
    if (!kept.ok() && kept.failure().code == Error::unsupportedVersion)
        return kept.failure(); // a newer workbench's: it stays
    MICROT_CHECK(makeFolders(file.parent_path()));
    MICROT_CHECK(writeFileAtomically(file, runText(run)));
    return id;
}

Status addFoundRun(const Project& project, const RunRecord& run)
{
    const fs::path file = runFile(project, runId(run));
    std::error_code error;
    if (!fs::exists(file, error)) {
        MICROT_CHECK(keepRunRecord(project, run));
        return {};
    }
    // Its files may have got other names, with the task.
    const Result<RunFile> kept = readRunFile(file);
    if (kept.ok() && kept.value().run.artefacts != run.artefacts)
        return changeRunFile(file, {{"artefacts", run.artefacts}});
    return {};
}

RunList readRunRecords(const Project& project)
{
    RunList list;
    for (const fs::path& file : runFiles(project)) {
        Result<RunFile> read = readRunFile(file);
        if (!read.ok())
            ++list.unreadable;
        else if (!read.value().removed)
            list.runs.push_back(std::move(read.value().run));
    }
    std::sort(list.runs.begin(), list.runs.end(), [](const RunRecord& a, const RunRecord& b) {
        return std::tie(b.made, a.id) < std::tie(a.made, b.id);
    });
    return list;
}

Status markRun(const Project& project, const std::string& id, bool star, const std::string& note)
{
    if (note.size() > kLongestNote)
        return Failure{Error::outOfRange, "A note has at most " + std::to_string(kLongestNote) + " bytes."};
    return changeRunFile(runFile(project, id), {{"star", star}, {"note", note}});
}

std::vector<std::string> filesOfRun(const Project& project, const std::vector<RunRecord>& runs,
                                    const std::string& id)
{
    std::vector<std::string> files;
    const RunRecord* run = findRun(runs, id);
    if (run == nullptr)
        return files;
    for (const std::string& file : run->artefacts)
        if (isResultFile(project, file) && !isNeeded(project, runs, *run, file))
            files.push_back(file);
    return dropHalves(std::move(files), *run);
}

Status removeRun(const Project& project, const std::string& id)
{
    const std::vector<RunRecord> runs = readRunRecords(project).runs;
    const RunRecord* run = findRun(runs, id);
    if (run == nullptr)
        return {};
    const std::vector<std::string> files = filesOfRun(project, runs, id);
    // First of all it is no run any more: what stays of its files must not be found as a new one.
    MICROT_CHECK(changeRunFile(runFile(project, id), {{"removed", true}}));
    std::error_code error;
    for (const std::string& file : files)
        if (fs::remove(project.folder / file, error); error) {
            static_cast<void>(changeRunFile(runFile(project, id), {{"removed", false}}).ok());
            return Failure{Error::ioFailure,
                           printable(project.folder / file) + " cannot be removed: " + error.message() + "."};
        }
    const bool anyLeft =
        std::any_of(run->artefacts.begin(), run->artefacts.end(),
                    [&](const std::string& file) { return fs::exists(project.folder / file, error); });
    if (!anyLeft)
        fs::remove(runFile(project, id), error);
    return {};
}

Status renameRuns(const Project& project, const std::string& from, const std::string& to)
{
    for (const RunRecord& run : readRunRecords(project).runs)
        if (run.task == from)
            MICROT_CHECK(changeRunFile(runFile(project, run.id), {{"task", to}}));
    return {};
}

RunDifference differenceOf(const RunRecord& first, const RunRecord& second)
{
    RunDifference difference;
    for (const RunRecord* run : {&first, &second}) {
        const bool isSecond = run == &second;
        for (const RunRecord::Setting& setting : run->settings)
            pairUp(difference.settings, setting.path, setting.words, isSecond);
        for (const RunRecord::Figure& figure : run->figures)
            pairUp(difference.figures, figure.name, figure.value, isSecond);
    }
    return difference;
}

} // namespace microt
