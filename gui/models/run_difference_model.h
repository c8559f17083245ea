// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QAbstractTableModel>
#include <QString>
#include <QVector>

#include "engine/project/run_record.h"

namespace microt::gui {

/// A run, or two side by side: settings first, then figures with their difference. What differs is bold and
/// marked in a column of its own.
class RunDifferenceModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { name, first, second, difference, columnCountOf };

    using QAbstractTableModel::QAbstractTableModel;

    void set(const std::optional<RunRecord>& one, const std::optional<RunRecord>& two);
    /// Of two runs, only the rows that differ.
    void setOnlyDifferent(bool only);

    bool isHeading(int row) const;
    bool differs(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override; ///< two for one run
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString text[columnCountOf];
        bool heading = false;
        bool differs = false;
    };

    void fill();
    void addHeading(const QString& text, bool empty);
    void addSetting(const RunPair& pair);
    void addFigure(const RunPair& pair);
    bool isShown(const RunPair& pair) const;

    std::optional<RunRecord> m_one;
    std::optional<RunRecord> m_two;
    bool m_onlyDifferent = true;
    QVector<Row> m_rows;
};

} // namespace microt::gui
