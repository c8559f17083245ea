// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "engine/energy/board_profile.h"
#include "engine/train/methods/comparison_record.h"
#include "engine/train/methods/row_figures.h"

namespace microt::gui {

/// A comparison as a table: a row a method, in the order that was asked for. Figures of several seeds are
/// means; all energy is modelled.
class MethodTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        method,
        accuracy,
        paper,
        points,
        chance,
        epochEnergy,
        trainEnergy,
        inferEnergy,
        trainSram,
        inferSram,
        fits,
        columnCountOf
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `boards`: those there are; the comparison's own says whether a training fits.
    void set(std::shared_ptr<const Comparison> comparison, const std::vector<BoardProfile>& boards);

    const std::shared_ptr<const Comparison>& comparison() const { return m_comparison; }
    const RowFigures& figuresAt(int row) const { return m_figures[static_cast<std::size_t>(row)]; }
    MethodKind methodAt(int row) const { return m_comparison->wish.methods[static_cast<std::size_t>(row)]; }
    const RowResults& resultsAt(int row) const { return m_comparison->rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// What a training takes on each board, a line each.
    QString memoryText(int row) const;

private:
    QString textOf(int row, int column) const;
    QString memoryFigure(int row, int column) const;

    std::shared_ptr<const Comparison> m_comparison;
    std::vector<RowFigures> m_figures;
    std::vector<BoardProfile> m_boards;
};

/// A p value: "0.041", "<0.001".
QString chanceText(double p);
/// As in papers: "TinyTL". The same in every language.
QString methodTitle(MethodKind kind);
/// What learns, a clause; translated.
QString methodMeaning(MethodKind kind);

} // namespace microt::gui
