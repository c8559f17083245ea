// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/graph.h"

namespace microt {

/// One parameter vector that a node owns: where it lives, its shape, and the ending of its name in PyTorch
/// checkpoints and in .mtx files, where it is called `node.name + suffix`.
struct ParameterSlot
{
    const char* suffix;
    std::vector<float> Node::*values;
    std::vector<std::int64_t> shape;
    bool optional; ///< biases of convolutions and linear layers may be left out

    std::int64_t count() const;
};

/// The parameters of `node`, whose first input has shape `input`, in a fixed order. Empty for kinds that have
/// none.
std::vector<ParameterSlot> parameterSlots(const Node& node, const Shape& input);

/// "[16, 3, 3, 3]", for messages.
std::string shapeText(const std::vector<std::int64_t>& shape);

/// Whether a convolution without groups and with this window connects all numbers of a map `in` with every
/// output.
bool connectsAll(const Window& window, const Shape& in);

/// Weights of such a convolution over a map of `in`, [out, C, H, W], as those of a fully connected layer over
/// flatten's numbers: [out, H, W, C].
std::vector<float> flattenedWeights(const std::vector<float>& weights, const Shape& in);

/// Side of a convolution's output: floor((side + 2 padding - kernel) / stride) + 1, below 1 if the kernel
/// does not fit.
std::int64_t convolvedSide(std::int64_t side, int kernel, int stride, int padding);

} // namespace microt
