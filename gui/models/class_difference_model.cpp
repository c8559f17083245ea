// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/class_difference_model.h"

#include "gui/words/numbers.h"

namespace microt::gui {

void ClassDifferenceModel::set(const QString& method, const QStringList& names,
                               std::vector<ClassDifference> differences)
{
    beginResetModel();
    m_method = method;
    m_names = names;
    m_differences = std::move(differences);
    endResetModel();
}

int ClassDifferenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_differences.size());
}

int ClassDifferenceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassDifferenceModel::valueAt(const QModelIndex& index) const
{
    const ClassDifference& one = m_differences[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case NameColumn:
        return m_names.value(index.row());
    case PicturesColumn:
        return qlonglong(one.pictures);
    case AccuracyColumn:
        return one.accuracy;
    case MicroTColumn:
        return one.microt;
    default:
        return one.points;
    }
}

QVariant ClassDifferenceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == SortRole)
        return valueAt(index);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == NameColumn)
        return valueAt(index);
    const ClassDifference& one = m_differences[static_cast<std::size_t>(index.row())];
    if (index.column() == PicturesColumn)
        return QLocale().toString(qlonglong(one.pictures));
    if (one.pictures == 0)
        return tr("none");
    const double value = valueAt(index).toDouble();
    return index.column() == PointsColumn ? signedFixed(value, 1) : fixed(value, 1);
}

QVariant ClassDifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == PicturesColumn)
            return tr("Test pictures of this class, of all seeds together");
        if (section == AccuracyColumn || section == MicroTColumn)
            return tr(
                "Of the test pictures of this class, those that were answered rightly, mean of the seeds");
        if (section == PointsColumn)
            return tr("How much more accurate the method is than MicroT in this class");
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Class");
    case PicturesColumn:
        return tr("Tests");
    case AccuracyColumn:
        return m_method;
    case MicroTColumn:
        return QString::fromLatin1(methodOf(MethodKind::microt).title());
    default:
        return tr("Points");
    }
}

} // namespace microt::gui
