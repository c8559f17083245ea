// SPDX-License-Identifier: Apache-2.0
#include "engine/report/task_charts.h"

#include <algorithm>
#include <cmath>

#include "engine/report/numbers.h"
#include "engine/report/svg_chart.h"
#include "engine/report/text.h"

namespace microt::report {

namespace {

std::string percentText(double share)
{
    return fixed(100.0 * share, 1) + " %";
}

/// Lower and upper end of an axis in steps of ten percent around `values`.
ChartAxis percentAxis(const std::string& label, const std::vector<double>& values)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double from = std::max(0.0, std::floor(*low / 10.0 - 0.2) * 10.0);
    return {label, from, std::min(100.0, std::ceil(*high / 10.0 + 0.1) * 10.0), false};
}

ChartAxis ratioAxis(const TaskResult& task)
{
    return {task.stage.between.empty() ? "stage-decision ratio: share of pictures answered by the part model"
                                       : "share of pictures answered before the full model",
            0.0, 1.0, false};
}

} // namespace

Figure accuracyFigure(const TaskResult& task)
{
    const StageCurve& curve = task.stage.testCurve;
    ChartSeries staged{"staged", Ink::staged, Mark::line, {}};
    std::vector<double> all{100.0 * curve.partAccuracy(), 100.0 * curve.fullAccuracy()};
    for (const StagePoint& point : curvePoints(task)) {
        staged.points.push_back({point.exitRate, 100.0 * point.accuracy, 0.0, {}});
        all.push_back(100.0 * point.accuracy);
    }
    Chart chart;
    chart.title = "Accuracy against ratio";
    chart.description =
        "Staged accuracy over the share answered early; part alone " + percentText(curve.partAccuracy()) +
        ", full alone " + percentText(curve.fullAccuracy()) + ", chosen point " +
        percentText(task.outcome.point.accuracy) + " at ratio " + fixed(task.outcome.point.exitRate, 2);
    chart.x = ratioAxis(task);
    chart.y = percentAxis("accuracy, % of test pictures", all);
    chart.guides = {{false, 100.0 * curve.partAccuracy(), "part", Ink::part},
                    {false, 100.0 * curve.fullAccuracy(), "full", Ink::full}};
    chart.series = {std::move(staged),
                    {"chosen",
                     Ink::staged,
                     Mark::dots,
                     {{task.outcome.point.exitRate, 100.0 * task.outcome.point.accuracy, 0.0,
                       percentText(task.outcome.point.accuracy)}}}};
    return {"accuracy", chart.description + ".", drawChart(chart)};
}

Figure energyFigure(const TaskResult& task)
{
    ChartSeries staged{"staged", Ink::staged, Mark::line, {}};
    double highest = task.energy.fullOnly.millijoule;
    for (const StagePoint& point : curvePoints(task)) {
        const double energy = task.energy.at(ratesOf(point)).millijoule;
        staged.points.push_back({point.exitRate, energy, 0.0, {}});
        highest = std::max(highest, energy);
    }
    const double chosen = task.outcome.energy.millijoule;
    Chart chart;
    chart.title = "Modelled energy against ratio";
    chart.description = "Modelled energy of one picture over the share answered early; full alone " +
                        fixed(task.energy.fullOnly.millijoule, 3) + " mJ, chosen point " + fixed(chosen, 3) +
                        " mJ, " + percentText(task.outcome.saving) + " saved";
    chart.x = ratioAxis(task);
    chart.y = {"modelled energy, mJ per picture", 0.0, highest * 1.1, false};
    chart.guides = {{false, task.energy.part.millijoule, "part", Ink::part},
                    {false, task.energy.fullOnly.millijoule, "full", Ink::full}};
    chart.series = {std::move(staged),
                    {"chosen",
                     Ink::staged,
                     Mark::dots,
                     {{task.outcome.point.exitRate, chosen, 0.0, fixed(chosen, 3) + " mJ"}}}};
    return {"energy", chart.description + ".", drawChart(chart)};
}

