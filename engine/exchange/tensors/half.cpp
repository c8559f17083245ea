// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/half.h"

#include <cmath>
#include <cstring>

namespace microt {

std::uint16_t halfFromFloat(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
    const std::uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000)
        return sign | 0x7e00;
    if (magnitude >= 0x47800000) // 65,536 and more
        return sign | 0x7c00;
    std::uint32_t kept = 0;
    std::uint32_t rest = 0;        // the cut off part, with its highest bit at 31
    if (magnitude >= 0x38800000) { // 2^-14: normal in binary16
        kept = (magnitude - 0x38000000) >> 13;
        rest = magnitude << 19;
    } else {
        // The unit is 2^-24: the significand of exponent e moves right by 126 - e.
        const std::uint32_t exponent = magnitude >> 23;
        const std::uint32_t shift = 126 - exponent;
        if (shift > 24)
            return sign;
        const std::uint32_t significand = (magnitude & 0x7fffff) | 0x800000;
        kept = significand >> shift;
        rest = significand << (32 - shift);
    }
    if (rest > 0x80000000 || (rest == 0x80000000 && (kept & 1) != 0))
        ++kept; // may carry into the exponent, up to infinity, which is right
    return static_cast<std::uint16_t>(sign | kept);
}

float floatFromHalf(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
    if (exponent == 31)
        return fraction != 0 ? std::nanf("") : sign * INFINITY;
    if (exponent == 0)
        return sign * std::ldexp(static_cast<float>(fraction), -24);
    return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

} // namespace microt
