// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/live_class_model.h"

#include <QLocale>

namespace microt::gui {

void LiveClassModel::show(const std::vector<std::string>& classes, const std::vector<int>& counts)
{
    if (classes != m_classes) {
        beginResetModel();
        m_classes = classes;
        m_counts = counts;
        endResetModel();
    } else if (counts != m_counts) {
        m_counts = counts;
        emit dataChanged(index(0, samples), index(rowCount() - 1, samples));
    }
}

std::vector<int> LiveClassModel::beginningWith(const QString& text) const
{
    std::vector<int> found;
    for (std::size_t i = 0; i < m_classes.size(); ++i)
        if (!text.isEmpty() && QString::fromStdString(m_classes[i]).startsWith(text, Qt::CaseInsensitive))
            found.push_back(static_cast<int>(i));
    return found;
}

int LiveClassModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_classes.size());
}

int LiveClassModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant LiveClassModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::TextAlignmentRole && index.column() == samples)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case key:
        return index.row() < kKeys ? QString::number(index.row() + 1) : QString();
    case name:
        return QString::fromStdString(m_classes[row]);
    default:
        return row < m_counts.size() ? QLocale().toString(m_counts[row]) : QStringLiteral("–");
    }
}

QVariant LiveClassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Key"), tr("Class"), tr("Samples")};
    return section < columns ? names[section] : QVariant();
}

} // namespace microt::gui
