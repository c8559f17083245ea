// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/deploy/planner.h"
#include "engine/project/project.h"

namespace microt {

// What of a task leaves the workbench as files. Window and command line write exactly these; each file is
// replaced in one step.

/// A task's extractor as a board takes it.
struct TaskImage
{
    QuantizeResult int8;
    ImageCuts cuts;
    std::string made; ///< JSON: what it was made from, which the image carries
    std::vector<std::uint8_t> bytes;
};
/// With exits at these cuts and at the end: earlyCuts() of the settings. `ramBytes`: as planArena(). Errors:
/// those of quantizeTask() and buildImage().
Result<TaskImage> makeTaskImage(const TaskSettings& settings, const std::vector<int>& exits,
                                const Extractor& extractor, const Dataset& dataset, std::uint32_t ramBytes,
                                const JobContext& job);

/// Writes the bytes of an image. Errors: as writeFileAtomically.
Status writeImageFile(const std::vector<std::uint8_t>& bytes, const std::filesystem::path& file);

/// Writes part-<cut>.tflite and full.tflite and returns their paths. Errors: as exportTflite().
Result<std::vector<std::filesystem::path>> writeTfliteFiles(const QuantModel& model, int cut,
                                                            const std::filesystem::path& folder);

/// Writes the features at `cut` (kFullExit: of the full extractor), float32, as .npy, a row a picture; beside
/// it a .csv that names the rows, unless `file` is a pipe or a device. Returns what was written. Errors:
/// invalidArgument (no such cut), those of writing.
Result<std::vector<std::filesystem::path>> writeFeatureFiles(const FeatureSet& features,
                                                             const Dataset& dataset, int cut,
                                                             const std::filesystem::path& file);

} // namespace microt
