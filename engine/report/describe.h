// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/project/workflow.h"
#include "engine/report/document.h"

namespace microt::report {

/// Everything a project's results have to say, in reading order.
Document describe(const ProjectResult& result);

/// The sections of one task.
std::vector<Section> describeTask(const ProjectResult& project, const TaskResult& task);

/// What the figures leave open, said plainly.
std::vector<std::string> limitsOfTheNumbers(const ProjectResult& result);

/// Product and libraries with versions, in fixed order.
std::vector<std::pair<std::string, std::string>> versions();

const char* measureTitle(ConfidenceMeasure measure); ///< for people
const char* measureName(ConfidenceMeasure measure);  ///< "max", "margin", "entropy"
const char* resizeTitle(ResizeMode mode);

} // namespace microt::report
