// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/quant_model.h"
#include "engine/model/sight.h"

namespace microt {

/// A piece of arena memory and the ops during which it holds something (steps are executed ops, pools
/// included; the ops of a slice group run in turns).
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
    std::vector<std::uint16_t> tensorRows; ///< that the arena holds at a time; 0: all
    /// One an op; at the first op of a slice group (runtime/slices.h) how many it has, and the rows of a
    /// slice.
    struct Slices
    {
        std::uint8_t ops = 0;
        std::uint8_t rows = 0;
    };
    std::vector<Slices> slices;
    std::vector<std::uint32_t> scratchOffset; ///< one an op
    std::vector<std::uint32_t> scratchBytes;
    std::vector<ArenaBlock> blocks;
    std::uint32_t arenaBytes = 0; ///< peak, input included
    std::uint32_t leastBytes = 0; ///< no placement of these tensors takes less: equal, it is proven best
};

/// How much RAM a plan may take; or one of these.
constexpr std::uint32_t kWholeTensors = UINT32_MAX; ///< what is fastest: nothing is cut into slices
constexpr std::uint32_t kFewSlices = 0; ///< as little as slices of kFewSlicesRows rows and more reach
/// Lower slices save little and cost time: see firmware/kernels/README.md.
constexpr int kFewSlicesRows = 8;

/// Where an image pools features, by cut index; at the end of the full extractor it does so always.
struct ImageCuts
{
    std::vector<int> answered; ///< a head may answer here
    std::vector<int> seen;     ///< heads further on see the features, too

    ImageCuts() = default;
    ImageCuts(std::initializer_list<int> cuts) : answered(cuts) {}
    ImageCuts(std::vector<int> cuts) : answered(std::move(cuts)) {} // NOLINT: a list of cuts is one
};

/// For a stage-decision with exits at these cuts, rising, and at the end.
ImageCuts cutsFor(const QuantModel& model, const std::vector<int>& cuts, const Sight& sight);

/// Plans the arena for a model that may stop at `cuts` (the full extractor is always the last exit).
/// Depthwise operators of stride 1 run in place, additions write over an input that dies there. `ramBytes`:
/// as few operators run in slices (runtime/slices.h) as this much RAM asks for, in slices as high as it lets
/// them be. Best-fit, several orders tried, more searched for; deterministic. Errors: invalidArgument (no
/// such cut), outOfMemory (not even single rows fit).
Result<ArenaPlan> planArena(const QuantModel& model, const ImageCuts& cuts,
                            std::uint32_t ramBytes = kWholeTensors);

/// How an image has the weights of `op`: of convolutions without groups in pairs.
WeightLayout layoutOf(const QuantOp& op);

/// A deployment image (see engine/runtime/image.h) with exits at `cuts` and at the end. `text` is JSON for
/// people: provenance, what it was made from. The result passes checkImage(). `ramBytes`: as planArena.
/// Errors: as planArena, outOfRange (too large).
Result<std::vector<std::uint8_t>> buildImage(const QuantModel& model, const ImageCuts& cuts,
                                             const std::string& text, std::uint32_t ramBytes = kWholeTensors);

} // namespace microt
