// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "gui/cli/task_options.h"
#include "gui/cli/write_report.h"

namespace microt::cli {

namespace {

Status runReport(const std::string& folder, const std::string& output, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const Project project, openProject(folder));
    MICROT_TRY(const ProjectResult result, runProject(project, job));
    MICROT_TRY(const nlohmann::json files, writeReport(result, output));
    std::string text = describeTasks(result);
    for (const auto& file : files)
        text += file.get<std::string>() + '\n';
    console.print({{"files", files}, {"tasks", tasksAsJson(result)}}, text);
    return {};
}

} // namespace

void addReport(CLI::App& app, Console& console, int& status)
{
    struct Options
    {
        std::string project;
        std::string output;
    };
    CLI::App* verb =
        app.add_subcommand("report", "Report of a project as HTML, PDF, CSV, JSON and SVG charts");
    auto options = std::make_shared<Options>();
    verb->add_option("PROJECT", options->project, "Project folder")->required();
    verb->add_option("-o,--output", options->output, "Folder to write into")->required();
    verb->callback([options, &console, &status] {
        const Status result = runReport(options->project, options->output, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
