// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/graph.h"

namespace microt {

/// A network with a lite residual module beside each block, a block being what lies between two cuts, and
/// from the last cut to the pooling.
struct LiteGraph
{
    Graph graph;
    std::vector<int> modules; ///< their convolutions
};

/// TinyTL's modules (Cai et al., NeurIPS 2020, section 3.2, and the authors' code): the block's input,
/// averaged over 2 x 2 where it has 4 x 4 pixels or more, a 3 x 3 convolution in two groups, ReLU6, a
/// convolution of one pixel, brought to the size of the block's output and added to it. Ours: no
/// normalisation, the nearest neighbour instead of bilinear. The last convolution begins as zero, so that the
/// network computes at first what it did. `graph` must be valid and have a classifier.
LiteGraph withLiteResiduals(const Graph& graph, std::uint64_t seed);

} // namespace microt
