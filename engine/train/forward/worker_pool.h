// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// Threads on which torch's operators run single-threaded, for many small pieces of work in a row. One owner,
/// who calls run() from one thread.
class WorkerPool
{
public:
    explicit WorkerPool(int threads);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Calls task(0) to task(count - 1), each once on some thread, and returns when all are done. Tasks must
    /// not throw.
    void run(int count, const std::function<void(int)>& task);

    /// As run, with tasks that can fail; returns the failure of the one with the smallest number.
    Status runAll(int count, const std::function<Status(int)>& task);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_done;
    const std::function<void(int)>* m_task = nullptr;
    int m_next = 0;
    int m_count = 0;
    int m_unfinished = 0;
    bool m_stop = false;
    std::vector<std::thread> m_threads;
};

} // namespace microt
