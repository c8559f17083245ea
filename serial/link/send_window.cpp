// SPDX-License-Identifier: Apache-2.0
#include "serial/link/send_window.h"

#include <algorithm>

namespace microt {

bool SendWindow::hasRoom(std::size_t wireBytes) const
{
    return empty() || (m_pending.size() < m_requests && m_onTheWay + wireBytes <= m_wireBytes);
}

SendWindow::Request& SendWindow::add(std::size_t index, std::uint16_t sequence,
                                     std::vector<std::uint8_t> wire)
{
    m_onTheWay += wire.size();
    Request request;
    request.index = index;
    request.sequence = sequence;
    request.wire = std::move(wire);
    m_pending.push_back(std::move(request));
    return m_pending.back();
}

SendWindow::Request* SendWindow::find(std::uint16_t sequence)
{
    for (Request& one : m_pending)
        if (one.sequence == sequence)
            return &one;
    return nullptr;
}

void SendWindow::answered(const Request& request, Time now)
{
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
                                    [&request](const Request& one) { return &one == &request; });
    for (auto earlier = m_pending.begin(); earlier != found; ++earlier)
        if (earlier->sent < found->sent)
            earlier->again = now;
    m_onTheWay -= found->wire.size();
    m_pending.erase(found);
}

void SendWindow::silent(bool all, Time now)
{
    for (Request& one : m_pending)
        if (all || &one == &m_pending.front())
            one.again = now;
}

SendWindow::Time SendWindow::soonest() const
{
    Time soonest = Time::max();
    for (const Request& one : m_pending)
        soonest = std::min(soonest, one.again);
    return soonest;
}

SendWindow::Request* SendWindow::overdue(Time now)
{
    for (Request& one : m_pending)
        if (one.again <= now)
            return &one;
    return nullptr;
}

void SendWindow::sent(Request& request, Time now)
{
    request.sent = now;
    request.again = Time::max();
    ++request.times;
}

} // namespace microt
