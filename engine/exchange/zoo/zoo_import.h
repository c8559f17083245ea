// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/base/result.h"
#include "engine/model/graph.h"

namespace microt {

/// Imports an MCUNet zoo network: architecture from `json`, weights from `checkpoint` (PyTorch pickle, legacy
/// or zip; nothing in it is executed). Errors: as readFile, malformed, truncated, badModel, missingWeights
/// (names the key), shapeMismatch, hostileContent.
Result<Graph> importZoo(const std::filesystem::path& json, const std::filesystem::path& checkpoint);

} // namespace microt
