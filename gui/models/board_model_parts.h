// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/deploy/planner.h"
#include "gui/models/board_model.h"

// What the files of BoardModel share.

namespace microt::gui {

/// What work on a board starts from; copied into the job.
struct BoardModel::Input
{
    std::shared_ptr<const Extractor> extractor;
    std::shared_ptr<const Dataset> dataset;
    int cut = 0;
    TaskSettings settings;
    double ratio = kPaperRatio;
    std::uint32_t ramBytes = kWholeTensors; ///< that an image may take: the connected board's, if one is

    bool complete() const { return extractor && dataset && cut != 0; }
    const Preprocessing& preprocessing() const { return extractor->graph.preprocessing; }
};

struct BoardModel::Compared
{
    TwinCheck check;
    BoardRecord record;
};

} // namespace microt::gui
