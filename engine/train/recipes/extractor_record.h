// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/result.h"
#include "engine/model/graph.h"
#include "engine/train/forward/device.h"

namespace microt {

/// What every made extractor leaves: the .mtx, and beside it a .json that says how it was made.
struct RecordedExtractor
{
    std::filesystem::path file;   ///< the .mtx
    std::filesystem::path record; ///< the .json: the recipe, and name, size and SHA-256 of the .mtx
    std::string sha256;
    std::uint64_t bytes = 0;
};

/// The last part of a path: what a record calls a file, folder or shipped extractor.
std::string recordedName(const std::string& path);

/// Adds to an object what computed: "device", "precision" and whether the "sums" repeat.
void recordDevice(const Device& device, nlohmann::ordered_json& training);

/// Whether `output` can be written at the end of a long run. Errors: invalidArgument if it does not end in
/// .mtx, permissionDenied, those of making its folder.
Status checkExtractorOutput(const std::filesystem::path& output);

/// Saves `graph` without its classifier under the file's name, and `recipe` inside and beside it. Errors:
/// those of saveMtx and writing.
Result<RecordedExtractor> saveWithRecord(Graph graph, nlohmann::ordered_json recipe,
                                         const std::filesystem::path& output, bool halfPrecision);

} // namespace microt
