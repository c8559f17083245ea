// SPDX-License-Identifier: Apache-2.0
#include "engine/model/graph.h"

#include <algorithm>
#include <cmath>

namespace microt {

bool Graph::hasWeights() const
{
    bool any = false;
    for (const Node& node : nodes) {
        if (node.kind != OpKind::convolution && node.kind != OpKind::batchNorm && node.kind != OpKind::linear)
            continue;
        if (node.weight.empty())
            return false;
        any = true;
    }
    return any;
}

double applyFunction(Function function, double x, double slope, double beta)
{
    switch (function) {
    case Function::leakyRelu:
    case Function::prelu:
        return x < 0.0 ? slope * x : x;
    case Function::sigmoid:
        return 1.0 / (1.0 + std::exp(-x));
    case Function::hardSigmoid:
        return std::clamp(slope * x + beta, 0.0, 1.0);
    case Function::silu:
        return x / (1.0 + std::exp(-x));
    case Function::hardSwish:
        return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0;
    case Function::tanh:
        return std::tanh(x);
    }
    return x;
}

bool isDepthwise(const Node& node, const Shape& input)
{
    return node.groups > 1 && node.groups == input.channels && node.groups == node.output.channels;
}

FarPadding farPadding(const Node& node, const Shape& input)
{
    const Window& w = node.window;
    return {std::max(0, (node.output.height - 1) * w.strideY + w.height - w.padTop - input.height),
            std::max(0, (node.output.width - 1) * w.strideX + w.width - w.padLeft - input.width)};
}

std::vector<int> countReaders(const Graph& graph)
{
    std::vector<int> readers(graph.nodes.size(), 0);
    for (const Node& node : graph.nodes)
        for (const int input : node.inputs)
            ++readers[static_cast<std::size_t>(input)];
    for (const Cut& cut : graph.cuts)
        ++readers[static_cast<std::size_t>(cut.node)];
    return readers;
}

void renumberExits(Graph& graph, const std::vector<int>& newIndex)
{
    for (Cut& cut : graph.cuts)
        cut.node = newIndex[static_cast<std::size_t>(cut.node)];
    graph.featureNode = newIndex[static_cast<std::size_t>(graph.featureNode)];
    if (graph.logitsNode >= 0)
        graph.logitsNode = newIndex[static_cast<std::size_t>(graph.logitsNode)];
}

const Cut* Graph::findCut(int index) const
{
    const auto found =
        std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) { return cut.index == index; });
    return found == cuts.end() ? nullptr : &*found;
}

std::string NodeNames::unique(const std::string& wish)
{
    std::string name = wish;
    if (m_taken.insert(name).second)
        return name;
    int& number = m_next.try_emplace(wish, 2).first->second;
    do
        name = wish + " " + std::to_string(number++);
    while (!m_taken.insert(name).second);
    return name;
}

} // namespace microt
