// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QPixmap>
#include <QTimer>

#include "gui/widgets/chart.h"
#include "gui/widgets/chart_plot.h"

namespace microt::gui {

/// What a Chart holds, and how it draws it.
struct Chart::State
{
    QString title;
    QString message; ///< shown in place of the title after a failed save
    QVector<ChartSeries> series;
    QVector<ChartMarker> markers;
    ChartPlot plot;
    QPointF origin;  ///< of the plot in the widget
    QPixmap picture; ///< title, legend and plot; null: to be drawn
    bool stale = false;
    std::optional<QPointF> hover;
    std::optional<QPointF> pressed;
    bool draggingMarker = false;
    QRectF band;
    QTimer click; ///< runs until a click can no longer become a double click
    double clickX = 0.0;

    /// Lays out for a widget of this size and forgets the picture.
    void invalidate(const QSize& size);
    void paintStill(QPainter& painter, const QSize& size) const;
    void paintMarkers(QPainter& painter) const;
    void paintHover(QPainter& painter) const;

private:
    struct Header
    {
        QPoint legend;      ///< top left
        int valueTitle = 0; ///< top of the title of the y axis, which lies above it and reads level
        int height = 0;
    };
    int legendWidth() const;
    Header header(int width) const;
    void paintLegend(QPainter& painter, QPoint at) const;
    void paintLine(QPainter& painter, const ChartMarker& marker, double x) const;
    QStringList hoverRows() const;
};

} // namespace microt::gui
