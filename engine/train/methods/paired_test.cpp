// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/paired_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace microt {

PairedCounts pairAnswers(const std::vector<int>& labels, const std::vector<int>& first,
                         const std::vector<int>& second)
{
    PairedCounts counts;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool firstRight = first[i] == labels[i];
        const bool secondRight = second[i] == labels[i];
        counts.onlyFirst += firstRight && !secondRight ? 1 : 0;
        counts.onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return counts;
}

double exactMcNemar(const PairedCounts& counts)
{
    const std::int64_t fewer = std::min(counts.onlyFirst, counts.onlySecond);
    const auto n = static_cast<double>(counts.onlyFirst + counts.onlySecond);
    double tail = 0.0;
    for (std::int64_t k = 0; k <= fewer; ++k) {
        const auto hits = static_cast<double>(k);
        tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(hits + 1.0) - std::lgamma(n - hits + 1.0) -
                         n * std::log(2.0));
    }
    return std::min(1.0, 2.0 * tail);
}

double combinedP(const std::vector<double>& values)
{
    if (values.empty())
        return 1.0;
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    return values.size() == 1 ? mean : std::min(1.0, 2.0 * mean);
}

} // namespace microt
