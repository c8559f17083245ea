// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/result.h"
#include "engine/model/extractor.h"

namespace microt {

/// Saves as `.mtx`: a safetensors file whose metadata hold the graph, preprocessing and recipe.
/// `halfPrecision` stores weights as float16 (rounded to nearest even). Errors as writeFileAtomically.
Status saveMtx(const std::filesystem::path& path, const Graph& graph, const std::string& recipe,
               bool halfPrecision);

/// Reads what saveMtx wrote; weights come back as float32. Errors: as readFile, malformed, truncated,
/// unsupportedVersion, badModel, shapeMismatch, hostileContent.
Result<Extractor> readMtx(const std::filesystem::path& path);

} // namespace microt
