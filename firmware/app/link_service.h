// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/board_state.h"

namespace microt::firmware {

/// The line itself, who the board is, its settings, and forgetting them.
class LinkService
{
public:
    LinkService(BoardState& board, protocol::Responder& responder) : m_board(board), m_responder(responder) {}

    /// Once, after BoardState::open: reads the settings.
    void open();
    MICROT_HANDLES(hello, echo, setBaud, cancel, reset, statistics, describe, settingsRead, settingsWrite,
                   forget)

    /// Often: changes the rate, or the board restarts, once the answer has left; goes back to the former rate
    /// if nothing good comes at the new one.
    void settle();

private:
    BoardState& m_board;
    protocol::Responder& m_responder;
    std::uint32_t m_bootId = 0;
    bool m_restart = false;
    std::uint32_t m_newBaud = 0;
    std::uint32_t m_formerBaud = 0; ///< while another rate is on trial
    std::uint32_t m_trialFrom = 0;
    std::uint32_t m_trialFrames = 0;
};

} // namespace microt::firmware
