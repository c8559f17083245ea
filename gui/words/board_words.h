// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/project/board_record.h"
#include "engine/project/workflow.h"
#include "serial/work/twin_check.h"

namespace microt {

/// A comparison as it is kept; of which task, cut, ratio and inputs the caller adds.
BoardRecord recordOf(const TwinCheck& check, const std::string& board, bool countsInstructions);

/// What a board's work is made from, a line each, so that two of them tell what changed: "setting=words".
std::string boardInputs(const TaskSettings& settings, int cut, const Extractor& extractor,
                        const Dataset& dataset);

/// The first words of lines that the two do not share, "setting" of it: which inputs changed.
std::vector<std::string> changedInputs(const std::string& before, const std::string& now);

} // namespace microt
