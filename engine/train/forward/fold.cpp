// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/fold.h"

#include <cmath>
#include <utility>

namespace microt {

namespace {

void scaleConvolution(Node& convolution, const Node& norm)
{
    const std::size_t channels = norm.weight.size();
    if (channels == 0)
        return; // an architecture without weights
    const std::size_t perChannel = convolution.weight.size() / channels;
    convolution.bias.resize(channels, 0.0F);
    for (std::size_t c = 0; c < channels; ++c) {
        const double scale =
            double{norm.weight[c]} / std::sqrt(double{norm.variance[c]} + double{norm.epsilon});
        for (std::size_t i = c * perChannel; i < (c + 1) * perChannel; ++i)
            convolution.weight[i] = static_cast<float>(convolution.weight[i] * scale);
        convolution.bias[c] =
            static_cast<float>((double{convolution.bias[c]} - norm.mean[c]) * scale + norm.bias[c]);
    }
}

/// A batch-norm with no convolution of its own to fold it into: a factor and a bias a channel.
Node asConvolution(const Node& norm)
{
    Node node;
    node.kind = OpKind::convolution;
    node.name = norm.name;
    node.inputs = norm.inputs;
    node.output = norm.output;
    node.groups = norm.output.channels;
    node.weight.assign(norm.weight.size(), 1.0F);
    scaleConvolution(node, norm);
    return node;
}

} // namespace

Graph foldBatchNorm(const Graph& graph)
{
    const std::vector<int> readers = countReaders(graph);
    Graph folded = graph;
    folded.nodes.clear();
    std::vector<int> newIndex(graph.nodes.size(), -1);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        if (node.kind == OpKind::batchNorm) {
            const int source = node.inputs[0];
            if (graph.nodes[source].kind == OpKind::convolution &&
                readers[static_cast<std::size_t>(source)] == 1) {
                newIndex[i] = newIndex[source];
                scaleConvolution(folded.nodes[newIndex[i]], node);
                continue;
            }
        }
        newIndex[i] = static_cast<int>(folded.nodes.size());
        folded.nodes.push_back(node.kind == OpKind::batchNorm ? asConvolution(node) : node);
        for (int& input : folded.nodes.back().inputs)
            input = newIndex[input];
    }
    renumberExits(folded, newIndex);
    return folded;
}

} // namespace microt
