// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/cut/cut_table.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

struct Options
{
    TaskOptions task;
    FusedWeights weights;
};

Status runCuts(const Options& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const StageOptions stage, options.task.stageOptions());
    MICROT_TRY(const TaskInput input, openInput(options.task, job));
    MICROT_TRY(const CutTable table,
               evaluateCuts(input.features, input.dataset, input.cost, stage.head, options.weights, job));
    nlohmann::json cuts = nlohmann::json::array();
    std::string text = " cut  share %  part %  full %  selection %   loss    gain  score\n";
    for (const CutRow& row : table.rows) {
        cuts.push_back({{"cut", row.cut},
                        {"part_accuracy", percent(row.partAccuracy)},
                        {"full_accuracy", percent(row.fullAccuracy)},
                        {"selection_accuracy", percent(row.selectionAccuracy)},
                        {"mac_share", row.macShare},
                        {"macs", row.macs},
                        {"accuracy_loss", row.accuracyLoss},
                        {"gain_ratio", row.gainRatio},
                        {"fused_score", row.fusedScore}});
        char line[160];
        std::snprintf(line, sizeof line, "%4d  %7.1f  %6.2f  %6.2f  %11.2f  %5.3f  %6.2f  %5.3f%s\n", row.cut,
                      percent(row.macShare), percent(row.partAccuracy), percent(row.fullAccuracy),
                      percent(row.selectionAccuracy), row.accuracyLoss, row.gainRatio, row.fusedScore,
                      row.cut == table.recommended ? "  recommended" : "");
        text += line;
    }
    text += "full extractor's features alone: " + fixed(percent(table.fullAccuracy), 2) +
            " %  (part and full: test split; selection, loss, gain, score: calibration and held-out train "
            "pictures; " +
            precisionName(input.precision) + " features)\n";
    console.print(
        {{"full_accuracy", percent(table.fullAccuracy)},
         {"precision", precisionName(input.precision)},
         {"full_selection_accuracy", percent(table.fullSelectionAccuracy)},
         {"recommended", table.recommended},
         {"weights",
          {{"accuracy", table.weights.accuracy}, {"gain", table.weights.gain}, {"macs", table.weights.macs}}},
         {"cuts", cuts}},
        text);
    return {};
}

} // namespace

void addCuts(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb =
        app.add_subcommand("cuts", "Every cut: part accuracy, MAC share, fused score, recommendation");
    auto options = std::make_shared<Options>();
    options->task.addInput(*verb);
    options->task.addTraining(*verb);
    verb->add_option("--weight-accuracy", options->weights.accuracy,
                     "Weight of 1 - accuracy loss in the fused score")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    verb->add_option("--weight-gain", options->weights.gain, "Weight of the gain ratio")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    verb->add_option("--weight-macs", options->weights.macs, "Weight of the MACs saved")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    verb->callback([options, &console, &status] {
        const Status result = runCuts(*options, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
