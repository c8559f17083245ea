// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/write_report.h"

#include <QGuiApplication>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/report/json_writer.h"
#include "engine/report/report.h"
#include "gui/cli/console.h"
#include "gui/cli/data_notes.h"
#include "gui/pdf/report_files.h"

namespace microt::cli {

Result<nlohmann::json> writeReport(const ProjectResult& result, const std::filesystem::path& folder)
{
    // Fonts and PDF need a Qt application; no display is asked for.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    char name[] = "microt";
    char* argv[] = {name, nullptr};
    const QGuiApplication application(argc, argv);
    MICROT_TRY(const auto files, gui::writeReportFiles(composeReport(result), result.project.name, folder));
    nlohmann::json paths = nlohmann::json::array();
    for (const std::filesystem::path& file : files)
        paths.push_back(printable(file));
    return paths;
}

std::string describeTasks(const ProjectResult& result)
{
    std::string text;
    for (const TaskResult& task : result.tasks)
        text += task.name + ": cut " + std::to_string(task.stage.cut()) + ", ratio " +
                fixed(task.outcome.ratio, 2) + ": part " +
                fixed(percent(task.stage.testCurve.partAccuracy()), 1) + " %, full " +
                fixed(percent(task.stage.testCurve.fullAccuracy()), 1) + " %, staged " +
                fixed(percent(task.outcome.point.accuracy), 1) + " % (" +
                classNotes(task.outcome.classes.balanced, task.outcome.classes.neverAnswered, task.dataset) +
                "), energy saving " + fixed(percent(task.outcome.saving), 1) + " % (modelled)\n" +
                dataNotes(task.dataset);
    return text;
}

nlohmann::json tasksAsJson(const ProjectResult& result)
{
    nlohmann::json tasks = nlohmann::json::array();
    for (const TaskResult& task : result.tasks) {
        nlohmann::json json = report::outcomeJson(task);
        json["task"] = task.name;
        json["classes"] = task.dataset.classes.size();
        json["pictures"] = task.dataset.samples.size();
        json["data"] = dataNotesJson(task.dataset);
        tasks.push_back(std::move(json));
    }
    return tasks;
}

} // namespace microt::cli
