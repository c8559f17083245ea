// SPDX-License-Identifier: Apache-2.0
#include "serial/protocol/answering_exits.h"

namespace microt::protocol {

void AnsweringExits::features(const Executor& executor, const ImageView& image, int exits,
                              FeaturePiece* all) const
{
    for (int piece = 0; piece < (exits > 0 ? pieces[exits - 1] : 0); ++piece)
        all[piece] = {executor.feature(pieceExit[piece]), image.feature(pieceExit[piece]).channels};
}

AnsweringExits answeringExits(const ImageView& image)
{
    AnsweringExits exits;
    const int last = image.header->exitCount - 1;
    int answering = 0;
    for (int exit = 0; exit <= last; ++exit)
        answering += image.exits[exit].onlySeen == 0 && answering < kMaxWireExits ? 1 : 0;
    int pieces = 0;
    for (int exit = 0; exit <= last; ++exit) {
        const bool answers = image.exits[exit].onlySeen == 0;
        const int toCome = answering - exits.count;
        if (answers ? exit != last && toCome == 1 : pieces >= AnsweringExits::kMaxPieces - toCome)
            continue;
        exits.pieceExit[pieces++] = exit;
        exits.dimensions[exits.count] += image.feature(exit).channels;
        if (!answers)
            continue;
        exits.imageExit[exits.count] = exit;
        exits.pieces[exits.count++] = pieces;
    }
    return exits;
}

} // namespace microt::protocol
