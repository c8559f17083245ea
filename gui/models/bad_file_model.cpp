// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/bad_file_model.h"

#include "gui/models/data_warnings.h"
#include "gui/models/left_header.h"

namespace microt::gui {

void BadFileModel::setFiles(std::vector<BadFile> files)
{
    beginResetModel();
    m_files = std::move(files);
    endResetModel();
}

int BadFileModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

int BadFileModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BadFileModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const BadFile& file = m_files[index.row()];
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(file.why.what);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case PathColumn:
        return QString::fromLocal8Bit(file.path.c_str());
    case ReasonColumn:
        return leftOutText(file.reason);
    default:
        return QString::fromStdString(file.why.what);
    }
}

QVariant BadFileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString titles[ColumnCount] = {tr("File"), tr("Reason"), tr("Details")};
    return section >= 0 && section < ColumnCount ? leftHeader(titles[section], orientation, role)
                                                 : QVariant();
}

} // namespace microt::gui
