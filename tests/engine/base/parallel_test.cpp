// SPDX-License-Identifier: Apache-2.0
#include "engine/base/parallel.h"

#include <array>
#include <new>
#include <thread>

#include <gtest/gtest.h>

namespace microt {
namespace {

constexpr std::size_t kCount = 1000;

Progress progressOf(std::size_t count)
{
    return {"Counting", 0, static_cast<std::int64_t>(count), "numbers"};
}

TEST(ForEachInParallel, callsEveryIndexOnce)
{
    std::array<std::atomic<int>, kCount> calls{};
    const Status status = forEachInParallel(progressOf(kCount), {}, [&](std::size_t i) -> Status {
        ++calls[i];
        return {};
    });
    ASSERT_TRUE(status.ok()) << status.failure().what;
    for (std::size_t i = 0; i < kCount; ++i)
        EXPECT_EQ(calls[i], 1) << i;
}

TEST(ForEachInParallel, hasNothingToDoForNothing)
{
    EXPECT_TRUE(forEachInParallel(progressOf(0), {}, [](std::size_t) -> Status {
                    ADD_FAILURE();
                    return {};
                }).ok());
}

TEST(ForEachInParallel, stopsAtTheFirstFailure)
{
    std::atomic<std::size_t> calls{0};
    const Status status = forEachInParallel(progressOf(kCount), {}, [&](std::size_t i) -> Status {
        ++calls;
        if (i < 5)
            return {};
        return Failure{Error::ioFailure, "no"};
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::ioFailure);
    // No thread goes on after its own failure.
    EXPECT_LE(calls, 5U + static_cast<std::size_t>(coreCount()));
}

TEST(ForEachInParallel, saysWhenMemoryRanOut)
{
    const Status status = forEachInParallel(progressOf(3), {}, [](std::size_t i) -> Status {
        if (i == 1)
            throw std::bad_alloc();
        return {};
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::outOfMemory);
}

TEST(ForEachInParallel, endsWhenCancelled)
{
    JobContext job;
    std::atomic<std::size_t> calls{0};
    const Status status = forEachInParallel(progressOf(kCount), job, [&](std::size_t) -> Status {
        job.cancel.cancel();
        ++calls;
        return {};
    });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::cancelled);
    EXPECT_LE(calls, static_cast<std::size_t>(coreCount()));
}

TEST(ForEachInParallel, reportsFromTheCallingThread)
{
    const auto here = std::this_thread::get_id();
    std::vector<std::int64_t> reported;
    JobContext job;
    job.sink = [&](const Progress& progress) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        EXPECT_EQ(progress.step, "Counting");
        EXPECT_EQ(progress.total, 50);
        EXPECT_GE(progress.done, reported.empty() ? 0 : reported.back());
        reported.push_back(progress.done);
    };
    ASSERT_TRUE(forEachInParallel(progressOf(50), job, [](std::size_t) -> Status { return {}; }).ok());
    ASSERT_FALSE(reported.empty());
    EXPECT_EQ(reported.back(), 50);
}

} // namespace
TEST(Parallel, CoresCanBeLimited)
{
    const int all = coreCount();
    limitCores(1);
    EXPECT_EQ(coreCount(), 1);
    limitCores(1000);
    EXPECT_EQ(coreCount(), all);
    limitCores(0);
    EXPECT_EQ(coreCount(), all);
}

} // namespace microt
