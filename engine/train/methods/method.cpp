// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/method.h"

#include <algorithm>

#include "engine/train/methods/methods.h"

namespace microt {

bool MethodCost::fits(const BoardProfile& board) const
{
    const std::int64_t sram = std::max(trainingSramBytes, inferenceSramBytes);
    return static_cast<std::uint64_t>(sram) <= board.ramBytes() &&
           static_cast<std::uint64_t>(flashBytes) <= board.flashBytes();
}

double MethodResult::accuracy() const
{
    std::int64_t right = 0;
    for (std::size_t i = 0; i < answers.size(); ++i)
        right += answers[i] == labels[i] ? 1 : 0;
    return answers.empty() ? 0.0 : static_cast<double>(right) / static_cast<double>(answers.size());
}

std::vector<double> MethodResult::classAccuracies(int classes) const
{
    std::vector<int> all(static_cast<std::size_t>(classes), 0);
    std::vector<int> right(static_cast<std::size_t>(classes), 0);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ++all[static_cast<std::size_t>(labels[i])];
        right[static_cast<std::size_t>(labels[i])] += answers[i] == labels[i] ? 1 : 0;
    }
    std::vector<double> shares;
    for (std::size_t c = 0; c < all.size(); ++c)
        shares.push_back(all[c] == 0 ? -1.0 : right[c] / static_cast<double>(all[c]));
    return shares;
}

const Method& methodOf(MethodKind kind)
{
    switch (kind) {
    case MethodKind::none:
        return noneMethod();
    case MethodKind::ttl:
        return ttlMethod();
    case MethodKind::full:
        return fullMethod();
    case MethodKind::tinytl:
        return tinyTlMethod();
    case MethodKind::sparse:
        return sparseUpdateMethod();
    case MethodKind::tinytrain:
        return tinyTrainMethod();
    case MethodKind::microt:
        break;
    }
    return microtMethod();
}

} // namespace microt
