// SPDX-License-Identifier: Apache-2.0
#include "serial/protocol/responder.h"

namespace microt::protocol {

namespace {

constexpr std::size_t kPiece = 64; ///< bytes taken at once

constexpr std::uint8_t number(Message message)
{
    return static_cast<std::uint8_t>(message);
}

} // namespace

bool Responder::poll()
{
    std::uint8_t bytes[kPiece];
    const std::size_t count = m_handler.receive(bytes, kPiece);
    for (std::size_t i = 0; i < count; ++i)
        if (m_decoder.feed(bytes[i]) == FrameStatus::good && m_decoder.frame().kind == FrameKind::request)
            handleFrame(m_decoder.frame());
    return count > 0;
}

void Responder::startSession(std::uint32_t session)
{
    if (session == m_session)
        return;
    m_session = session;
    for (Kept& kept : m_kept)
        kept.valid = false;
}

void Responder::handleFrame(const Frame& frame)
{
    if (sendKept(frame))
        return;
    m_message = frame.message;
    m_sequence = frame.sequence;
    m_events = 0;
    m_cancelled = false;
    m_repeat = Repeat::again;
    Reply reply(*this);
    if (!knownMessage(frame.message, m_repeat)) {
        reply.fail(Error::unknownRequest);
        return;
    }
    if (frame.message == number(Message::echo)) {
        Echo echo;
        const Error error = decode(frame.payload.data, frame.payload.size, echo);
        if (error != Error::none || echo.bytes.size + 2U + kResponsePrefixBytes > m_payloadBytes)
            reply.fail(error != Error::none ? error : Error::outOfRange);
        else
            reply.answer(echo);
        return;
    }
    m_handler.handle(static_cast<Message>(frame.message), frame.payload, reply);
}

bool Responder::sendKept(const Frame& frame)
{
    for (const Kept& kept : m_kept)
        if (kept.valid && kept.sequence == frame.sequence && kept.message == frame.message &&
            frame.message != number(Message::hello)) {
            ++m_duplicates;
            std::memcpy(m_send + kFrameHeaderBytes, kept.bytes.data(), kept.size);
            sendFrame(m_send, kept.size, FrameKind::response, frame.message, frame.sequence, m_sink);
            return true;
        }
    return false;
}

bool Responder::interrupted()
{
    std::uint8_t bytes[kPiece];
    for (std::size_t count = m_handler.receive(bytes, kPiece); count > 0;
         count = m_handler.receive(bytes, kPiece))
        for (std::size_t i = 0; i < count; ++i)
            if (m_decoder.feed(bytes[i]) == FrameStatus::good && m_decoder.frame().kind == FrameKind::request)
                whileBusy(m_decoder.frame());
    return m_cancelled;
}

void Responder::whileBusy(const Frame& frame)
{
    if (frame.message == m_message && frame.sequence == m_sequence) {
        ++m_duplicates; // impatient; the answer will come
        return;
    }
    if (frame.message == number(Message::hello)) {
        m_cancelled = true; // a host that has forgotten us: it asks again
        return;
    }
    const bool cancel = frame.message == number(Message::cancel);
    m_cancelled = m_cancelled || cancel;
    sendError(frame, cancel ? Error::none : Error::deviceBusy, 0);
}

/// An answer to another request than the one at hand; not kept.
void Responder::sendError(const Frame& frame, Error error, std::uint32_t detail)
{
    const std::uint8_t message = frame.message;
    const std::uint16_t sequence = frame.sequence;
    ByteWriter writer(m_send + kFrameHeaderBytes, m_payloadBytes);
    writer.number(static_cast<std::uint16_t>(error));
    writer.number(detail);
    sendFrame(m_send, writer.size(), FrameKind::response, message, sequence, m_sink);
}

} // namespace microt::protocol
