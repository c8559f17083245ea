// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace microt {

/// A figure over the seeds of a comparison, in any unit.
struct Spread
{
    std::vector<double> values;

    double mean() const;      ///< 0 of none
    double deviation() const; ///< of the sample; 0 for one value
    double count() const { return static_cast<double>(values.size()); }
};

} // namespace microt
