// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/scatter_plot.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr double kRadius = 2.5;
constexpr double kReach = 8.0;      ///< pixels around a point that belong to it
constexpr double kLeastLasso = 6.0; ///< pixels; a shorter drag is a click

void drawForm(QPainter& painter, const QPointF& at, const ScatterGroup& group, double radius)
{
    painter.setPen(QPen(group.colour, 1.3));
    painter.setBrush(group.form == ScatterGroup::Form::disc ? QBrush(group.colour) : QBrush());
    if (group.form == ScatterGroup::Form::cross) {
        painter.drawLine(at + QPointF(-radius, -radius), at + QPointF(radius, radius));
        painter.drawLine(at + QPointF(-radius, radius), at + QPointF(radius, -radius));
    } else {
        painter.drawEllipse(at, radius, radius);
    }
}

} // namespace

ScatterPlot::ScatterPlot(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void ScatterPlot::setPoints(std::vector<QPointF> points)
{
    m_points = std::move(points);
    m_groupOf.assign(m_points.size(), 0);
    m_names.clear();
    m_hover = -1;
    choose({});
    layOut();
}

void ScatterPlot::setGroups(std::vector<ScatterGroup> groups, std::vector<int> groupOf)
{
    if (groupOf.size() != m_points.size())
        return;
    m_groups = std::move(groups);
    m_groupOf = std::move(groupOf);
    m_picture = QPixmap();
    update();
}

void ScatterPlot::setNames(QStringList names)
{
    m_names = std::move(names);
}

void ScatterPlot::setStale(bool stale)
{
    m_stale = stale;
    update();
}

QPointF ScatterPlot::positionOf(int point) const
{
    return m_places[static_cast<std::size_t>(point)];
}

/// Both axes at one scale, so that distances mean the same in all directions.
void ScatterPlot::layOut()
{
    m_picture = QPixmap();
    m_places.assign(m_points.size(), QPointF());
    update();
    if (m_points.empty())
        return;
    QPointF low = m_points.front();
    QPointF high = low;
    for (const QPointF& point : m_points) {
        low = {std::min(low.x(), point.x()), std::min(low.y(), point.y())};
        high = {std::max(high.x(), point.x()), std::max(high.y(), point.y())};
    }
    const int margin = fontMetrics().height() + theme::kGrid;
    const double scale = std::min((width() - 2 * margin) / std::max(1e-9, high.x() - low.x()),
                                  (height() - 2 * margin) / std::max(1e-9, high.y() - low.y()));
    const QPointF middle = (low + high) / 2.0;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QPointF from = (m_points[i] - middle) * scale;
        m_places[i] = {width() / 2.0 + from.x(), height() / 2.0 - from.y()};
    }
}

void ScatterPlot::paintPoints(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t group = 0; group < m_groups.size(); ++group)
        for (std::size_t i = 0; i < m_places.size(); ++i)
            if (m_groupOf[i] == static_cast<int>(group))
                drawForm(painter, m_places[i], m_groups[group], kRadius);
}

void ScatterPlot::paintLegend(QPainter& painter) const
{
    const int line = painter.fontMetrics().height();
    int top = theme::kGrid;
    for (const ScatterGroup& group : m_groups) {
        if (group.name.isEmpty() || top + line > height())
            continue;
        drawForm(painter, QPointF(theme::kGrid + 4.0, top + line / 2.0), group, 4.0);
        painter.setPen(theme::text());
        painter.drawText(QPoint(3 * theme::kGrid, top + painter.fontMetrics().ascent()), group.name);
        top += line + 2;
    }
}

void ScatterPlot::paintEvent(QPaintEvent*)
{
    if (m_picture.isNull()) {
        m_picture = QPixmap(size() * devicePixelRatioF());
        m_picture.setDevicePixelRatio(devicePixelRatioF());
        m_picture.fill(Qt::transparent);
        QPainter painter(&m_picture);
        painter.setFont(theme::smallFont());
        paintPoints(painter);
        paintLegend(painter);
    }
    QPainter painter(this);
    painter.setOpacity(m_stale ? 0.4 : 1.0);
    painter.drawPixmap(0, 0, m_picture);
    painter.setOpacity(1.0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::text(), 1.5));
    for (const int point : m_chosen)
        painter.drawEllipse(positionOf(point), kRadius + 2.0, kRadius + 2.0);
    painter.setPen(QPen(theme::accent(), 1.5, Qt::DashLine));
    if (m_lasso.size() > 1)
        painter.drawPolyline(m_lasso);
    if (m_hover >= 0) {
        painter.setPen(QPen(theme::accent(), 2.0));
        painter.drawEllipse(positionOf(m_hover), kRadius + 3.0, kRadius + 3.0);
        painter.setPen(theme::text());
        painter.drawText(rect().adjusted(theme::kGrid, 0, -theme::kGrid, -theme::kGrid / 2),
                         Qt::AlignBottom | Qt::AlignRight, m_names.value(m_hover));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme::accent(), 1.0, Qt::DotLine));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ScatterPlot::resizeEvent(QResizeEvent*)
{
    layOut();
}

void ScatterPlot::changeEvent(QEvent* event)
{
    m_picture = QPixmap();
    QWidget::changeEvent(event);
}

int ScatterPlot::nearest(const QPointF& position) const
{
    int best = -1;
    double least = kReach * kReach;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const QPointF from = m_places[i] - position;
        if (const double distance = QPointF::dotProduct(from, from); distance < least) {
            least = distance;
            best = static_cast<int>(i);
        }
    }
    return best;
}

void ScatterPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_lasso = QPolygonF({event->localPos()});
}

void ScatterPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_lasso.isEmpty())
        m_lasso.append(event->localPos());
    else
        m_hover = nearest(event->localPos());
    update();
}

void ScatterPlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_lasso.isEmpty())
        return;
    const QPolygonF lasso = std::exchange(m_lasso, {});
    const QRectF bounds = lasso.boundingRect();
    if (std::max(bounds.width(), bounds.height()) < kLeastLasso) {
        if (const int point = nearest(event->localPos()); point >= 0)
            emit activated(point);
        update();
        return;
    }
    std::vector<int> inside;
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (bounds.contains(m_places[i]) && lasso.containsPoint(m_places[i], Qt::OddEvenFill))
            inside.push_back(static_cast<int>(i));
    choose(std::move(inside));
}

void ScatterPlot::leaveEvent(QEvent*)
{
    m_hover = -1;
    update();
}

void ScatterPlot::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !m_chosen.empty())
        choose({});
    else
        QWidget::keyPressEvent(event);
}

void ScatterPlot::choose(std::vector<int> points)
{
    const bool different = points != m_chosen;
    m_chosen = std::move(points);
    update();
    if (different)
        emit chosenChanged();
}

} // namespace microt::gui
