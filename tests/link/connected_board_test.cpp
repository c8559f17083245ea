// SPDX-License-Identifier: Apache-2.0
#include "serial/link/connected_board.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/board_on_pty.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

class SerialPortTest : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!BoardOnPty::available())
            GTEST_SKIP() << "needs pseudo-terminals (/dev/ptmx, /dev/pts)";
    }

    Error errorOf(const std::string& port)
    {
        const auto connected = connectBoard(port, {}, {});
        return connected.ok() ? Error::none : connected.failure().code;
    }

    SimulatedFlash m_flash{96 * 1024};
    ScratchFolder m_scratch;
};

TEST_F(SerialPortTest, ABoardAnswersAndEveryFrameIsLogged)
{
    const BoardOnPty board(m_flash);
    {
        const auto connected = connectBoard(board.port(), {}, {}, m_scratch / "wire.log");
        ASSERT_TRUE(connected.ok()) << connected.failure().what;
        EXPECT_EQ(textOf(connected.value().link->board().board), "fake");
    }
    std::ifstream log(m_scratch / "wire.log");
    std::string line;
    ASSERT_TRUE(std::getline(log, line));
    EXPECT_NE(line.find("> hello #"), std::string::npos) << line;
}

TEST_F(SerialPortTest, ABoardLeftAtAnotherRateIsFound)
{
    for (const std::uint32_t baud : {921600U, 460800U}) {
        const BoardOnPty board(m_flash, BoardOnPty::Manner::normal, baud);
        EXPECT_EQ(errorOf(board.port()), Error::none) << baud;
    }
}

TEST_F(SerialPortTest, EachFailureHasItsCode)
{
    EXPECT_EQ(errorOf("/dev/no-such-port"), Error::fileNotFound);
    const BoardOnPty silent(m_flash, BoardOnPty::Manner::silent);
    EXPECT_EQ(errorOf(silent.port()), Error::noAnswer);
    const BoardOnPty chatter(m_flash, BoardOnPty::Manner::chatter);
    EXPECT_EQ(errorOf(chatter.port()), Error::garbledLine);
    const BoardOnPty other(m_flash, BoardOnPty::Manner::otherRelease);
    EXPECT_EQ(errorOf(other.port()), Error::wrongFirmware);
    const BoardOnPty used(m_flash);
    const auto first = connectBoard(used.port(), {}, {});
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(errorOf(used.port()), Error::portBusy);
    if (geteuid() != 0) { // root may open anything
        const BoardOnPty forbidden(m_flash);
        ASSERT_EQ(chmod(forbidden.port().c_str(), 0), 0);
        EXPECT_EQ(errorOf(forbidden.port()), Error::permissionDenied);
    }
}

TEST_F(SerialPortTest, AnEchoAndAFloodEndWithASentence)
{
    for (const auto& [manner, word] : {std::pair{BoardOnPty::Manner::echo, "sends back"},
                                       {BoardOnPty::Manner::flood, "not one whole frame"},
                                       {BoardOnPty::Manner::silent, "does not answer"}}) {
        const BoardOnPty board(m_flash, manner);
        const auto begin = std::chrono::steady_clock::now();
        const auto connected = connectBoard(board.port(), {}, {});
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << word;
        ASSERT_FALSE(connected.ok());
        EXPECT_NE(connected.failure().what.find(word), std::string::npos) << connected.failure().what;
    }
}

TEST_F(SerialPortTest, AnUnpluggedBoardIsGoneAtOnce)
{
    BoardOnPty board(m_flash);
    const auto connected = connectBoard(board.port(), {}, {});
    ASSERT_TRUE(connected.ok());
    board.unplug();
    const auto answer = connected.value().link->ask<protocol::Message::describe>({}, {});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.failure().code, Error::deviceGone) << answer.failure().what;
}

} // namespace
} // namespace microt
