// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/base/job_context.h"
#include "engine/cut/cut_table.h"
#include "engine/project/project.h"
#include "engine/stage/stage_model.h"

namespace microt {

// What took a task's steps their time is kept in the project's cache, in files named by the SHA-256 of all
// that it was made from: the features (which name extractor, preprocessing, pictures and arithmetic), how the
// pictures are divided and labelled, and the options. So a result is found again exactly when it would come
// out the same, and a project that is opened again computes nothing. Files are checked by SHA-256; a damaged
// or foreign one is a miss. Results whose features have no key are not kept.

/// As evaluateTaskCuts(), from `cacheFolder` if it is there. Errors: those of it and of writing.
Result<CutTable> keptTaskCuts(const TaskSettings& settings, const FeatureSet& features,
                              const Dataset& dataset, const GraphCost& cost, const BoardProfile& board,
                              const std::filesystem::path& cacheFolder, const JobContext& job);

/// As trainTaskHeads(), from `cacheFolder` if it is there; of heads the logistic ones are kept. Errors: those
/// of it and of writing.
Result<StageModel> keptTaskHeads(const TaskSettings& settings, int cut, const FeatureSet& features,
                                 const Dataset& dataset, const std::filesystem::path& cacheFolder,
                                 const JobContext& job);

} // namespace microt
