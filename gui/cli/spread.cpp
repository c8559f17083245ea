// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/cli/spread.h"

#include <nlohmann/json.hpp>

#include "gui/cli/console.h"

namespace microt::cli {

nlohmann::json jsonOf(const Spread& spread)
{
    return {{"mean", spread.mean()}, {"deviation", spread.deviation()}, {"values", spread.values}};
}

std::string textOf(const Spread& spread)
{
    return fixed(spread.mean(), 2) + " +- " + fixed(spread.deviation(), 2);
}

} // namespace microt::cli
