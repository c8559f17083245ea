// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/platform.h"
#include "serial/protocol/responder.h"

namespace microt::firmware {

/// Declares a service's handlers of these exchanges: `Error on(request, response)`. What an event or the
/// detail of an error needs is in its Call.
#define MICROT_HANDLER(name)                                                                                 \
    Error on(const protocol::Exchange<protocol::Message::name>::Request& request,                            \
             protocol::Exchange<protocol::Message::name>::Response& response);
#define MICROT_HANDLES(...) MICROT_EACH(MICROT_HANDLER, __VA_ARGS__)

/// The request at hand.
class Call
{
public:
    explicit Call(Platform& platform) : m_platform(platform) {}

    std::uint32_t detail = 0; ///< of its error

    /// `reply`: null where nobody waits for events, as in tests.
    void begin(protocol::Reply* reply) { detail = 0, m_reply = reply; }

    template <typename Event>
    void event(const Event& event)
    {
        if (m_reply != nullptr)
            m_reply->event(event);
    }

    /// An event, unless there was one a moment ago.
    template <typename Event>
    void progress(const Event& progress)
    {
        const std::uint32_t now = m_platform.milliseconds();
        if (now - m_last < kEventEveryMs)
            return;
        m_last = now;
        event(progress);
    }

    /// True if the request shall stop. Overwrites what Bytes of it point to.
    bool interrupted() { return m_reply != nullptr && m_reply->interrupted(); }

private:
    static constexpr std::uint32_t kEventEveryMs = 200;

    Platform& m_platform;
    protocol::Reply* m_reply = nullptr;
    std::uint32_t m_last = 0; ///< milliseconds
};

} // namespace microt::firmware
