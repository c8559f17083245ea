// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/picture_note_model.h"

#include "gui/models/class_model.h"
#include "gui/models/data_warnings.h"
#include "gui/models/left_header.h"

namespace microt::gui {

void PictureNoteModel::setDataset(const Dataset& dataset)
{
    beginResetModel();
    m_rows.clear();
    const auto nameOf = [](const std::string& path) { return QString::fromLocal8Bit(path.c_str()); };
    for (const Doubles& set : dataset.doubles) {
        const Sample& first = dataset.samples[static_cast<std::size_t>(set.samples.front())];
        for (std::size_t i = 1; i < set.samples.size(); ++i) {
            const Sample& copy = dataset.samples[static_cast<std::size_t>(set.samples[i])];
            QString where = tr("of %1").arg(nameOf(first.path));
            if (copy.label != first.label)
                where += tr("; of another class");
            if (copy.split != first.split)
                where += tr("; %1 and %2").arg(splitText(first.split), splitText(copy.split));
            m_rows.push_back(
                {{nameOf(copy.path), set.exact ? tr("the same picture") : tr("nearly the same"), where}});
        }
    }
    for (const Remark& remark : dataset.remarks)
        m_rows.push_back(
            {{nameOf(remark.path), peculiarityText(remark.kind), QString::fromStdString(remark.what)}});
    endResetModel();
}

int PictureNoteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PictureNoteModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PictureNoteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return row.cells[DetailColumn];
    return role == Qt::DisplayRole ? row.cells[index.column()] : QVariant();
}

QVariant PictureNoteModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QString titles[ColumnCount] = {tr("Picture"), tr("What is said of it"), tr("Details")};
    return section >= 0 && section < ColumnCount ? leftHeader(titles[section], orientation, role)
                                                 : QVariant();
}

} // namespace microt::gui
