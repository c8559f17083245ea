// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"
#include "engine/runtime/head_training.h"
#include "serial/protocol/task_messages.h"

namespace microt::protocol {

/// The exits at which a board answers, of those that an image has, and the pieces that their features come
/// in: one for each exit of the image, whether it answers or is only seen.
struct AnsweringExits
{
    static constexpr int kMaxPieces = 22; ///< what four exits see with six earlier cuts each, and the end

    int count = 0;
    int imageExit[kMaxWireExits] = {}; ///< where each answers
    int pieces[kMaxWireExits] = {}; ///< that have come when it answers, those of the exits before it included
    int dimensions[kMaxWireExits] = {}; ///< int8 features of its own, all its pieces together
    int pieceExit[kMaxPieces] = {};     ///< exit of the image

    /// The pieces of the first `exits` exits, where the executor leaves them.
    void features(const Executor& executor, const ImageView& image, int exits, FeaturePiece* all) const;
};

/// Of exits that answer, the first ones and the last; of those that are only seen, as many as there is room
/// for. A board and its twin ask this one function.
AnsweringExits answeringExits(const ImageView& image);

} // namespace microt::protocol
