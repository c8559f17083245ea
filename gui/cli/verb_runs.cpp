// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/project/run_record.h"
#include "gui/cli/text_table.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

nlohmann::json toJson(const RunRecord& run)
{
    nlohmann::json settings = nlohmann::json::object();
    for (const RunRecord::Setting& setting : run.settings)
        settings[setting.path] = setting.words;
    nlohmann::json figures = nlohmann::json::object();
    for (const RunRecord::Figure& figure : run.figures)
        figures[figure.name] = figure.value;
    return {{"id", run.id},         {"kind", nameOf(run.kind)},   {"title", printable(run.title)},
            {"task", run.task},     {"made", run.made},           {"extractor", printable(run.extractor)},
            {"settings", settings}, {"figures", figures},         {"artefacts", run.artefacts},
            {"star", run.star},     {"note", printable(run.note)}};
}

std::string share(const RunRecord& run, const char* name)
{
    const auto value = run.figure(name);
    return value ? fixed(100.0 * *value, 1) : "-";
}

Status listRuns(const std::string& folder, Console& console)
{
    MICROT_TRY(const Project project, openProject(folder));
    const RunList list = readRunRecords(project);
    nlohmann::json runs = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {"result", "made", "task", "accuracy %", "early %", "saved %", "note"}};
    for (const RunRecord& run : list.runs) {
        runs.push_back(toJson(run));
        const std::string title = run.title.empty() ? "" : ": " + printable(run.title);
        rows.push_back({(run.star ? "* " : "") + std::string(nameOf(run.kind)) + title, run.made, run.task,
                        share(run, "accuracy"), share(run, "early"), share(run, "energySaved"),
                        printable(run.note)});
    }
    std::string text = list.runs.empty() ? "nothing is kept yet\n" : textTable(rows);
    if (list.unreadable > 0)
        text += std::to_string(list.unreadable) + " cannot be read: damaged, or of a newer workbench\n";
    console.print({{"runs", runs}, {"unreadable", list.unreadable}}, text);
    return {};
}

} // namespace

void addRuns(Program& program)
{
    Verb verb = program.verb("runs", "The results that a project keeps, with their settings and figures");
    auto& folder = verb.keep<std::string>();
    verb.takes("PROJECT", folder, "Folder of the project").required();
    verb.runs([&folder](Console& console) { return listRuns(folder, console); });
}

} // namespace microt::cli
