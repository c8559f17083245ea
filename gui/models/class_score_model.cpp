// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/class_score_model.h"

#include <QLocale>

namespace microt::gui {

void ClassScoreModel::setClasses(const QStringList& names)
{
    beginResetModel();
    m_names = names;
    m_scores.assign(static_cast<std::size_t>(names.size()), {});
    endResetModel();
}

void ClassScoreModel::setScores(std::vector<ClassScore> scores)
{
    if (scores.size() != m_scores.size() || scores.empty())
        return;
    m_scores = std::move(scores);
    emit dataChanged(index(0, SamplesColumn), index(rowCount() - 1, RecallColumn));
}

int ClassScoreModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_names.size();
}

int ClassScoreModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassScoreModel::valueAt(const QModelIndex& index) const
{
    const ClassScore& score = m_scores[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case NameColumn:
        return m_names[index.row()];
    case SamplesColumn:
        return qlonglong(score.samples);
    case AnsweredColumn:
        return qlonglong(score.answered);
    case PrecisionColumn:
        return score.precision();
    default:
        return score.recall();
    }
}

QVariant ClassScoreModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == SortRole)
        return valueAt(index);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const ClassScore& score = m_scores[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case NameColumn:
        return m_names[index.row()];
    case SamplesColumn:
        return QLocale().toString(qlonglong(score.samples));
    case AnsweredColumn:
        return QLocale().toString(qlonglong(score.answered));
    case PrecisionColumn:
        return score.answered > 0 ? QLocale().toString(100.0 * score.precision(), 'f', 1) : tr("never");
    default:
        return score.samples > 0 ? QLocale().toString(100.0 * score.recall(), 'f', 1) : tr("none");
    }
}

QVariant ClassScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == SamplesColumn)
            return tr("Test pictures of this class");
        if (section == PrecisionColumn)
            return tr("Of the test pictures that were answered with this class, those that are of it");
        if (section == RecallColumn)
            return tr("Of the test pictures of this class, those that were answered with it");
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Class");
    case SamplesColumn:
        return tr("Tests");
    case AnsweredColumn:
        return tr("Answered");
    case PrecisionColumn:
        return tr("Precision, %");
    default:
        return tr("Recall, %");
    }
}

} // namespace microt::gui
