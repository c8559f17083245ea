// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/model/graph.h"

namespace microt {

/// The same network with every batch-norm that directly follows a convolution folded into it: with
/// s = weight / sqrt(variance + epsilon), the convolution's weights become w * s and its bias
/// (b - mean) * s + bias. Node indices of inputs, cuts and outputs are adapted. Where its input is no
/// convolution, or where something else also reads the convolution's output, a batch-norm becomes a depthwise
/// convolution of one pixel. `graph` must be
/// valid; without weights only its structure changes.
Graph foldBatchNorm(const Graph& graph);

} // namespace microt
