// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/energy/energy_model.h"
#include "engine/model/cost.h"
#include "engine/train/methods/update_plan.h"

namespace microt {

// What a training costs on a board, counted from the network and from what is updated of it. Modelled: no
// board has run it.

/// Work of one operator for one picture of a training.
struct OpWork
{
    OpCost op;                ///< its forward pass
    bool inputs = false;      ///< the gradient goes on to its inputs: as many MACs again
    double weights = 0.0;     ///< share of its weights whose gradient is taken: that share of its MACs again
    std::int64_t updated = 0; ///< weights and biases that change
};

/// Every operator of `graph` with its classifier, which must be the last node. The gradient goes from the
/// classifier down to the first operator that is updated, and no further. Sources: for a convolution
/// y = W x the gradients are dx = W^T dy and dW = dy x^T, each with the MACs of the forward pass (Lin et al.,
/// "On-Device Training Under 256KB Memory", NeurIPS 2022, section 3; of a subset of channels of W only
/// that part of dW is computed).
std::vector<OpWork> countOpWork(const Graph& graph, const UpdatePlan& plan);

/// Multiply-accumulates of one picture, and numbers that one step changes.
struct TrainingWork
{
    std::int64_t forwardMacs = 0;
    std::int64_t inputGradientMacs = 0;  ///< down to the first updated layer
    std::int64_t weightGradientMacs = 0; ///< of updated channels
    std::int64_t updatedParameters = 0;

    std::int64_t macs() const { return forwardMacs + inputGradientMacs + weightGradientMacs; }
};
TrainingWork sumWork(const std::vector<OpWork>& ops);

/// Cycles on a board. A gradient's products are taken to cost as many cycles as the same number of products
/// in the operator's forward pass; an updated number costs a product of a linear layer in every step.
struct TrainingCycles
{
    double forward = 0.0;  ///< a picture
    double backward = 0.0; ///< a picture
    double update = 0.0;   ///< a step
};
TrainingCycles cyclesOf(const std::vector<OpWork>& ops, const BoardProfile& board);

/// Bytes of memory that a training needs at once, one picture after the other:
///
///     peak = kept + parameters + max(arena, gradients)
///
/// arena: int8 activations of the forward pass. kept: what the backward pass reads of it, int8: the input
/// channels of layers whose weights change, and one bit for every number that passed a clip on the gradient's
/// way, one byte where the slope is another (TinyTL, Cai et al., NeurIPS 2020, section 3.1: the gradient of a
/// bias needs no activation, that of a weight its input). gradients: float32, of the tensors that have one at
/// the same time on the way back: an operator's output, its input where the gradient goes on, and what a
/// shortcut leads past it; the arena is free by then. parameters: float32, each updated number with its
/// summed gradient, and its momentum where there is one.
struct TrainingMemory
{
    std::int64_t arenaBytes = 0;
    std::int64_t keptBytes = 0;
    std::int64_t gradientBytes = 0;
    std::int64_t parameterBytes = 0;

    std::int64_t peak() const
    {
        return keptBytes + parameterBytes + (arenaBytes > gradientBytes ? arenaBytes : gradientBytes);
    }
    /// What it needs beside the forward pass.
    std::int64_t extra() const { return peak() - arenaBytes; }
};
/// `arenaBytes`: CutCost::arenaBytes of the full extractor.
TrainingMemory countTrainingMemory(const Graph& graph, const UpdatePlan& plan, bool momentum,
                                   std::int64_t arenaBytes);

/// Which nodes depend on something that is updated: the gradient must reach them. [nodes]
std::vector<char> nodesOnTheWay(const Graph& graph, const UpdatePlan& plan);

/// Bytes of an updated number.
constexpr std::int64_t parameterBytes(bool momentum)
{
    return momentum ? 12 : 8;
}

} // namespace microt
