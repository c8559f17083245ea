// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/image_service.h"
#include "firmware/app/inference_service.h"
#include "firmware/app/link_service.h"
#include "firmware/app/sample_service.h"
#include "firmware/app/task_service.h"

namespace microt::firmware {

/// What a board does: hands each request to the service that answers it. The same on every board; all that
/// differs is in the Platform. No heap; a megabyte of state would not fit, so all large memory is the
/// platform's.
class App final : private protocol::RequestHandler, private protocol::ByteSink
{
public:
    explicit App(Platform& platform);

    /// Once, before run(): opens store and image.
    Error start();

    /// Handles what has arrived. False if nothing had: the board may sleep until the next interrupt.
    bool run();

private:
    void handle(protocol::Message message, const protocol::Bytes& payload, protocol::Reply& reply) override;
    std::size_t receive(std::uint8_t* bytes, std::size_t capacity) override;
    void write(const std::uint8_t* bytes, std::size_t count) override;
    template <protocol::Message M>
    void dispatch(const protocol::Bytes& payload, protocol::Reply& reply);
    template <protocol::Message M>
    auto& service();

    BoardState m_board;
    alignas(4) std::uint8_t m_receiveBuffer[protocol::frameBytes(kPayloadBytes)];
    alignas(4) std::uint8_t m_sendBuffer[protocol::frameBytes(kPayloadBytes)];
    protocol::Responder m_responder;
    LinkService m_link;
    ImageService m_images;
    TaskService m_tasks;
    SampleService m_samples;
    InferenceService m_inference;
};

} // namespace microt::firmware
