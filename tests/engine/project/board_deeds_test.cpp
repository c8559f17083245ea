// SPDX-License-Identifier: Apache-2.0
#include "engine/project/board_deeds.h"

#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "tests/support/support.h"

namespace microt {
namespace {

BoardDeed deedNumber(int number)
{
    return {"2026-11-28 12:00:00", 1.5, "mps2-an500", "parts", "Deed " + std::to_string(number), ""};
}

TEST(BoardDeeds, ComeBackInTheirOrder)
{
    test::ScratchFolder scratch;
    EXPECT_TRUE(readDeeds(scratch / "boards").empty());
    BoardDeed failed = deedNumber(2);
    failed.failure = "The line is \"cut\"\nand \xff not text.";
    ASSERT_TRUE(keepDeed(scratch / "boards", deedNumber(1)).ok());
    ASSERT_TRUE(keepDeed(scratch / "boards", failed).ok());
    const auto deeds = readDeeds(scratch / "boards");
    ASSERT_EQ(deeds.size(), 2U);
    EXPECT_EQ(deeds[0].what, "Deed 1");
    EXPECT_EQ(deeds[0].seconds, 1.5);
    EXPECT_EQ(deeds[0].board, "mps2-an500");
    EXPECT_EQ(deeds[1].failure.substr(0, 22), "The line is \"cut\"\nand ");
}

TEST(BoardDeeds, ADamagedLineCostsThatLineAlone)
{
    test::ScratchFolder scratch;
    ASSERT_TRUE(keepDeed(scratch.path(), deedNumber(1)).ok());
    std::ofstream(scratch / "deeds.jsonl", std::ios::app) << "{\"begun\": \"2026\", \"sec\n[]\n";
    ASSERT_TRUE(keepDeed(scratch.path(), deedNumber(2)).ok());
    const auto deeds = readDeeds(scratch.path());
    ASSERT_EQ(deeds.size(), 2U);
    EXPECT_EQ(deeds[1].what, "Deed 2");
}

TEST(BoardDeeds, TheOldestGoWhenThereAreManyMore)
{
    test::ScratchFolder scratch;
    ASSERT_TRUE(keepDeed(scratch.path(), deedNumber(0)).ok());
    const std::string line = readTextFile(scratch / "deeds.jsonl", 1 << 20).value();
    std::string many;
    for (std::size_t i = 0; i < 2 * kMostDeeds; ++i)
        many += line;
    ASSERT_TRUE(writeFileAtomically(scratch / "deeds.jsonl", many).ok());
    ASSERT_TRUE(keepDeed(scratch.path(), deedNumber(7)).ok());
    const auto deeds = readDeeds(scratch.path());
    ASSERT_EQ(deeds.size(), kMostDeeds);
    EXPECT_EQ(deeds.back().what, "Deed 7");
    EXPECT_LT(readTextFile(scratch / "deeds.jsonl", 1 << 20).value().size(), many.size() * 2 / 3);
}

TEST(BoardDeeds, AFileThatCannotBeReadIsNotReplaced)
{
    test::ScratchFolder scratch;
    ASSERT_TRUE(writeFileAtomically(scratch / "deeds.jsonl", std::string(9 << 20, 'x')).ok());
    EXPECT_FALSE(keepDeed(scratch.path(), deedNumber(1)).ok());
    EXPECT_EQ(std::filesystem::file_size(scratch / "deeds.jsonl"), 9U << 20);
    EXPECT_TRUE(readDeeds(scratch.path()).empty());
}

} // namespace
} // namespace microt
