// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

#include "gui/widgets/chart_state.h"

namespace microt::gui {
namespace {

constexpr int kSwatch = 20;
constexpr int kGap = 6;
constexpr int kBetween = 12;
constexpr int kMargin = 2;
constexpr double kDotSize = 11.0;

QFontMetrics smallMetrics()
{
    return QFontMetrics(theme::smallFont());
}

bool isLine(const ChartSeries& series)
{
    return series.kind == SeriesKind::line || series.kind == SeriesKind::dottedLine;
}

int nearest(const QVector<QPointF>& points, double x)
{
    const auto after = std::lower_bound(points.begin(), points.end(), x,
                                        [](const QPointF& point, double value) { return point.x() < value; });
    int index = static_cast<int>(after - points.begin());
    if (index == points.size() || (index > 0 && x - points[index - 1].x() < points[index].x() - x))
        --index;
    return index;
}

// Between the points of a curve the value lies on the line between them; bars and markers have only their
// own.
double heightAt(const ChartSeries& series, double x)
{
    const auto height = [&](int i) {
        return series.points[i].y() - (series.base.isEmpty() ? 0.0 : series.base[i]);
    };
    const auto after = std::lower_bound(series.points.begin(), series.points.end(), x,
                                        [](const QPointF& point, double value) { return point.x() < value; });
    const int right = static_cast<int>(after - series.points.begin());
    if (right == 0 || right == series.points.size())
        return height(std::min(right, series.points.size() - 1));
    const double span = series.points[right].x() - series.points[right - 1].x();
    const double part = span > 0.0 ? (x - series.points[right - 1].x()) / span : 0.0;
    return height(right - 1) + part * (height(right) - height(right - 1));
}

bool isInLegend(const ChartSeries& series)
{
    return series.kind != SeriesKind::points;
}

bool hasSinglePoints(const ChartSeries& series)
{
    return series.kind == SeriesKind::bars || series.kind == SeriesKind::dottedLine;
}

QString number(double value)
{
    const double size = std::abs(value);
    return QLocale().toString(value, 'f',
                              size >= 1000.0 || value == std::round(value) ? 0
                              : size >= 10.0                               ? 1
                                                                           : 3);
}

QRectF dotAt(const QPointF& at)
{
    return {at.x() - kDotSize / 2.0, at.y() - kDotSize / 2.0, kDotSize, kDotSize};
}

/// Of a dot's label: above right if there is room and no dot beside it, else where no other dot or label
/// lies.
QRectF labelPlace(const QPointF& at, const QSizeF& size, const QRectF& area, const QVector<QRectF>& taken)
{
    constexpr double kApart = 8.0;
    const double ascent = smallMetrics().ascent();
    double side[] = {at.x() + kApart, at.x() - kApart - size.width()};
    double height[] = {at.y() - kApart - ascent, at.y() + kApart, at.y() + kApart + size.height(),
                       at.y() - kApart - ascent - size.height()};
    const QRectF right(at.x() + 1.0, at.y() - 2.0 * kDotSize, size.width() + kApart, 4.0 * kDotSize);
    const auto isNeighbour = [&right](const QRectF& one) { return right.contains(one.center()); };
    if (at.x() + size.width() + 12.0 > area.right() || std::any_of(taken.begin(), taken.end(), isNeighbour))
        std::swap(side[0], side[1]);
    if (at.y() - kApart <= area.top() + size.height())
        std::swap(height[0], height[1]);
    for (const double top : height)
        for (const double left : side) {
            const QRectF place(QPointF(left, top), size);
            const bool free = std::none_of(taken.begin(), taken.end(),
                                           [&place](const QRectF& one) { return one.intersects(place); });
            if (free && area.contains(place))
                return place;
        }
    return {QPointF(side[0], height[0]), size};
}

} // namespace

int Chart::State::legendWidth() const
{
    int width = 0;
    for (const ChartSeries& one : series)
        if (isInLegend(one))
            width += kSwatch + kGap + smallMetrics().horizontalAdvance(one.name) + kBetween;
    return std::max(0, width - kBetween);
}

// Title in the first row, title of the y axis in the second; the legend on the right of the first row with
// room for it, or else in a row of its own between them.
Chart::State::Header Chart::State::header(int width) const
{
    const QFontMetrics metrics = smallMetrics();
    const int row = metrics.height() + 4;
    const int legend = legendWidth();
    const auto fitsBeside = [&](const QString& text) {
        return metrics.horizontalAdvance(text) + kBetween + legend + 2 * kMargin <= width;
    };
    Header result;
    if (fitsBeside(title))
        result = {{width - legend - kMargin, kMargin}, row, 2 * row};
    else if (fitsBeside(plot.yAxis().title))
        result = {{width - legend - kMargin, row}, row, 2 * row};
    else
        result = {{kMargin, row}, 2 * row, 3 * row};
    return result;
}

void Chart::State::invalidate(const QSize& size)
{
    picture = {};
    origin = QPointF(0.0, header(size.width()).height);
    plot.resize({static_cast<double>(size.width()), size.height() - origin.y()});
}

void Chart::State::paintLegend(QPainter& painter, QPoint at) const
{
    const QFontMetrics metrics = smallMetrics();
    for (const ChartSeries& one : series) {
        if (!isInLegend(one))
            continue;
        const double middle = at.y() + metrics.height() / 2.0;
        if (isLine(one)) {
            painter.setPen(seriesPen(one.role));
            painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + kSwatch, middle));
            if (one.kind == SeriesKind::dottedLine)
                paintSeriesMarker(painter, QPointF(at.x() + kSwatch / 2.0, middle), one.role, 8.0);
        } else {
            painter.setPen(QPen(theme::series(one.role), 1.0));
            painter.setBrush(seriesBrush(one));
            painter.drawRect(QRectF(at.x() + 4.5, middle - 5.0, kSwatch - 9.0, 10.0));
        }
        painter.setPen(theme::text());
        at.rx() += kSwatch + kGap;
        painter.drawText(at.x(), at.y() + metrics.ascent(), one.name);
        at.rx() += metrics.horizontalAdvance(one.name) + kBetween;
    }
}

