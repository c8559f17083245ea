// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QStringList>

#include "engine/stage/answer_quality.h"

namespace microt::gui {

/// Precision and recall of each class among the answers at a threshold: a row a class. SortRole gives numbers
/// to sort by.
class ClassScoreModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, SamplesColumn, AnsweredColumn, PrecisionColumn, RecallColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setClasses(const QStringList& names);
    void setScores(std::vector<ClassScore> scores); ///< as many as there are classes

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant valueAt(const QModelIndex& index) const;

    QStringList m_names;
    std::vector<ClassScore> m_scores;
};

} // namespace microt::gui
