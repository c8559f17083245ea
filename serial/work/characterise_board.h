// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/energy/kernel_cost.h"
#include "engine/runtime/image.h"
#include "serial/link/board.h"

namespace microt {

/// What a board's operators cost, counted on it.
struct Characterisation
{
    std::string board;   ///< as it calls itself, with its firmware
    bool cycles = false; ///< counted in cycles, else in instructions
    std::vector<CountedOp> counted;
    std::vector<KernelCost> kernels; ///< fitted to them
    double poolElement = 0.0;        ///< of a pool, by element read
};

/// Runs the operator suite (engine/deploy/operator_suite.h) on a board, each network as an image, and fits
/// costs to what it counts. The board's active image is another one afterwards. Errors: those of the board.
Result<Characterisation> characteriseBoard(Board& board, const JobContext& job);

/// Operators of an image with what `counts` says of them.
std::vector<CountedOp> countedOps(const ImageView& image, const std::vector<std::uint32_t>& counts);

/// The text of a board profile with what was counted put in its place; all else stays as it is. Instructions
/// become cycles by what the profile says, one by one where it says nothing. Errors: those of reading JSON.
Result<std::string> profileWith(const std::string& profile, const Characterisation& made);

} // namespace microt
