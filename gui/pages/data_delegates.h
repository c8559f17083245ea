// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "gui/models/class_model.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

SeriesRole splitRole(Split split); ///< the colour of a split, the same on every page

/// A thumbnail of PictureModel in a square cell, with a mark for the split: a strip in its colour, and its
/// first letter unless it is train.
class ThumbnailDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int kSide = 12 * theme::kGrid; ///< of a picture
    static constexpr int kCell = kSide + theme::kGrid;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kCell, kCell}; }
};

/// The pictures of a class as one bar, divided by split, as long as its share of the largest class.
class SplitBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace microt::gui
