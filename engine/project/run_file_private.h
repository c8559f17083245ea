// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/project/run_record.h"

// The file of a run: a JSON object with "seal", the SHA-256 of the object without it, so that what is cut
// short or mixed up counts as damaged.

namespace microt {

struct RunFile
{
    RunRecord run;
    bool removed = false; ///< by the user, while something else still works with its files
};

std::filesystem::path runFile(const Project& project, const std::string& id);
std::vector<std::filesystem::path> runFiles(const Project& project); ///< in order of their names

/// The content of the file.
std::string runText(const RunRecord& run);
/// Errors: those of reading, malformed (damaged), unsupportedVersion.
Result<RunFile> readRunFile(const std::filesystem::path& file);
/// Sets members of the object; those that this program does not know stay. Errors as readRunFile() and those
/// of writing.
Status changeRunFile(const std::filesystem::path& file, const nlohmann::json& members);

} // namespace microt
