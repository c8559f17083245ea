// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_curves.h"

#include <algorithm>
#include <cmath>

#include "gui/pages/stage_view.h"

namespace microt::gui {

namespace {

constexpr int kCurvePoints = 256;
constexpr int kBins = 40;

// The next round number above a largest value, for the end of an axis.
double roundUp(double value)
{
    if (value <= 0.0)
        return 1.0;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
        if (value <= factor * power)
            return factor * power;
    return 10.0 * power;
}

ChartAxis shareAxis(bool furtherExits)
{
    return {furtherExits ? StageView::tr("Answered early, %")
                         : StageView::tr("Answered by the part model, %"),
            0.0, 100.0, 20.0, 0};
}

ChartSeries level(const QString& name, SeriesRole role, double value)
{
    return {name, role, SeriesKind::line, {{0.0, value}, {100.0, value}}, {}};
}

/// Of more than two exits there is no straight line: which of them answer differs along the way.
Curves energyOfExits(const StageEnergy& energy, const StageModel& model)
{
    ChartSeries staged{StageView::tr("staged"), SeriesRole::staged, SeriesKind::line, {}, {}};
    double most = energy.fullOnly.millijoule;
    for (const StagePoint& point : model.points(kCurvePoints)) {
        staged.points.append({100.0 * point.exitRate, energy.at(ratesOf(point)).millijoule});
        most = std::max(most, staged.points.last().y());
    }
    return {shareAxis(true),
            {StageView::tr("Modelled energy per picture, mJ"), 0.0, roundUp(1.1 * most), 0.0, 0},
            {staged, level(StageView::tr("full alone"), SeriesRole::full, energy.fullOnly.millijoule)}};
}

} // namespace

Curves accuracyCurves(const StageModel& model)
{
    const double part = 100.0 * model.testCurve.partAccuracy();
    const double full = 100.0 * model.testCurve.fullAccuracy();
    ChartSeries staged{StageView::tr("staged"), SeriesRole::staged, SeriesKind::line, {}, {}};
    double lowest = std::min(part, full);
    double highest = std::max(part, full);
    for (const StagePoint& point : model.points(kCurvePoints)) {
        staged.points.append({100.0 * point.exitRate, 100.0 * point.accuracy});
        lowest = std::min(lowest, 100.0 * point.accuracy);
        highest = std::max(highest, 100.0 * point.accuracy);
    }
    const double step = highest - lowest > 20.0 ? 10.0 : highest - lowest > 8.0 ? 5.0 : 2.0;
    return {shareAxis(!model.between.empty()),
            {StageView::tr("Accuracy, %"), std::max(0.0, std::floor(lowest / step - 0.1) * step),
             std::min(100.0, std::ceil(highest / step + 0.2) * step), step, 0},
            {staged, level(StageView::tr("part"), SeriesRole::part, part),
             level(StageView::tr("full"), SeriesRole::full, full)}};
}

Curves energyCurves(const StageEnergy& energy, const StageModel* model)
{
    if (model != nullptr && !model->between.empty())
        return energyOfExits(energy, *model);
    const double part = energy.part.millijoule;
    const double none = energy.at(0.0).millijoule;
    const double all = energy.at(1.0).millijoule;
    const double full = energy.fullOnly.millijoule;
    return {shareAxis(false),
            {StageView::tr("Modelled energy per picture, mJ"), 0.0,
             roundUp(1.1 * std::max({none, all, full})), 0.0, 0},
            {{StageView::tr("part"), SeriesRole::part, SeriesKind::area, {{0.0, part}, {100.0, part}}, {}},
             {StageView::tr("resumed rest"),
              SeriesRole::neutral,
              SeriesKind::area,
              {{0.0, none}, {100.0, all}},
              {part, part}},
             level(StageView::tr("full alone"), SeriesRole::full, full)}};
}

Curves confidenceBars(const StageModel& model)
{
    const StageCurve::Histogram histogram = model.testCurve.histogram(kBins);
    ChartSeries wrong{StageView::tr("wrong"), SeriesRole::wrong, SeriesKind::bars, {}, {}, 0.9 / kBins};
    ChartSeries right{StageView::tr("right"), SeriesRole::right, SeriesKind::bars, {}, {}, 0.9 / kBins};
    double highest = 0.0;
    for (int bin = 0; bin < kBins; ++bin) {
        const double x = (bin + 0.5) / kBins;
        const auto below = static_cast<double>(histogram.wrong[bin]);
        const double top = below + static_cast<double>(histogram.right[bin]);
        wrong.points.append({x, below});
        right.points.append({x, top});
        right.base.append(below);
        highest = std::max(highest, top);
    }
    return {{StageView::tr("Confidence"), 0.0, 1.0, 0.2, 1},
            {StageView::tr("Test pictures"), 0.0, roundUp(1.05 * highest), 0.0, 0},
            {wrong, right}};
}

void show(Chart* chart, const Curves& curves)
{
    chart->setAxes(curves.x, curves.y);
    chart->setSeries(curves.series);
}

double shareOfRatio(double ratio, std::size_t earlyExits)
{
    return earlyExits == 1 ? ratio : 1.0 - std::pow(1.0 - ratio, static_cast<double>(earlyExits));
}

double ratioOfShare(double share, std::size_t earlyExits)
{
    const double within = std::clamp(share, 0.0, 1.0);
    const double ratio = 1.0 - std::pow(1.0 - within, 1.0 / static_cast<double>(earlyExits));
    return earlyExits == 1 ? within : std::round(100.0 * ratio) / 100.0;
}

} // namespace microt::gui
