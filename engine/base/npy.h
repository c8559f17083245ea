// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// A NumPy array file of float32 or uint8, C order.
template <typename T>
struct NpyArray
{
    std::vector<std::int64_t> shape;
    std::vector<T> values;
};

/// Reads a .npy file (format 1.0 to 3.0) whose dtype is exactly T ('<f4' or '|u1') in C order. Refuses sizes
/// that do not agree with the file's length. Errors: as readFile, malformed, truncated, unsupportedFormat.
template <typename T>
Result<NpyArray<T>> readNpy(const std::filesystem::path& path);

/// Writes float32 [rows, columns] atomically. Errors as writeFileAtomically.
Status writeNpy(const std::filesystem::path& path, const float* values, std::int64_t rows,
                std::int64_t columns);

} // namespace microt
