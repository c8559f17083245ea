// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace microt::cli {

/// The name that was probably meant: the one with the fewest letters inserted, left out, exchanged or swapped
/// with a neighbour, at most a third of the longer word's. Empty: none is near.
std::string nearestName(const std::string& word, const std::vector<std::string>& names);

} // namespace microt::cli
