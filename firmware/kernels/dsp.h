// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

// The few instructions of the Arm DSP extension (ARMv7E-M) that the kernels need, and what they do in plain
// C++ where there is no such extension, so that the host can test the kernels.

/// For what stands in an innermost loop: a call would move every register to memory and back.
#define MICROT_INLINE __attribute__((always_inline)) inline

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

/// The upper word of a * b, rounded, from products of halves: Armv6-M multiplies to 32 bits alone.
inline std::int32_t multiplyHighByHalves(std::int32_t a, std::int32_t b)
{
    const std::int32_t lowA = a & 0xFFFF;
    const std::int32_t lowB = b & 0xFFFF;
    const std::int32_t mixedA = (a >> 16) * lowB;
    const std::int32_t mixedB = lowA * (b >> 16);
    const std::uint32_t lows = static_cast<std::uint32_t>(lowA) * static_cast<std::uint32_t>(lowB);
    const std::uint32_t middle = (lows >> 16) + (static_cast<std::uint32_t>(mixedA) & 0xFFFFU) +
                                 (static_cast<std::uint32_t>(mixedB) & 0xFFFFU) + 0x8000U;
    return (a >> 16) * (b >> 16) + (mixedA >> 16) + (mixedB >> 16) + static_cast<std::int32_t>(middle >> 16);
}

#if defined(__ARM_FEATURE_DSP)

/// sum + a.low * b.low + a.high * b.high
inline std::int32_t smlad(std::int32_t a, std::int32_t b, std::int32_t sum)
{
    std::int32_t result;
    __asm("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}
/// The upper word of a * b, rounded.
inline std::int32_t multiplyHigh(std::int32_t a, std::int32_t b)
{
    std::int32_t result;
    __asm("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

/// The same, added to `sum`.
inline std::int32_t multiplyHighAdd(std::int32_t a, std::int32_t b, std::int32_t sum)
{
    std::int32_t result;
    __asm("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
}
/// Limited to [-128, 127].
inline std::int32_t saturate8(std::int32_t value)
{
    std::int32_t result;
    __asm("ssat %0, #8, %1" : "=r"(result) : "r"(value));
    return result;
}
/// Both halves of `sum` plus bytes 0 and 2.
inline std::int32_t addEven(std::int32_t sum, std::int32_t bytes)
{
    std::int32_t result;
    __asm("sxtab16 %0, %1, %2" : "=r"(result) : "r"(sum), "r"(bytes));
    return result;
}
/// Both halves of `sum` plus bytes 1 and 3.
inline std::int32_t addOdd(std::int32_t sum, std::int32_t bytes)
{
    std::int32_t result;
    __asm("sxtab16 %0, %1, %2, ror #8" : "=r"(result) : "r"(sum), "r"(bytes));
    return result;
}
/// Both halves times two.
inline std::int32_t doubleHalves(std::int32_t a)
{
    std::int32_t result;
    __asm("sadd16 %0, %1, %1" : "=r"(result) : "r"(a));
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
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) +
                                     static_cast<std::uint32_t>(low(a) * low(b)) +
                                     static_cast<std::uint32_t>(high(a) * high(b)));
}
inline std::int32_t multiplyHigh(std::int32_t a, std::int32_t b)
{
#if defined(__ARM_ARCH_6M__)
    return multiplyHighByHalves(a, b);
#else
    return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 31)) >> 32);
#endif
}
inline std::int32_t multiplyHighAdd(std::int32_t a, std::int32_t b, std::int32_t sum)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(multiplyHigh(a, b)) +
                                     static_cast<std::uint32_t>(sum));
}
inline std::int32_t saturate8(std::int32_t value)
{
    return value < -128 ? -128 : value > 127 ? 127 : value;
}
inline std::int32_t addEven(std::int32_t sum, std::int32_t bytes)
{
    return pack(low(sum) + static_cast<std::int8_t>(bytes),
                high(sum) + static_cast<std::int8_t>(bytes >> 16));
}
inline std::int32_t addOdd(std::int32_t sum, std::int32_t bytes)
{
    return addEven(sum, bytes >> 8);
}
inline std::int32_t doubleHalves(std::int32_t a)
{
    return pack(2 * low(a), 2 * high(a));
}

#endif

} // namespace microt::firmware::dsp
