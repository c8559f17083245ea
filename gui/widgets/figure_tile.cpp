// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/figure_tile.h"

#include <QEvent>
#include <QPainter>
#include <QVariant>

#include "gui/widgets/theme.h"

namespace microt::gui {
namespace {

constexpr int kPadding = 12;

} // namespace

FigureTile::FigureTile(const QString& label, QWidget* parent) : QFrame(parent), m_label(label)
{
    setProperty("card", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void FigureTile::setFigure(const Figure& figure)
{
    m_figure = figure;
    describe();
    update();
}

void FigureTile::setStale(bool stale)
{
    if (m_stale == stale)
        return;
    m_stale = stale;
    describe();
    update();
}

QSize FigureTile::sizeHint() const
{
    const QFontMetrics small(theme::smallFont());
    const int height = small.height() * 2 + QFontMetrics(theme::figureFont()).height();
    const int width = small.horizontalAdvance(QStringLiteral("+00.0 % vs full, modelled"));
    return {width + 2 * kPadding, height + 2 * theme::kGrid};
}

void FigureTile::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    const QRect area = rect().adjusted(kPadding, theme::kGrid, -kPadding, -theme::kGrid);
    const QFontMetrics small(theme::smallFont());
    const QFontMetrics large(theme::figureFont());

    painter.setFont(theme::smallFont());
    painter.setPen(theme::mutedText());
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop,
                     small.elidedText(m_label, Qt::ElideRight, area.width()));

    const int baseline = area.top() + small.height() + large.ascent();
    painter.setFont(theme::figureFont());
    painter.setPen(m_stale ? theme::mutedText() : theme::text());
    const QString value = m_figure.value.isEmpty() ? QStringLiteral("–") : m_figure.value;
    painter.drawText(area.left(), baseline, value);
    painter.setFont(font());
    painter.drawText(area.left() + large.horizontalAdvance(value) + theme::kGrid / 2, baseline,
                     m_figure.unit);

    QString note = m_figure.difference;
    if (!m_figure.provenance.isEmpty())
        note += (note.isEmpty() ? QString() : QStringLiteral(", ")) + m_figure.provenance;
    painter.setFont(theme::smallFont());
    painter.setPen(theme::mutedText());
    painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom,
                     small.elidedText(note, Qt::ElideRight, area.width()));
}

void FigureTile::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateGeometry();
}

void FigureTile::describe()
{
    setAccessibleName(m_label);
    setAccessibleDescription(QStringLiteral("%1 %2 %3 %4 %5")
                                 .arg(m_figure.value, m_figure.unit, m_figure.difference, m_figure.provenance,
                                      m_stale ? tr("being recomputed") : QString())
                                 .simplified());
}

} // namespace microt::gui
