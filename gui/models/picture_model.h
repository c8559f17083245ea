// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractListModel>
#include <QHash>

#include "engine/data/dataset.h"
#include "gui/models/thumbnail_cache.h"

namespace microt::gui {

/// The pictures of a dataset, or those of one class, with thumbnails that appear as they are decoded. GUI
/// thread.
class PictureModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        ThumbnailRole = Qt::UserRole, ///< QImage, null until decoded
        SplitRole,                    ///< int, microt::Split
        LabelRole,                    ///< int, class
        BrokenRole,                   ///< bool: cannot be decoded
    };
    static constexpr int kAllClasses = -1;

    explicit PictureModel(ThumbnailCache* thumbnails, QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset); ///< null: no pictures
    void setLabel(int label);                                ///< a class, or kAllClasses
    int label() const { return m_label; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void select();
    void thumbnailLoaded(const QByteArray& path);

    ThumbnailCache* m_thumbnails;
    std::shared_ptr<const Dataset> m_dataset;
    int m_label = kAllClasses;
    std::vector<int> m_rows;                ///< sample of each row, ascending
    mutable QHash<QByteArray, int> m_asked; ///< sample whose thumbnail is being made
};

} // namespace microt::gui
