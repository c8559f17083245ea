// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/picture_model.h"

#include <algorithm>

#include <QMimeData>

#include "gui/models/class_model.h"

namespace microt::gui {

PictureModel::PictureModel(ThumbnailCache* thumbnails, QObject* parent)
    : QAbstractListModel(parent), m_thumbnails(thumbnails)
{
    connect(thumbnails, &ThumbnailCache::loaded, this, &PictureModel::thumbnailLoaded);
}

void PictureModel::setDataset(std::shared_ptr<const Dataset> dataset)
{
    if (dataset == m_dataset)
        return;
    beginResetModel();
    m_dataset = std::move(dataset);
    if (m_dataset)
        m_thumbnails->setBackground(m_dataset->background);
    select();
    endResetModel();
}

void PictureModel::setLabel(int label)
{
    if (label == m_label)
        return;
    beginResetModel();
    m_label = label;
    select();
    endResetModel();
}

void PictureModel::select()
{
    m_rows.clear();
    m_asked.clear();
    if (!m_dataset)
        return;
    for (int i = 0; i < static_cast<int>(m_dataset->samples.size()); ++i)
        if (m_label == kAllClasses || m_dataset->samples[i].label == m_label)
            m_rows.push_back(i);
}

int PictureModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PictureModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int number = m_rows[index.row()];
    const Sample& sample = m_dataset->samples[number];
    const QByteArray path = QByteArray::fromStdString(m_dataset->pathOf(sample).string());
    switch (role) {
    case ThumbnailRole: {
        const QImage image = m_thumbnails->find(path);
        if (image.isNull() && !m_thumbnails->isBroken(path))
            m_asked.insert(path, number);
        return image;
    }
    case SplitRole:
        return static_cast<int>(sample.split);
    case LabelRole:
        return sample.label;
    case PathRole:
        return QByteArray::fromStdString(sample.path);
    case BrokenRole:
        return m_thumbnails->isBroken(path);
    case Qt::DisplayRole:
        return QString::fromLocal8Bit(sample.path.c_str());
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2, %3")
            .arg(QString::fromLocal8Bit(sample.path.c_str()),
                 QString::fromStdString(m_dataset->classes[sample.label]), splitText(sample.split));
    default:
        return {};
    }
}

Qt::ItemFlags PictureModel::flags(const QModelIndex& index) const
{
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QMimeData* PictureModel::mimeData(const QModelIndexList& indexes) const
{
    QByteArray paths;
    for (const QModelIndex& index : indexes)
        paths += index.data(PathRole).toByteArray() + '\0';
    auto* dragged = new QMimeData;
    dragged->setData(picturesMimeType(), paths);
    return dragged;
}

void PictureModel::thumbnailLoaded(const QByteArray& path)
{
    const auto asked = m_asked.find(path);
    if (asked == m_asked.end())
        return;
    const auto row = std::lower_bound(m_rows.begin(), m_rows.end(), asked.value());
    const QModelIndex changed = index(static_cast<int>(row - m_rows.begin()));
    m_asked.erase(asked);
    emit dataChanged(changed, changed, {ThumbnailRole, BrokenRole});
}

} // namespace microt::gui
