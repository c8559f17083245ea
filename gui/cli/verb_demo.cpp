// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/deploy/planner.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
#include "gui/cli/write_report.h"
#include "serial/link/connected_board.h"
#include "serial/work/twin_check.h"

namespace microt::cli {

namespace {

/// Mean over the tasks, each counting the same.
template <typename Value>
double meanOverTasks(const ProjectResult& result, Value value)
{
    double sum = 0.0;
    for (const TaskResult& task : result.tasks)
        sum += value(task);
    return result.tasks.empty() ? 0.0 : sum / static_cast<double>(result.tasks.size());
}

/// The first task's life on every virtual board, beside its twin.
Result<nlohmann::json> tryBoards(const ProjectResult& result, const std::filesystem::path& folder,
                                 const JobContext& job)
{
    const TaskResult& task = result.tasks.front();
    MICROT_TRY(const QuantizeResult int8, quantizeTask(task.settings, result.extractor, task.dataset, job));
    MICROT_TRY(const std::vector<std::uint8_t> image, buildImage(int8.model, {task.stage.cut()}, "{}"));
    TwinCheckOptions options;
    options.training.ratio = static_cast<float>(task.outcome.ratio);
    nlohmann::json boards = nlohmann::json::array();
    for (const std::string& kind : virtualBoardKinds()) {
        MICROT_TRY(const ConnectedBoard connected, connectBoard("virtual:" + kind, folder, job));
        MICROT_TRY(const TwinCheck check,
                   checkAgainstTwin(*connected.board, image, task.dataset, options, job));
        boards.push_back({{"board", kind},
                          {"matches_twin", check.matches()},
                          {"difference", check.difference},
                          {"samples", check.samples},
                          {"pictures", check.pictures},
                          {"accuracy", percent(1.0 * check.right / check.pictures)},
                          {"exit_rate", 1.0 * check.early / check.pictures},
                          {"part_instructions", check.counts.front()},
                          {"rest_instructions", check.counts.back()}});
    }
    return boards;
}

std::string describeBoards(const nlohmann::json& boards)
{
    std::string text;
    for (const auto& board : boards)
        text += board["board"].get<std::string>() + ": trained on " +
                std::to_string(board["samples"].get<int>()) + " samples, " + fixed(board["accuracy"], 1) +
                " % right, " + fixed(100.0 * board["exit_rate"].get<double>(), 1) + " % answered early; " +
                (board["matches_twin"].get<bool>()
                     ? "equal to its twin in every bit on " + std::to_string(board["pictures"].get<int>()) +
                           " pictures\n"
                     : "NOT equal to its twin: " + board["difference"].get<std::string>() + "\n");
    return text;
}

Status runDemo(const std::filesystem::path& folder, bool withBoards, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Project project, makeDemoProject(folder, job));
    MICROT_TRY(const ProjectResult result, runProject(project, job));
    MICROT_TRY(const nlohmann::json files, writeReport(result, folder / "report"));
    const double accuracy =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.outcome.point.accuracy); });
    const double part =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.partAccuracy()); });
    const double full =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.fullAccuracy()); });
    const double saving =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.outcome.saving); });
    nlohmann::json boards = nlohmann::json::array();
    nlohmann::json matches;
    if (withBoards) {
        MICROT_TRY(boards, tryBoards(result, folder / "boards", job));
        matches = std::all_of(boards.begin(), boards.end(),
                              [](const nlohmann::json& board) { return board["matches_twin"].get<bool>(); });
    }
    console.print({{"accuracy", accuracy},
                   {"part_accuracy", part},
                   {"full_accuracy", full},
                   {"energy_saving", saving},
                   {"energy_provenance", nameOf(Provenance::modelled)},
                   {"board_matches_twin", matches},
                   {"boards", boards},
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
                                     "report, one of them on the virtual boards");
    auto& folder = verb.keep<std::string>();
    auto& noBoards = verb.keep<bool>();
    verb.flag("--no-boards", noBoards, "Leave the virtual boards out");
    verb.takes("-o,--output", folder, "Folder of the demo project").required();
    verb.runs([&](Console& console) { return runDemo(folder, !noBoards, console); });
}

} // namespace microt::cli
