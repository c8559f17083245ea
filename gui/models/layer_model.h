// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QAbstractTableModel>
#include <QStringList>

#include "engine/model/cost.h"

namespace microt::gui {

QString workKindText(WorkKind kind); ///< translated: "convolution", "pointwise", …

/// Every operator that a board executes, with its shape and cost. Numbers sort as numbers through SortRole.
/// GUI thread.
class LayerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        KindColumn,
        KernelColumn,
        StrideColumn,
        ShapeColumn,
        MacsColumn,
        ShareColumn,
        ParametersColumn,
        ColumnCount
    };
    enum Role {
        SortRole = Qt::UserRole,
        ShareRole, ///< double: MACs relative to the largest operator
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setCost(std::shared_ptr<const GraphCost> cost); ///< null: no rows

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(int row, int column) const;
    QVariant sortKey(int row, int column) const;

    std::shared_ptr<const GraphCost> m_cost;
    QStringList m_names; ///< as shown
    std::int64_t m_largest = 1;
};

} // namespace microt::gui
