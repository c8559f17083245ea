// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace microt::gui {

/// Makes a table a list of rows: whole rows are chosen, there is no grid, rows have no header, and Tab leaves
/// the table.
void preparePlainTable(QTableView& table);

} // namespace microt::gui
