// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stage/outcome.h"
#include "gui/widgets/chart.h"

namespace microt::gui {

// What the charts of the Stage-decision page draw. Shares are of the test pictures that are answered early.

struct Curves
{
    ChartAxis x;
    ChartAxis y;
    QVector<ChartSeries> series;
};

Curves accuracyCurves(const StageModel& model);
/// `model` may be null: of two exits the energy is a straight line.
Curves energyCurves(const StageEnergy& energy, const StageModel* model);
/// Of the part model.
Curves confidenceBars(const StageModel& model);

void show(Chart* chart, const Curves& curves);

/// Share answered early where each of the early exits answers `ratio` of what comes to it.
double shareOfRatio(double ratio, std::size_t earlyExits);
/// The other way round, 0..1; in hundredths where there is more than one.
double ratioOfShare(double share, std::size_t earlyExits);

} // namespace microt::gui
