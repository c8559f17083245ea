// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/report/describe.h"
#include "engine/report/json_writer.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

const char* star(const ClassFigures& figures)
{
    return figures.neverAnswered.empty() ? " " : "*";
}

/// Classes that the staged answers at the recommendation never name, and the data's notes.
std::string classesOf(const CutTable& table, const Dataset& dataset)
{
    const CutRow* row = table.find(table.recommended);
    if (row == nullptr)
        return {};
    return "staged answers of cut " + std::to_string(row->cut) + " at its ratio, test split: " +
           classNotes(row->best.testClasses.balanced, row->best.testClasses.neverAnswered, dataset) + "\n";
}

std::string describe(const CutTable& table, const Dataset& dataset, Precision precision)
{
    std::string text =
        " cut  share %  part %   bal. %  full %   bal. %  selection %   loss    gain  score   ratio  "
        "staged %  bal. %      mJ\n";
    for (const CutRow& row : table.rows) {
        char line[240];
        std::snprintf(
            line, sizeof line,
            "%4d  %7.1f  %6.2f%s %6.2f  %6.2f%s %6.2f  %11.2f  %5.3f  %6.2f  %5.3f  %6.2f  %8.2f%s %6.2f  "
            "%6.3f%s\n",
            row.cut, percent(row.macShare), percent(row.partAccuracy), star(row.partClasses),
            percent(row.partClasses.balanced), percent(row.fullAccuracy), star(row.fullClasses),
            percent(row.fullClasses.balanced), percent(row.selectionAccuracy), row.accuracyLoss,
            row.gainRatio, row.fusedScore, row.best.ratio, percent(row.best.testAccuracy),
            star(row.best.testClasses), percent(row.best.testClasses.balanced), row.best.millijoule,
            row.cut == table.recommended ? "  recommended" : "");
        text += line;
    }
    return text + "full extractor's features alone: " + fixed(percent(table.fullAccuracy), 2) +
           " %  (part, full and staged: test split; bal.: mean over the classes; *: some class is never "
           "answered; "
           "all else, which chooses: calibration and held-out train pictures; ratio: the largest that loses "
           "at "
           "most " +
           fixed(table.choice.acceptedLoss, 1) + " points; energy is modelled; " + nameOf(precision) +
           " features)\n" + report::recommendation(table) + "\n" + classesOf(table, dataset) +
           dataNotes(dataset);
}

Status runCuts(const TaskOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const OpenedTask opened, openTask(options, job));
    MICROT_TRY(const FeatureSet features,
               embedTask(options.settings, opened.extractor, opened.dataset, options.cacheFolder(), job));
    MICROT_TRY(const CutTable table,
               evaluateTaskCuts(options.settings, features, opened.dataset, opened.cost, opened.board, job));
    nlohmann::json json = report::cutsJson(table, opened.dataset);
    json["data"] = dataNotesJson(opened.dataset);
    json["precision"] = nameOf(options.settings.precision);
    console.print(json, describe(table, opened.dataset, options.settings.precision));
    return {};
}

} // namespace

void addCuts(Program& program)
{
    Verb verb = program.verb(
        "cuts", "Every cut: accuracy, MAC share, fused score, best ratio, energy, recommendation");
    auto& options = verb.keep<TaskOptions>();
    options.add(verb, {"/stage/cut", "/ratio"});
    verb.runs(options, runCuts);
}

} // namespace microt::cli
