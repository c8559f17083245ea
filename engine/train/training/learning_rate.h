// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace microt {

/// From 1 at 0 to 0 at 1.
inline double halfCosine(double at)
{
    return 0.5 * (1.0 + std::cos(3.141592653589793 * at));
}

/// Share of the peak learning rate when `at` in [0, 1) of all steps is done: rises linearly over the first
/// 15 %, then falls along a cosine to nearly nothing (Smith and Topin, 2018).
inline double oneCycle(double at)
{
    constexpr double kRise = 0.15;
    return at < kRise ? 0.04 + 0.96 * at / kRise : 1e-4 + 0.9999 * halfCosine((at - kRise) / (1.0 - kRise));
}

} // namespace microt
