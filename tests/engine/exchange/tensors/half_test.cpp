// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/exchange/tensors/half.h"

namespace microt {
namespace {

TEST(Half, EveryValueSurvivesTheWayThereAndBack)
{
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const float value = floatFromHalf(static_cast<std::uint16_t>(bits));
        if (std::isnan(value))
            EXPECT_TRUE(std::isnan(floatFromHalf(halfFromFloat(value))));
        else
            ASSERT_EQ(halfFromFloat(value), bits);
    }
}

TEST(Half, KnownValues)
{
    EXPECT_EQ(floatFromHalf(0x3c00), 1.0F);
    EXPECT_EQ(floatFromHalf(0xc500), -5.0F);
    EXPECT_EQ(floatFromHalf(0x7bff), 65504.0F);
    EXPECT_EQ(floatFromHalf(0x0001), std::ldexp(1.0F, -24));
    EXPECT_EQ(floatFromHalf(0x0400), std::ldexp(1.0F, -14));
    EXPECT_EQ(halfFromFloat(-0.0F), 0x8000);
}

/// Between any two neighbours: below the middle goes down, above goes up, the middle itself to the even one.
TEST(Half, RoundsToNearestEven)
{
    for (std::uint16_t bits = 0; bits < 0x7bff; ++bits) {
        const float low = floatFromHalf(bits);
        const float high = floatFromHalf(bits + 1);
        const float middle = (low + high) / 2; // exact: float32 has 13 more bits
        const std::uint16_t even = bits % 2 == 0 ? bits : bits + 1;
        ASSERT_EQ(halfFromFloat(middle), even) << bits;
        ASSERT_EQ(halfFromFloat(std::nextafter(middle, low)), bits);
        ASSERT_EQ(halfFromFloat(std::nextafter(middle, high)), bits + 1);
        ASSERT_EQ(halfFromFloat(-middle), even | 0x8000);
    }
}

TEST(Half, OverflowsToInfinityAndUnderflowsToZero)
{
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ(halfFromFloat(65519.99F), 0x7bff);
    EXPECT_EQ(halfFromFloat(65520.0F), 0x7c00);
    EXPECT_EQ(halfFromFloat(-1e30F), 0xfc00);
    EXPECT_EQ(halfFromFloat(infinity), 0x7c00);
    EXPECT_EQ(halfFromFloat(std::ldexp(1.0F, -25)), 0);
    EXPECT_EQ(halfFromFloat(std::nextafter(std::ldexp(1.0F, -25), 1.0F)), 1);
    EXPECT_EQ(halfFromFloat(std::numeric_limits<float>::denorm_min()), 0);
    EXPECT_TRUE(std::isnan(floatFromHalf(halfFromFloat(std::nanf("")))));
}

} // namespace
} // namespace microt
