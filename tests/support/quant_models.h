// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "engine/model/quant_model.h"

namespace microt::test {

/// A block of an inverted residual network: expansion (if `expanded` > 0), depthwise, projection, and an
/// addition where stride is 1 and channels agree.
struct Block
{
    int expanded;
    int kernel;
    int stride;
    int out;
};

/// An int8 network with random weights, scales and zero points: a strided 3x3 convolution to 8 channels, the
/// blocks, a cut after each. The same seed gives the same network.
QuantModel randomQuantModel(int resolution, const std::vector<Block>& blocks, std::uint32_t seed);

/// Random int8 values for the model's input.
std::vector<std::int8_t> randomInput(const QuantModel& model, std::uint32_t seed);

/// Every tensor of the model in memory of its own, computed op by op with the reference kernels; then the
/// pooled features of every cut. Nothing is shared or planned, so this is what a planned run must reproduce.
std::vector<std::vector<std::int8_t>> runUnplanned(const QuantModel& model,
                                                   const std::vector<std::int8_t>& input);

} // namespace microt::test
