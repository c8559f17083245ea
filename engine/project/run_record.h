// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/project/project.h"

namespace microt {

/// What a run was.
enum class RunKind {
    outcome,   ///< of the stage-decision, kept by the user
    training,  ///< of an extractor
    board,     ///< a board learned the task, or was compared with its twin
    comparison ///< of methods
};
constexpr std::array<const char*, 4> namesOf(RunKind)
{
    return {"outcome", "training", "board", "comparison"};
}

/// One kept result with all that it was made from. A file of the project's folder "results", run-<id>.json.
struct RunRecord
{
    struct Setting
    {
        std::string path;  ///< as fieldsText() names it: "/stage/cut"
        std::string words; ///< as a command line would take them; none: an absent optional
    };
    struct Figure
    {
        std::string name; ///< "accuracy"; shares are 0..1, units are in the name
        double value = 0.0;
    };

    std::string id; ///< of its file; empty: not kept yet
    RunKind kind = RunKind::outcome;
    std::string title;     ///< what tells it from others of its kind: a board, an extractor's file
    std::string task;      ///< name in the project; empty: of no task
    std::string made;      ///< "2026-11-28 12:00:05", local time
    std::string extractor; ///< Project::extractor then, or what was made; empty: not known
    std::vector<Setting> settings;
    std::vector<Figure> figures;
    std::vector<std::string> artefacts; ///< files that it made, from the project's folder
    bool star = false;
    std::string note; ///< one line

    std::optional<double> figure(const std::string& name) const;
};

/// What settings were before there was a choice, in such lines: results of then do not name them.
const std::vector<std::pair<std::string, std::string>>& settingsOfEarlierVersions();

/// The settings in lines "path=words", as fieldsText() makes them.
std::vector<RunRecord::Setting> runSettings(const std::string& lines);

/// The same for the same result, whatever its task is called now: of kind, title, settings and figures, and
/// of an outcome of the task too.
std::string runId(const RunRecord& run);

/// Keeps a result and returns its id; one that is kept already stays as it is, with its star and note.
/// Errors: as writeFileAtomically.
Result<std::string> keepRunRecord(const Project& project, const RunRecord& run);

/// The same for what was found in the project: what a user has removed stays removed.
Status addFoundRun(const Project& project, const RunRecord& run);

struct RunList
{
    std::vector<RunRecord> runs; ///< the newest first
    int unreadable = 0;          ///< files that are damaged, or of a newer workbench
};
RunList readRunRecords(const Project& project);

constexpr std::size_t kLongestNote = 2000; ///< bytes

/// Sets star and note; whatever else the file holds stays. Errors: those of reading, malformed, outOfRange
/// (the note), those of writing.
Status markRun(const Project& project, const std::string& id, bool star, const std::string& note);

/// The files that go with the run `id` when it is removed: those that it made and that are there, without
/// what the project or another run works with, or a newer run has written anew.
std::vector<std::string> filesOfRun(const Project& project, const std::vector<RunRecord>& runs,
                                    const std::string& id);

/// Removes the run and its files. Errors: those of filesystem and writing; the run is then still there.
Status removeRun(const Project& project, const std::string& id);

/// Gives a task's runs its new name. Errors: as writeFileAtomically.
Status renameRuns(const Project& project, const std::string& from, const std::string& to);

/// What two runs have to say of one thing; what one of them does not say is absent.
struct RunPair
{
    std::string name; ///< path of a setting, name of a figure
    std::optional<std::string> first;
    std::optional<std::string> second; ///< of a setting
    std::optional<double> firstValue;
    std::optional<double> secondValue; ///< of a figure

    bool differs() const { return first != second || firstValue != secondValue; }
};
struct RunDifference
{
    std::vector<RunPair> settings; ///< in the order of the first run, then what only the second has
    std::vector<RunPair> figures;
};
RunDifference differenceOf(const RunRecord& first, const RunRecord& second);

/// The project with the settings that `run` was made with, its task on show; label work stays as it is, and
/// so does the extractor where the run does not know its own. Errors: invalidArgument (the task is gone; a
/// setting that this program does not know), fileNotFound (the extractor is gone).
Result<Project> projectOfRun(const Project& project, const RunRecord& run);

} // namespace microt
