// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    bool hasRoom(std::size_t wireBytes) const;
    Request& add(std::size_t index, std::uint16_t sequence, std::vector<std::uint8_t> wire);

    /// The pending request of this number, or null. Valid until the next add or answered.
    Request* find(std::uint16_t sequence);
    /// Takes a pending request out; what was sent before it and is still open got lost on one of the two
    /// ways, and is to be sent again at once.
    void answered(const Request& request, Time now);
    /// Nothing came for too long: the first one is to be sent again, or `all`.
    void silent(bool all, Time now);

    Time soonest() const; ///< when the first of them is to be sent again
    /// One that is to be sent again by now, or null.
    Request* overdue(Time now);
    static void sent(Request& request, Time now);

private:
    std::deque<Request> m_pending;
    std::size_t m_requests;
    std::size_t m_wireBytes;
    std::size_t m_onTheWay = 0; ///< bytes
};

} // namespace microt
