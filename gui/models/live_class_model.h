// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>

namespace microt::gui {

/// The classes of a task with the key that names each, and how many samples of it were learned from. GUI
/// thread.
class LiveClassModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { key, name, samples, columns };
    static constexpr int kKeys = 9; ///< classes with a digit

    using QAbstractTableModel::QAbstractTableModel;

    /// `counts`: of the first classes; of the others nothing is known.
    void show(const std::vector<std::string>& classes, const std::vector<int>& counts);

    /// Classes whose name begins so, whatever its case.
    std::vector<int> beginningWith(const QString& text) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<std::string> m_classes;
    std::vector<int> m_counts;
};

} // namespace microt::gui
