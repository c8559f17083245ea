// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCache>
#include <QImage>
#include <QList>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include "engine/data/picture.h"

namespace microt::gui {

/// Small versions of picture files, decoded on worker threads when first asked for. Bounded: the images that
/// were not asked for longest go first, and so do requests that the eye has scrolled past. Lives in the GUI
/// thread.
class ThumbnailCache : public QObject
{
    Q_OBJECT

public:
    /// `side`: both sides of a thumbnail are at most this, pixels. `maxBytes`: of all images together.
    explicit ThumbnailCache(int side, qint64 maxBytes = 64 << 20, QObject* parent = nullptr);
    ~ThumbnailCache() override;

    /// What shows where a picture is transparent; another one than before makes all images anew.
    void setBackground(Rgb background);

    /// The thumbnail of the file (path as the file system has it), or a null image: either it is being made
    /// and loaded() will tell, or the file is no picture, see isBroken().
    QImage find(const QByteArray& path);
    bool isBroken(const QByteArray& path) const;
    bool isIdle() const { return m_waiting.isEmpty() && m_working.isEmpty(); }

signals:
    void loaded(const QByteArray& path); ///< or found to be broken

private:
    void startNext();
    void take(const QByteArray& path, const QImage& image, Rgb background);

    int m_side;
    Rgb m_background = kWhite;
    QCache<QByteArray, QImage> m_images; ///< null image: broken; cost in kilobytes
    QList<QByteArray> m_waiting;         ///< newest last, made first
    QSet<QByteArray> m_working;
    QThreadPool m_pool;
};

} // namespace microt::gui
