// SPDX-License-Identifier: Apache-2.0
// Private to engine/quant.
#pragma once

#include <vector>

#include "engine/model/graph.h"
#include "engine/model/quant_model.h"

namespace microt {

/// A float network and the int8 one that it becomes, side by side.
struct QuantStructure
{
    Graph folded;                ///< batch-norm folded
    QuantModel model;            ///< unit scales, zero weights
    std::vector<int> tensorNode; ///< node of `folded` whose output each tensor of the model holds
    std::vector<int> opNode;     ///< convolution or addition of `folded` that each op computes
};

/// Errors: as int8Structure.
Result<QuantStructure> quantStructure(const Graph& graph);

} // namespace microt
