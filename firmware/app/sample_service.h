// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/board_state.h"

namespace microt::firmware {

/// The selected task's samples in the bank.
class SampleService
{
public:
    explicit SampleService(BoardState& board) : m_board(board) {}
    MICROT_HANDLES(bankInfo, bankClear, bankRead, bankWrite, bankRemove, bankLabel)

private:
    BoardState& m_board;
};

} // namespace microt::firmware
