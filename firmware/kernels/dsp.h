// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

// The few instructions of the Arm DSP extension (ARMv7E-M) that the kernels need, and what they do in plain
// C++ where there is no such extension, so that the host can test the kernels.

namespace microt::firmware::dsp {

inline std::int32_t load(const void* bytes)
{
    std::int32_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

inline std::int32_t pack(std::int32_t low, std::int32_t high)
{
    return static_cast<std::int32_t>((static_cast<std::uint32_t>(low) & 0xFFFFU) |
                                     static_cast<std::uint32_t>(high) << 16);
}

#if defined(__ARM_FEATURE_DSP)

/// sum + a.low * b.low + a.high * b.high
inline std::int32_t smlad(std::int32_t a, std::int32_t b, std::int32_t sum)
{
    std::int32_t result;
    __asm("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}
/// Bytes 0 and 2, each widened to 16 bits.
inline std::int32_t widenEven(std::int32_t bytes)
{
    std::int32_t result;
    __asm("sxtb16 %0, %1" : "=r"(result) : "r"(bytes));
    return result;
}
/// Bytes 1 and 3.
inline std::int32_t widenOdd(std::int32_t bytes)
{
    std::int32_t result;
    __asm("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(bytes));
    return result;
}
/// Both halves less both halves.
inline std::int32_t subtractHalves(std::int32_t a, std::int32_t b)
{
    std::int32_t result;
    __asm("ssub16 %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
    return result;
}
/// The upper word of a * b, rounded.
inline std::int32_t multiplyHigh(std::int32_t a, std::int32_t b)
{
    std::int32_t result;
    __asm("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

#else

inline std::int32_t low(std::int32_t word)
{
    return static_cast<std::int16_t>(word);
}
inline std::int32_t high(std::int32_t word)
{
    return word >> 16;
}
inline std::int32_t smlad(std::int32_t a, std::int32_t b, std::int32_t sum)
{
    return sum + low(a) * low(b) + high(a) * high(b);
}
inline std::int32_t widenEven(std::int32_t bytes)
{
    return pack(static_cast<std::int8_t>(bytes), static_cast<std::int8_t>(bytes >> 16));
}
inline std::int32_t widenOdd(std::int32_t bytes)
{
    return pack(static_cast<std::int8_t>(bytes >> 8), static_cast<std::int8_t>(bytes >> 24));
}
inline std::int32_t subtractHalves(std::int32_t a, std::int32_t b)
{
    return pack(low(a) - low(b), high(a) - high(b));
}
inline std::int32_t multiplyHigh(std::int32_t a, std::int32_t b)
{
    return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 31)) >> 32);
}

#endif

} // namespace microt::firmware::dsp
