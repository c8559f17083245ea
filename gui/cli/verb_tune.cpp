// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <locale>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/project/scaling_check.h"
#include "engine/report/describe.h"
#include "engine/report/json_writer.h"
#include "engine/stage/answer_quality.h"
#include "gui/cli/data_notes.h"
#include "gui/cli/task_options.h"
#include "gui/cli/verbs.h"

namespace microt::cli {

namespace {

constexpr int kCurveSteps = 100;

Result<nlohmann::json> curveOf(const TaskResult& task)
{
    MICROT_TRY(const std::vector<Outcome> outcomes, outcomeCurve(task.stage, task.energy, kCurveSteps));
    nlohmann::json curve = nlohmann::json::array();
    for (const Outcome& outcome : outcomes)
        curve.push_back({{"ratio", outcome.ratio},
                         {"threshold", outcome.threshold},
                         {"exit_rate", outcome.point.exitRate},
                         {"accuracy", percent(outcome.point.accuracy)},
                         {"energy_mj", outcome.energy.millijoule}});
    return curve;
}

/// " (C 0.032 part, 0.1 full, by cross-validation)"; nothing for heads that have no C.
std::string headWords(const StageModel& model)
{
    const HeadOptions& head = model.options.head;
    if (head.kind() == HeadKind::nearestNeighbours)
        return "";
    std::ostringstream words;
    words.imbue(std::locale::classic());
    words << std::setprecision(2) << " (C " << model.partRegularisation << " part, "
          << model.fullRegularisation << " full"
          << (choosesRegularisation(head) ? ", by cross-validation" : "")
          << (head.classWeights ? ", classes weighted)" : ")");
    return words.str();
}

/// What an accuracy hides, of the answers at thresholds.
std::string classesOf(const TaskResult& task, const Thresholds& thresholds)
{
    const ClassFigures figures = classFigures(task.stage.test, thresholds);
    return classNotes(figures.balanced, figures.neverAnswered, task.dataset);
}

/// How far the part model's confidence can be trusted.
std::string trustWords(const StageModel& stage)
{
    const std::string area =
        "area under its risk-coverage curve " + fixed(percent(areaUnderRisk(stage.test)), 2) + " %\n";
    if (stage.options.measure != ConfidenceMeasure::maxProbability)
        return "the part model's " + area;
    return "the part model's expected calibration error is " +
           fixed(percent(reliabilityOf(stage.test, kReliabilityBins).error), 2) + " %, " + area;
}

/// Who answers what, where there are more than two exits.
std::string exitWords(const TaskResult& task)
{
    const std::vector<int> cuts = task.stage.cuts();
    const std::vector<double> rates = ratesOf(task.outcome.point);
    std::string words;
    for (std::size_t exit = 0; cuts.size() > 1 && exit < cuts.size(); ++exit)
        words += "        cut " + std::to_string(cuts[exit]) + " answers " + fixed(percent(rates[exit]), 1) +
                 " %, from confidence " + fixed(task.outcome.thresholds[exit], 4) + "\n";
    return words;
}

std::string describe(const TaskResult& task, const BoardProfile& board)
{
    const Outcome& outcome = task.outcome;
    const ThresholdEstimate& small = outcome.smallSample;
    const StageEnergy& energy = task.energy;
    const std::string chosen = task.cuts.rows.empty() ? "" : report::recommendation(task.cuts) + "\n";
    return chosen + "cut " + std::to_string(task.stage.cut()) + "  ratio " + fixed(outcome.ratio, 2) +
           "  threshold " + fixed(outcome.threshold, 4) + " (from " + std::to_string(small.samples) +
           " samples: " + fixed(small.mean, 3) + " +- " + fixed(small.deviation, 3) + ")\n" + "part    " +
           fixed(percent(task.stage.testCurve.partAccuracy()), 2) + " %  " +
           fixed(energy.part.millijoule, 3) + " mJ  " + classesOf(task, {0.0F}) + "\n" + "full    " +
           fixed(percent(task.stage.testCurve.fullAccuracy()), 2) + " %  " +
           fixed(energy.fullOnly.millijoule, 3) + " mJ  " + classesOf(task, {}) + "\n" + "staged  " +
           fixed(percent(outcome.point.accuracy), 2) + " %  " + fixed(outcome.energy.millijoule, 3) +
           " mJ  " + classesOf(task, outcome.thresholds) + "\n        " + fixed(percent(outcome.saving), 1) +
           " % saved, " + fixed(percent(outcome.point.exitRate), 1) + " % of " +
           std::to_string(outcome.point.samples) + " test pictures answered early\n" + exitWords(task) +
           trustWords(task.stage) + "energy is " + nameOf(outcome.energy.provenance) + " for " + board.name +
           "; threshold from " + std::to_string(task.stage.calibration.size()) +
           " calibration pictures, heads from " + std::to_string(task.stage.trainCount) +
           headWords(task.stage) + "; " + nameOf(task.settings.precision) +
           (task.features.fromCache ? " features, from cache\n" : " features\n") + dataNotes(task.dataset);
}

Status runTune(const TaskOptions& options, Console& console)
{
    const JobContext job = console.job();
    MICROT_TRY(const OpenedTask opened, openTask(options, job));
    MICROT_TRY(const TaskResult task, runTask(options, opened, false, job));
    MICROT_TRY(const ScalingCheck scaling, checkScaling(opened.extractor, task.dataset, job));
    MICROT_TRY(nlohmann::json curve, curveOf(task));
    const ThresholdEstimate& small = task.outcome.smallSample;
    const StageModel& stage = task.stage;
    nlohmann::json json = report::outcomeJson(task);
    json.update({{"precision", nameOf(task.settings.precision)},
                 {"threshold_small_sample",
                  {{"mean", small.mean},
                   {"deviation", small.deviation},
                   {"samples", small.samples},
                   {"draws", small.draws}}},
                 {"as_published", stage.options.asPublished},
                 {"earlier", stage.options.sight().earlier},
                 {"temperature", stage.partTemperature},
                 {"c", {{"part", stage.partRegularisation}, {"full", stage.fullRegularisation}}},
                 {"energy_full_mj", task.energy.fullOnly.millijoule},
                 {"board", opened.board.id},
                 {"samples",
                  {{"train", stage.trainCount},
                   {"calibration", stage.calibration.size()},
                   {"test", task.outcome.point.samples}}},
                 {"seed", task.settings.split.seed},
                 {"class_weights", stage.options.head.classWeights},
                 {"data", dataNotesJson(task.dataset)},
                 {"curve", std::move(curve)}});
    json["saturated"] = percent(scaling.saturated);
    if (scaling.better)
        json["better_scaling"] = {{"preset", nameOf(scaling.better->preset)},
                                  {"accuracy", percent(scaling.better->accuracy)},
                                  {"better", percent(scaling.better->better)},
                                  {"pictures", scaling.better->pictures}};
    std::string text = describe(task, opened.board);
    for (const std::string& warning : scaling.warnings())
        text += "warning: " + warning + "\n";
    console.print(json, text);
    return {};
}

} // namespace

void addTune(Program& program)
{
    Verb verb = program.verb("tune", "Heads, threshold and the whole ratio curve at one cut");
    auto& options = verb.keep<TaskOptions>();
    options.add(verb, {});
    verb.runs(options, runTune);
}

} // namespace microt::cli
