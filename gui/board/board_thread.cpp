// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/board/board_thread.h"

namespace microt {

BoardThread::BoardThread() : m_thread(QThread::create([this] { run(); }))
{
    m_thread->start();
}

BoardThread::~BoardThread()
{
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread->wait();
}

void BoardThread::post(std::function<void()> task)
{
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void BoardThread::run()
{
    std::unique_lock<std::mutex> lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_ending || !m_tasks.empty(); });
        if (m_tasks.empty())
            break;
        const std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
    m_board.reset(); // where it was made
}

} // namespace microt
