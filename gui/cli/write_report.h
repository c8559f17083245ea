// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "engine/project/workflow.h"

namespace microt::cli {

/// Composes and writes all forms of a project's report; the paths written, as a JSON array. Starts Qt
/// off-screen for the PDF. Errors: those of writeReportFiles.
Result<nlohmann::json> writeReport(const ProjectResult& result, const std::filesystem::path& folder);

/// One line a task: accuracies, saving, cut, ratio.
std::string describeTasks(const ProjectResult& result);

/// The same as JSON, one object a task.
nlohmann::json tasksAsJson(const ProjectResult& result);

} // namespace microt::cli
