// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QStringList>

#include "engine/train/methods/row_figures.h"

namespace microt::gui {

/// Classes under one method and under MicroT: a row a class. SortRole gives numbers to sort by.
class ClassDifferenceModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, PicturesColumn, AccuracyColumn, MicroTColumn, PointsColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// `method`: its title. As many names as differences.
    void set(const QString& method, const QStringList& names, std::vector<ClassDifference> differences);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant valueAt(const QModelIndex& index) const;

    QString m_method;
    QStringList m_names;
    std::vector<ClassDifference> m_differences;
};

} // namespace microt::gui
