// SPDX-License-Identifier: Apache-2.0
#include "serial/link/virtual_board.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/deploy/planner.h"
#include "engine/runtime/sha256.h"
#include "serial/link/connected_board.h"
#include "serial/protocol/virtual_memory.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;
using namespace protocol;

/// Waits up to ten seconds.
template <typename Condition>
bool comesTrue(Condition condition)
{
    for (int i = 0; i < 1000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

bool exists(int process)
{
    return kill(process, 0) == 0;
}

class VirtualBoardTest : public testing::Test
{
protected:
    std::unique_ptr<VirtualBoard> start(const std::string& name = "state")
    {
        auto board = VirtualBoard::start("mps2-an500", m_scratch / name);
        EXPECT_TRUE(board.ok()) << board.failure().what;
        return board.ok() ? std::move(board).value() : nullptr;
    }

    ScratchFolder m_scratch;
};

TEST_F(VirtualBoardTest, AnswersAndEndsWithItsObject)
{
    int process = 0;
    {
        const auto board = start();
        ASSERT_NE(board, nullptr);
        process = board->processId();
        EXPECT_TRUE(exists(process));
        Link link(std::move(board->connect()).value());
        ASSERT_TRUE(link.connect({}).ok());
        EXPECT_EQ(link.board().payloadBytes, 1024);
    }
    EXPECT_TRUE(comesTrue([&] { return !exists(process); }));
}

TEST_F(VirtualBoardTest, SeveralRunAtOnceButNotOnOneFile)
{
    const auto first = start("a");
    const auto second = start("b");
    ASSERT_NE(first, nullptr);
    ASSERT_NE(second, nullptr);
    for (const VirtualBoard* board : {first.get(), second.get()}) {
        Link link(std::move(board->connect()).value());
        EXPECT_TRUE(link.connect({}).ok());
    }
    const auto third = VirtualBoard::start("mps2-an500", m_scratch / "a");
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.failure().code, Error::portBusy);
    EXPECT_EQ(VirtualBoard::start("no-such-board", m_scratch / "c").failure().code, Error::invalidArgument);
}

TEST_F(VirtualBoardTest, LeavesNothingBehindWhenTheProgramIsKilled)
{
    // Its socket lies in a folder for temporary files; here that is one of ours.
    const char* before = std::getenv("TMPDIR");
    const std::string restore = before != nullptr ? before : "";
    setenv("TMPDIR", m_scratch.path().c_str(), 1);
    const auto folders = [this] {
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(m_scratch.path()))
            count += entry.is_directory() ? 1 : 0;
        return count;
    };
    int report[2];
    ASSERT_EQ(pipe(report), 0);
    const pid_t program = fork();
    if (program == 0) {
        auto board = VirtualBoard::start("mps2-an500", m_scratch / "killed");
        const int process = board.ok() ? board.value()->processId() : -1;
        [[maybe_unused]] const ssize_t written = write(report[1], &process, sizeof process);
        for (;;)
            pause();
    }
    close(report[1]);
    int process = -1;
    ASSERT_EQ(read(report[0], &process, sizeof process), static_cast<ssize_t>(sizeof process));
    close(report[0]);
    ASSERT_GT(process, 0);
    EXPECT_TRUE(exists(process));
    EXPECT_EQ(folders(), 1);
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    EXPECT_TRUE(comesTrue([&] { return !exists(process); }));
    EXPECT_TRUE(comesTrue([&] { return folders() == 0; }));
    if (before != nullptr)
        setenv("TMPDIR", restore.c_str(), 1);
    else
        unsetenv("TMPDIR");
}

