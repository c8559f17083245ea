// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QBrush>
#include <QPen>
#include <QRectF>

#include "gui/widgets/chart.h"

class QPainter;

namespace microt::gui {

/// Pen and brush of a series in the current theme: the same on every chart. Dashes and hatching tell series
/// apart without colour.
QPen seriesPen(SeriesRole role);
QBrush seriesBrush(const ChartSeries& series);
void paintSeriesMarker(QPainter& painter, const QPointF& at, SeriesRole role, double size);

/// The plotting part of a Chart: axes, grid and series, laid out and drawn by Qt Charts in a scene of its
/// own.
class ChartPlot
{
public:
    ChartPlot();
    ~ChartPlot();

    void setAxes(const ChartAxis& x, const ChartAxis& y);
    void setSeries(const QVector<ChartSeries>& series);
    void setRange(const QRectF& range); ///< x and y from top left to bottom right; an empty one: all
    void applyTheme();

    /// Lays out for `size`; plotArea, toPosition and toValue are in its coordinates.
    void resize(const QSizeF& size);
    QRectF plotArea() const;
    QPointF toPosition(const QPointF& value) const;
    QPointF toValue(const QPointF& position) const;
    void render(QPainter& painter, const QPointF& topLeft) const;

    const ChartAxis& xAxis() const;
    const ChartAxis& yAxis() const;

private:
    void showRange();
    void replaceAxis(bool logarithmic);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace microt::gui
