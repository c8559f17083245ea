// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/worker_pool.h"

#include "engine/train/forward/torch_runtime.h"

namespace microt {

WorkerPool::WorkerPool(int threads)
{
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

void WorkerPool::run(int count, const std::function<void(int)>& task)
{
    std::unique_lock lock(m_mutex);
    m_task = &task;
    m_next = 0;
    m_count = count;
    m_unfinished = count;
    m_wake.notify_all();
    m_done.wait(lock, [this] { return m_unfinished == 0; });
}

Status WorkerPool::runAll(int count, const std::function<Status(int)>& task)
{
    std::vector<Status> statuses(static_cast<std::size_t>(count));
    run(count, [&](int i) { statuses[static_cast<std::size_t>(i)] = task(i); });
    for (const Status& status : statuses)
        MICROT_CHECK(status);
    return {};
}

void WorkerPool::work()
{
    const TorchThreads single(1);
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || m_next < m_count; });
        if (m_stop)
            return;
        const int index = m_next++;
        lock.unlock();
        (*m_task)(index);
        lock.lock();
        if (--m_unfinished == 0)
            m_done.notify_one();
    }
}

} // namespace microt
