// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/board_profile.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class BadProfile : public testing::Test
{
protected:
    void SetUp() override { m_good = readTextFile(resourceFolder() / "boards" / "stm32l4r5zi.json").value(); }

    Failure failureOf(const std::string& text)
    {
        EXPECT_TRUE(writeFileAtomically(m_scratch / "board.json", text).ok());
        const auto board = readBoardProfile(m_scratch / "board.json");
        return board.ok() ? Failure{} : board.failure();
    }
    /// The good profile with the first `from` replaced.
    Failure failureWith(const std::string& from, const std::string& to)
    {
        std::string text = m_good;
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return failureOf(text.replace(at, from.size(), to));
    }

    test::ScratchFolder m_scratch;
    std::string m_good;
};

#define EXPECT_FAILURE(failure, expectedCode, named)                                                         \
    {                                                                                                        \
        const Failure found = failure;                                                                       \
        EXPECT_EQ(found.code, expectedCode) << found.what;                                                   \
        EXPECT_NE(found.what.find(named), std::string::npos) << found.what;                                  \
        EXPECT_NE(found.what.find("board.json"), std::string::npos) << found.what;                           \
    }

TEST_F(BadProfile, namesTheKey)
{
    EXPECT_EQ(failureOf(m_good).code, Error::none);
    EXPECT_FAILURE(failureWith("\"clockHz\"", "\"clock\""), Error::malformed, "clockHz");
    EXPECT_FAILURE(failureWith("\"value\": 120000000", "\"value\": \"fast\""), Error::malformed,
                   "clockHz.value");
    EXPECT_FAILURE(failureWith("\"value\": 120000000", "\"value\": 0"), Error::outOfRange, "clockHz");
    EXPECT_FAILURE(failureWith("\"value\": 120000000", "\"value\": -1"), Error::outOfRange, "clockHz.value");
    EXPECT_FAILURE(failureWith("\"value\": 120000000", "\"value\": 1e999"), Error::malformed, "board.json");
    EXPECT_FAILURE(failureWith("\"depthwise\"", "\"depth\""), Error::malformed, "cyclesPerMac.depthwise");
    EXPECT_FAILURE(failureWith("\"cyclesPerElement\": {", "\"cyclesPerElement\": [], \"x\": {"),
                   Error::malformed, "cyclesPerElement");
    EXPECT_FAILURE(failureWith("\"flash\": false", "\"flash\": 0"), Error::malformed, "memories[0].flash");
    EXPECT_FAILURE(failureWith("\"bytes\": 196608", "\"bytes\": 1e30"), Error::outOfRange,
                   "memories[0].bytes");
    EXPECT_FAILURE(failureWith("\"bytes\": 196608", "\"bytes\": 0.5"), Error::outOfRange,
                   "memories[0].bytes");
    EXPECT_FAILURE(failureWith("\"address\": 536870912", "\"address\": -4"), Error::outOfRange,
                   "memories[0].address");
    EXPECT_FAILURE(failureWith("\"memories\": [", "\"memories\": 3, \"x\": ["), Error::malformed, "memories");
    EXPECT_FAILURE(failureWith("\"memories\": [", "\"memories\": [null, "), Error::malformed, "memories[0]");
}

TEST_F(BadProfile, kernelsAreChecked)
{
    EXPECT_FAILURE(failureWith("\"kind\": \"pointwise\"", "\"kind\": \"pontwise\""), Error::malformed,
                   "pontwise");
    EXPECT_FAILURE(failureWith("\"stride\": 2", "\"stride\": -2"), Error::outOfRange, "stride");
    EXPECT_FAILURE(failureWith("\"stride\": 2", "\"stride\": 1.5"), Error::outOfRange, "stride");
    EXPECT_FAILURE(failureWith("\"pass\": 0.0", "\"pass\": 1e300"), Error::outOfRange, "pass");
    EXPECT_FAILURE(failureWith("\"instructions\": [", "\"instructions\": 3, \"x\": ["), Error::malformed,
                   "kernels.instructions");
    EXPECT_FAILURE(failureWith("\"cyclesPerInstruction\": {", "\"cycles\": {"), Error::malformed,
                   "cyclesPerInstruction");
}

