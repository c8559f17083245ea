// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/job_context.h"

namespace microt {

/// One of the local tasks that the workbench draws itself, so that it works before a user has pictures.
struct DrawnTask
{
    std::string name; ///< folder name, for example "signs"
    std::string title;
    std::vector<std::string> classes;
};

/// The three drawn tasks, 8 to 12 classes each.
const std::vector<DrawnTask>& drawnTasks();

/// Draws a task as `folder/<class>/<n>.png`, 96 x 96 pixels, deterministic from `seed` (same bytes of pixels
/// on every run). Pose, light, scale, clutter and blur vary. Files that are already there are kept. Errors:
/// invalidArgument for an unknown task, those of writing, cancelled.
Status drawTask(const std::string& task, const std::filesystem::path& folder, int picturesPerClass,
                std::uint64_t seed, const JobContext& job);

} // namespace microt
