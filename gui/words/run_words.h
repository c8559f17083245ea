// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/model/extractor.h"
#include "engine/project/board_record.h"
#include "engine/project/run_record.h"
#include "engine/stage/outcome.h"
#include "engine/train/methods/comparison_record.h"

namespace microt {

// What a project keeps of its results, as runs. Names of figures: engine/project/run_record.h; here stand the
// shares accuracy (staged), fullAccuracy, partAccuracy, balancedAccuracy, early, ratio (asked for) and
// energySaved, and energyMillijoule of one answer.

/// The folder of a project's results.
std::filesystem::path resultsFolder(const Project& project);

/// Now, as RunRecord::made.
std::string runTime();

/// An outcome of the project's active task as it is now. `settings`: the task's.
RunRecord runOfOutcome(const Project& project, const TaskSettings& settings, const Extractor& extractor,
                       const Dataset& dataset, const StageModel& model, const Outcome& outcome);

RunRecord runOfBoard(const Project& project, const BoardRecord& record);
RunRecord runOfComparison(const Project& project, const Comparison& comparison);

/// The results that lie in the project: trained extractors by their records, what boards did, comparisons.
/// `open`: its extractor, so that runs with it know which one that is; null: not opened. Reads files.
std::vector<RunRecord> findRuns(const Project& project, const Extractor* open);

} // namespace microt
