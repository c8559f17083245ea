// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAbstractTableModel>

#include "engine/cut/cut_table.h"

namespace microt::gui {

/// A row for each cut, in the order of the table. The plain number of a cell is its kSortRole.
class CutTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        cut,
        features,
        macs,
        macShare,
        parameters,
        arena,
        partAccuracy,
        balancedAccuracy,
        selectionAccuracy,
        fullAccuracy,
        loss,
        gain,
        score,
        bestRatio,
        stagedAccuracy,
        energy,
        columnCountOf
    };
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// Null empties it. Where the cuts stay the same, only their numbers change: selection and place remain.
    void setTable(std::shared_ptr<const CutTable> table);
    int cutAt(int row) const; ///< 0 if there is no such row
    int rowOf(int cut) const; ///< -1 if there is no such cut

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const CutTable> m_table;
};

} // namespace microt::gui