void Chart::State::paintStill(QPainter& painter, const QSize& size) const
{
    const QFontMetrics metrics = smallMetrics();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::smallFont());
    painter.setPen(message.isEmpty() ? theme::text() : theme::danger());
    painter.drawText(
        2, 2 + metrics.ascent(),
        metrics.elidedText(message.isEmpty() ? title : message, Qt::ElideRight, size.width() - 4));
    const Header rows = header(size.width());
    painter.setPen(theme::mutedText());
    painter.drawText(kMargin, rows.valueTitle + metrics.ascent(), plot.yAxis().title);
    paintLegend(painter, rows.legend);
    plot.render(painter, origin);
}

void Chart::State::paintLine(QPainter& painter, const ChartMarker& marker, double x) const
{
    // In the colour of text on a rim of the ground, so that it is seen on every series.
    const QRectF area = plot.plotArea().translated(origin);
    const QLineF line(x, area.top(), x, area.bottom());
    painter.setPen(QPen(theme::card(), 4.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(line);
    painter.setPen(QPen(theme::text(), 2.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(line);
    if (!marker.draggable)
        return;
    painter.setBrush(theme::text());
    painter.setPen(QPen(theme::card(), 1.5));
    painter.drawRoundedRect(QRectF(x - 4.0, area.center().y() - 9.0, 8.0, 18.0), 3.0, 3.0);
}

void Chart::State::paintMarkers(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::smallFont());
    const QFontMetrics metrics = smallMetrics();
    const QRectF area = plot.plotArea().translated(origin);
    QVector<QRectF> taken;
    for (const ChartMarker& marker : markers)
        if (marker.kind == ChartMarker::Kind::dot)
            taken.append(dotAt(plot.toPosition({marker.x, marker.y}) + origin));
    QVector<ChartMarker> ordered = markers; // a line's label has its place, a dot's finds one
    std::stable_partition(ordered.begin(), ordered.end(), [](const ChartMarker& marker) {
        return marker.kind == ChartMarker::Kind::verticalLine;
    });
    for (const ChartMarker& marker : qAsConst(ordered)) {
        const QPointF at = plot.toPosition({marker.x, marker.y}) + origin;
        if (at.x() < area.left() - 1.0 || at.x() > area.right() + 1.0)
            continue;
        const QSizeF size(metrics.horizontalAdvance(marker.label), metrics.height());
        QRectF text(
            QPointF(at.x() + size.width() + 12.0 > area.right() ? at.x() - size.width() - 8.0 : at.x() + 8.0,
                    area.top() + 2.0),
            size);
        if (marker.kind == ChartMarker::Kind::verticalLine) {
            paintLine(painter, marker, at.x());
        } else {
            paintSeriesMarker(painter, at, marker.role, kDotSize);
            text = labelPlace(at, size, area, taken);
        }
        if (marker.label.isEmpty())
            continue;
        taken.append(text);
        // On a ground of its own, so that grid and bars do not run through the letters.
        QColor ground = theme::card();
        ground.setAlpha(220);
        painter.fillRect(text.adjusted(-2.0, 0.0, 2.0, 0.0), ground);
        painter.setPen(theme::text());
        painter.drawText(QPointF(text.left(), text.top() + metrics.ascent()), marker.label);
    }
}

/// Of a chart of single points the one that is pointed at; of another the values above the pointer.
QStringList Chart::State::hoverRows() const
{
    double x = plot.toValue(*hover - origin).x();
    const QString pair = QStringLiteral("%1: %2");
    QStringList rows;
    for (const ChartSeries& one : series)
        for (const QPointF& point : one.points)
            if (!isInLegend(one) && dotAt(plot.toPosition(point) + origin).contains(*hover))
                return {one.name, pair.arg(plot.xAxis().title, number(point.x())),
                        pair.arg(plot.yAxis().title, number(point.y()))};
    for (const ChartSeries& one : series)
        if (hasSinglePoints(one) && !one.points.isEmpty()) {
            x = one.points[nearest(one.points, x)].x();
            break;
        }
    for (const ChartSeries& one : series)
        if (isInLegend(one) && !one.points.isEmpty())
            rows << pair.arg(one.name, number(heightAt(one, x)));
    if (!rows.isEmpty())
        rows.prepend(pair.arg(plot.xAxis().title, number(x)));
    return rows;
}

void Chart::State::paintHover(QPainter& painter) const
{
    if (!hover)
        return;
    const QRectF area = plot.plotArea().translated(origin);
    const QStringList rows = hoverRows();
    if (rows.isEmpty())
        return;

    const QFontMetrics metrics = smallMetrics();
    int width = 0;
    for (const QString& row : qAsConst(rows))
        width = std::max(width, metrics.horizontalAdvance(row));
    QRectF box(hover->x() + 14.0, hover->y() + 14.0, width + 16.0, rows.size() * metrics.height() + 8.0);
    if (box.right() > area.right())
        box.moveRight(hover->x() - 14.0);
    if (box.bottom() > area.bottom())
        box.moveBottom(std::max(area.top() + box.height(), hover->y() - 14.0));
    box.moveLeft(std::max(2.0, box.left()));
    painter.setPen(QPen(theme::mutedText(), 1.0, Qt::DotLine));
    painter.drawLine(QPointF(hover->x(), area.top()), QPointF(hover->x(), area.bottom()));
    painter.setPen(theme::line());
    painter.setBrush(theme::card());
    painter.drawRoundedRect(box, 3.0, 3.0);
    painter.setPen(theme::text());
    painter.setFont(theme::smallFont());
    for (int i = 0; i < rows.size(); ++i)
        painter.drawText(QPointF(box.left() + 8.0, box.top() + 4.0 + i * metrics.height() + metrics.ascent()),
                         rows[i]);
}

} // namespace microt::gui
