// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QAbstractListModel>
#include <QHash>

#include "engine/data/dataset.h"
#include "gui/models/thumbnail_cache.h"

namespace microt::gui {

/// Dragged pictures: their Sample::path, each ended by a zero byte.
inline QString picturesMimeType()
{
    return QStringLiteral("application/x-microt-pictures");
}

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
        PathRole,                     ///< QByteArray, Sample::path
    };
    static constexpr int kAllClasses = -1;

    explicit PictureModel(ThumbnailCache* thumbnails, QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset); ///< null: no pictures
    void setLabel(int label);                                ///< a class, or kAllClasses
    int label() const { return m_label; }
    const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    const std::vector<int>& samples() const { return m_rows; } ///< of the rows, ascending

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override { return {picturesMimeType()}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

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
