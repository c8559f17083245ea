// SPDX-License-Identifier: Apache-2.0
#include "engine/report/json_writer.h"

#include <nlohmann/json.hpp>

#include "engine/data/doubles.h"
#include "engine/report/describe.h"
#include "engine/report/numbers.h"
#include "engine/report/recipe.h"
#include "engine/report/text.h"
#include "engine/stage/answer_quality.h"

namespace microt::report {

namespace {

using Json = nlohmann::ordered_json;

Json percentOf(double share)
{
    return 100.0 * share;
}

Json namesOf(const std::vector<int>& classes, const Dataset& dataset)
{
    Json names = Json::array();
    for (const int label : classes)
        names.push_back(dataset.classes[static_cast<std::size_t>(label)]);
    return names;
}

Json classesJson(const TaskResult& task)
{
    const StageSamples& test = task.stage.test;
    Json classes = Json::array();
    for (const ClassScore& score : classScores(confusionMatrix(test, task.outcome.thresholds), test.classes))
        classes.push_back({{"class", task.dataset.classes[classes.size()]},
                           {"samples", score.samples},
                           {"answered", score.answered},
                           {"precision", percentOf(score.precision())},
                           {"recall", percentOf(score.recall())}});
    return classes;
}

/// Each exit but the last: where it is, from which confidence on it answers, and how many it answered.
Json exitsJson(const TaskResult& task)
{
    Json exits = Json::array();
    const std::vector<double> rates = ratesOf(task.outcome.point);
    for (const int cut : task.stage.cuts()) {
        const std::size_t exit = exits.size();
        exits.push_back({{"cut", cut},
                         {"threshold", task.outcome.thresholds.at(exit)},
                         {"rate", exit < rates.size() ? rates[exit] : 0.0}});
    }
    return exits;
}

Json reliabilityJson(const Reliability& reliability)
{
    Json bins = Json::array();
    for (const ReliabilityBin& bin : reliability.bins)
        bins.push_back({{"samples", bin.samples},
                        {"confidence", percentOf(bin.confidence)},
                        {"accuracy", percentOf(bin.accuracy)}});
    return bins;
}

Json riskJson(const StageCurve& curve)
{
    constexpr int kPoints = 50;
    Json points = Json::array();
    for (const RiskPoint& point : riskCoverage(curve, kPoints))
        points.push_back({{"coverage", percentOf(point.coverage)}, {"risk", percentOf(point.risk)}});
    return points;
}

Json extractorJson(const Extractor& extractor, const GraphCost& cost)
{
    const Preprocessing& input = extractor.graph.preprocessing;
    return {{"name", extractor.graph.name},
            {"source", fileNameOf(extractor.source)},
            {"format", extractor.format},
            {"sha256", extractor.sha256},
            {"recipe", extractor.recipe.empty() ? Json() : recipeJson(extractor.recipe)},
            {"input",
             {{"height", input.height},
              {"width", input.width},
              {"colour", nameOf(input.colour)},
              {"resize", nameOf(input.resize)},
              {"mean", input.mean},
              {"deviation", input.deviation}}},
            {"macs", cost.full.macs},
            {"params", cost.full.parameters},
            {"arena_bytes", cost.full.arenaBytes},
            {"features", cost.full.features}};
}

Json boardJson(const BoardProfile& board)
{
    Json constants = Json::array();
    const auto add = [&](const std::string& name, const SourcedValue& value, const char* unit) {
        constants.push_back(
            {{"name", name}, {"value", value.value}, {"unit", unit}, {"source", value.source}});
    };
    add("clock", board.clockHz, "Hz");
    add("active power", board.activeMilliwatt, "mW");
    add("sleep power", board.sleepMilliwatt, "mW");
    add("operator start", board.cyclesPerOp, "cycles");
    for (int i = 0; i < kWorkKindCount; ++i) {
        const std::string kind = workKindName(static_cast<WorkKind>(i));
        add("multiply-accumulate, " + kind, board.cyclesPerMac[static_cast<std::size_t>(i)], "cycles");
        add("element, " + kind, board.cyclesPerElement[static_cast<std::size_t>(i)], "cycles");
    }
    if (!board.kernels.empty())
        add("instruction", board.cyclesPerInstruction, "cycles");
    for (const KernelCost& kernel : board.kernels)
        for (std::size_t t = 0; t < kCostTermCount; ++t)
            add(kernel.describe() + ", " + costTermName(static_cast<CostTerm>(t)),
                {kernel.instructions[t], board.kernelsSource}, "instructions");
    return {
        {"id", board.id}, {"name", board.name}, {"core", board.core}, {"constants", std::move(constants)}};
}

Json datasetJson(const TaskResult& task)
{
    const Dataset& dataset = task.dataset;
    const auto counts = dataset.counts();
    Json classes = Json::array();
    for (std::size_t i = 0; i < dataset.classes.size(); ++i)
        classes.push_back({{"name", dataset.classes[i]},
                           {"train", counts[i][0]},
                           {"calibration", counts[i][1]},
                           {"test", counts[i][2]}});
    Json bad = Json::array();
    for (const auto* files : {&dataset.badFiles, &task.features.unreadable})
        for (const BadFile& file : *files)
            bad.push_back(
                {{"path", file.path}, {"reason", nameOf(file.reason)}, {"why", reasonFor(file.why.code)}});
    Json warnings = Json::array();
    for (const DataWarning& warning : warningsOf(dataset))
        warnings.push_back(sentenceOf(warning));
    return {{"name", dataset.name},
            {"layout", dataset.layout},
            {"content_sha256", dataset.contentHash},
            {"feature_key", task.features.key},
            {"pictures", dataset.samples.size()},
            {"split",
             {{"given", dataset.splitIsGiven},
              {"seed", task.settings.split.seed},
              {"test_share", task.settings.split.testShare},
              {"calibration_share", task.settings.split.calibrationShare}}},
            {"classes", std::move(classes)},
            {"label_work", dataset.labelWork.words()},
            {"left_out", std::move(bad)},
            {"doubles", doublesJson(summariseDoubles(dataset))},
            {"warnings", std::move(warnings)}};
}

Json curveJson(const TaskResult& task)
{
    Json curve = Json::array();
    for (const StagePoint& point : curvePoints(task))
        curve.push_back({{"ratio", point.exitRate},
                         {"threshold", point.threshold},
                         {"accuracy", percentOf(point.accuracy)},
                         {"energy_mj", task.energy.at(ratesOf(point)).millijoule}});
    return curve;
}

Json stageJson(const TaskResult& task, const GraphCost& cost)
{
    const StageOptions& options = task.stage.options;
    Json ways = Json::array();
    for (const Answering& way : answerings(task, cost))
        ways.push_back({{"way", way.name},
                        {"accuracy", percentOf(way.accuracy)},
                        {"balanced_accuracy", percentOf(way.classes.balanced)},
                        {"never_answered", namesOf(way.classes.neverAnswered, task.dataset)},
                        {"interval_95", {percentOf(way.interval.low), percentOf(way.interval.high)}},
                        {"macs", way.macs},
                        {"energy_mj", way.energy.millijoule},
                        {"time_ms", way.energy.milliseconds},
                        {"energy_provenance", nameOf(way.energy.provenance)}});
    const std::size_t classes = task.dataset.classes.size();
    const std::vector<std::int64_t> counts = confusionMatrix(task.stage.test, task.outcome.thresholds);
    Json confusion = Json::array();
    for (std::size_t row = 0; row < classes; ++row)
        confusion.push_back(
            std::vector<std::int64_t>(counts.data() + row * classes, counts.data() + (row + 1) * classes));
    const StageCurve::Histogram histogram = task.stage.testCurve.histogram(40);
    Json stage = outcomeJson(task);
    stage.update({{"head", nameOf(options.head.kind())},
                  {"head_seed", options.head.seed},
                  {"c", {{"part", task.stage.partRegularisation}, {"full", task.stage.fullRegularisation}}},
                  {"as_published", options.asPublished},
                  {"earlier", options.sight().earlier},
                  {"confidence", nameOf(options.measure)},
                  {"temperature", task.stage.partTemperature},
                  {"train_pictures", task.stage.trainCount},
                  {"calibration_pictures", task.stage.calibration.size()},
                  {"test_pictures", task.outcome.point.samples},
                  {"small_sample",
                   {{"samples", task.outcome.smallSample.samples},
                    {"draws", task.outcome.smallSample.draws},
                    {"mean", task.outcome.smallSample.mean},
                    {"deviation", task.outcome.smallSample.deviation},
                    {"lowest", task.outcome.smallSample.lowest},
                    {"highest", task.outcome.smallSample.highest}}},
                  {"early_accuracy", percentOf(task.outcome.point.earlyAccuracy)},
                  {"late_accuracy", percentOf(task.outcome.point.lateAccuracy)},
                  {"ways", std::move(ways)},
                  {"confusion", std::move(confusion)},
                  {"confidence_histogram", {{"right", histogram.right}, {"wrong", histogram.wrong}}},
                  {"curve", curveJson(task)}});
    return stage;
}

} // namespace

nlohmann::ordered_json doublesJson(const DoublesSummary& doubles)
{
    return {{"copies", doubles.copies},
            {"exact", doubles.exactCopies},
            {"across_classes", doubles.acrossClasses},
            {"seen_in_test", doubles.seenInTest}};
}

nlohmann::ordered_json outcomeJson(const TaskResult& task)
{
    const Outcome& outcome = task.outcome;
    const Reliability reliability = reliabilityOf(task.stage.test, kReliabilityBins);
    return {{"cut", task.stage.cut()},
            {"ratio", outcome.ratio},
            {"threshold", outcome.threshold},
            {"exit_rate", outcome.point.exitRate},
            {"exits", exitsJson(task)},
            {"accuracy", percentOf(outcome.point.accuracy)},
            {"part_accuracy", percentOf(task.stage.testCurve.partAccuracy())},
            {"full_accuracy", percentOf(task.stage.testCurve.fullAccuracy())},
            {"balanced_accuracy", percentOf(outcome.classes.balanced)},
            {"part_balanced_accuracy", percentOf(classFigures(task.stage.test, {0.0F}).balanced)},
            {"full_balanced_accuracy", percentOf(classFigures(task.stage.test, {}).balanced)},
            {"never_answered", namesOf(outcome.classes.neverAnswered, task.dataset)},
            {"per_class", classesJson(task)},
            {"part_calibration_error", percentOf(reliability.error)},
            {"part_reliability", reliabilityJson(reliability)},
            {"part_risk_coverage_area", percentOf(areaUnderRisk(task.stage.test))},
            {"part_risk_coverage", riskJson(task.stage.testCurve)},
            {"energy_mj", outcome.energy.millijoule},
            {"energy_saving", percentOf(outcome.saving)},
            {"energy_provenance", nameOf(outcome.energy.provenance)}};
}

nlohmann::ordered_json cutsJson(const CutTable& table, const Dataset& dataset)
{
    Json rows = Json::array();
    for (const CutRow& row : table.rows)
        rows.push_back({{"cut", row.cut},
                        {"features", row.features},
                        {"macs", row.macs},
                        {"mac_share", row.macShare},
                        {"params", row.parameters},
                        {"arena_bytes", row.arenaBytes},
                        {"part_accuracy", percentOf(row.partAccuracy)},
                        {"selection_accuracy", percentOf(row.selectionAccuracy)},
                        {"part_balanced_accuracy", percentOf(row.partClasses.balanced)},
                        {"part_never_answered", namesOf(row.partClasses.neverAnswered, dataset)},
                        {"full_accuracy", percentOf(row.fullAccuracy)},
                        {"full_balanced_accuracy", percentOf(row.fullClasses.balanced)},
                        {"full_never_answered", namesOf(row.fullClasses.neverAnswered, dataset)},
                        {"full_selection_accuracy", percentOf(row.fullSelectionAccuracy)},
                        {"accuracy_loss", row.accuracyLoss},
                        {"gain_ratio", row.gainRatio},
                        {"fused_score", row.fusedScore},
                        {"best_ratio", row.best.ratio},
                        {"further_cuts", row.best.further},
                        {"staged_selection_accuracy", percentOf(row.best.accuracy)},
                        {"staged_accuracy", percentOf(row.best.testAccuracy)},
                        {"staged_balanced_accuracy", percentOf(row.best.testClasses.balanced)},
                        {"staged_never_answered", namesOf(row.best.testClasses.neverAnswered, dataset)},
                        {"energy_mj", row.best.millijoule},
                        {"energy_saving", percentOf(row.best.saving)}});
    const FusedWeights& weights = table.choice.weights;
    return {{"full_accuracy", percentOf(table.fullAccuracy)},
            {"full_selection_accuracy", percentOf(table.fullSelectionAccuracy)},
            {"recommended", table.recommended},
            {"recommended_ratio", table.recommendedRatio},
            {"recommended_by", nameOf(table.choice.by)},
            {"accepted_loss", table.choice.acceptedLoss},
            {"weights", {{"accuracy", weights.accuracy}, {"gain", weights.gain}, {"macs", weights.macs}}},
            {"cuts", std::move(rows)}};
}

namespace {

Json boardWorkJson(const std::vector<BoardRecord>& boards)
{
    Json all = Json::array();
    for (const BoardRecord& board : boards)
        all.push_back({{"task", board.task},
                       {"board", board.board},
                       {"cut", board.cut},
                       {"ratio", board.ratio},
                       {"samples", board.samples},
                       {"pictures", board.pictures},
                       {"right", board.right},
                       {"early", board.early},
                       {"part_count", board.partCount},
                       {"rest_count", board.restCount},
                       {"unit", board.countsInstructions ? "instructions" : "cycles"},
                       {"matches_twin", board.compared ? Json(board.matches) : Json()},
                       {"difference", board.difference}});
    return all;
}

} // namespace

std::string writeJson(const ProjectResult& result)
{
    Json tasks = Json::array();
    for (const TaskResult& task : result.tasks)
        tasks.push_back({{"name", task.name},
                         {"dataset", datasetJson(task)},
                         {"cuts", cutsJson(task.cuts, task.dataset)},
                         {"stage_decision", stageJson(task, result.cost)}});
    Json made = Json::object();
    for (const auto& [name, version] : versions())
        made[name] = version;
    const Json json = {
        {"format", "microt-report"},
        {"version", 1},
        {"made_by", std::move(made)},
        {"units", "accuracies and savings in percent; ratios, shares, rates and scores 0 to 1"},
        {"project", result.project.name},
        {"extractor", extractorJson(result.extractor, result.cost)},
        {"precision", nameOf(result.project.precision)},
        {"board", boardJson(result.board)},
        {"tasks", std::move(tasks)},
        {"boards", boardWorkJson(result.boards)},
        {"limits", limitsOfTheNumbers(result)}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace microt::report
