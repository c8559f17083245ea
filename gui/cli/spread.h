// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace microt::cli {

/// A figure over the seeds.
struct Spread
{
    std::vector<double> values;

    double mean() const;      ///< 0 of none
    double deviation() const; ///< of the sample; 0 for one value
    double count() const { return static_cast<double>(values.size()); }
};

/// {"mean", "deviation", "values"}.
nlohmann::json jsonOf(const Spread& spread);

/// "81.20 +- 0.45".
std::string textOf(const Spread& spread);

} // namespace microt::cli
