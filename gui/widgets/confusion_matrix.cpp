// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/confusion_matrix.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include "gui/widgets/theme.h"

namespace microt::gui {
namespace {

constexpr int kShades = 256;
constexpr double kMostName = 96.0; ///< widest room for names, pixels

// From the card's colour to a strong blue. The square root spreads the small shares, where confusions are.
std::array<QRgb, kShades> shadeTable()
{
    const QColor from = theme::card();
    const QColor to = theme::isDark() ? QColor(0x56, 0xb4, 0xe9) : QColor(0x00, 0x4d, 0x80);
    std::array<QRgb, kShades> table{};
    for (int i = 0; i < kShades; ++i) {
        const double t = std::sqrt(i / double(kShades - 1));
        const auto mix = [t](int a, int b) { return qRound(a + (b - a) * t); };
        table[i] =
            qRgb(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
    }
    return table;
}

QFontMetricsF cellMetrics()
{
    return QFontMetricsF(theme::smallFont());
}

} // namespace

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Confusion matrix"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ConfusionMatrix::setClasses(const QStringList& names)
{
    m_names = names;
    m_counts.clear();
    m_rowSums.clear();
    m_hover = m_current = {};
    layOut();
    shade();
}

void ConfusionMatrix::setCounts(std::vector<std::int64_t> counts)
{
    const auto side = static_cast<std::size_t>(classes());
    m_counts = counts.size() == side * side ? std::move(counts) : std::vector<std::int64_t>();
    m_rowSums.assign(m_counts.empty() ? 0 : side, 0);
    for (std::size_t row = 0; row < m_rowSums.size(); ++row)
        for (std::size_t column = 0; column < side; ++column)
            m_rowSums[row] += m_counts[row * side + column];
    shade();
}

void ConfusionMatrix::setStale(bool stale)
{
    m_stale = stale;
    update();
}

std::int64_t ConfusionMatrix::countAt(int label, int answer) const
{
    return m_counts.empty() ? 0 : m_counts[static_cast<std::size_t>(label) * classes() + answer];
}

void ConfusionMatrix::shade()
{
    if (m_counts.empty()) {
        m_shades = {};
        update();
        return;
    }
    const std::array<QRgb, kShades> table = shadeTable();
    const int side = classes();
    if (m_shades.width() != side)
        m_shades = QImage(side, side, QImage::Format_RGB32);
    for (int row = 0; row < side; ++row) {
        auto* line = reinterpret_cast<QRgb*>(m_shades.scanLine(row));
        const std::int64_t* counts = &m_counts[static_cast<std::size_t>(row) * side];
        const double scale = m_rowSums[row] > 0 ? (kShades - 1) / double(m_rowSums[row]) : 0.0;
        for (int column = 0; column < side; ++column)
            line[column] = table[static_cast<int>(std::ceil(counts[column] * scale))];
    }
    update();
}

void ConfusionMatrix::layOut()
{
    const QFontMetricsF metrics = cellMetrics();
    const double line = metrics.height();
    double widest = 0.0;
    for (const QString& name : qAsConst(m_names))
        widest = std::max(widest, metrics.horizontalAdvance(name));
    const double bottom = height() - line - 6.0;
    double left = line + 4.0;
    const double top = line + 6.0;
    const int side = std::max(1, classes());
    if ((bottom - top) / side >= line - 2.0)
        left += std::min(widest, kMostName) + 4.0;
    m_grid = QRectF(QPointF(left, top), QPointF(width() - 1.0, bottom));
}

QRectF ConfusionMatrix::cellRect(int label, int answer) const
{
    const int side = std::max(1, classes());
    const double width = m_grid.width() / side;
    const double height = m_grid.height() / side;
    return {m_grid.left() + answer * width, m_grid.top() + label * height, width, height};
}

ConfusionMatrix::Cell ConfusionMatrix::cellAt(const QPointF& position) const
{
    if (!m_grid.contains(position) || m_counts.empty())
        return {};
    const int side = classes();
    const auto index = [side](double share) {
        return std::clamp(static_cast<int>(share * side), 0, side - 1);
    };
    return {index((position.y() - m_grid.top()) / m_grid.height()),
            index((position.x() - m_grid.left()) / m_grid.width())};
}

QString ConfusionMatrix::describe(int label, int answer) const
{
    const QLocale locale;
    const std::int64_t count = countAt(label, answer);
    const std::int64_t sum = m_rowSums.empty() ? 0 : m_rowSums[label];
    const QString share = locale.toString(sum > 0 ? 100.0 * count / sum : 0.0, 'f', 1);
    if (label == answer)
        return tr("%1: %2 of %3 right (%4 %)")
            .arg(m_names[label], locale.toString(qlonglong(count)), locale.toString(qlonglong(sum)), share);
    return tr("%1 answered as %2: %3 of %4 (%5 %)")
        .arg(m_names[label], m_names[answer], locale.toString(qlonglong(count)),
             locale.toString(qlonglong(sum)), share);
}

void ConfusionMatrix::paintNames(QPainter& painter) const
{
    const QFontMetricsF metrics = cellMetrics();
    const double line = metrics.height();
    painter.setPen(theme::mutedText());
    painter.drawText(QRectF(m_grid.left(), 2.0, m_grid.width(), line), Qt::AlignRight | Qt::AlignTop,
                     tr("answer →"));
    painter.save();
    painter.translate(0.0, m_grid.bottom());
    painter.rotate(-90.0);
    painter.drawText(QRectF(0.0, 0.0, m_grid.height(), line), Qt::AlignRight | Qt::AlignTop, tr("← label"));
    painter.restore();
    if (m_grid.height() / std::max(1, classes()) < line - 2.0)
        return;
    const double room = m_grid.left() - line - 8.0;
    for (int row = 0; row < classes(); ++row) {
        const QRectF cell = cellRect(row, 0);
        painter.drawText(QRectF(line + 4.0, cell.top(), room, cell.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(m_names[row], Qt::ElideRight, room));
    }
}

void ConfusionMatrix::paintCounts(QPainter& painter) const
{
    const QFontMetricsF metrics = cellMetrics();
    const QRectF first = cellRect(0, 0);
    const std::int64_t most = *std::max_element(m_counts.begin(), m_counts.end());
    if (first.height() < metrics.height() - 2.0 ||
        first.width() < metrics.horizontalAdvance(QString::number(most)) + 4.0)
        return;
    for (int row = 0; row < classes(); ++row)
        for (int column = 0; column < classes(); ++column) {
            const std::int64_t count = countAt(row, column);
            if (count == 0)
                continue;
            // Text on the shade it lies on, whichever of black and white stands out more.
            painter.setPen(qGray(m_shades.pixel(column, row)) < 128 ? Qt::white : Qt::black);
            painter.drawText(cellRect(row, column), Qt::AlignCenter, QString::number(count));
        }
}

void ConfusionMatrix::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::card());
    const QFontMetricsF metrics = cellMetrics();
    painter.setFont(theme::smallFont());
    painter.setPen(theme::text());
    painter.drawText(QPointF(2.0, 2.0 + metrics.ascent()), tr("Confusion matrix, test pictures"));
    if (m_counts.empty())
        return;

