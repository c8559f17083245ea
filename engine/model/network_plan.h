// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/graph.h"

namespace microt {

/// An inverted bottleneck (MobileNetV2): 1x1 expansion, depthwise convolution, 1x1 projection, shortcut. An
/// empty one passes its input on; its number still counts, because weights and cuts are numbered by block.
struct BlockPlan
{
    bool empty = false;
    int inputChannels = 0;
    int outputChannels = 0;
    int middleChannels = 0;
    int kernel = 0;
    int stride = 1;
    bool expands = true; ///< false: no expansion convolution, middleChannels == inputChannels
    bool shortcut = false;
};

/// Convolution, batch-norm and ReLU6.
struct ConvolutionPlan
{
    int inputChannels = 0;
    int outputChannels = 0;
    int kernel = 0;
    int stride = 1;
};

/// A network of the MCUNet and ProxylessNAS family, in their own terms.
struct NetworkPlan
{
    std::string name;
    int resolution = 0;
    float epsilon = 1e-5F;
    float momentum = 0.1F;
    ConvolutionPlan firstConvolution;
    std::vector<BlockPlan> blocks;
    std::optional<ConvolutionPlan> featureMix;
    int classes = 0; ///< 0: no classifier
};

/// The graph of `plan` without weights, with a cut after every block that changes something and that is not
/// the last piece of the extractor. Pictures are squashed and scaled to -1..1. Errors: badModel and those of
/// validateGraph.
Result<Graph> buildGraph(const NetworkPlan& plan);

} // namespace microt
