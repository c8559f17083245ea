// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/app.h"

namespace microt::firmware {

using namespace protocol;

App::App(Platform& platform)
    : m_board(platform), m_responder(*this, *this, m_receiveBuffer, m_sendBuffer, kPayloadBytes),
      m_link(m_board, m_responder), m_images(m_board), m_tasks(m_board), m_samples(m_board),
      m_inference(m_board)
{}

Error App::start()
{
    const Error error = m_board.open();
    m_link.open();
    return error;
}

bool App::run()
{
    const bool arrived = m_responder.poll();
    m_link.settle();
    return arrived;
}

std::size_t App::receive(std::uint8_t* bytes, std::size_t capacity)
{
    return m_board.platform.receive(bytes, capacity);
}

void App::write(const std::uint8_t* bytes, std::size_t count)
{
    m_board.platform.send(bytes, count);
}

/// By the tens of the message's number (catalogue.h).
template <Message M>
auto& App::service()
{
    constexpr int kTens = static_cast<int>(M) / 10;
    if constexpr (kTens < 2)
        return m_link;
    else if constexpr (kTens == 2)
        return m_images;
    else if constexpr (kTens == 4)
        return m_samples;
    else if constexpr (kTens == 7)
        return m_inference;
    else
        return m_tasks;
}

template <Message M>
void App::dispatch(const Bytes& payload, Reply& reply)
{
    typename Exchange<M>::Request request;
    typename Exchange<M>::Response response;
    m_board.call.begin(&reply);
    Error error = decode(payload.data, payload.size, request);
    if (error == Error::none)
        error = service<M>().on(request, response);
    if (error == Error::none)
        reply.answer(response);
    else
        reply.fail(error, m_board.call.detail);
    m_board.call.begin(nullptr);
}

void App::handle(Message message, const Bytes& payload, Reply& reply)
{
    switch (message) {
#define MICROT_X(number, name, request, response, event, repeat)                                             \
    case Message::name:                                                                                      \
        return dispatch<Message::name>(payload, reply);
        MICROT_PROTOCOL_EXCHANGES(MICROT_X)
#undef MICROT_X
    }
}

} // namespace microt::firmware
