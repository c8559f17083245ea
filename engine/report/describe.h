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

/// Which cut and ratio a table recommends and why, in one sentence; the sentence of the command line, too.
std::string recommendation(const CutTable& table);

/// What the figures leave open, said plainly.
std::vector<std::string> limitsOfTheNumbers(const ProjectResult& result);

/// Product and libraries with versions, in fixed order.
std::vector<std::pair<std::string, std::string>> versions();

const char* measureTitle(ConfidenceMeasure measure); ///< for people
std::string inputTitle(const Preprocessing& input);

} // namespace microt::report
