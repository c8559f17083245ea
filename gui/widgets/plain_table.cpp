// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/plain_table.h"

#include <QHeaderView>
#include <QTableView>

namespace microt::gui {

void preparePlainTable(QTableView& table)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setShowGrid(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.horizontalHeader()->setHighlightSections(false);
}

} // namespace microt::gui
