// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <locale>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/cut/cut_table.h"
#include "engine/energy/energy_model.h"
#include "engine/project/workflow.h"
#include "gui/cli/task_options.h"

namespace microt::cli {

namespace {

constexpr int kCurvePoints = 101;

struct Options
{
    TaskOptions task;
    int cut = 0;
    double ratio = 0.5;
};

Result<int> chooseCut(const Options& options, const TaskInput& input, const StageOptions& stage,
                      const JobContext& job)
{
    if (options.cut != 0)
        return options.cut;
    MICROT_TRY(const CutTable table,
               evaluateCuts(input.features, input.dataset, input.cost, stage.head, {}, job));
    return table.recommended;
}

nlohmann::json curveOf(const StageModel& model, const StageEnergy& energy)
{
    nlohmann::json curve = nlohmann::json::array();
    for (int i = 0; i < kCurvePoints; ++i) {
        const double ratio = static_cast<double>(i) / (kCurvePoints - 1);
        const auto threshold = model.thresholdFor(ratio);
        if (!threshold.ok())
            continue;
        const StagePoint point = model.testCurve.at(threshold.value());
        curve.push_back({{"ratio", ratio},
                         {"threshold", threshold.value()},
                         {"exit_rate", point.exitRate},
                         {"accuracy", percent(point.accuracy)},
                         {"energy_mj", energy.at(point.exitRate).millijoule}});
    }
    return curve;
}

/// " (C 0.032 part, 0.1 full, by cross-validation)"; nothing for heads that have no C.
std::string headWords(const StageModel& model)
{
    const HeadOptions& head = model.options.head;
    if (head.kind == HeadKind::nearestNeighbours)
        return "";
    std::ostringstream words;
    words.imbue(std::locale::classic());
    words << std::setprecision(2) << " (C " << model.partRegularisation << " part, "
          << model.fullRegularisation << " full"
          << (choosesRegularisation(head) ? ", by cross-validation)" : ")");
    return words.str();
}

Status runTune(const Options& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(StageOptions stage, options.task.stageOptions());
    MICROT_TRY(const BoardProfile board, findBoardProfile(options.task.board));
    MICROT_TRY(const TaskInput input, openInput(options.task, job));
    MICROT_TRY(stage.cut, chooseCut(options, input, stage, job));
    MICROT_TRY(const StageModel model, buildStageModel(input.features, input.dataset, stage, job));
    MICROT_TRY(const float threshold, model.thresholdFor(options.ratio));
    MICROT_TRY(const ThresholdEstimate small,
               smallSampleThreshold(model.calibration.partConfidence, options.ratio, 10, 200,
                                    options.task.split.seed));
    MICROT_TRY(const StageEnergy energy,
               modelStageEnergy(input.cost, stage.cut, model.partHead->macsPerSample(),
                                model.fullHead->macsPerSample(), board));
    const StagePoint point = model.testCurve.at(threshold);
    const EnergyFigure figure = energy.at(point.exitRate);
    const double partAccuracy = percent(model.testCurve.partAccuracy());
    const double fullAccuracy = percent(model.testCurve.fullAccuracy());

    const std::string text =
        "cut " + std::to_string(stage.cut) + "  ratio " + fixed(options.ratio, 2) + "  threshold " +
        fixed(threshold, 4) + " (from 10 samples: " + fixed(small.mean, 3) + " +- " +
        fixed(small.deviation, 3) + ")\n" + "part    " + fixed(partAccuracy, 2) + " %  " +
        fixed(energy.part.millijoule, 3) + " mJ\n" + "full    " + fixed(fullAccuracy, 2) + " %  " +
        fixed(energy.fullOnly.millijoule, 3) + " mJ\n" + "staged  " + fixed(percent(point.accuracy), 2) +
        " %  " + fixed(figure.millijoule, 3) + " mJ  " + fixed(percent(energy.saving(point.exitRate)), 1) +
        " % saved, " + fixed(percent(point.exitRate), 1) + " % of " + std::to_string(point.samples) +
        " test pictures answered early\n" + "energy is " + provenanceName(figure.provenance) + " for " +
        board.name + "; threshold from " + std::to_string(model.calibration.size()) +
        " calibration pictures, heads from " + std::to_string(model.trainCount) + headWords(model) + "; " +
        precisionName(input.precision) + " features\n";
    console.print(
        {{"cut", stage.cut},
         {"precision", precisionName(input.precision)},
         {"ratio", options.ratio},
         {"accuracy", percent(point.accuracy)},
         {"part_accuracy", partAccuracy},
         {"full_accuracy", fullAccuracy},
         {"threshold", threshold},
         {"threshold_small_sample", {{"mean", small.mean}, {"deviation", small.deviation}}},
         {"as_published", stage.head.asPublished},
         {"temperature", model.partTemperature},
         {"c", {{"part", model.partRegularisation}, {"full", model.fullRegularisation}}},
         {"exit_rate", point.exitRate},
         {"energy_mj", figure.millijoule},
         {"energy_full_mj", energy.fullOnly.millijoule},
         {"energy_saving", percent(energy.saving(point.exitRate))},
         {"energy_provenance", provenanceName(figure.provenance)},
         {"board", board.id},
         {"samples",
          {{"train", model.trainCount}, {"calibration", model.calibration.size()}, {"test", point.samples}}},
         {"seed", options.task.split.seed},
         {"curve", curveOf(model, energy)}},
        text);
    return {};
}

} // namespace

void addTune(CLI::App& app, Console& console, int& status)
{
    CLI::App* verb = app.add_subcommand("tune", "Heads, threshold and the whole ratio curve at one cut");
    auto options = std::make_shared<Options>();
    options->task.addInput(*verb);
    options->task.addTraining(*verb);
    verb->add_option("--cut", options->cut, "Where the part model ends (default: the recommended cut)");
    verb->add_option("--ratio", options->ratio, "Stage-decision ratio: share the part model should answer")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    verb->callback([options, &console, &status] {
        const Status result = runTune(*options, console);
        status = result.ok() ? kSuccess : console.fail(result.failure());
    });
}

} // namespace microt::cli
