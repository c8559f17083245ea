// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractTableModel>
#include <QStringList>

#include "engine/explore/explore.h"

namespace microt::gui {

/// The settings that no other beats: a row each, by rising energy.
class FrontTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { energy, saving, time, accuracy, test, cut, ratio, confidence, board, columnCountOf };

    using QAbstractTableModel::QAbstractTableModel;

    /// `front`: indices into the exploration's points; `boards`: names, by index.
    void set(std::shared_ptr<const Exploration> exploration, std::vector<std::size_t> front,
             const QStringList& boards);
    /// The point of a row; nullptr outside.
    const ExplorePoint* pointAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const ExplorePoint& point, int column) const;

    std::shared_ptr<const Exploration> m_exploration;
    std::vector<std::size_t> m_front;
    QStringList m_boards;
};

/// "probability", "margin" or "entropy", translated.
QString measureName(ConfidenceMeasure measure);

} // namespace microt::gui
