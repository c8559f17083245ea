// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/data/doubles.h"
#include "engine/report/describe.h"
#include "engine/report/numbers.h"
#include "engine/report/task_charts.h"
#include "engine/report/text.h"
#include "engine/stage/answer_quality.h"

namespace microt::report {

namespace {

std::string intervalText(const ShareRange& interval)
{
    return fixed(100.0 * interval.low, 1) + " to " + fixed(100.0 * interval.high, 1) + " %";
}

Section describeData(const TaskResult& task)
{
    const Dataset& dataset = task.dataset;
    const auto counts = dataset.counts();
    std::array<std::int64_t, kSplitCount> totals{};
    Table table{"dataset",
                "Pictures of each class in each part of the split",
                {"Class", "Train", "Calibration", "Test"},
                {}};
    for (std::size_t i = 0; i < dataset.classes.size(); ++i) {
        std::vector<Cell> row{words(shortened(dataset.classes[i], 60))};
        for (std::size_t split = 0; split < kSplitCount; ++split) {
            row.push_back(count(counts[i][split]));
            totals[split] += counts[i][split];
        }
        table.rows.push_back(std::move(row));
    }
    table.rows.push_back({words("All classes"), count(totals[0]), count(totals[1]), count(totals[2])});
    const SplitOptions& split = task.settings.split;
    const std::string shares =
        dataset.splitIsGiven
            ? "Train and test are those of the dataset; calibration is " +
                  fixed(100.0 * split.calibrationShare, 1) + " % of train unless the dataset brings its own"
            : fixed(100.0 * split.testShare, 1) + " % test, " + fixed(100.0 * split.calibrationShare, 1) +
                  " % calibration, the rest train, stratified by class";
    std::vector<Block> blocks{
        Paragraph{"Pictures: " + dataset.name + " (" + dataset.layout + "). " + shares + "; seed " +
                  std::to_string(split.seed) +
                  ". Heads learn from train, the threshold comes from calibration, test only measures."},
        std::move(table)};
    const auto leftOut = [&](const char* id, const std::string& caption, const std::vector<BadFile>& files) {
        constexpr std::size_t kMostListed = 20;
        if (files.empty())
            return;
        Table bad{id,
                  caption + ", " + grouped(static_cast<std::int64_t>(files.size())) + " in all",
                  {"File", "Why"},
                  {}};
        for (std::size_t i = 0; i < std::min(files.size(), kMostListed); ++i)
            bad.rows.push_back({words(shortened(files[i].path, 80)), words(nameOf(files[i].reason))});
        blocks.emplace_back(std::move(bad));
    };
    for (const DataWarning& warning : warningsOf(dataset))
        blocks.emplace_back(Paragraph{"Note: " + sentenceOf(warning)});
    const DoublesSummary doubles = summariseDoubles(dataset);
    if (doubles.copies > 0)
        blocks.emplace_back(Paragraph{
            std::to_string(doubles.copies) + " pictures are copies of others, exactly (" +
            std::to_string(doubles.exactCopies) + ") or nearly; a split made here keeps them on one side."});
    if (!dataset.labelWork.words().empty())
        blocks.emplace_back(
            Paragraph{"Label work, on top of what the files say: " + dataset.labelWork.words() + "."});
    if (!dataset.badFiles.empty())
        blocks.emplace_back(Paragraph{"Files that were left out: " + leftOutWords(dataset.badFiles) + "."});
    leftOut("left_out", "Files that were left out", dataset.badFiles);
    leftOut("unreadable", "Pictures that could not be decoded", task.features.unreadable);
    return {task.name, task.name + ": pictures", std::move(blocks)};
}

Section describeCuts(const TaskResult& task)
{
    Table table{"cuts",
                "Every cut: where the network can be divided into part and full model",
                {"Cut", "Features", "MACs", "MAC share", "Params", "Peak int8 bytes", "Part accuracy (test)",
                 "Part balanced (test)", "Part accuracy (unseen)", "Full accuracy (test)",
                 "Full balanced (test)", "Full accuracy (unseen)", "Accuracy loss", "Gain ratio",
                 "Fused score", "Best ratio", "Staged accuracy (unseen)", "Staged accuracy (test)",
                 "Energy, modelled"},
                {}};
    for (const CutRow& row : task.cuts.rows)
        table.rows.push_back({count(row.cut), count(row.features), count(row.macs), percent(row.macShare),
                              count(row.parameters), count(row.arenaBytes), percent(row.partAccuracy),
                              percent(row.partClasses.balanced), percent(row.selectionAccuracy),
                              percent(row.fullAccuracy), percent(row.fullClasses.balanced),
                              percent(row.fullSelectionAccuracy), number(row.accuracyLoss, 3),
                              number(row.gainRatio, 3), number(row.fusedScore, 3), number(row.best.ratio, 2),
                              percent(row.best.accuracy), percent(row.best.testAccuracy),
                              number(row.best.millijoule, 3, "mJ")});
    const FusedWeights& w = task.cuts.choice.weights;
    Paragraph how{
        recommendation(task.cuts) + " Used: cut " + std::to_string(task.stage.cut()) + " at ratio " +
        fixed(task.outcome.ratio, 2) + ". Best ratio: the largest up to which no ratio loses more than " +
        fixed(task.cuts.choice.acceptedLoss, 1) +
        " points on unseen pictures, a standard error added. Fused score = (wa (1 - loss) + wg gain + wm (1 "
        "- MAC share)) / (wa + wg + wm) with wa = " +
        fixed(w.accuracy, 2) + ", wg = " + fixed(w.gain, 2) + ", wm = " + fixed(w.macs, 2) +
        ", gain scaled to 0..1 over the cuts. Loss, gain and best ratio come from unseen pictures, which are "
        "those of "
        "calibration and, each third by heads trained on the others, of train: the choice never looks at "
        "test pictures. A head on the full model's features alone: " +
        fixed(100.0 * task.cuts.fullSelectionAccuracy, 2) + " % on unseen, " +
        fixed(100.0 * task.cuts.fullAccuracy, 2) + " % on test pictures."};
    return {task.name, task.name + ": cuts", {std::move(how), cutsFigure(task), std::move(table)}};
}

std::string seenByHeads(const StageOptions& options)
{
    if (options.asPublished)
        return "as published: means at the cut; the full model's alone";
    const std::string before =
        options.earlier > 0 ? " and at " + std::to_string(options.earlier) + " or fewer before it" : "";
    return "mean and deviation at the cut" + before + "; these and the full model's";
}

/// What came out; of more than two exits at each.
void addExits(const TaskResult& task, Table& table)
{
    const std::vector<int> cuts = task.stage.cuts();
    if (cuts.size() == 1) {
        table.rows.push_back({words("Ratio that came out on test"), number(task.outcome.point.exitRate, 4)});
        return;
    }
    const std::vector<double> rates = ratesOf(task.outcome.point);
    for (std::size_t exit = 0; exit < cuts.size() && exit < rates.size(); ++exit)
        table.rows.push_back({words("Answered at cut " + std::to_string(cuts[exit]) + " from confidence " +
                                    fixed(task.outcome.thresholds[exit], 4) + " on, share of test"),
                              number(rates[exit], 4)});
    table.rows.push_back(
        {words("Answered before the full model, share of test"), number(task.outcome.point.exitRate, 4)});
}

Table stageTable(const TaskResult& task)
{
    const StageOptions& options = task.stage.options;
    Table table{"stage_decision", "Stage-decision at the chosen point", {"Property", "Value"}, {}};
    const auto add = [&](const char* name, Cell cell) {
        table.rows.push_back({words(name), std::move(cell)});
    };
    add("Head", words(nameOf(options.head.kind())));
    if (options.head.kind() != HeadKind::nearestNeighbours) {
        const bool chosen = choosesRegularisation(options.head);
        add(chosen ? "C of the part head, by cross-validation on train" : "C of the part head",
            number(task.stage.partRegularisation, 4));
        add(chosen ? "C of the full head, by cross-validation on train" : "C of the full head",
            number(task.stage.fullRegularisation, 4));
    }
    add("Classes weighted in training", words(options.head.classWeights ? "yes, all the same" : "no"));
    add("Features", words(seenByHeads(options)));
    add("Confidence", words(measureTitle(options.measure)));
    add("Temperature", number(task.stage.partTemperature, 4));
    add("Train pictures", count(task.stage.trainCount));
    add("Calibration pictures", count(static_cast<std::int64_t>(task.stage.calibration.size())));
    add("Wanted ratio", number(task.outcome.ratio, 3));
    add("Threshold, from calibration", number(task.outcome.threshold, 4));
    addExits(task, table);
    add("Accuracy of early answers", percent(task.outcome.point.earlyAccuracy));
    add("Accuracy of late answers", percent(task.outcome.point.lateAccuracy));
    if (options.measure == ConfidenceMeasure::maxProbability)
        add("Expected calibration error of the part model",
            percent(reliabilityOf(task.stage.test, kReliabilityBins).error));
    add("Area under the part model's risk-coverage curve", percent(areaUnderRisk(task.stage.test)));
    const ThresholdEstimate& small = task.outcome.smallSample;
    table.rows.push_back({words("Threshold from " + std::to_string(small.samples) + " samples, mean of " +
                                std::to_string(small.draws) + " draws"),
                          number(small.mean, 4)});
    add("Standard deviation over the draws", number(small.deviation, 4));
    add("Lowest of the draws", number(small.lowest, 4));
    add("Highest of the draws", number(small.highest, 4));
    return table;
}

Section describeStage(const ProjectResult& project, const TaskResult& task)
{
    Table ways{"answering",
               "One picture, answered in three ways; energy and time modelled for " + project.board.name,
               {"Way", "Accuracy", "95 % interval low", "95 % interval high", "Balanced accuracy",
                "Classes never answered", "MACs", "Energy, modelled", "Time, modelled"},
               {}};
    for (const Answering& way : answerings(task, project.cost))
        ways.rows.push_back({words(way.name), percent(way.accuracy), percent(way.interval.low),
                             percent(way.interval.high), percent(way.classes.balanced),
                             count(static_cast<std::int64_t>(way.classes.neverAnswered.size())),
                             number(way.macs, 0), number(way.energy.millijoule, 3, "mJ"),
                             number(way.energy.milliseconds, 2, "ms")});
    Table curve{"curve",
                "The ratio in steps: outcome on test at every tenth of the curve",
                {"Point", "Ratio", "Threshold", "Accuracy", "Energy, modelled"},
                {}};
    const std::vector<StagePoint> points = curvePoints(task);
    for (int i = 0; i <= 10 && !points.empty(); ++i) {
        const StagePoint& point = points[(points.size() - 1) * static_cast<std::size_t>(i) / 10];
        const Cell threshold = point.threshold > 1.0F ? Cell{"never early", exact(point.threshold), true}
                                                      : number(point.threshold, 4);
        curve.rows.push_back({count(i), number(point.exitRate, 3), threshold, percent(point.accuracy),
                              number(task.energy.at(ratesOf(point)).millijoule, 3, "mJ")});
    }
    return {task.name,
            task.name + ": stage-decision",
            {std::move(ways), stageTable(task), accuracyFigure(task), energyFigure(task),
             confidenceFigure(task), std::move(curve)}};
}

Section describeMistakes(const TaskResult& task)
{
    Section section{task.name, task.name + ": answers by class", {}};
    for (Figure& figure : confusionFigure(task))
        section.blocks.emplace_back(std::move(figure));
    Table classes{"classes",
                  "Staged accuracy of each class",
                  {"Class", "Test pictures", "Right", "Accuracy", "95 % interval", "Precision"},
                  {}};
    const std::vector<ClassScore> scores =
        classScores(confusionMatrix(task.stage.test, task.outcome.thresholds), task.stage.test.classes);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const ClassScore& score = scores[i];
        classes.rows.push_back({words(shortened(task.dataset.classes[i], 60)), count(score.samples),
                                count(score.right),
                                score.samples == 0 ? words("n/a") : percent(score.recall()),
                                words(intervalText(wilsonRange(score.recall(), score.samples))),
                                score.answered == 0 ? words("never answered") : percent(score.precision())});
    }
    section.blocks.emplace_back(std::move(classes));
    Table mistakes{"mistakes", "The most frequent mistakes", {"Shown", "Answered", "Pictures"}, {}};
    for (const Confusion& confusion : commonConfusions(task, 8))
        mistakes.rows.push_back(
            {words(shortened(task.dataset.classes[static_cast<std::size_t>(confusion.label)], 60)),
             words(shortened(task.dataset.classes[static_cast<std::size_t>(confusion.predicted)], 60)),
             count(confusion.count)});
    if (!mistakes.rows.empty())
        section.blocks.emplace_back(std::move(mistakes));
    return section;
}

} // namespace

