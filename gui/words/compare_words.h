// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/project/project.h"
#include "engine/train/methods/comparison_record.h"

namespace microt {

/// The usual settings of `microt compare`: those of a task, at the paper's ratio.
TaskSettings usualCompareSettings();

/// How a task's pictures are divided and its heads trained, for a comparison on `board`; rows, extractors and
/// cache are the caller's. Without a ratio in the settings the paper's.
MethodTable methodTable(const TaskSettings& settings, const BoardProfile& board, const MethodOptions& options,
                        int seeds);

/// All that a comparison depends on, a line each: "setting=words". Two of them tell what changed.
std::string comparisonInputs(const TaskSettings& settings, const ComparisonWish& wish,
                             const Extractor& extractor, const Dataset& dataset);

/// What stands behind the data and the extractor of `microt compare`: what differs from the usual.
std::vector<std::string> compareOptionWords(const TaskSettings& settings, const ComparisonWish& wish);

/// "none,ttl,microt".
std::string methodNames(const std::vector<MethodKind>& methods);

} // namespace microt
