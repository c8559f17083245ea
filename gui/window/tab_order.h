// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace microt::gui {

/// Makes the Tab key follow the eye below `root`: through each layout in reading order, through tabs, stacks
/// and dividers one part after the other. Widgets outside any layout keep their place.
void orderTabs(QWidget* root);

} // namespace microt::gui
