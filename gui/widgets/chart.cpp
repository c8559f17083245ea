// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/chart.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include "gui/widgets/chart_plot.h"
#include "gui/widgets/chart_state.h"

namespace microt::gui {
namespace {

constexpr double kGrab = 8.0; ///< how near the pointer must be to a marker to take it

} // namespace

Chart::Chart(const QString& title, QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->title = title;
    m_state->click.setSingleShot(true);
    connect(&m_state->click, &QTimer::timeout, this, [this] { emit clicked(m_state->clickX); });
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent); // so that a moving marker does not repaint the card below
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

Chart::~Chart() = default;

void Chart::setAxes(const ChartAxis& x, const ChartAxis& y)
{
    m_state->plot.setAxes(x, y);
    m_state->invalidate(size());
    update();
}

void Chart::setSeries(const QVector<ChartSeries>& series)
{
    m_state->series = series;
    m_state->plot.setSeries(series);
    m_state->invalidate(size());
    QStringList names;
    for (const ChartSeries& one : series)
        names << one.name;
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    update();
}

void Chart::setMarkers(const QVector<ChartMarker>& markers)
{
    m_state->markers = markers;
    update();
}

void Chart::setStale(bool stale)
{
    if (m_state->stale == stale)
        return;
    m_state->stale = stale;
    m_state->picture = {};
    update();
}

const QVector<ChartSeries>& Chart::series() const
{
    return m_state->series;
}

const QVector<ChartMarker>& Chart::markers() const
{
    return m_state->markers;
}

QPointF Chart::toPosition(const QPointF& value) const
{
    return m_state->plot.toPosition(value) + m_state->origin;
}

QPointF Chart::toValue(const QPointF& position) const
{
    return m_state->plot.toValue(position - m_state->origin);
}

QSize Chart::sizeHint() const
{
    return {440, 260};
}

QSize Chart::minimumSizeHint() const
{
    return {240, 180};
}

void Chart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    State& s = *m_state;
    const qreal ratio = devicePixelRatioF();
    if (s.picture.isNull()) {
        s.picture = QPixmap(size() * ratio);
        s.picture.setDevicePixelRatio(ratio);
        s.picture.fill(theme::card());
        QPainter picture(&s.picture);
        picture.setOpacity(s.stale ? 0.45 : 1.0);
        s.paintStill(picture, size());
    }
    painter.drawPixmap(0, 0, s.picture);
    painter.setOpacity(s.stale ? 0.45 : 1.0);
    s.paintMarkers(painter);
    painter.setOpacity(1.0);
    s.paintHover(painter);
    if (!s.band.isNull()) {
        QColor fill = theme::accent();
        painter.setPen(fill);
        fill.setAlpha(40);
        painter.setBrush(fill);
        painter.drawRect(s.band.normalized());
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme::accent());
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void Chart::resizeEvent(QResizeEvent*)
{
    m_state->invalidate(size());
}

void Chart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange) {
        m_state->plot.applyTheme();
        m_state->invalidate(size());
        update();
    }
}

const ChartMarker* Chart::draggableNear(const QPointF& position) const
{
    for (const ChartMarker& marker : m_state->markers)
        if (marker.draggable && std::abs(toPosition({marker.x, 0.0}).x() - position.x()) <= kGrab)
            return &marker;
    return nullptr;
}

void Chart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    State& s = *m_state;
    s.message.clear();
    s.pressed = event->localPos();
    s.draggingMarker = draggableNear(event->localPos()) != nullptr;
}

void Chart::mouseMoveEvent(QMouseEvent* event)
{
    State& s = *m_state;
    const QPointF at = event->localPos();
    if (s.pressed && s.draggingMarker) {
        emit markerDragged(toValue(at).x());
    } else if (s.pressed) {
        const QPointF moved = at - *s.pressed;
        if (std::abs(moved.x()) > kGrab && std::abs(moved.y()) > kGrab)
            s.band = QRectF(*s.pressed, at);
    }
    const QRectF area = s.plot.plotArea().translated(s.origin);
    s.hover = area.contains(at) && !s.pressed ? std::optional<QPointF>(at) : std::nullopt;
    setCursor(s.draggingMarker || draggableNear(at) != nullptr ? Qt::SplitHCursor : Qt::ArrowCursor);
    update();
}

void Chart::mouseReleaseEvent(QMouseEvent* event)
{
    State& s = *m_state;
    if (event->button() != Qt::LeftButton || !s.pressed)
        return;
    if (!s.band.isNull()) {
        zoomTo(s.band.normalized());
    } else if (!s.draggingMarker && s.plot.plotArea().translated(s.origin).contains(event->localPos())) {
        s.clickX = toValue(event->localPos()).x();
        s.click.start(QApplication::doubleClickInterval());
    }
    s.pressed.reset();
    s.draggingMarker = false;
    s.band = {};
    update();
}

void Chart::mouseDoubleClickEvent(QMouseEvent*)
{
    m_state->click.stop(); // its first press was no click
    m_state->pressed.reset();
    resetZoom();
}

void Chart::leaveEvent(QEvent*)
{
    m_state->hover.reset();
    update();
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        emit stepped(-1);
        break;
    case Qt::Key_Right:
        emit stepped(1);
        break;
    case Qt::Key_PageDown:
        emit stepped(-10);
        break;
    case Qt::Key_PageUp:
        emit stepped(10);
        break;
    case Qt::Key_Home:
        resetZoom();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Chart::zoomTo(const QRectF& area)
{
    const QRectF inside = area & m_state->plot.plotArea().translated(m_state->origin);
    if (inside.isEmpty())
        return;
    const QPointF low = toValue(inside.bottomLeft());
    const QPointF high = toValue(inside.topRight());
    m_state->plot.setRange(QRectF(low, high));
    m_state->invalidate(size());
    update();
}

void Chart::resetZoom()
{
    m_state->plot.setRange({});
    m_state->invalidate(size());
    update();
}

void Chart::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    const QAction* reset = menu.addAction(tr("Show everything"));
    menu.addSeparator();
    for (const QString& suffix : {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("csv")})
        menu.addAction(tr("Save as %1…").arg(suffix.toUpper()))->setData(suffix);
    const QAction* chosen = menu.exec(event->globalPos());
    if (chosen == reset)
        resetZoom();
    else if (chosen != nullptr)
        askAndSave(chosen->data().toString());
}

void Chart::askAndSave(const QString& suffix)
{
    QFileDialog dialog(this, tr("Save “%1”").arg(m_state->title));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(suffix);
    dialog.setNameFilter(QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    dialog.selectFile(m_state->title + QLatin1Char('.') + suffix);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const Status saved = saveTo(dialog.selectedFiles().value(0));
    m_state->message =
        saved.ok() ? QString() : tr("Not saved: %1").arg(QString::fromStdString(saved.failure().what));
    m_state->invalidate(size());
    update();
}

} // namespace microt::gui
