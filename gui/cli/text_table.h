// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace microt::cli {

/// Rows of cells (the first row is the header) as lines whose columns stand under each other: the first
/// column to the left, the others to the right. Widths count characters of UTF-8.
std::string textTable(const std::vector<std::vector<std::string>>& rows);

} // namespace microt::cli
