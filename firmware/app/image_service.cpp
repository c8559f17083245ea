// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/image_service.h"

namespace microt::firmware {

using namespace protocol;

Error ImageService::on(const ImageBeginRequest& request, ImageBeginResponse& response)
{
    return m_board.slots.begin(request.bytes, request.sha256, response, m_board.call.detail,
                               BoardState::reportFlash, &m_board.call);
}

Error ImageService::on(const ImageWriteRequest& request, Done&)
{
    return m_board.slots.write(request.offset, request.bytes.data, request.bytes.size);
}

Error ImageService::on(const ImageFinishRequest&, Done&)
{
    return m_board.slots.finish(m_board.platform.arena().bytes, m_board.call.detail);
}

Error ImageService::on(const ImageActivateRequest& request, Done&)
{
    const int before = m_board.slots.active();
    MICROT_PASS(m_board.slots.activate(request.sha256));
    if (m_board.slots.active() != before)
        m_board.useImage();
    return Error::none;
}

Error ImageService::on(const ImageReadRequest& request, Chunk& response)
{
    if (request.slot > 1)
        return Error::outOfRange;
    return BoardState::chunk(m_board.slots.data(request.slot), m_board.slots.info(request.slot).imageBytes,
                             request.offset, request.size, response);
}

Error ImageService::on(const ImageEraseRequest& request, Done&)
{
    const Error error = m_board.slots.erase(request.slot, BoardState::reportFlash, &m_board.call);
    if (!m_board.hasImage())
        m_board.useImage();
    return error;
}

} // namespace microt::firmware
