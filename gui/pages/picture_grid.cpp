// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/picture_grid.h"

#include "gui/pages/data_delegates.h"

namespace microt::gui {

PictureGrid::PictureGrid(QWidget* parent) : QListView(parent)
{
    setItemDelegate(new ThumbnailDelegate(this));
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // or its coming and going would change the columns
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
}

void PictureGrid::resizeEvent(QResizeEvent* event)
{
    const int room = viewport()->width() - 1; // a row as wide as the view already wraps
    const int columns = qMax(1, room / ThumbnailDelegate::kCell);
    setGridSize(QSize(qMax(ThumbnailDelegate::kCell, room / columns), ThumbnailDelegate::kCell));
    QListView::resizeEvent(event);
}

} // namespace microt::gui
