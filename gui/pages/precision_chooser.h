// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

#include "gui/models/workspace.h"

namespace microt::gui {

/// Whether the figures of the project come from float features or from int8 ones, as the board computes them.
class PrecisionChooser : public QComboBox
{
    Q_OBJECT

public:
    explicit PrecisionChooser(Workspace* workspace, QWidget* parent = nullptr);
};

} // namespace microt::gui
