// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/spread.h"

#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "gui/cli/console.h"

namespace microt::cli {

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

nlohmann::json jsonOf(const Spread& spread)
{
    return {{"mean", spread.mean()}, {"deviation", spread.deviation()}, {"values", spread.values}};
}

std::string textOf(const Spread& spread)
{
    return fixed(spread.mean(), 2) + " +- " + fixed(spread.deviation(), 2);
}

} // namespace microt::cli
