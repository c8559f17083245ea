// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/update_plan.h"

#include <algorithm>
#include <numeric>

#include "engine/train/forward/fold.h"

namespace microt {

namespace {

const Shape& inputOf(const Graph& graph, int node)
{
    return graph.nodes[static_cast<std::size_t>(graph.nodes[static_cast<std::size_t>(node)].inputs[0])]
        .output;
}

std::vector<int> allChannels(int count)
{
    std::vector<int> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

std::vector<char> chosen(const std::vector<int>& channels, int count)
{
    std::vector<char> flags(static_cast<std::size_t>(count), channels.empty() ? 1 : 0);
    for (const int channel : channels)
        flags[static_cast<std::size_t>(channel)] = 1;
    return flags;
}

} // namespace

const LayerUpdate* UpdatePlan::find(int node) const
{
    const auto found =
        std::find_if(layers.begin(), layers.end(), [node](const LayerUpdate& l) { return l.node == node; });
    return found == layers.end() ? nullptr : &*found;
}

std::vector<int> updatableLayers(const Graph& graph)
{
    std::vector<int> layers;
    for (int i = 1; i <= graph.featureNode; ++i) {
        const OpKind kind = graph.nodes[static_cast<std::size_t>(i)].kind;
        if (kind == OpKind::convolution || kind == OpKind::linear)
            layers.push_back(i);
    }
    return layers;
}

std::vector<std::uint8_t> updatedWeights(const Graph& graph, const LayerUpdate& update)
{
    if (!update.weights)
        return {};
    const Node& node = graph.nodes[static_cast<std::size_t>(update.node)];
    const int groups = node.kind == OpKind::convolution ? node.groups : 1;
    const int outputs = node.output.channels;
    const int inputs = inputOf(graph, update.node).channels / groups;
    const std::int64_t window =
        node.kind == OpKind::convolution ? std::int64_t{node.window.height} * node.window.width : 1;
    const std::vector<char> takenOutputs = chosen(update.outputs, outputs);
    const std::vector<char> takenInputs = chosen(groups == 1 ? update.inputs : std::vector<int>(), inputs);
    std::vector<std::uint8_t> taken;
    taken.reserve(static_cast<std::size_t>(outputs * inputs * window));
    for (const char output : takenOutputs)
        for (const char input : takenInputs)
            taken.insert(taken.end(), static_cast<std::size_t>(window), output != 0 && input != 0 ? 1 : 0);
    return taken;
}

int updatedBiases(const Graph& graph, const LayerUpdate& update)
{
    if (!update.bias)
        return 0;
    return update.outputs.empty() ? graph.nodes[static_cast<std::size_t>(update.node)].output.channels
                                  : static_cast<int>(update.outputs.size());
}

std::int64_t updatedParameters(const Graph& graph, const UpdatePlan& plan)
{
    std::int64_t count = 0;
    for (const LayerUpdate& layer : plan.layers) {
        const std::vector<std::uint8_t> weights = updatedWeights(graph, layer);
        count += std::count(weights.begin(), weights.end(), 1) + updatedBiases(graph, layer);
    }
    return count;
}

std::vector<int> neededInputs(const Graph& graph, const LayerUpdate& update)
{
    if (!update.weights)
        return {};
    const Node& node = graph.nodes[static_cast<std::size_t>(update.node)];
    const Shape& input = inputOf(graph, update.node);
    const std::vector<int>& some =
        node.kind == OpKind::convolution && isDepthwise(node, input) ? update.outputs : update.inputs;
    return some.empty() ? allChannels(input.channels) : some;
}

Graph withClassifier(const Graph& graph, const std::vector<float>& weights, const std::vector<float>& bias)
{
    Graph made = foldBatchNorm(graph);
    made.nodes.resize(static_cast<std::size_t>(made.featureNode) + 1);
    for (const int layer : updatableLayers(made)) {
        Node& node = made.nodes[static_cast<std::size_t>(layer)];
        if (node.bias.empty())
            node.bias.assign(static_cast<std::size_t>(node.output.channels), 0.0F);
    }
    Node classifier;
    classifier.kind = OpKind::linear;
    classifier.name = "classifier of the task";
    classifier.inputs = {made.featureNode};
    classifier.output = {1, 1, static_cast<int>(bias.size())};
    classifier.weight = weights;
    classifier.bias = bias;
    made.nodes.push_back(std::move(classifier));
    made.logitsNode = static_cast<int>(made.nodes.size()) - 1;
    return made;
}

LayerUpdate classifierUpdate(const Graph& graph)
{
    return {graph.logitsNode, true, {}, {}, true};
}

} // namespace microt
