// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "engine/data/dataset.h"

namespace microt::gui {

/// Pictures of a dataset that deserve a look although they are used: doubles, then what is odd about some.
/// GUI thread.
class PictureNoteModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, NoteColumn, DetailColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDataset(const Dataset& dataset);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString cells[ColumnCount];
    };
    std::vector<Row> m_rows;
};

} // namespace microt::gui