const char* measureTitle(ConfidenceMeasure measure)
{
    switch (measure) {
    case ConfidenceMeasure::margin:
        return "difference of the two largest softmax probabilities";
    case ConfidenceMeasure::entropy:
        return "1 - entropy / log(classes)";
    case ConfidenceMeasure::maxProbability:
        break;
    }
    return "maximum softmax probability";
}

std::string recommendation(const CutTable& table)
{
    const CutRow* row = table.find(table.recommended);
    if (row == nullptr)
        return "No cut is recommended.";
    std::string which = "Recommended: cut " + std::to_string(row->cut);
    for (const int cut : row->best.further)
        which += " + " + std::to_string(cut);
    which += " at ratio " + fixed(table.recommendedRatio, 2) + ", ";
    if (table.choice.by == Recommendation::score)
        return which + "the largest fused score.";
    return which + "the least energy, " + fixed(row->best.millijoule, 3) + " mJ, modelled (" +
           fixed(100.0 * row->best.saving, 1) + " % saved), of all cuts and ratios that lose at most " +
           fixed(table.choice.acceptedLoss, 1) + " points: " + fixed(100.0 * row->best.accuracy, 1) +
           " % against the full model's " + fixed(100.0 * row->best.fullAccuracy, 1) +
           " %, estimated on unseen pictures.";
}

std::vector<Section> describeTask(const ProjectResult& project, const TaskResult& task)
{
    return {describeStage(project, task), describeMistakes(task), describeCuts(task), describeData(task)};
}

} // namespace microt::report
