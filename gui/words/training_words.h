// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/train/recipes/distill_extractor.h"
#include "engine/train/recipes/make_extractor.h"

namespace microt {

/// What `microt distill` (`joint`: `microt join`) does unless something else is said.
DistillJob usualDistillJob(bool joint);

/// `microt VERB …`: the data, `extra`, and what differs from the usual or always is of interest; no output.
std::vector<std::string> jobWords(const DistillJob& work, bool joint = false,
                                  const std::vector<std::string>& extra = {});
std::vector<std::string> jobWords(const PretrainJob& work);

using TrainingJob = std::variant<DistillJob, PretrainJob>;

/// The training of an extractor's recipe, data by name: from its "options", or from the "command" that
/// earlier versions wrote. Errors: malformed, unsupportedVersion (an option that this program does not have).
Result<TrainingJob> readTraining(const nlohmann::json& recipe);

} // namespace microt
