// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "engine/base/files.h"
#include "gui/widgets/theme.h"

namespace microt::gui::theme {
namespace {

// Draws with the colours of the moment, so that icons follow when the theme changes.
class ThemedIconEngine : public QIconEngine
{
public:
    explicit ThemedIconEngine(QString file) : m_file(std::move(file)) {}

    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1.0;
        QPixmap image = pixmap(rect.size() * ratio, mode, state);
        image.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), image);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        QColor colour = text();
        if (mode == QIcon::Disabled)
            colour = mutedText();
        else if (mode == QIcon::Selected)
            colour = QApplication::palette().color(QPalette::HighlightedText);
        const QString key =
            QStringLiteral("%1@%2x%3%4").arg(m_file).arg(size.width()).arg(size.height()).arg(colour.name());
        QPixmap image;
        if (QPixmapCache::find(key, &image))
            return image;
        image = QPixmap(size);
        image.fill(Qt::transparent);
        QSvgRenderer renderer(m_file);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        QPainter painter(&image);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(image.rect(), colour);
        painter.end();
        QPixmapCache::insert(key, image);
        return image;
    }

private:
    QString m_file;
};

} // namespace

QIcon icon(const QString& name)
{
    const QString file = QString::fromStdString((resourceFolder() / "icons").string()) + QLatin1Char('/') +
                         name + QStringLiteral(".svg");
    if (!QFile::exists(file))
        return {};
    return QIcon(new ThemedIconEngine(file));
}

} // namespace microt::gui::theme
