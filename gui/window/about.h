// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace microt::gui {

/// Opens the window that says what this program is, its version, its licence and those of its libraries.
void showAbout(QWidget* parent);

} // namespace microt::gui
