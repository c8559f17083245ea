// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariant>

namespace microt::gui {

/// headerData() of tables of texts: titles at the top, aligned as the texts are.
inline QVariant leftHeader(const QString& title, Qt::Orientation orientation, int role)
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    return orientation == Qt::Horizontal && role == Qt::DisplayRole ? QVariant(title) : QVariant();
}

} // namespace microt::gui
