// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/data_delegates.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QVector>

#include "gui/models/picture_model.h"

namespace microt::gui {

namespace {

constexpr int kStrip = 4;

void drawSplitMark(QPainter* painter, const QRect& cell, Split split)
{
    const QColor colour = theme::series(splitRole(split));
    painter->fillRect(QRect(cell.left(), cell.bottom() - kStrip + 1, cell.width(), kStrip), colour);
    if (split == Split::train)
        return;
    const QFontMetrics metrics(theme::smallFont());
    const QString letter = splitText(split).left(1).toUpper();
    const QRect badge(cell.left(), cell.bottom() - kStrip - metrics.height(),
                      metrics.horizontalAdvance(letter) + theme::kGrid, metrics.height() + 1);
    painter->fillRect(badge, theme::card());
    painter->setPen(theme::text());
    painter->setFont(theme::smallFont());
    painter->drawText(badge, Qt::AlignCenter, letter);
}

} // namespace

SeriesRole splitRole(Split split)
{
    switch (split) {
    case Split::train:
        return SeriesRole::train;
    case Split::calibration:
        return SeriesRole::calibration;
    case Split::test:
        break;
    }
    return SeriesRole::test;
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    QRect cell(QPoint(), QSize(kSide, kSide));
    cell.moveCenter(option.rect.center());
    painter->fillRect(cell, option.palette.alternateBase());
    const QImage image = index.data(PictureModel::ThumbnailRole).value<QImage>();
    if (!image.isNull()) {
        QRect place(QPoint(), image.size().scaled(cell.size(), Qt::KeepAspectRatio));
        place.moveCenter(cell.center());
        painter->drawImage(place, image);
    } else if (index.data(PictureModel::BrokenRole).toBool()) {
        theme::icon(QStringLiteral("warning")).paint(painter, cell.adjusted(32, 32, -32, -32));
    }
    drawSplitMark(painter, cell, static_cast<Split>(index.data(PictureModel::SplitRole).toInt()));
    if (option.state & (QStyle::State_Selected | QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme::accent(), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(cell.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

void SplitBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    // No selection colour behind the bar: in the dark theme it is the colour of a split.
    painter->fillRect(option.rect, option.palette.base());
    const auto counts = index.data(ClassModel::CountsRole).value<QVector<int>>();
    int total = 0;
    for (const int count : counts)
        total += count;
    if (total == 0)
        return;
    const QRect room = option.rect.adjusted(theme::kGrid, theme::kGrid, -theme::kGrid, -theme::kGrid);
    const double length = room.width() * index.data(ClassModel::ShareRole).toDouble();
    double from = room.left();
    painter->save();
    for (int split = 0; split < counts.size(); ++split) {
        const double to = from + length * counts[split] / total;
        // A pixel of background between parts, so that they are told apart without their colours.
        painter->fillRect(QRectF(from, room.top(), qMax(0.0, to - from - 1.0), room.height()),
                          theme::series(splitRole(static_cast<Split>(split))));
        from = to;
    }
    painter->restore();
}

} // namespace microt::gui
