// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>
#include <QThread>

#include "serial/link/connected_board.h"

namespace microt {

/// The thread that a board and its port live in. Calls come from any other thread, one after the other.
class BoardThread
{
public:
    BoardThread()
    {
        m_here.moveToThread(&m_thread);
        m_thread.start();
    }
    /// Ends the conversation; waits for a call under way.
    ~BoardThread()
    {
        QMetaObject::invokeMethod(
            &m_here, [this] { m_board.reset(); }, Qt::BlockingQueuedConnection); // where it was made
        m_thread.quit();
        m_thread.wait();
    }
    BoardThread(const BoardThread&) = delete;
    BoardThread& operator=(const BoardThread&) = delete;

    /// Runs `work(std::optional<ConnectedBoard>&)` there and waits for what it returns.
    template <typename Work>
    auto call(Work work)
    {
        std::optional<decltype(work(m_board))> result;
        QMetaObject::invokeMethod(
            &m_here, [&] { result.emplace(work(m_board)); }, Qt::BlockingQueuedConnection);
        return *std::move(result);
    }

private:
    std::optional<ConnectedBoard> m_board; ///< of the thread
    QThread m_thread;                      ///< Qt's, as a serial port wants
    QObject m_here;                        ///< what calls are sent to
};

} // namespace microt
