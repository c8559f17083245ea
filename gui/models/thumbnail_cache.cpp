// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/thumbnail_cache.h"

#include <QRunnable>

namespace microt::gui {

namespace {

constexpr int kWorkers = 2;
constexpr int kMaxWaiting = 512; // more than any screen shows at once

QImage makeThumbnail(const QByteArray& path, int side, Rgb background)
{
    // The engine's decoder refuses hostile files before decoding; Qt's would not.
    const Result<Picture> decoded = decodePicture(std::filesystem::path(path.toStdString()), background);
    if (!decoded.ok())
        return {};
    const Picture& picture = decoded.value();
    const QImage whole(picture.rgb.data(), picture.width, picture.height, 3 * picture.width,
                       QImage::Format_RGB888);
    return whole.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

ThumbnailCache::ThumbnailCache(int side, qint64 maxBytes, QObject* parent) : QObject(parent), m_side(side)
{
    m_images.setMaxCost(static_cast<int>(maxBytes / 1024));
    m_pool.setMaxThreadCount(kWorkers);
}

ThumbnailCache::~ThumbnailCache()
{
    m_waiting.clear();
    m_pool.waitForDone();
}

void ThumbnailCache::setBackground(Rgb background)
{
    if (background == m_background)
        return;
    m_background = background;
    m_images.clear();
}

QImage ThumbnailCache::find(const QByteArray& path)
{
    if (const QImage* image = m_images.object(path))
        return *image;
    if (!m_working.contains(path)) {
        m_waiting.removeOne(path);
        m_waiting.append(path);
        if (m_waiting.size() > kMaxWaiting)
            m_waiting.removeFirst();
        startNext();
    }
    return {};
}

bool ThumbnailCache::isBroken(const QByteArray& path) const
{
    const QImage* image = m_images.object(path);
    return image != nullptr && image->isNull();
}

void ThumbnailCache::startNext()
{
    if (m_waiting.isEmpty() || m_working.size() >= kWorkers)
        return;
    const QByteArray path = m_waiting.takeLast();
    m_working.insert(path);
    m_pool.start(QRunnable::create([this, path, side = m_side, background = m_background]() {
        const QImage image = makeThumbnail(path, side, background);
        QMetaObject::invokeMethod(
            this, [this, path, image, background]() { take(path, image, background); }, Qt::QueuedConnection);
    }));
}

void ThumbnailCache::take(const QByteArray& path, const QImage& image, Rgb background)
{
    m_working.remove(path);
    if (background == m_background)
        m_images.insert(path, new QImage(image), qMax(1, static_cast<int>(image.sizeInBytes() / 1024)));
    startNext();
    emit loaded(path);
}

} // namespace microt::gui
