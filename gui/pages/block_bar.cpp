// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/block_bar.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {
constexpr int kBarHeight = 3 * theme::kGrid;
}

BlockBar::BlockBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Share of the multiply-accumulates by block"));
}

void BlockBar::setCost(std::shared_ptr<const GraphCost> cost)
{
    m_blocks.clear();
    if (cost) {
        const QLocale locale;
        std::vector<CutCost> ends = cost->cuts;
        ends.push_back(cost->full);
        double from = 0.0;
        int cut = 0;
        QStringList spelled;
        for (const CutCost& end : ends) {
            const bool last = &end == &ends.back();
            const QString share = locale.toString(100.0 * (end.macShare - from), 'f', 1);
            const QString name = last ? tr("rest") : QString::number(end.cut);
            const QString meaning = last ? tr("After cut %1: %2 % of the MACs").arg(cut).arg(share)
                                         : tr("Up to cut %1: %2 % of the MACs").arg(end.cut).arg(share);
            m_blocks.append({name, meaning, from, end.macShare});
            spelled << meaning;
            from = end.macShare;
            cut = end.cut;
        }
        setAccessibleDescription(spelled.join(QStringLiteral("; ")));
    }
    update();
}

QSize BlockBar::sizeHint() const
{
    return {40 * theme::kGrid, kBarHeight + QFontMetrics(theme::smallFont()).height() + 2};
}

void BlockBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(theme::smallFont());
    const QFontMetrics metrics(theme::smallFont());
    QColor colour = theme::series(SeriesRole::full);
    for (int i = 0; i < m_blocks.size(); ++i) {
        const Block& block = m_blocks[i];
        const QRectF part(block.from * width(), 0.0, (block.to - block.from) * width(), kBarHeight);
        // Two tones in turn: neighbours are told apart even where they are a pixel wide.
        colour.setAlphaF(i % 2 == 0 ? 0.9 : 0.55);
        painter.fillRect(part.adjusted(0.0, 0.0, part.width() > 3.0 ? -1.0 : 0.0, 0.0), colour);
        if (metrics.horizontalAdvance(block.name) + 4 <= part.width()) {
            painter.setPen(theme::mutedText());
            painter.drawText(QRectF(part.left(), kBarHeight + 2, part.width(), metrics.height()),
                             Qt::AlignCenter, block.name);
        }
    }
}

bool BlockBar::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const double share = static_cast<double>(help->pos().x()) / qMax(1, width());
        for (const Block& block : m_blocks)
            if (share >= block.from && share < block.to) {
                QToolTip::showText(help->globalPos(), block.meaning, this);
                return true;
            }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace microt::gui
