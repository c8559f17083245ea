// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numeric>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

bool isNear(float a, float b)
{
    return std::abs(a - b) <= 1e-5F * std::max(1.0F, std::abs(b));
}

bool isAffineOf(const Node& node, float scale, float shift)
{
    const auto all = [](const std::vector<float>& values, float wanted) {
        return std::all_of(values.begin(), values.end(),
                           [wanted](float value) { return isNear(value, wanted); });
    };
    return isOnnxAffine(node) && all(node.weight, scale) && all(node.bias, shift);
}

bool isClipOf(const Node& node, float low, float high)
{
    return node.kind == OpKind::clip && isNear(node.clipMin, low) && isNear(node.clipMax, high);
}

/// hard-sigmoid as hard-swish wants it: min(max(x + 3, 0), 6) / 6.
bool isSixth(const Node& node)
{
    return node.kind == OpKind::activation && node.function == Function::hardSigmoid &&
           isNear(node.alpha, 1.0F / 6.0F) && isNear(node.beta, 0.5F);
}

class Simplifier
{
public:
    Simplifier(OnnxNetwork& network, const std::vector<int>& outputs)
        : m_nodes(network.graph.nodes), m_steps(network.steps), m_readers(m_nodes.size(), 0)
    {
        for (const Node& node : m_nodes)
            for (const int input : node.inputs)
                ++m_readers[static_cast<std::size_t>(input)];
        for (const int output : outputs)
            ++m_readers[static_cast<std::size_t>(output)];
        for (const UnreadOperator& unread : network.unread)
            for (const int node : unread.reads)
                ++m_readers[static_cast<std::size_t>(node)];
    }

    void nameActivations()
    {
        for (Node& node : m_nodes) {
            nameHardSigmoid(node);
            if (node.kind == OpKind::multiply)
                nameSwish(node);
            nameLateHardSwish(node);
        }
    }

    void merge()
    {
        for (Node& node : m_nodes) {
            if (node.inputs.empty())
                continue;
            mergeClips(node);
            mergeAffine(node);
            mergeAverages(node);
            mergePad(node);
            mergeSpread(node);
        }
    }

private:
    Node& inputOf(const Node& node, std::size_t which = 0)
    {
        return m_nodes[static_cast<std::size_t>(node.inputs[which])];
    }
    bool alone(const Node& node) const { return m_readers[static_cast<std::size_t>(node.inputs[0])] == 1; }

    static void become(Node& node, Function function, int input)
    {
        node.kind = OpKind::activation;
        node.function = function;
        node.inputs = {input};
        node.weight.clear();
        node.bias.clear();
        node.mean.clear();
        node.variance.clear();
    }

    /// A clip that the file has, not the range of integers.
    bool isPlainClip(const Node& node, float low, float high) const
    {
        return isClipOf(node, low, high) && m_steps.count(node.name) == 0;
    }

    /// x / 6 + 0.5 within 0..1, or x + 3 within 0..6, over 6.
    void nameHardSigmoid(Node& node)
    {
        if (isPlainClip(node, 0.0F, 1.0F) && isAffineOf(inputOf(node), 1.0F / 6.0F, 0.5F)) {
            become(node, Function::hardSigmoid, inputOf(node).inputs[0]);
        } else if (isAffineOf(node, 1.0F / 6.0F, 0.0F) && isPlainClip(inputOf(node), 0.0F, 6.0F) &&
                   isAffineOf(inputOf(inputOf(node)), 1.0F, 3.0F)) {
            become(node, Function::hardSigmoid, inputOf(inputOf(node)).inputs[0]);
        } else {
            return;
        }
        node.alpha = 1.0F / 6.0F;
        node.beta = 0.5F;
    }

    /// x sigmoid(x) and x hardSigmoid(x).
    void nameSwish(Node& node)
    {
        for (std::size_t which = 0; which < 2; ++which) {
            const Node& gate = inputOf(node, which);
            const int other = node.inputs[1 - which];
            if (gate.kind != OpKind::activation || gate.inputs[0] != other)
                continue;
            if (gate.function == Function::sigmoid)
                return become(node, Function::silu, other);
            if (isSixth(gate))
                return become(node, Function::hardSwish, other);
        }
    }

    /// x min(max(x + 3, 0), 6), over 6.
    void nameLateHardSwish(Node& node)
    {
        if (!isAffineOf(node, 1.0F / 6.0F, 0.0F) || inputOf(node).kind != OpKind::multiply)
            return;
        const Node& product = inputOf(node);
        for (std::size_t which = 0; which < 2; ++which) {
            const Node& gate = inputOf(product, which);
            const int other = product.inputs[1 - which];
            if (isPlainClip(gate, 0.0F, 6.0F) && isAffineOf(inputOf(gate), 1.0F, 3.0F) &&
                inputOf(gate).inputs[0] == other)
                return become(node, Function::hardSwish, other);
        }
    }

    void mergeClips(Node& node)
    {
        if (node.kind != OpKind::clip || inputOf(node).kind != OpKind::clip || !alone(node))
            return;
        const Node& first = inputOf(node);
        if (m_steps.count(first.name) > 0)
            return;
        const float low = std::min(std::max(first.clipMin, node.clipMin), node.clipMax);
        const float high = std::min(std::max(first.clipMax, node.clipMin), node.clipMax);
        if (!(low < high))
            return;
        node.clipMin = low;
        node.clipMax = high;
        node.inputs = first.inputs;
    }

