// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include "engine/energy/board_profile.h"

namespace microt::gui {

/// As the language writes it, with so many decimals.
inline QString fixed(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

/// A share, 0..1, as percent with one decimal; without the sign.
inline QString percent(double share)
{
    return fixed(100.0 * share, 1);
}

/// A difference with its sign: "+1.25", "−0.50", "±0.00".
inline QString signedFixed(double value, int decimals)
{
    const QString size = fixed(value < 0.0 ? -value : value, decimals);
    const bool zero = size == fixed(0.0, decimals);
    return (zero ? QStringLiteral("±") : value < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

/// A board for narrow places: its name without the words in brackets.
inline QString shortName(const BoardProfile& board)
{
    return QString::fromStdString(board.name).section(QStringLiteral(" ("), 0, 0);
}

} // namespace microt::gui
