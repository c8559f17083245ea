// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/paired_test.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

TEST(PairedTest, CountsPicturesThatOneAloneHasRight)
{
    const PairedCounts counts = pairAnswers({0, 1, 2, 1, 0}, {0, 1, 0, 0, 0}, {0, 2, 2, 0, 1});
    EXPECT_EQ(counts.onlyFirst, 2);
    EXPECT_EQ(counts.onlySecond, 1);
}

TEST(PairedTest, IsTheBinomialTailByHand)
{
    EXPECT_NEAR(exactMcNemar({1, 5}), 2.0 * (1 + 6) / 64.0, 1e-12);
    EXPECT_NEAR(exactMcNemar({5, 1}), 2.0 * (1 + 6) / 64.0, 1e-12);
    EXPECT_NEAR(exactMcNemar({0, 10}), 2.0 / 1024.0, 1e-12);
    EXPECT_DOUBLE_EQ(exactMcNemar({3, 3}), 1.0);
    EXPECT_DOUBLE_EQ(exactMcNemar({0, 0}), 1.0);
    EXPECT_LT(exactMcNemar({1000, 1300}), 1e-9);
}

TEST(PairedTest, CombinesSeeds)
{
    EXPECT_DOUBLE_EQ(combinedP({0.04}), 0.04);
    EXPECT_DOUBLE_EQ(combinedP({0.01, 0.02, 0.03}), 0.04);
    EXPECT_DOUBLE_EQ(combinedP({0.9, 0.8}), 1.0);
    EXPECT_DOUBLE_EQ(combinedP({}), 1.0);
}

} // namespace
} // namespace microt
