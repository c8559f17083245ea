// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace microt {

/// Requests on the way to a board that answers in order, the oldest first, and when each is to be sent again.
/// A value without channel or clock: every time is the caller's.
class SendWindow
{
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Request
    {
        std::size_t index = 0; ///< the caller's
        std::uint16_t sequence = 0;
        std::vector<std::uint8_t> wire; ///< as it goes over the line, kept so that it can go again
        Time sent;
        Time again = Time::max(); ///< when to send it again, whatever else arrives
        int times = 0;            ///< sent
    };

    /// At most so many requests and bytes on the wire, but one in any case.
    SendWindow(std::size_t requests, std::size_t wireBytes) : m_requests(requests), m_wireBytes(wireBytes) {}

    bool empty() const { return m_pending.empty(); }
    bool hasRoom(std::size_t wireBytes) const
    {
        return empty() || (m_pending.size() < m_requests && m_onTheWay + wireBytes <= m_wireBytes);
    }

    Request& add(std::size_t index, std::uint16_t sequence, std::vector<std::uint8_t> wire)
    {
        m_onTheWay += wire.size();
        m_pending.push_back({index, sequence, std::move(wire), {}, Time::max(), 0});
        return m_pending.back();
    }
    static void sent(Request& request, Time now)
    {
        request.sent = now;
        request.again = Time::max();
        ++request.times;
    }

    /// The pending request of this number, or null. Valid until the next add or answered.
    Request* find(std::uint16_t sequence)
    {
        return firstThat([sequence](const Request& one) { return one.sequence == sequence; });
    }

    /// Takes a pending request out; what was sent before it and is still open got lost on one of the two
    /// ways, and is to be sent again at once.
    void answered(const Request& request, Time now)
    {
        auto at = m_pending.begin();
        for (; &*at != &request; ++at)
            if (at->sent < request.sent)
                at->again = now;
        m_onTheWay -= at->wire.size();
        m_pending.erase(at);
    }

    /// Nothing came for too long: the first one is to be sent again, or `all`.
    void silent(bool all, Time now)
    {
        for (Request& one : m_pending)
            if (all || &one == &m_pending.front())
                one.again = now;
    }

    /// One that is to be sent again by now, or null.
    Request* overdue(Time now)
    {
        return firstThat([now](const Request& one) { return one.again <= now; });
    }
    Time soonest() const ///< when the first of them is to be sent again
    {
        Time soonest = Time::max();
        for (const Request& one : m_pending)
            soonest = std::min(soonest, one.again);
        return soonest;
    }

private:
    template <typename Condition>
    Request* firstThat(Condition holds)
    {
        const auto found = std::find_if(m_pending.begin(), m_pending.end(), holds);
        return found == m_pending.end() ? nullptr : &*found;
    }

    std::deque<Request> m_pending;
    std::size_t m_requests;
    std::size_t m_wireBytes;
    std::size_t m_onTheWay = 0; ///< bytes
};

} // namespace microt
