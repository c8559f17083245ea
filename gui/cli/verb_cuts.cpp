// SPDX-License-Identifier: GPL-3.0-or-later

#include <nlohmann/json.hpp>

#include "engine/report/describe.h"
#include "engine/report/json_writer.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

std::string describe(const CutTable& table, Precision precision)
{
    std::string text =
        " cut  share %  part %  full %  selection %   loss    gain  score   ratio  staged %      mJ\n";
    for (const CutRow& row : table.rows) {
        char line[200];
        std::snprintf(line, sizeof line,
                      "%4d  %7.1f  %6.2f  %6.2f  %11.2f  %5.3f  %6.2f  %5.3f  %6.2f  %8.2f  %6.3f%s\n",
                      row.cut, percent(row.macShare), percent(row.partAccuracy), percent(row.fullAccuracy),
                      percent(row.selectionAccuracy), row.accuracyLoss, row.gainRatio, row.fusedScore,
                      row.best.ratio, percent(row.best.testAccuracy), row.best.millijoule,
                      row.cut == table.recommended ? "  recommended" : "");
        text += line;
    }
    return text + "full extractor's features alone: " + fixed(percent(table.fullAccuracy), 2) +
           " %  (part, full and staged: test split; all else, which chooses: calibration and held-out train "
           "pictures; ratio: the largest that loses at most " +
           fixed(table.choice.acceptedLoss, 1) + " points; energy is modelled; " + nameOf(precision) +
           " features)\n" + report::recommendation(table) + "\n";
}

Status runCuts(const TaskOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const OpenedTask opened, openTask(options, job));
    MICROT_TRY(const FeatureSet features,
               embedTask(options.settings, opened.extractor, opened.dataset, options.cacheFolder(), job));
    MICROT_TRY(const CutTable table,
               evaluateTaskCuts(options.settings, features, opened.dataset, opened.cost, opened.board, job));
    nlohmann::json json = report::cutsJson(table);
    json["precision"] = nameOf(options.settings.precision);
    console.print(json, describe(table, options.settings.precision));
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
