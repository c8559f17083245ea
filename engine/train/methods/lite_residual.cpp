// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/lite_residual.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/counter_random.h"

namespace microt {

namespace {

constexpr int kSmallestPooled = 4; // pixels of a side
constexpr std::uint64_t kStream = 5;

/// Blocks of the network: where each begins, by where it ends.
std::map<int, int> blocksOf(const Graph& graph)
{
    std::map<int, int> beginOf;
    for (std::size_t c = 0; c + 1 < graph.cuts.size(); ++c)
        beginOf[graph.cuts[c + 1].node] = graph.cuts[c].node;
    const Node& features = graph.nodes[static_cast<std::size_t>(graph.featureNode)];
    if (!graph.cuts.empty() && features.kind == OpKind::globalAveragePool &&
        features.inputs[0] > graph.cuts.back().node)
        beginOf[features.inputs[0]] = graph.cuts.back().node;
    return beginOf;
}

class LiteBuilder
{
public:
    LiteBuilder(const Graph& graph, std::uint64_t seed) : m_old(graph), m_seed(seed)
    {
        m_made.graph = graph;
        m_made.graph.nodes.clear();
    }

    LiteGraph build()
    {
        const std::map<int, int> beginOf = blocksOf(m_old);
        std::vector<int> newIndex(m_old.nodes.size(), -1);
        for (std::size_t i = 0; i < m_old.nodes.size(); ++i) {
            Node node = m_old.nodes[i];
            for (int& input : node.inputs)
                input = newIndex[static_cast<std::size_t>(input)];
            newIndex[i] = append(std::move(node));
            const auto block = beginOf.find(static_cast<int>(i));
            if (block != beginOf.end())
                newIndex[i] = addModule(newIndex[static_cast<std::size_t>(block->second)], newIndex[i]);
        }
        renumberExits(m_made.graph, newIndex);
        return std::move(m_made);
    }

private:
    int append(Node node)
    {
        m_made.graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_made.graph.nodes.size()) - 1;
    }

    const Shape& shapeOf(int node) const { return m_made.graph.nodes[static_cast<std::size_t>(node)].output; }

    int operation(OpKind kind, const char* what, std::vector<int> inputs, Shape output)
    {
        Node node;
        node.kind = kind;
        node.name = "lite residual " + std::to_string(m_modules) + " " + what;
        node.inputs = std::move(inputs);
        node.output = output;
        return append(std::move(node));
    }

    int convolution(int input, const char* what, int channels, int kernel, int stride, int groups, bool zero)
    {
        const Shape in = shapeOf(input);
        const Shape out{(in.height - 1) / stride + 1, (in.width - 1) / stride + 1, channels};
        const int made = operation(OpKind::convolution, what, {input}, out);
        Node& node = m_made.graph.nodes[static_cast<std::size_t>(made)];
        node.window = {kernel, kernel, stride, stride, kernel / 2, kernel / 2};
        node.groups = groups;
        const int fanIn = in.channels / groups * kernel * kernel;
        CounterRandom random(m_seed, kStream, static_cast<std::uint64_t>(made));
        node.weight.assign(static_cast<std::size_t>(channels) * static_cast<std::size_t>(fanIn), 0.0F);
        for (float& weight : node.weight)
            weight = zero ? 0.0F : static_cast<float>(std::sqrt(2.0 / fanIn) * random.normal());
        node.bias.assign(static_cast<std::size_t>(channels), 0.0F);
        m_made.modules.push_back(made);
        return made;
    }

    /// Beside the block from `begin` to `end`; the sum.
    int addModule(int begin, int end)
    {
        const Shape in = shapeOf(begin);
        const Shape out = shapeOf(end);
        int at = begin;
        if (std::min(in.height, in.width) >= kSmallestPooled) {
            at = operation(OpKind::averagePool, "pool", {at}, {in.height / 2, in.width / 2, in.channels});
            m_made.graph.nodes[static_cast<std::size_t>(at)].window = {2, 2, 2, 2, 0, 0};
        }
        const int stride = std::max(1, in.height / std::max(1, out.height));
        at = convolution(at, "convolution", in.channels, 3, stride, in.channels % 2 == 0 ? 2 : 1, false);
        at = operation(OpKind::clip, "clip", {at}, shapeOf(at));
        at = convolution(at, "projection", out.channels, 1, 1, 1, true);
        if (!(shapeOf(at) == out))
            at = operation(OpKind::resize, "resize", {at}, out);
        at = operation(OpKind::add, "sum", {end, at}, out);
        ++m_modules;
        return at;
    }

    const Graph& m_old;
    std::uint64_t m_seed;
    int m_modules = 0;
    LiteGraph m_made;
};

} // namespace

LiteGraph withLiteResiduals(const Graph& graph, std::uint64_t seed)
{
    return LiteBuilder(graph, seed).build();
}

} // namespace microt
