// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include <QAbstractTableModel>

#include "engine/stage/outcome.h"

namespace microt::gui {

/// Part, full and staged model side by side: a row each.
class StageTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Row { part, full, staged, rowCountOf };
    enum Column { answers, accuracy, balanced, neverAnswered, energy, saving, latency, columnCountOf };

    using QAbstractTableModel::QAbstractTableModel;

    /// Accuracies 0..1 on the test split; part and full by class, too.
    void set(double partAccuracy, double fullAccuracy, const ClassFigures& partClasses,
             const ClassFigures& fullClasses, const Outcome& outcome, const std::optional<StageEnergy>& cost);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::array<std::array<QString, columnCountOf>, rowCountOf> m_cells;
};

} // namespace microt::gui
