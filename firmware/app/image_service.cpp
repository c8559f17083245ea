// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/image_service.h"

namespace microt::firmware {

using namespace protocol;

Error ImageService::on(const ImageBeginRequest& request, ImageBeginResponse& response)
{
    return m_board.images.begin(request.bytes, request.sha256, response, m_board.call.detail,
                                BoardState::reportFlash, &m_board.call);
}

Error ImageService::on(const ImageWriteRequest& request, Done&)
{
    return m_board.images.write(request.offset, request.bytes.data, request.bytes.size);
}

Error ImageService::on(const ImageFinishRequest&, Done&)
{
    return m_board.images.finish(m_board.platform.arena().bytes, m_board.call.detail);
}

Error ImageService::on(const ImageActivateRequest& request, Done&)
{
    const int before = m_board.images.active();
    MICROT_PASS(m_board.images.activate(request.sha256));
    if (m_board.images.active() != before)
        m_board.useImage();
    return Error::none;
}

Error ImageService::on(const ImageReadRequest& request, Chunk& response)
{
    if (request.slot > 1)
        return Error::outOfRange;
    return BoardState::chunk(m_board.images.data(request.slot), m_board.images.info(request.slot).imageBytes,
                             request.offset, request.size, response);
}

Error ImageService::on(const ImageEraseRequest& request, Done&)
{
    const Error error = m_board.images.erase(request.slot, BoardState::reportFlash, &m_board.call);
    if (!m_board.hasImage())
        m_board.useImage();
    return error;
}

} // namespace microt::firmware
