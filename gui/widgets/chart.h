// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QPointF>
#include <QString>
#include <QVector>
#include <QWidget>

#include "engine/base/result.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

/// One axis. The title carries the unit: "Accuracy, %".
struct ChartAxis
{
    QString title;
    double from = 0.0;
    double to = 1.0;
    double step = 0.0;        ///< distance of ticks; 0: the chart chooses
    int decimals = 0;         ///< of tick labels
    bool logarithmic = false; ///< of the x axis; its range and all x must then lie above 0
};

enum class SeriesKind {
    line,
    dottedLine, ///< a line with a marker at every point, for few points
    area,       ///< filled between base and points
    bars,       ///< a bar at every point, from base
    points,     ///< a marker at every point, which a ChartMarker names: not in the legend
};

struct ChartSeries
{
    QString name; ///< translated
    SeriesRole role = SeriesRole::neutral;
    SeriesKind kind = SeriesKind::line;
    QVector<QPointF> points; ///< x ascending
    QVector<double> base;    ///< lower edge of areas and bars, one a point; empty: 0
    double barWidth = 0.8;   ///< in units of x
    bool faint = false;      ///< areas and bars: background, not the point of the chart
};

/// A mark on top of the series that moves without redrawing them.
struct ChartMarker
{
    enum class Kind { dot, verticalLine };
    Kind kind = Kind::dot;
    double x = 0.0;
    double y = 0.0; ///< dots
    SeriesRole role = SeriesRole::neutral;
    QString label;          ///< translated, drawn beside it
    bool draggable = false; ///< vertical lines; at most one marker of a chart
};

/// A chart with axes, light grid and legend. Hover shows values, drag zooms, double click resets, right click
/// saves as PNG, SVG or CSV. Series are drawn once into a picture; markers on top cost nothing to move. GUI
/// thread.
class Chart : public QWidget
{
    Q_OBJECT

public:
    explicit Chart(const QString& title, QWidget* parent = nullptr);
    ~Chart() override;

    void setAxes(const ChartAxis& x, const ChartAxis& y);
    void setSeries(const QVector<ChartSeries>& series);
    void setMarkers(const QVector<ChartMarker>& markers);
    void setStale(bool stale); ///< greyed, in place

    const QVector<ChartSeries>& series() const;
    const QVector<ChartMarker>& markers() const;

    /// Where a value lies in the widget, and back.
    QPointF toPosition(const QPointF& value) const;
    QPointF toValue(const QPointF& position) const;

    /// Saves by suffix: png, svg or csv. Errors: unsupportedFormat, those of writeFileAtomically.
    Status saveTo(const QString& path);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void markerDragged(double x); ///< the draggable marker, while it moves
    void clicked(double x);       ///< a click in the plot that was no drag, nor half of a double click
    void stepped(int steps);      ///< arrow keys: 1 or -1, Page Up and Down: 10 or -10

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    const ChartMarker* draggableNear(const QPointF& position) const;
    void askAndSave(const QString& suffix);
    void resetZoom();
    void zoomTo(const QRectF& area);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace microt::gui
