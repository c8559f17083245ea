// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/memory_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>

#include "engine/quant/memory_need.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/theme.h"
#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

QString bytes(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

/// Every block at every step that it lives, sorted by what it is there for.
QVector<ChartSeries> seriesOf(const ArenaPlan& plan)
{
    enum Use { read, written, kept, scratch };
    const std::pair<QString, SeriesRole> names[] = {
        {MemoryView::tr("Read"), SeriesRole::part},
        {MemoryView::tr("Written"), SeriesRole::full},
        {MemoryView::tr("Kept for later"), SeriesRole::calibration},
        {MemoryView::tr("Scratch"), SeriesRole::neutral},
    };
    QVector<ChartSeries> series;
    for (const auto& [name, role] : names) {
        ChartSeries one;
        one.name = name;
        one.role = role;
        one.kind = SeriesKind::bars;
        one.barWidth = 1.0;
        series.append(one);
    }
    const int steps = static_cast<int>(plan.ops.size());
    for (int step = 0; step < steps; ++step)
        for (const ArenaBlock& block : plan.blocks) {
            if (step < block.firstStep || step > block.lastStep)
                continue;
            const QuantOp& op = plan.ops[static_cast<std::size_t>(step)];
            Use use = kept;
            if (block.tensor < 0)
                use = scratch;
            else if (block.tensor == op.output)
                use = written;
            else if (block.tensor == op.input || block.tensor == op.input2)
                use = read;
            series[use].points.append({step + 1.0, (block.offset + block.bytes) / 1e3});
            series[use].base.append(block.offset / 1e3);
        }
    return series;
}

QTableWidgetItem* itemOf(const QString& text, bool fits = true)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    if (!fits)
        item->setForeground(theme::danger());
    return item;
}

QTableWidgetItem* verdict(std::uint64_t needed, std::uint64_t available)
{
    if (needed <= available)
        return itemOf(MemoryView::tr("fits, %1 B free").arg(bytes(available - needed)));
    return itemOf(MemoryView::tr("does not fit by %1 B").arg(bytes(needed - available)), false);
}

} // namespace

MemoryView::MemoryView(const std::vector<BoardProfile>& boards, QWidget* parent)
    : QWidget(parent), m_boards(boards), m_cut(new QComboBox(this)), m_sentence(new QLabel(this)),
      m_chart(new Chart(tr("Arena over time"), this)),
      m_fits(new QTableWidget(static_cast<int>(boards.size()), 3, this))
{
    m_cut->setAccessibleName(tr("Cut"));
    m_cut->setToolTip(tr("Where the part model ends: its pooled features need room too"));
    m_sentence->setWordWrap(true);
    m_fits->setHorizontalHeaderLabels({tr("Board"), tr("RAM"), tr("Flash")});
    m_fits->setAccessibleName(tr("Whether it fits"));
    m_fits->verticalHeader()->hide();
    m_fits->setShowGrid(false);
    m_fits->setTabKeyNavigation(false);
    m_fits->setSelectionMode(QAbstractItemView::NoSelection);
    m_fits->horizontalHeader()->setHighlightSections(false);
    m_fits->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_fits->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);

    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(m_cut);
    top->addWidget(m_sentence, 1);
    // As high as its rows.
    const int rowHeight = m_fits->fontMetrics().height() + theme::kGrid;
    m_fits->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_fits->setFixedHeight(static_cast<int>(boards.size() + 1) * rowHeight + 2 * theme::kGrid);
    m_fits->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, theme::kGrid, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(top);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_fits);
    connect(m_cut, QOverload<int>::of(&QComboBox::activated), this, &MemoryView::showNeed);
}

void MemoryView::setExtractor(std::shared_ptr<const Extractor> extractor, int cut)
{
    m_extractor = std::move(extractor);
    m_cut->clear();
    if (m_extractor)
        for (const Cut& each : m_extractor->graph.cuts)
            m_cut->addItem(tr("Cut %1").arg(each.index), each.index);
    m_cut->addItem(tr("Full alone"), 0);
    m_cut->setCurrentIndex(qMax(0, cut == 0 ? 0 : m_cut->findData(cut)));
    showNeed();
}

void MemoryView::setCut(int cut)
{
    const int index = m_cut->findData(cut);
    if (cut == 0 || index < 0 || index == m_cut->currentIndex())
        return;
    m_cut->setCurrentIndex(index);
    showNeed();
}

void MemoryView::setSight(const Sight& sight)
{
    if (sight.asPublished == m_sight.asPublished && sight.earlier == m_sight.earlier)
        return;
    m_sight = sight;
    showNeed();
}

void MemoryView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        showNeed();
}

void MemoryView::showNeed()
{
    m_stale = !isVisible();
    if (!m_extractor || m_stale)
        return;
    const auto need = planMemory(*m_extractor, m_cut->currentData().toInt(), m_sight);
    m_chart->setVisible(need.ok());
    m_fits->setVisible(need.ok());
    if (!need.ok()) {
        m_sentence->setText(
            tr("No memory can be planned: %1").arg(QString::fromStdString(need.failure().what)));
        return;
    }
    const ArenaPlan& plan = need.value().plan;
    m_sentence->setText(
        tr("In int8 a run needs %1 B of RAM, its input included, and %2 B of flash; %3 B of RAM in slices of "
           "rows. The firmware's own memory, heads and samples come on top.")
            .arg(bytes(plan.arenaBytes), bytes(need.value().imageBytes), bytes(need.value().slicedBytes)));
    m_sentence->setToolTip(
        plan.arenaBytes == plan.leastBytes
            ? tr("No placement of whole tensors takes less RAM: that is proven.")
            : tr("No placement of whole tensors takes less than %1 B of RAM.").arg(bytes(plan.leastBytes)));
    const auto steps = static_cast<double>(plan.ops.size());
    m_chart->setAxes({tr("Operator, in order"), 0.5, steps + 0.5, steps > 30 ? 10.0 : 5.0, 0},
                     {tr("Arena, kB"), 0.0, plan.arenaBytes * 1.05 / 1e3, 0.0, 0});
    m_chart->setSeries(seriesOf(plan));
    for (int row = 0; row < static_cast<int>(m_boards.size()); ++row) {
        const BoardProfile& board = m_boards[static_cast<std::size_t>(row)];
        m_fits->setItem(row, 0, itemOf(shortName(board)));
        m_fits->setItem(row, 1, verdict(plan.arenaBytes, board.ramBytes()));
        m_fits->setItem(row, 2, verdict(need.value().imageBytes, board.flashBytes()));
    }
}

} // namespace microt::gui
