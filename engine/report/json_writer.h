// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/data/doubles.h"
#include "engine/project/workflow.h"

namespace microt::report {

/// The results for programs: accuracies and savings in percent; ratios, shares, thresholds and scores 0..1;
/// energy in millijoule with its provenance. Keys in fixed order, invalid UTF-8 replaced.
std::string writeJson(const ProjectResult& result);

/// A task's figures at its cut and ratio, as part of that and of what verbs print.
nlohmann::ordered_json outcomeJson(const TaskResult& task);

/// Pictures that are there twice, as part of that and of what verbs print.
nlohmann::ordered_json doublesJson(const DoublesSummary& doubles);

/// A table of cuts, as part of that.
nlohmann::ordered_json cutsJson(const CutTable& table, const Dataset& dataset);

} // namespace microt::report
