// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/multiply_add.h"

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace microt {
namespace {

std::uint32_t bitsOf(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

float floatOf(std::uint32_t bits)
{
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

void expectRoundedOnce(float a, float b, float c)
{
    const float expected = std::fma(a, b, c);
    for (const float found : {multiplyAdd(a, b, c), multiplyAddInDouble(a, b, c)})
        if (std::isnan(expected))
            EXPECT_TRUE(std::isnan(found)) << a << ' ' << b << ' ' << c;
        else
            EXPECT_EQ(bitsOf(found), bitsOf(expected)) << a << ' ' << b << ' ' << c;
}

TEST(MultiplyAdd, RoundsOnceWhateverTheNumbers)
{
    std::mt19937 random(3);
    for (int i = 0; i < 300000; ++i) {
        expectRoundedOnce(floatOf(random()), floatOf(random()), floatOf(random()));
        // Of like size, so that every bit of the sum counts.
        const auto near = [&] {
            return std::ldexp(floatOf(0x3F800000U | (random() >> 9)), static_cast<int>(random() % 9) - 4);
        };
        expectRoundedOnce(near(), -near(), near());
    }
}

TEST(MultiplyAdd, RoundsOnceNextToHalfWay)
{
    // Odd products of 25 bits lie half way between two floats; what is added says where they go, and is by
    // far less than a double's last place.
    for (int i = 4097; i < 8192; i += 2)
        for (const int exponent : {-30, -60, -100})
            for (const float sign : {1.0F, -1.0F}) {
                const float tiny = std::ldexp(sign, exponent);
                expectRoundedOnce(4097.0F, static_cast<float>(i), tiny);
                expectRoundedOnce(-4097.0F, static_cast<float>(i), tiny);
                expectRoundedOnce(4097.0F, static_cast<float>(i), 0.0F);
            }
}

TEST(MultiplyAdd, SubnormalNumbersAndWhatIsNoNumber)
{
    std::mt19937 random(5);
    for (int i = 0; i < 100000; ++i)
        expectRoundedOnce(floatOf(random() % 0x20000000U), floatOf(0x1F000000U + random() % 0x02000000U),
                          floatOf((random() % 0x01800000U) | (random() & 0x80000000U)));
    // Just below half of the last place of a number that is not normal.
    const float above = std::ldexp(1.0F + std::ldexp(1.0F, -23), -75);
    const float below = std::ldexp(1.0F - std::ldexp(1.0F, -23), -75);
    for (std::uint32_t c = 0x00400001U; c < 0x00400101U; ++c)
        expectRoundedOnce(above, below, floatOf(c));
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    const float special[] = {0.0F,          -0.0F,   1.0F,     -1.0F,   kInfinity, -kInfinity,
                             std::nanf(""), FLT_MAX, -FLT_MAX, FLT_MIN, floatOf(1)};
    for (const float a : special)
        for (const float b : special)
            for (const float c : special)
                expectRoundedOnce(a, b, c);
}

} // namespace
} // namespace microt
