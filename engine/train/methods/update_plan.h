// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/graph.h"

namespace microt {

/// What of one convolution or linear layer a training changes. Channels ascend; an empty list means all.
struct LayerUpdate
{
    int node = -1;            ///< a convolution or linear layer of the graph
    bool weights = false;     ///< those that lead from `inputs` to `outputs`
    std::vector<int> inputs;  ///< channels of its input; of a convolution in groups: all, or as `outputs`
    std::vector<int> outputs; ///< channels of its output
    bool bias = false;        ///< of `outputs`
};

/// What of a network a training changes; the rest stays as it is, bit for bit.
struct UpdatePlan
{
    std::vector<LayerUpdate> layers; ///< ascending by node

    const LayerUpdate* find(int node) const; ///< nullptr: the layer stays as it is
};

inline const Node& nodeAt(const Graph& graph, int index)
{
    return graph.nodes[static_cast<std::size_t>(index)];
}

/// Convolutions and linear layers up to the features, in order: what can be updated.
std::vector<int> updatableLayers(const Graph& graph);

/// 1 for every weight that changes, in the order of Node::weight; empty if none does.
std::vector<std::uint8_t> updatedWeights(const Graph& graph, const LayerUpdate& update);

/// Biases that change.
int updatedBiases(const Graph& graph, const LayerUpdate& update);

/// Weights and biases that change.
std::int64_t updatedParameters(const Graph& graph, const UpdatePlan& plan);

/// The channels of its input that the gradient of the updated weights needs.
std::vector<int> neededInputs(const Graph& graph, const LayerUpdate& update);

/// The network up to its features as boards have it, batch-norms folded into convolutions and a bias wherever
/// a layer can have one (zeros where it had none), and a new classifier behind them: `weights` [classes,
/// features], `bias` [classes]. It is also the form in which all weights can take steps of one size: a
/// convolution before a batch-norm of small variance would take those of a network a thousand times as steep.
Graph withClassifier(const Graph& graph, const std::vector<float>& weights, const std::vector<float>& bias);

/// The classifier as a plan has it: all of its weights and biases.
LayerUpdate classifierUpdate(const Graph& graph);

} // namespace microt
