// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "engine/data/dataset.h"

namespace microt::gui {

QString splitText(Split split); ///< translated: "train", "calibration", "test"

/// The classes of a dataset with their pictures in each split. Row 0 stands for all classes. GUI thread.
class ClassModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, CountColumn, SplitColumn, ColumnCount };
    enum Role {
        CountsRole = Qt::UserRole, ///< QVector<int>: pictures by microt::Split
        ShareRole,                 ///< double: pictures relative to the largest class; row 0: 1
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setDataset(const std::shared_ptr<const Dataset>& dataset); ///< null: no rows
    static int labelOfRow(int row) { return row - 1; }              ///< PictureModel::kAllClasses for row 0

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

signals:
    /// Pictures of PictureModel were dropped on a class.
    void picturesDropped(const std::vector<std::string>& paths, const QString& className);

private:
    struct Row
    {
        QString name;
        std::array<int, kSplitCount> counts{};
        int total = 0;
    };
    std::vector<Row> m_rows;
    int m_largest = 1;
};

} // namespace microt::gui
