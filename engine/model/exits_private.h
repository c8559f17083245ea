// SPDX-License-Identifier: Apache-2.0
// Private to engine/model: what chooseExits() finds, before anything is left out.
#pragma once

#include <string>
#include <vector>

#include "engine/model/exits.h"

namespace microt {

/// Where the features are.
struct FoundFeatures
{
    int node = -1;       ///< the features are its output, pooled or flat
    bool flat = false;   ///< all its numbers, channels fastest; otherwise their average over the picture
    int collapse = -1;   ///< the node that averages it or connects all of it, or -1
    bool chosen = false; ///< by name: what lies behind is not kept
};

/// Whether a convolution of a map `in` connects all its numbers with every output.
bool isFullyConnected(const Node& node, const Shape& in);

/// Which nodes `node` depends on, itself among them.
std::vector<bool> nodesBefore(const Graph& graph, int node);

/// Errors: as chooseExits.
Result<FoundFeatures> findFeatures(const Graph& graph, const std::vector<UnreadOperator>& unread,
                                   const std::string& features);

/// Nodes after which the network can be cut, ascending.
std::vector<int> findCuts(const Graph& graph, const FoundFeatures& features);

/// The nodes from behind the features (the collapse first, if there is one) to the logits, ascending; empty
/// if there is no classifier.
std::vector<int> findClassifier(const Graph& graph, const FoundFeatures& features);

} // namespace microt
