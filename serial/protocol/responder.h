// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "engine/runtime/error.h"
#include "serial/protocol/catalogue.h"
#include "serial/protocol/frame.h"

namespace microt::protocol {

constexpr std::uint8_t kWindow = 8; ///< requests that a board takes before it has answered

class Responder;

/// How a handler answers the request at hand.
class Reply
{
public:
    /// Sends the answer. Once a request.
    template <typename Response>
    void answer(const Response& response);
    void fail(Error error, std::uint32_t detail = 0);

    /// Sends an event of the request.
    template <typename Event>
    void event(const Event& event);

    /// Reads what has arrived meanwhile; true if the request shall stop (Error::cancelled). Overwrites what
    /// Bytes of the request point to.
    bool interrupted();

private:
    friend class Responder;
    explicit Reply(Responder& responder) : m_responder(responder) {}
    Responder& m_responder;
};

/// What a board is to the Responder.
class RequestHandler
{
public:
    /// Answers `message` through `reply`, exactly once. Echo never gets here.
    virtual void handle(Message message, const Bytes& payload, Reply& reply) = 0;

    /// Takes bytes that have arrived, at most `capacity`; 0 if there are none.
    virtual std::size_t receive(std::uint8_t* bytes, std::size_t capacity) = 0;

protected:
    ~RequestHandler() = default;
};

/// The board's end of the link: finds requests in the bytes, hands them on, sends answers, and answers
/// repeated requests as their Repeat says. Owns no memory but a few short answers.
class Responder
{
public:
    /// Buffers of frameBytes(payloadBytes) each; all must outlive the responder.
    Responder(RequestHandler& handler, ByteSink& sink, std::uint8_t* receiveBuffer, std::uint8_t* sendBuffer,
              std::uint16_t payloadBytes)
        : m_handler(handler), m_sink(sink), m_decoder(receiveBuffer, frameBytes(payloadBytes)),
          m_send(sendBuffer), m_payloadBytes(payloadBytes)
    {}

    /// Takes what has arrived and handles the requests in it. False if nothing had arrived.
    bool poll();

    std::uint16_t payloadBytes() const { return m_payloadBytes; }
    const FrameCounts& counts() const { return m_decoder.counts(); }
    std::uint32_t duplicates() const { return m_duplicates; }

    /// Another session: kept answers are forgotten.
    void startSession(std::uint32_t session);

private:
    friend class Reply;
    static constexpr std::size_t kKeptBytes = 96; ///< longest answer that is kept, prefix included
    struct Kept
    {
        bool valid = false;
        std::uint8_t message = 0;
        std::uint16_t sequence = 0;
        std::uint16_t size = 0;
        std::array<std::uint8_t, kKeptBytes> bytes{};
    };

    void handleFrame(const Frame& frame);
    void whileBusy(const Frame& frame);
    bool sendKept(const Frame& frame);
    bool interrupted();
    template <typename M>
    void send(FrameKind kind, std::uint16_t prefixA, std::uint32_t prefixB, const M& message);
    void sendError(const Frame& frame, Error error, std::uint32_t detail);

    RequestHandler& m_handler;
    ByteSink& m_sink;
    FrameDecoder m_decoder;
    std::uint8_t* m_send;
    std::uint16_t m_payloadBytes;
    std::array<Kept, kWindow> m_kept;
    std::size_t m_nextKept = 0;
    std::uint32_t m_session = 0;
    std::uint32_t m_duplicates = 0;
    // The request at hand.
    std::uint8_t m_message = 0;
    std::uint16_t m_sequence = 0;
    std::uint16_t m_events = 0;
    Repeat m_repeat = Repeat::again;
    bool m_cancelled = false;
};

template <typename M>
void Responder::send(FrameKind kind, std::uint16_t prefixA, std::uint32_t prefixB, const M& message)
{
    ByteWriter writer(m_send + kFrameHeaderBytes, m_payloadBytes);
    writer.number(prefixA);
    if (kind == FrameKind::response)
        writer.number(prefixB);
    encode(message, writer);
    if (!writer.ok()) { // a programmer's mistake: handlers ask for no more than fits
        ByteWriter failure(m_send + kFrameHeaderBytes, m_payloadBytes);
        failure.number(static_cast<std::uint16_t>(Error::outOfRange));
        failure.number(std::uint32_t{0});
        sendFrame(m_send, failure.size(), FrameKind::response, m_message, m_sequence, m_sink);
        return;
    }
    if (kind == FrameKind::response && m_repeat == Repeat::kept && writer.size() <= kKeptBytes) {
        Kept& kept = m_kept[m_nextKept];
        m_nextKept = (m_nextKept + 1) % m_kept.size();
        kept.valid = true;
        kept.message = m_message;
        kept.sequence = m_sequence;
        kept.size = static_cast<std::uint16_t>(writer.size());
        std::memcpy(kept.bytes.data(), m_send + kFrameHeaderBytes, writer.size());
    }
    sendFrame(m_send, writer.size(), kind, m_message, m_sequence, m_sink);
}

template <typename Response>
void Reply::answer(const Response& response)
{
    m_responder.send(FrameKind::response, static_cast<std::uint16_t>(Error::none), 0, response);
}

inline void Reply::fail(Error error, std::uint32_t detail)
{
    m_responder.send(FrameKind::response, static_cast<std::uint16_t>(error), detail, Done());
}

template <typename Event>
void Reply::event(const Event& event)
{
    m_responder.send(FrameKind::event, m_responder.m_events++, 0, event);
}

inline bool Reply::interrupted()
{
    return m_responder.interrupted();
}

} // namespace microt::protocol
