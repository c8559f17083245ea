// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/board_state.h"

namespace microt::firmware {

/// Pictures, features, answers, and looking inside.
class InferenceService
{
public:
    explicit InferenceService(BoardState& board) : m_board(board) {}
    MICROT_HANDLES(pictureBegin, pictureWrite, extract, infer, resultRead, profile, profileRead, tensorRead)

private:
    static constexpr int kMaxOps = 512;

    std::uint32_t pictureBytes() const;
    Error takePicture(protocol::PictureSource source, std::uint32_t id);
    Error report();
    Error runOps(int end);
    Error runTo(int exit);
    /// Of the exits up to this one.
    void features(int exit, FeaturePiece* pieces) const;

    BoardState& m_board;
    std::uint32_t m_pictureId = 0;
    int m_exitsRun = 0; ///< whose features are in the arena, while it holds features
    /// Classes of the logits that the last inference left; 0: none.
    int m_logitsRun[protocol::kMaxWireExits] = {};
    float m_logits[protocol::kMaxWireExits][kMaxClasses] = {};
    std::uint32_t m_opCounts[kMaxOps] = {};
};

} // namespace microt::firmware
