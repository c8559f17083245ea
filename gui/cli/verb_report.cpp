// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"
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

void addReport(Program& program)
{
    struct Options
    {
        std::string project;
        std::string output;
    };
    Verb verb = program.verb("report", "Report of a project as HTML, PDF, CSV, JSON and SVG charts");
    auto& options = verb.keep<Options>();
    verb.takes("PROJECT", options.project, "Project folder").required();
    verb.takes("-o,--output", options.output, "Folder to write into").required();
    verb.runs([&](Console& console) { return runReport(options.project, options.output, console); });
}

} // namespace microt::cli
