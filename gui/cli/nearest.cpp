// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/nearest.h"

#include <algorithm>

namespace microt::cli {

namespace {

/// Edits between two words, a swap of neighbours being one (optimal string alignment).
std::size_t editsBetween(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::vector<std::size_t> next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

} // namespace

std::string nearestName(const std::string& word, const std::vector<std::string>& names)
{
    std::string nearest;
    std::size_t fewest = word.size() + 1;
    for (const std::string& name : names) {
        if (word.size() > 64)
            break;
        const std::size_t edits = editsBetween(word, name);
        if (edits < fewest && 3 * edits <= std::max(word.size(), name.size())) {
            fewest = edits;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace microt::cli
