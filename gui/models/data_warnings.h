// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>
#include <QStringList>

#include "engine/data/doubles.h"
#include "engine/project/scaling_check.h"

namespace microt::gui {

class Workspace;

/// What stands beside every figure from a dataset, translated: warningsOf().
QStringList dataWarnings(const Dataset& dataset);

/// What stands beside figures of a network whose pictures seem to be scaled wrongly, translated.
QStringList inputWarnings(const ScalingCheck& check);
/// The same for the active task; none where there is nothing to say, or not known yet.
QStringList inputWarnings(const Workspace& workspace);

QString presetText(InputPreset preset);    ///< "Raw pixels (0..255)", ...
QString leftOutText(LeftOut reason);       ///< "damaged", "link", ...
QString peculiarityText(Peculiarity kind); ///< "transparent in parts", ...

/// Names of classes, a few of them: "rose, tulip and 3 more".
QString classList(const std::vector<int>& classes, const Dataset& dataset);

} // namespace microt::gui
