// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QAbstractTableModel>
#include <QString>

#include "gui/models/runs_model.h"

namespace microt::gui {

/// The kept results of a project, a row each; star and note can be changed. Sorts by Qt::UserRole.
class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { star, kind, made, task, accuracy, ratio, saved, note, columnCountOf };

    explicit RunTableModel(RunsModel* runs, QObject* parent = nullptr);

    std::string idAt(int row) const;
    int rowOf(const std::string& id) const; ///< -1: it is not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void follow();
    QVariant sortValue(const RunRecord& run, int column) const;

    RunsModel* m_runs;
    std::vector<RunRecord> m_rows;
};

/// "Board: virtual"; translated.
QString runTitle(const RunRecord& run);
/// "2026-11-28 12:00", as the language writes it.
QString runTimeText(const RunRecord& run);
/// What a figure is called, and its value with the unit; of names that are not known the name.
QString runFigureName(const std::string& name);
QString runFigureText(const std::string& name, double value);
/// A difference of two, with its sign.
QString runFigureDifference(const std::string& name, double difference);

} // namespace microt::gui