    painter.setOpacity(m_stale ? 0.45 : 1.0);
    painter.drawImage(m_grid, m_shades);
    paintNames(painter);
    paintCounts(painter);
    painter.setOpacity(1.0);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme::line());
    painter.drawRect(m_grid);

    const Cell told = m_hover.valid() ? m_hover : m_current;
    if (told.valid()) {
        painter.setPen(QPen(theme::series(SeriesRole::wrong), 2.0));
        painter.drawRect(cellRect(told.label, told.answer).adjusted(-1.0, -1.0, 1.0, 1.0));
    }
    const QString sentence =
        told.valid() ? describe(told.label, told.answer) : tr("Click a cell to see its pictures.");
    painter.setPen(told.valid() ? theme::text() : theme::mutedText());
    painter.drawText(QPointF(2.0, height() - metrics.descent() - 1.0),
                     metrics.elidedText(sentence, Qt::ElideMiddle, width() - 4.0));
    if (hasFocus()) {
        painter.setPen(theme::accent());
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ConfusionMatrix::resizeEvent(QResizeEvent*)
{
    layOut();
}

void ConfusionMatrix::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange) {
        layOut();
        shade();
    }
}

void ConfusionMatrix::mouseMoveEvent(QMouseEvent* event)
{
    m_hover = cellAt(event->localPos());
    setCursor(m_hover.valid() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void ConfusionMatrix::mousePressEvent(QMouseEvent* event)
{
    const Cell cell = cellAt(event->localPos());
    if (event->button() != Qt::LeftButton || !cell.valid())
        return;
    setCurrent(cell);
    emit cellActivated(cell.label, cell.answer);
}

void ConfusionMatrix::leaveEvent(QEvent*)
{
    m_hover = {};
    update();
}

void ConfusionMatrix::setCurrent(Cell cell)
{
    m_current = cell;
    setAccessibleDescription(describe(cell.label, cell.answer));
    update();
}

void ConfusionMatrix::keyPressEvent(QKeyEvent* event)
{
    if (m_counts.empty())
        return QWidget::keyPressEvent(event);
    const int last = classes() - 1;
    Cell next = m_current.valid() ? m_current : Cell{0, 0};
    switch (event->key()) {
    case Qt::Key_Left:
        next.answer = std::max(0, next.answer - 1);
        break;
    case Qt::Key_Right:
        next.answer = std::min(last, next.answer + 1);
        break;
    case Qt::Key_Up:
        next.label = std::max(0, next.label - 1);
        break;
    case Qt::Key_Down:
        next.label = std::min(last, next.label + 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        emit cellActivated(next.label, next.answer);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    m_hover = {};
    setCurrent(next);
}

} // namespace microt::gui
