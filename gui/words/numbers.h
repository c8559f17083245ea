// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

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

} // namespace microt::gui
