// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace microt::gui {

/// Overwrites what makes two PDFs of the same content differ, the time of making, with the epoch: as many
/// digits, so that every offset in the file still holds.
void removeIdentity(QByteArray& pdf);

} // namespace microt::gui
