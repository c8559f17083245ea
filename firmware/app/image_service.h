// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/board_state.h"

namespace microt::firmware {

/// Deployment images: they arrive in the slots, become active, are read back and erased.
class ImageService
{
public:
    explicit ImageService(BoardState& board) : m_board(board) {}
    MICROT_HANDLES(imageBegin, imageWrite, imageFinish, imageActivate, imageRead, imageErase)

private:
    BoardState& m_board;
};

} // namespace microt::firmware
