// SPDX-License-Identifier: Apache-2.0
#include "engine/base/parallel.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace microt {

namespace {

constexpr std::chrono::milliseconds kBetweenReports{100};
std::atomic<int> g_coreLimit{0};

struct Run
{
    const std::function<Status(std::size_t)>& work;
    const JobContext& job;
    std::size_t count;
    std::atomic<std::size_t> next{0};
    std::atomic<std::int64_t> done{0};
    std::atomic<bool> failed{false};
    std::mutex mutex{}; ///< the two below
    std::size_t failedIndex = count;
    Status status{};

    void call(std::size_t index)
    {
        Status outcome;
        try {
            outcome = work(index);
        } catch (const std::bad_alloc&) {
            outcome = Failure{Error::outOfMemory, "There is not enough memory."};
        }
        if (!outcome.ok()) {
            const std::lock_guard lock(mutex);
            failed = true;
            if (index < failedIndex)
                status = outcome;
            failedIndex = std::min(index, failedIndex);
        }
        ++done;
    }

    /// Calls until nothing is left to be done.
    void takeCalls(const std::function<void()>& before)
    {
        for (std::size_t i = next++; i < count && !failed && !job.cancel.cancelled(); i = next++) {
            before();
            call(i);
        }
    }
};

} // namespace

int coreCount()
{
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int limit = g_coreLimit;
    return limit > 0 ? std::min(cores, limit) : cores;
}

void limitCores(int cores)
{
    g_coreLimit = cores;
}

Status forEachInParallel(Progress progress, const JobContext& job,
                         const std::function<Status(std::size_t)>& work)
{
    using Clock = std::chrono::steady_clock;
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(progress.total, 0));
    Run run{work, job, count};
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < std::min(static_cast<std::size_t>(coreCount()), count); ++i)
        helpers.emplace_back([&run] { run.takeCalls([] {}); });
    auto reported = Clock::now() - kBetweenReports;
    run.takeCalls([&] {
        if (Clock::now() - reported < kBetweenReports)
            return;
        reported = Clock::now();
        progress.done = run.done;
        job.report(progress);
    });
    for (std::thread& helper : helpers)
        helper.join();
    MICROT_CHECK(run.status);
    MICROT_CHECK(job.checkCancelled());
    progress.done = progress.total;
    job.report(progress);
    return {};
}

} // namespace microt
