// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/graph.h"

namespace microt {

/// How a board executes an operator once batch-norm is folded and clips are fused: the classes that have
/// their own cycles per MAC in a board profile.
enum class WorkKind {
    convolution,
    pointwise,
    depthwise,
    add, ///< and whatever else computes one output number after the other
    pool,
    linear,
};
constexpr int kWorkKindCount = 6;

/// Stable lower-case name, as in board profiles and JSON: "convolution", "pointwise", …
const char* workKindName(WorkKind kind);

/// Work of one executed operator for one picture.
struct OpCost
{
    int node = -1;
    std::string name;
    WorkKind kind = WorkKind::convolution;
    Shape input;
    Shape output;
    Window window;               ///< of convolutions and pools
    std::int64_t macs = 0;       ///< multiply-accumulates; add and pool: 0
    std::int64_t elements = 0;   ///< output elements (pool: elements read)
    std::int64_t parameters = 0; ///< learned numbers after folding: weights and one bias per channel
};

/// One exit's place in the network. `share` figures are relative to the full extractor without its
/// classifier.
struct CutCost
{
    int cut = 0;      ///< 0 stands for the full extractor
    int features = 0; ///< length of the pooled feature vector
    std::int64_t macs = 0;
    double macShare = 0.0;       ///< 0..1
    std::int64_t parameters = 0; ///< cumulative, folded
    std::int64_t arenaBytes =
        0; ///< largest sum of int8 activations alive at once up to this exit, input included
    std::size_t opCount = 0; ///< the part model is ops[0, opCount) of GraphCost::ops
};

/// What a network costs. Pooling at a cut is counted where it is used, not in `ops`.
struct GraphCost
{
    std::vector<OpCost> ops;   ///< extractor only, in order, final pooling included, classifier excluded
    std::vector<CutCost> cuts; ///< one for each Graph::cuts, in order
    CutCost full;
    std::int64_t classifierMacs = 0;
    std::int64_t classifierParameters = 0;
};

/// Where a cut stands in `cost.cuts`; nothing where it does not.
std::optional<std::size_t> placeOfCut(const GraphCost& cost, int cut);

/// Counts `graph`, which must be valid. Batch-norm and clips cost nothing where they are folded and fused on
/// the board.
GraphCost countCost(const Graph& graph);

} // namespace microt
