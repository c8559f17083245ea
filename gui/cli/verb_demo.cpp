// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "gui/cli/task_options.h"
#include "gui/cli/write_report.h"

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

Status runDemo(const std::filesystem::path& folder, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Project project, makeDemoProject(folder, job));
    MICROT_TRY(const ProjectResult result, runProject(project, job));
    MICROT_TRY(const nlohmann::json files, writeReport(result, folder / "report"));
    const double accuracy =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.point.accuracy); });
    const double part =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.partAccuracy()); });
    const double full =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.stage.testCurve.fullAccuracy()); });
    const double saving =
        meanOverTasks(result, [](const TaskResult& t) { return percent(t.energy.saving(t.point.exitRate)); });
    console.print({{"accuracy", accuracy},
                   {"part_accuracy", part},
                   {"full_accuracy", full},
                   {"energy_saving", saving},
                   {"energy_provenance", provenanceName(Provenance::modelled)},
                   {"tasks", tasksAsJson(result)},
                   {"files", files}},
                  describeTasks(result) + "mean: part " + fixed(part, 1) + " %, full " + fixed(full, 1) +
                      " %, staged " + fixed(accuracy, 1) + " %, energy saving " + fixed(saving, 1) +
                      " %\nreport in " + (folder / "report").string() + "\n");
    return {};
}

} // namespace

void addDemo(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb =
        app.add_subcommand("demo", "The demo project from end to end: three drawn tasks and their report");
    auto folder = std::make_shared<std::string>();
    verb->add_option("-o,--output", *folder, "Folder of the demo project")->required();
    verb->callback([folder, &console, &status] {
        const Status result = runDemo(*folder, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