    /// Into a batch-norm before it; a shift alone also into the bias of a convolution or linear layer.
    void mergeAffine(Node& node)
    {
        if (!isOnnxAffine(node) || !alone(node))
            return;
        Node& first = inputOf(node);
        const bool layer = first.kind == OpKind::convolution || first.kind == OpKind::linear;
        const bool shiftAlone =
            std::all_of(node.weight.begin(), node.weight.end(), [](float scale) { return scale == 1.0F; });
        if (first.kind != OpKind::batchNorm && !(layer && shiftAlone))
            return;
        first.bias.resize(node.bias.size(), 0.0F);
        for (std::size_t c = 0; c < node.bias.size(); ++c) {
            first.bias[c] = node.weight[c] * first.bias[c] + node.bias[c];
            if (!layer)
                first.weight[c] *= node.weight[c];
        }
        // The first, complete, in the place of the second; nothing else reads it.
        std::swap(node, first);
        std::swap(node.output, first.output);
        first.inputs = {node.inputs[0]};
    }

    void mergeAverages(Node& node)
    {
        if (node.kind != OpKind::globalAveragePool || inputOf(node).kind != OpKind::averagePool)
            return;
        const Node& first = inputOf(node);
        const Shape& in = inputOf(first).output;
        const Window& w = first.window;
        const bool rows = w.height == in.height && w.width == 1 && w.strideX == 1 && first.output.height == 1;
        const bool columns =
            w.width == in.width && w.height == 1 && w.strideY == 1 && first.output.width == 1;
        if (w.padTop == 0 && w.padLeft == 0 && (rows || columns))
            node.inputs = first.inputs;
    }

    /// Zeros that reach less far than the window.
    void mergePad(Node& node)
    {
        if (node.kind != OpKind::convolution || inputOf(node).kind != OpKind::pad)
            return;
        const Node& pad = inputOf(node);
        const Shape& in = inputOf(pad).output;
        Node whole = node;
        whole.window.padTop += pad.window.padTop;
        whole.window.padLeft += pad.window.padLeft;
        const Window& w = whole.window;
        const std::int64_t below =
            std::int64_t{node.output.height - 1} * w.strideY + w.height - w.padTop - in.height;
        const std::int64_t right =
            std::int64_t{node.output.width - 1} * w.strideX + w.width - w.padLeft - in.width;
        const bool fits = w.padTop < w.height && w.padLeft < w.width && below < w.height &&
                          below > -w.strideY && right < w.width && right > -w.strideX;
        if (!fits)
            return;
        node.window = w;
        node.inputs = pad.inputs;
    }

    /// A number a channel needs not be spread to be multiplied by.
    void mergeSpread(Node& node)
    {
        if (node.kind != OpKind::multiply)
            return;
        for (std::size_t which = 0; which < 2; ++which) {
            const Node& spread = inputOf(node, which);
            if (spread.kind != OpKind::resize || inputOf(spread).output.height != 1 ||
                inputOf(spread).output.width != 1)
                continue;
            node.inputs = {node.inputs[1 - which], spread.inputs[0]};
            return;
        }
    }

    std::vector<Node>& m_nodes;
    const std::map<std::string, QuantTensor>& m_steps;
    std::vector<int> m_readers;
};

/// Nodes that one of `wanted` needs, themselves among them.
std::vector<bool> neededFor(const std::vector<Node>& nodes, const std::vector<int>& wanted)
{
    std::vector<bool> needed(nodes.size(), false);
    needed[0] = true;
    for (const int node : wanted)
        needed[static_cast<std::size_t>(node)] = true;
    for (std::size_t i = nodes.size(); i-- > 0;)
        if (needed[i])
            for (const int input : nodes[i].inputs)
                needed[static_cast<std::size_t>(input)] = true;
    return needed;
}

} // namespace

void compactOnnx(OnnxNetwork& network, std::vector<int>& outputs, const std::vector<int>& instead)
{
    std::vector<Node>& nodes = network.graph.nodes;
    const auto replace = [](std::vector<int>& indices, const std::vector<int>& by) {
        for (int& index : indices)
            index = by[static_cast<std::size_t>(index)];
    };
    replace(outputs, instead);
    std::vector<int> wanted = outputs;
    for (UnreadOperator& unread : network.unread) {
        replace(unread.reads, instead);
        wanted.insert(wanted.end(), unread.reads.begin(), unread.reads.end());
    }
    for (Node& node : nodes)
        replace(node.inputs, instead);
    const std::vector<bool> needed = neededFor(nodes, wanted);
    std::vector<int> moved(nodes.size(), -1);
    std::vector<Node> kept;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!needed[i])
            continue;
        moved[i] = static_cast<int>(kept.size());
        replace(nodes[i].inputs, moved);
        kept.push_back(std::move(nodes[i]));
    }
    nodes = std::move(kept);
    replace(outputs, moved);
    for (UnreadOperator& unread : network.unread)
        replace(unread.reads, moved);
}

void simplifyOnnx(OnnxNetwork& network, std::vector<int>& outputs)
{
    Simplifier simplifier(network, outputs);
    simplifier.nameActivations();
    if (!network.ours)
        simplifier.merge();
    std::vector<int> instead(network.graph.nodes.size());
    std::iota(instead.begin(), instead.end(), 0);
    compactOnnx(network, outputs, instead);
}

} // namespace microt
