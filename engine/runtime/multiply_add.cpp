// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/multiply_add.h"

#include <cfloat>
#include <cstdint>
#include <cstring>

namespace microt {

float multiplyAddInDouble(float a, float b, float c)
{
    const double product = static_cast<double>(a) * static_cast<double>(b);
    double sum = product + static_cast<double>(c);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &sum, sizeof bits);
    // Only what lies half way between two floats, or is none of the normal ones, can be rounded wrongly
    // twice.
    constexpr std::uint64_t kBelowFloat = (std::uint64_t{1} << 29) - 1;
    constexpr std::uint64_t kHalf = std::uint64_t{1} << 28;
    if ((bits & kBelowFloat) != kHalf && (sum >= double{FLT_MIN} || sum <= -double{FLT_MIN}))
        return static_cast<float>(sum);
    // What the sum has lost (Knuth's two-sum).
    const double part = sum - product;
    const double lost = (product - (sum - part)) + (static_cast<double>(c) - part);
    if ((lost < 0.0 || lost > 0.0) && (bits & 1) == 0) {
        bits += (lost > 0.0) == (sum > 0.0) ? 1 : ~std::uint64_t{0};
        std::memcpy(&sum, &bits, sizeof sum);
    }
    return static_cast<float>(sum);
}

} // namespace microt
