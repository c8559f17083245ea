// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/share_delegate.h"

#include <QPainter>

#include "gui/models/layer_model.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    // No selection colour behind the bar, which may have the same.
    painter->fillRect(option.rect, option.palette.base());
    const QRectF room =
        QRectF(option.rect).adjusted(theme::kGrid, theme::kGrid, -theme::kGrid, -theme::kGrid);
    const double share = index.data(LayerModel::ShareRole).toDouble();
    painter->fillRect(QRectF(room.left(), room.top(), share * room.width(), room.height()),
                      theme::series(SeriesRole::full));
}

} // namespace microt::gui
