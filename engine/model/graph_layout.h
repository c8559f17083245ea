// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/model/cost.h"
#include "engine/model/graph.h"

namespace microt {

/// Where the operators that a board executes stand in a drawing, and what flows between them.
struct GraphLayout
{
    struct Place
    {
        int rank = 0; ///< steps from the input along the longest way; 0 reads the input itself
        int lane = 0; ///< beside others of its rank; a way that goes on keeps its lane
    };
    struct Edge
    {
        int from = -1; ///< operator, index into GraphCost::ops; -1: the input
        int to = 0;
    };
    std::vector<Place> places; ///< one for each of GraphCost::ops
    std::vector<Edge> edges;   ///< in the order of `to`
    int ranks = 0;
    int lanes = 0;
    /// One for each of Graph::cuts: the last rank of the part model.
    std::vector<int> cutRanks;
};

/// Nodes that cost nothing (batch-norm, fused clips) are part of the operator before them. `cost` is
/// countCost(graph). Classifiers are not in it.
GraphLayout layOutGraph(const Graph& graph, const GraphCost& cost);

} // namespace microt
