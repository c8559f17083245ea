// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/model/graph.h"

namespace microt {

/// Fills a valid graph with fresh weights: convolutions Kaiming normal, fan-out (He et al., ICCV 2015:
/// deviation sqrt(2 / (kernel^2 output channels / groups))), linear layers normal with deviation
/// sqrt(1 / inputs), batch-norm 1, 0 and running figures 0, 1; biases 0. Deterministic from `seed`.
void initialiseWeights(Graph& graph, std::uint64_t seed);

} // namespace microt
