// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/project/task_files.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "gui/cli/write_report.h"
#include "gui/words/board_words.h"
#include "serial/link/connected_board.h"
#include "serial/work/twin_check.h"

namespace microt::cli {

namespace {

constexpr std::size_t kDemoBoards = 2; ///< more take minutes

/// Mean over the tasks, each counting the same.
template <typename Value>
double meanOverTasks(const ProjectResult& result, Value value)
{
    double sum = 0.0;
    for (const TaskResult& task : result.tasks)
        sum += value(task);
    return result.tasks.empty() ? 0.0 : sum / static_cast<double>(result.tasks.size());
}

/// The first task's life on virtual boards, beside its twin.
Result<std::vector<BoardRecord>> tryBoards(const ProjectResult& result, const std::vector<std::string>& kinds,
                                           const std::filesystem::path& folder, const JobContext& job)
{
    const TaskResult& task = result.tasks.front();
    MICROT_TRY(const TaskImage image, makeTaskImage(task.settings, task.stage.cuts(), result.extractor,
                                                    task.dataset, kWholeTensors, job));
    TwinCheckOptions options;
    options.training.ratio = task.outcome.ratio;
    std::vector<BoardRecord> boards;
    for (const std::string& kind : kinds) {
        MICROT_TRY(const ConnectedBoard connected, connectBoard("virtual:" + kind, folder, job));
        MICROT_TRY(const TwinCheck check,
                   checkAgainstTwin(*connected.board, image.bytes, task.dataset, options, job));
        BoardRecord about;
        about.task = task.name;
        about.board = "virtual:" + kind;
        about.cut = task.stage.cut();
        about.ratio = task.outcome.ratio;
        about.inputs = boardInputs(task.settings, about.cut, result.extractor, task.dataset);
        about.countsInstructions = true;
        boards.push_back(recordOf(check, std::move(about)));
        MICROT_CHECK(keepBoardRecord(result.project, boards.back()));
    }
    return boards;
}

double share(int part, const BoardRecord& board)
{
    return board.pictures > 0 ? static_cast<double>(part) / board.pictures : 0.0;
}

nlohmann::json boardsAsJson(const std::vector<BoardRecord>& boards)
{
    nlohmann::json all = nlohmann::json::array();
    for (const BoardRecord& board : boards)
        all.push_back({{"board", board.board.substr(board.board.find(':') + 1)},
                       {"matches_twin", board.matches},
                       {"difference", board.difference},
                       {"samples", board.samples},
                       {"pictures", board.pictures},
                       {"accuracy", percent(share(board.right, board))},
                       {"exit_rate", share(board.early, board)},
                       {"part_instructions", board.partCount},
                       {"rest_instructions", board.restCount}});
    return all;
}

std::string describeBoards(const std::vector<BoardRecord>& boards)
{
    std::string text;
    for (const BoardRecord& board : boards)
        text += board.board.substr(board.board.find(':') + 1) + ": trained on " +
                std::to_string(board.samples) + " samples, " + fixed(100.0 * share(board.right, board), 1) +
                " % right, " + fixed(100.0 * share(board.early, board), 1) + " % answered early; " +
                (board.matches
                     ? "equal to its twin in every bit on " + std::to_string(board.pictures) + " pictures\n"
                     : "NOT equal to its twin: " + board.difference + "\n");
    return text;
}

Status runDemo(const std::filesystem::path& folder, const std::vector<std::string>& kinds, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Project project, makeDemoProject(folder, job));
    MICROT_TRY(ProjectResult result, runProject(project, job));
    nlohmann::json matches;
    std::vector<BoardRecord> boards;
    if (!kinds.empty()) {
        MICROT_TRY(boards, tryBoards(result, kinds, folder / "boards", job));
        matches =
            std::all_of(boards.begin(), boards.end(), [](const BoardRecord& board) { return board.matches; });
        result.boards = readBoardRecords(project);
    }
    MICROT_TRY(const nlohmann::json files, writeReport(result, folder / "report"));
    const double accuracy =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.outcome.point.accuracy); });
    const double part =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.partAccuracy()); });
    const double full =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.fullAccuracy()); });
    const double saving =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.outcome.saving); });
    console.print({{"accuracy", accuracy},
                   {"part_accuracy", part},
                   {"full_accuracy", full},
                   {"energy_saving", saving},
                   {"energy_provenance", nameOf(Provenance::modelled)},
                   {"board_matches_twin", matches},
                   {"boards", boardsAsJson(boards)},
                   {"tasks", tasksAsJson(result)},
                   {"files", files}},
                  describeTasks(result) + "mean: part " + fixed(part, 1) + " %, full " + fixed(full, 1) +
                      " %, staged " + fixed(accuracy, 1) + " %, energy saving " + fixed(saving, 1) + " %\n" +
                      describeBoards(boards) + "report in " + (folder / "report").string() + "\n");
    return {};
}

} // namespace

void addDemo(Program& program)
{
    Verb verb = program.verb("demo", "The demo project from end to end: three drawn tasks, their "
                                     "report, one of them on two virtual boards");
    auto& folder = verb.keep<std::string>();
    auto& noBoards = verb.keep<bool>();
    auto& allBoards = verb.keep<bool>();
    verb.flag("--no-boards", noBoards, "Leave the virtual boards out");
    verb.flag("--all-boards", allBoards, "On every virtual board, not the Cortex-M7 and M4F alone");
    verb.excludes("--all-boards", "--no-boards");
    verb.takes("-o,--output", folder, "Folder of the demo project").required();
    verb.runs([&](Console& console) {
        std::vector<std::string> kinds = virtualBoardKinds();
        kinds.resize(noBoards ? 0 : allBoards ? kinds.size() : kDemoBoards);
        return runDemo(folder, kinds, console);
    });
}

} // namespace microt::cli
