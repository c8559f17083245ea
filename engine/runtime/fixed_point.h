// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt {

// The integer arithmetic of TFLite's int8 operators. Everywhere: real = scale * (q - zeroPoint), and a real
// factor is multiplier * 2^(shift - 31) with multiplier in [2^30, 2^31) (or 0) and shift in [-31, 30].

/// round(a * b / 2^31), halves away from zero for positive products and towards zero for negative ones,
/// saturated for a == b == INT32_MIN (gemmlowp's SaturatingRoundingDoublingHighMul).
inline std::int32_t saturatingRoundingDoublingHighMul(std::int32_t a, std::int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN)
        return INT32_MAX;
    const std::int64_t product = std::int64_t{a} * b;
    const std::int64_t nudge = product >= 0 ? (std::int64_t{1} << 30) : 1 - (std::int64_t{1} << 30);
    return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

/// round(x / 2^exponent), halves away from zero; exponent in [0, 31] (gemmlowp's RoundingDivideByPOT).
inline std::int32_t roundingDivideByPowerOfTwo(std::int32_t x, int exponent)
{
    const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
    const std::int32_t remainder = x & mask;
    const std::int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/// x * multiplier * 2^(shift - 31) with TFLite's two roundings. A left shift that overflows wraps, as there.
inline std::int32_t multiplyByQuantizedMultiplier(std::int32_t x, std::int32_t multiplier, int shift)
{
    const int left = shift > 0 ? shift : 0;
    const int right = shift > 0 ? 0 : -shift;
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
    return roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(shifted, multiplier), right);
}

/// Two's complement, as TFLite's kernels compute in effect; signed overflow would be undefined.
inline std::int32_t wrappingSum(std::int32_t a, std::int32_t b)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

/// `value` limited to [low, high], as int8.
inline std::int8_t clampToInt8(std::int32_t value, std::int32_t low, std::int32_t high)
{
    return static_cast<std::int8_t>(value < low ? low : value > high ? high : value);
}

} // namespace microt
