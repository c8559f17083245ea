// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/gains_table.h"

#include <algorithm>

#include <QHeaderView>
#include <QLocale>

namespace microt::gui {

GainsTable::GainsTable(QWidget* parent) : QTableWidget(0, 4, parent)
{
    setHorizontalHeaderLabels({tr("Cut"), tr("Part, %"), tr("Full, %"), tr("Fused score")});
    setAccessibleName(tr("What each cut gained"));
    setToolTip(
        tr("Before and after training, on calibration and held-out train pictures of the active task"));
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    verticalHeader()->hide();
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    hide();
}

void GainsTable::setGains(const std::vector<TrainedCut>& trained,
                          const std::optional<std::filesystem::path>& result)
{
    setVisible(!trained.empty());
    if (static_cast<std::size_t>(rowCount()) == trained.size())
        return;
    const QLocale locale;
    const auto change = [&locale](double before, double after, int decimals) {
        return QStringLiteral("%1 → %2").arg(locale.toString(before, 'f', decimals),
                                             locale.toString(after, 'f', decimals));
    };
    setRowCount(static_cast<int>(trained.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const TrainedCut& one = trained[static_cast<std::size_t>(row)];
        const QString cells[] = {locale.toString(one.gain.cut),
                                 change(100.0 * one.gain.partBefore, 100.0 * one.gain.partAfter, 1),
                                 change(100.0 * one.gain.fullBefore, 100.0 * one.gain.fullAfter, 1),
                                 change(one.gain.scoreBefore, one.gain.scoreAfter, 3)};
        for (int column = 0; column < 4; ++column)
            setItem(row, column, new QTableWidgetItem(cells[column]));
        if (result && *result == one.file)
            selectRow(row);
    }
    const int shown = std::min(rowCount(), 4);
    setFixedHeight(horizontalHeader()->sizeHint().height() + 2 * frameWidth() +
                   shown * verticalHeader()->defaultSectionSize());
}

} // namespace microt::gui
