// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>

#include <QThread>

#include "serial/link/connected_board.h"

namespace microt {

/// The thread that a board and its port live in. Calls come from any other thread, one after the other.
class BoardThread
{
public:
    BoardThread();
    ~BoardThread(); ///< ends the conversation; waits for a call under way
    BoardThread(const BoardThread&) = delete;
    BoardThread& operator=(const BoardThread&) = delete;

    /// Runs `work(std::optional<ConnectedBoard>&)` there and waits for what it returns.
    template <typename Work>
    auto call(Work work)
    {
        using R = decltype(work(m_board));
        std::packaged_task<R()> task([this, &work] { return work(m_board); });
        auto result = task.get_future();
        post([&task] { task(); });
        return result.get();
    }

private:
    void post(std::function<void()> task);
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_ending = false;
    std::optional<ConnectedBoard> m_board; ///< of the thread
    std::unique_ptr<QThread> m_thread;     ///< Qt's, as a serial port wants
};

} // namespace microt
