// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/class_model.h"

#include <algorithm>
#include <numeric>

#include <QLocale>
#include <QMimeData>
#include <QVector>

#include "gui/models/picture_model.h"

namespace microt::gui {

QString splitText(Split split)
{
    switch (split) {
    case Split::train:
        return ClassModel::tr("train");
    case Split::calibration:
        return ClassModel::tr("calibration");
    case Split::test:
        return ClassModel::tr("test");
    }
    return {};
}

void ClassModel::setDataset(const std::shared_ptr<const Dataset>& dataset)
{
    beginResetModel();
    m_rows.clear();
    m_largest = 1;
    if (dataset) {
        Row all{tr("All classes"), {}, 0};
        const auto counts = dataset->counts();
        m_rows.resize(1);
        for (std::size_t c = 0; c < counts.size(); ++c) {
            Row row{QString::fromStdString(dataset->classes[c]), counts[c], 0};
            row.total = std::accumulate(row.counts.begin(), row.counts.end(), 0);
            for (int s = 0; s < kSplitCount; ++s)
                all.counts[s] += row.counts[s];
            all.total += row.total;
            m_largest = std::max(m_largest, row.total);
            m_rows.push_back(std::move(row));
        }
        m_rows.front() = std::move(all);
    }
    endResetModel();
}

int ClassModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ClassModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    const QLocale locale;
    const auto spelled = [&row, &locale]() {
        QStringList parts;
        for (const Split split : {Split::train, Split::calibration, Split::test})
            parts << QStringLiteral("%1 %2").arg(locale.toString(row.counts[static_cast<int>(split)]),
                                                 splitText(split));
        return parts.join(QStringLiteral(", "));
    };
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == NameColumn)
            return row.name;
        return index.column() == CountColumn ? locale.toString(row.total) : QString();
    case Qt::ToolTipRole:
        return QStringLiteral("%1: %2").arg(row.name, spelled());
    case Qt::AccessibleTextRole:
        return index.column() == SplitColumn ? spelled() : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(index.column() == CountColumn ? Qt::AlignRight | Qt::AlignVCenter
                                                      : Qt::AlignLeft | Qt::AlignVCenter);
    case CountsRole:
        return QVariant::fromValue(QVector<int>(row.counts.begin(), row.counts.end()));
    case ShareRole:
        return index.row() == 0 ? 1.0 : static_cast<double>(row.total) / m_largest;
    default:
        return {};
    }
}

QVariant ClassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant(section == CountColumn ? Qt::AlignRight | Qt::AlignVCenter
                                               : Qt::AlignLeft | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Class");
    case CountColumn:
        return tr("Pictures");
    default:
        return tr("Split");
    }
}

Qt::ItemFlags ClassModel::flags(const QModelIndex& index) const
{
    const bool isClass = index.isValid() && labelOfRow(index.row()) >= 0;
    return QAbstractTableModel::flags(index) | (isClass ? Qt::ItemIsDropEnabled : Qt::NoItemFlags);
}

QStringList ClassModel::mimeTypes() const
{
    return {picturesMimeType()};
}

bool ClassModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int, int,
                                 const QModelIndex& parent) const
{
    return data->hasFormat(picturesMimeType()) && parent.isValid() && labelOfRow(parent.row()) >= 0;
}

bool ClassModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                              const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    std::vector<std::string> paths;
    for (const QByteArray& path : data->data(picturesMimeType()).split('\0'))
        if (!path.isEmpty())
            paths.push_back(path.toStdString());
    emit picturesDropped(paths, m_rows[static_cast<std::size_t>(parent.row())].name);
    return true;
}

} // namespace microt::gui
