// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/train/methods/compare_methods.h"

namespace microt {

/// What is to be compared, beside what a task decides by itself.
struct ComparisonWish
{
    std::vector<MethodKind> methods; ///< rows, in order
    int seeds = 3;                   ///< counted from the task's
    MethodOptions options;

    bool operator==(const ComparisonWish& other) const
    {
        return methods == other.methods && seeds == other.seeds && sameFields(options, other.options);
    }
};

/// A comparison of methods that a task's pictures were put to, as a project keeps it. A value.
struct Comparison
{
    std::string task;   ///< name in the project
    std::string inputs; ///< all that it was made from, a line each
    ComparisonWish wish;
    std::string board; ///< id of the profile whose energy was modelled
    double ratio = 0.0;
    std::vector<std::string> classes;
    std::vector<RowResults> rows; ///< one a method of the wish

    int classCount() const { return static_cast<int>(classes.size()); }
};

/// Writes it into `folder`, as a file named by the SHA-256 of its task and inputs, and removes what was kept
/// of the same task before. Errors: as writeFileAtomically.
Status keepComparison(const std::filesystem::path& folder, const Comparison& comparison);

/// Where keepComparison() writes it.
std::filesystem::path comparisonFile(const std::filesystem::path& folder, const Comparison& comparison);

/// All that are kept in `folder`, one a task; what cannot be read counts as not there.
std::vector<Comparison> readComparisons(const std::filesystem::path& folder);

/// That of exactly these inputs, whatever its task was called then; else that of the same pictures under
/// other settings; else the one kept of a task of this name with these classes. Files that are damaged or of
/// other versions count as not there.
std::optional<Comparison> findComparison(const std::filesystem::path& folder, const std::string& inputs,
                                         const std::string& task, const std::vector<std::string>& classes);

} // namespace microt