TEST_F(VirtualBoardTest, AnUploadGoesOnAfterTheEmulatorWasKilled)
{
    auto board = start();
    ASSERT_NE(board, nullptr);
    // 400 kB of random weights in one wide convolution.
    const QuantModel model = randomQuantModel(16, {{1200, 3, 1, 64}, {500, 3, 1, 64}}, 3);
    const auto image = buildImage(model, {1}, "{}");
    ASSERT_TRUE(image.ok());
    ASSERT_GT(image.value().size(), 100000U);
    std::uint32_t resumed = 0;
    bool done = false;
    for (int attempt = 0; attempt < 6 && !done; ++attempt) {
        Link link(std::move(board->connect()).value());
        ASSERT_TRUE(link.connect({}).ok());
        Board talking(link);
        JobContext job;
        std::int64_t sent = 0;
        const std::int64_t enough = static_cast<std::int64_t>(image.value().size()) * (attempt + 1) / 4;
        job.sink = [&](const Progress& progress) {
            sent = progress.done;
            if (progress.step == "Sending the image" && sent > enough && attempt < 3)
                kill(board->processId(), SIGKILL);
        };
        const auto deployed = talking.deploy(image.value(), job);
        done = deployed.ok();
        if (done) {
            resumed = deployed.value().resumed;
        } else {
            EXPECT_TRUE(deployed.failure().code == Error::deviceGone ||
                        deployed.failure().code == Error::noAnswer)
                << deployed.failure().what;
            ASSERT_TRUE(comesTrue([&] { return !board->running(); }));
            ASSERT_TRUE(board->restart().ok());
        }
    }
    EXPECT_TRUE(done);
    EXPECT_GT(resumed, 50000U);
    // It is there after power off and on, whole.
    ASSERT_TRUE(board->restart().ok());
    Link link(std::move(board->connect()).value());
    ASSERT_TRUE(link.connect({}).ok());
    EXPECT_TRUE(Board(link).deploy(image.value(), {}).value().wasThere);
}

TEST_F(VirtualBoardTest, AnImagePastTheLineIsCheckedLikeAnyOther)
{
    const auto board = start();
    ASSERT_NE(board, nullptr);
    Link link(std::move(board->connect()).value());
    ASSERT_TRUE(link.connect({}).ok());
    const auto image =
        buildImage(randomQuantModel(16, {{1200, 3, 1, 64}, {60, 3, 1, 64}}, 3), {1}, "{}").value();
    Board talking(link, board.get());
    const std::uint64_t before = link.statistics().bytesSent;
    const auto deployed = talking.deploy(image, {});
    ASSERT_TRUE(deployed.ok()) << deployed.failure().what;
    EXPECT_FALSE(deployed.value().wasThere);
    EXPECT_LT(link.statistics().bytesSent - before, 1000U);
    EXPECT_EQ(talking.readImage(sha256Of(image.data(), image.size()), {}).value(), image);
    // What does not have the hash that was said never runs.
    const auto other =
        buildImage(randomQuantModel(16, {{1200, 3, 1, 64}, {60, 3, 1, 64}}, 4), {1}, "{}").value();
    const auto there = link.ask<Message::imageBegin>(
        {static_cast<std::uint32_t>(other.size()), sha256Of(other.data(), other.size())}, {},
        [](const FlashProgress&) {});
    ASSERT_TRUE(there.ok()) << there.failure().what;
    EXPECT_TRUE(board->writeSlot(there.value().slot, 0, image.data(), image.size()));
    const auto finished = link.ask<Message::imageFinish>({}, {}, [](const FlashProgress&) {});
    ASSERT_FALSE(finished.ok());
    EXPECT_EQ(finished.failure().code, Error::hashMismatch);
    EXPECT_TRUE(talking.deploy(image, {}).value().wasThere);
    // Nothing but the slots.
    EXPECT_FALSE(board->writeSlot(2, 0, image.data(), 16));
    EXPECT_FALSE(board->writeSlot(-1, 0, image.data(), 16));
    EXPECT_FALSE(board->writeSlot(0, kVirtualSlotBytes - 8, image.data(), 16));
    EXPECT_FALSE(board->writeSlot(1, kVirtualSlotBytes + 1, image.data(), 0));
}

TEST(Ports, TheVirtualOnesComeFirst)
{
    const auto ports = listPorts();
    ASSERT_GE(ports.size(), 2U);
    EXPECT_EQ(ports[0].port, "virtual:mps2-an500");
    EXPECT_TRUE(ports[1].likely);
    EXPECT_EQ(connectBoard("/dev/no-such-port", {}, {}).failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
