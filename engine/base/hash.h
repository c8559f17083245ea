// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace microt {

/// SHA-256 as 64 lower-case hex digits.
std::string sha256Hex(std::string_view bytes);

/// SHA-256 of a file's content as hex. Errors as readFile.
Result<std::string> sha256HexOfFile(const std::filesystem::path& path);

} // namespace microt
