// SPDX-License-Identifier: Apache-2.0
#include "engine/base/spread.h"

#include <cmath>
#include <numeric>

namespace microt {

double Spread::mean() const
{
    return values.empty() ? 0.0 : std::accumulate(values.begin(), values.end(), 0.0) / count();
}

double Spread::deviation() const
{
    double sum = 0.0;
    for (const double value : values)
        sum += (value - mean()) * (value - mean());
    return values.size() < 2 ? 0.0 : std::sqrt(sum / (count() - 1.0));
}

} // namespace microt
