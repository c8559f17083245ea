// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/project/board_record.h"
#include "engine/project/workflow.h"
#include "serial/work/twin_check.h"

namespace microt {

/// A comparison as it is kept. `about` says of which board and task, and from which cut, ratio and inputs.
BoardRecord recordOf(const TwinCheck& check, BoardRecord about);

/// What a board's work is made from, a line each, so that two of them tell what changed: "setting=words".
std::string boardInputs(const TaskSettings& settings, int cut, const Extractor& extractor,
                        const Dataset& dataset);

/// The first words of lines that the two do not share, "setting" of it: which inputs changed.
std::vector<std::string> changedInputs(const std::string& before, const std::string& now);

} // namespace microt
