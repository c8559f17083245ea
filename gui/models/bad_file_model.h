// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>

#include "engine/data/dataset.h"

namespace microt::gui {

/// The files of a dataset that were left out, and why. GUI thread.
class BadFileModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { PathColumn, ReasonColumn, DetailColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setFiles(std::vector<BadFile> files);
    const BadFile& file(int row) const { return m_files[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<BadFile> m_files;
};

} // namespace microt::gui