TEST_F(BadProfile, everyConstantNeedsASource)
{
    const std::string good = "\"source\": \"Highest clock";
    EXPECT_FAILURE(failureWith(good, "\"origin\": \"Highest clock"), Error::malformed, "clockHz.source");
    EXPECT_FAILURE(failureWith(good, "\"source\": \"\", \"x\": \"Highest clock"), Error::malformed,
                   "clockHz.source");
}

TEST_F(BadProfile, notJson)
{
    EXPECT_FAILURE(failureOf(""), Error::malformed, "byte");
    EXPECT_FAILURE(failureOf("{\"id\": \"\xFF\"}"), Error::malformed, "byte");
    EXPECT_FAILURE(failureOf("[]"), Error::malformed, "object");
    EXPECT_FAILURE(failureOf("{}"), Error::malformed, "id");
    EXPECT_EQ(failureOf(std::string(100000, '[')).code, Error::hostileContent);
    EXPECT_EQ(failureOf(std::string(std::size_t{2} << 20, ' ')).code, Error::outOfRange);
    EXPECT_EQ(readBoardProfile(m_scratch / "none.json").failure().code, Error::fileNotFound);
    for (std::size_t length = 0; length + 2 < m_good.size(); length += 101)
        EXPECT_FAILURE(failureOf(m_good.substr(0, length)), Error::malformed, "byte");
}

TEST(BoardProfiles, shippedOnesAreComplete)
{
    const auto boards = boardProfiles();
    ASSERT_TRUE(boards.ok()) << boards.failure().what;
    ASSERT_EQ(boards.value().size(), 3U);
    const BoardProfile& h7 = boards.value()[0];
    const BoardProfile& l4 = boards.value()[1];
    const BoardProfile& u5 = boards.value()[2];
    EXPECT_EQ(h7.id, "stm32h7a3zi");
    EXPECT_EQ(l4.id, "stm32l4r5zi");
    EXPECT_EQ(u5.id, "stm32u575zi");
    EXPECT_EQ(h7.clockHz.value, 280e6);
    EXPECT_EQ(l4.clockHz.value, 120e6);
    EXPECT_EQ(u5.clockHz.value, 160e6);
    EXPECT_EQ(h7.ramBytes(), (64U + 128 + 1024 + 128 + 32) * 1024);
    EXPECT_EQ(l4.ramBytes(), (192U + 64 + 384) * 1024);
    EXPECT_EQ(u5.ramBytes(), (192U + 64 + 512 + 16) * 1024);
    EXPECT_EQ(h7.flashBytes(), 2048U * 1024);
    EXPECT_EQ(l4.flashBytes(), 2048U * 1024);
    EXPECT_EQ(u5.flashBytes(), 2048U * 1024);
    for (const BoardProfile& board : boards.value()) {
        // Pointwise, convolution, addition, depthwise of three windows at two strides.
        EXPECT_EQ(board.kernels.size(), 9U) << board.id;
        EXPECT_FALSE(board.kernelsSource.empty());
        EXPECT_GT(board.cyclesPerInstruction.value, 0.5) << board.id;
        for (const WorkKind kind :
             {WorkKind::convolution, WorkKind::pointwise, WorkKind::depthwise, WorkKind::linear})
            EXPECT_GT(board.cyclesPerMac[static_cast<std::size_t>(kind)].value, 0.5) << board.id;
        for (const WorkKind kind : {WorkKind::add, WorkKind::pool}) {
            EXPECT_EQ(board.cyclesPerMac[static_cast<std::size_t>(kind)].value, 0.0) << board.id;
            EXPECT_GT(board.cyclesPerElement[static_cast<std::size_t>(kind)].value, 0.0) << board.id;
        }
    }
}

TEST(BoardProfiles, idIsTheFileName)
{
    const test::ScratchFolder scratch;
    const std::string good = readTextFile(resourceFolder() / "boards" / "stm32l4r5zi.json").value();
    ASSERT_TRUE(writeFileAtomically(scratch / "boards" / "other.json", good).ok());
    ::setenv("MICROT_RESOURCES", scratch.path().c_str(), 1);
    const auto renamed = boardProfiles();
    ::setenv("MICROT_RESOURCES", (scratch / "none").c_str(), 1);
    const auto missing = boardProfiles();
    ::unsetenv("MICROT_RESOURCES");
    ASSERT_FALSE(renamed.ok());
    EXPECT_EQ(renamed.failure().code, Error::malformed);
    EXPECT_NE(renamed.failure().what.find("other.json"), std::string::npos);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
