// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/quant_model.h"

namespace microt {

/// A piece of arena memory and the ops during which it holds something (steps are executed ops, pools
/// included).
struct ArenaBlock
{
    std::string name;
    int tensor = -1; ///< of the planned model, or -1 for an op's scratch
    int firstStep = 0;
    int lastStep = 0; ///< inclusive
    std::uint32_t offset = 0;
    std::uint32_t bytes = 0;
};

/// Where every tensor of a deployed model lives. `model` is the input with pools at the chosen exits made
/// explicit.
struct ArenaPlan
{
    std::vector<QuantTensor> tensors; ///< those that are used
    int inputTensor = 0;
    std::vector<QuantOp> ops; ///< kinds may be depthwiseInPlace
    std::vector<ImageExit> exits;
    std::vector<std::uint32_t> tensorOffset;
    std::vector<std::uint32_t> scratchOffset; ///< one an op
    std::vector<std::uint32_t> scratchBytes;
    std::vector<ArenaBlock> blocks;
    std::uint32_t arenaBytes = 0; ///< peak, input included
};

/// Plans the arena for a model that may stop at `cuts` (indices; the full extractor is always the last exit).
/// Depthwise operators of stride 1 run in place, additions write over an input that dies there. Best-fit by
/// decreasing size, several orders tried; deterministic. Errors: invalidArgument (no such cut).
Result<ArenaPlan> planArena(const QuantModel& model, const std::vector<int>& cuts);

/// How an image has the weights of `op`: of convolutions without groups in pairs.
WeightLayout layoutOf(const QuantOp& op);

/// A deployment image (see engine/runtime/image.h) with exits at `cuts` and at the end. `text` is JSON for
/// people: provenance, what it was made from. The result passes checkImage(). Errors: as planArena,
/// outOfRange (too large).
Result<std::vector<std::uint8_t>> buildImage(const QuantModel& model, const std::vector<int>& cuts,
                                             const std::string& text);

} // namespace microt