Figure confidenceFigure(const TaskResult& task)
{
    constexpr int kBins = 40;
    const StageCurve::Histogram histogram = task.stage.testCurve.histogram(kBins);
    ChartSeries right{"right (below)", Ink::right, Mark::bars, {}};
    ChartSeries wrong{"wrong (on top)", Ink::wrong, Mark::bars, {}};
    double highest = 1.0;
    for (std::size_t i = 0; i < histogram.right.size(); ++i) {
        const double middle = (static_cast<double>(i) + 0.5) / kBins;
        const auto below = static_cast<double>(histogram.right[i]);
        const double top = below + static_cast<double>(histogram.wrong[i]);
        right.points.push_back({middle, below, 0.0, {}});
        wrong.points.push_back({middle, top, below, {}});
        highest = std::max(highest, top);
    }
    Chart chart;
    chart.title = "Confidence of the part model";
    chart.description = "Test pictures by confidence, right and wrong answers of the part model; the " +
                        grouped(task.outcome.point.answeredEarly) + " of " +
                        grouped(task.outcome.point.samples) + " at or above the threshold " +
                        fixed(task.outcome.threshold, 3) + " are answered early";
    chart.x = {"confidence of the part model", 0.0, 1.0, false};
    chart.y = {"test pictures", 0.0, highest * 1.08, true};
    chart.barWidth = 1.0 / kBins;
    chart.series = {std::move(right), std::move(wrong)};
    chart.guides = {
        {true, task.outcome.threshold, "threshold " + fixed(task.outcome.threshold, 3), Ink::staged}};
    return {"confidence", chart.description + ".", drawChart(chart)};
}

Figure cutsFigure(const TaskResult& task)
{
    ChartSeries share{"share of the full model's computation", Ink::neutral, Mark::bars, {}};
    ChartSeries accuracy{"part", Ink::part, Mark::line, {}};
    ChartSeries full{"full", Ink::full, Mark::line, {}};
    ChartSeries chosen{"chosen", Ink::part, Mark::dots, {}};
    int lowest = 0;
    int highest = 1;
    for (const CutRow& row : task.cuts.rows) {
        share.points.push_back({static_cast<double>(row.cut), 100.0 * row.macShare, 0.0, {}});
        accuracy.points.push_back({static_cast<double>(row.cut), 100.0 * row.partAccuracy, 0.0, {}});
        full.points.push_back({static_cast<double>(row.cut), 100.0 * row.fullAccuracy, 0.0, {}});
        if (row.cut == task.stage.cut())
            chosen.points.push_back({static_cast<double>(row.cut), 100.0 * row.partAccuracy, 0.0,
                                     "cut " + std::to_string(row.cut)});
        lowest = std::min(lowest == 0 ? row.cut : lowest, row.cut);
        highest = std::max(highest, row.cut);
    }
    Chart chart;
    chart.title = "Every cut";
    chart.description =
        "Share of the computation, accuracy of the part model and of the full one at every cut; cut " +
        std::to_string(task.stage.cut()) + " is used, cut " + std::to_string(task.cuts.recommended) +
        " recommended";
    chart.x = {"cut: first convolution and this many blocks", lowest - 0.6, highest + 0.6, true};
    chart.y = {"percent", 0.0, 100.0, false};
    chart.barWidth = 0.7;
    chart.series = {std::move(share), std::move(full), std::move(accuracy), std::move(chosen)};
    return {"cuts", chart.description + ".", drawChart(chart)};
}

std::vector<Figure> confusionFigure(const TaskResult& task)
{
    constexpr std::size_t kMostClasses = 256;
    if (task.dataset.classes.size() > kMostClasses)
        return {};
    HeatMap map;
    map.title = "Confusion matrix";
    map.description = "Staged answers for the test pictures: what they show against what was answered, at "
                      "threshold " +
                      fixed(task.outcome.threshold, 3);
    map.rowsLabel = "shown";
    map.columnsLabel = "answered";
    map.names = task.dataset.classes;
    map.counts = confusionMatrix(task.stage.test, task.outcome.thresholds);
    return {{"confusion", map.description + ". Shading: share of the row.", drawHeatMap(map)}};
}

} // namespace microt::report
