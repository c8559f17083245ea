// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/structure.h"

#include "engine/base/files.h"
#include "engine/quant/quantizer.h"
#include "engine/train/forward/fold.h"

namespace microt {

namespace {

constexpr int kMaxWindow = 255; ///< of a deployment image

Failure noInt8Form(const Node& node, const std::string& why)
{
    return {Error::unsupportedOperator,
            "The operator " + printable(node.name) + " has no int8 form: " + why + "."};
}

/// The same network with every concatenation of more than two as a chain of pairs: boards join two.
Graph withPairs(const Graph& graph)
{
    Graph paired = graph;
    paired.nodes.clear();
    std::vector<int> newIndex(graph.nodes.size(), -1);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        Node node = graph.nodes[i];
        for (int& input : node.inputs)
            input = newIndex[static_cast<std::size_t>(input)];
        while (node.kind == OpKind::concat && node.inputs.size() > 2) {
            Node pair = node;
            pair.name += " of " + std::to_string(node.inputs.size());
            pair.inputs.resize(2);
            for (std::size_t k = 2; k < node.inputs.size(); ++k)
                pair.output.channels -=
                    paired.nodes[static_cast<std::size_t>(node.inputs[k])].output.channels;
            node.inputs.erase(node.inputs.begin());
            node.inputs[0] = static_cast<int>(paired.nodes.size());
            paired.nodes.push_back(std::move(pair));
        }
        newIndex[i] = static_cast<int>(paired.nodes.size());
        paired.nodes.push_back(std::move(node));
    }
    renumberExits(paired, newIndex);
    return paired;
}

class Builder
{
public:
    explicit Builder(const Graph& graph)
    {
        m_structure.folded = withPairs(foldBatchNorm(graph));
        m_structure.model.name = graph.name;
        m_structure.model.preprocessing = graph.preprocessing;
        m_tensorOf.assign(m_structure.folded.nodes.size(), -1);
        m_readers = countReaders(m_structure.folded);
    }

    Result<QuantStructure> build()
    {
        const Graph& graph = m_structure.folded;
        const Node& feature = nodeAt(graph.featureNode);
        // A pool at the end stands in the exit; other features are made by an operator.
        const bool pools = feature.kind == OpKind::globalAveragePool;
        const bool flattens = feature.kind == OpKind::flatten;
        const int last = pools || flattens ? feature.inputs[0] : graph.featureNode;
        for (int i = 0; i <= last; ++i)
            MICROT_CHECK(addNode(i));
        for (const Cut& cut : graph.cuts)
            addCut(cut.index, cut.node, graph.featureCount(cut));
        addCut(0, last, graph.featureCount());
        m_structure.model.cuts.back().flat = !pools;
        return std::move(m_structure);
    }

private:
    Status addNode(int index)
    {
        const Node& node = nodeAt(index);
        switch (node.kind) {
        case OpKind::input:
            tensorOf(index) = newTensor(index);
            return {};
        case OpKind::convolution:
        case OpKind::linear:
            return addConvolution(index);
        case OpKind::clip:
            return canFuse(node) ? fuseClip(index) : addTable(index);
        case OpKind::activation:
            return addTable(index);
        case OpKind::flatten:
        case OpKind::batchNorm: // folding left none
            return noInt8Form(node, "it stands before the last activation");
        default:
            return addPlain(index);
        }
    }

    /// A linear layer is a convolution of one pixel.
    Status addConvolution(int index)
    {
        const Node& node = nodeAt(index);
        const Shape& input = nodeAt(node.inputs[0]).output;
        const bool depthwise = node.kind == OpKind::convolution && isDepthwise(node, input);
        QuantOp op = opFor(index);
        op.kind = depthwise ? ImageOpKind::depthwise : ImageOpKind::convolution;
        op.groups = depthwise || node.kind == OpKind::linear ? 1 : node.groups;
        if (node.window.height > kMaxWindow || node.window.width > kMaxWindow ||
            node.window.strideY > kMaxWindow || node.window.strideX > kMaxWindow)
            return noInt8Form(node, "windows and strides of boards have at most 255 pixels");
        const auto channels = static_cast<std::size_t>(node.output.channels);
        const auto taps = static_cast<std::size_t>(node.window.height) *
                          static_cast<std::size_t>(node.window.width) *
                          static_cast<std::size_t>(depthwise ? 1 : input.channels / op.groups);
        op.weights.assign(channels * taps, 0);
        op.weightScale.assign(channels, 1.0F);
        op.bias.assign(channels, 0);
        return append(std::move(op), index);
    }

    /// An operator without numbers of its own.
    Status addPlain(int index)
    {
        QuantOp op = opFor(index);
        const Node& node = nodeAt(index);
        op.kind = node.kind == OpKind::add                 ? ImageOpKind::add
                  : node.kind == OpKind::multiply          ? ImageOpKind::multiply
                  : node.kind == OpKind::globalAveragePool ? ImageOpKind::mean
                  : node.kind == OpKind::averagePool       ? ImageOpKind::localAverage
                  : node.kind == OpKind::maxPool           ? ImageOpKind::localMax
                  : node.kind == OpKind::selectChannels    ? ImageOpKind::selectChannels
                  : node.kind == OpKind::concat            ? ImageOpKind::concat
                  : node.kind == OpKind::pad               ? ImageOpKind::pad
                                                           : ImageOpKind::resize;
        if (op.window.height > kMaxWindow || op.window.width > kMaxWindow)
            return noInt8Form(node, "windows of boards have at most 255 pixels");
        op.channels.assign(node.channels.begin(), node.channels.end());
        if (op.kind == ImageOpKind::concat)
            op.weights.assign(2 * 256, 0);
        return append(std::move(op), index);
    }

    /// A function of each number: what it is, its entries follow from the scales.
    Status addTable(int index)
    {
        QuantOp op = opFor(index);
        const Node& node = nodeAt(index);
        op.kind = ImageOpKind::table;
        op.window = {};
        if (node.kind == OpKind::activation && node.function == Function::prelu)
            op.groups = node.output.channels;
        op.weights.assign(256 * static_cast<std::size_t>(op.groups), 0);
        op.meaning = node;
        op.meaning->inputs.clear();
        return append(std::move(op), index);
    }

    QuantOp opFor(int index)
    {
        const Node& node = nodeAt(index);
        QuantOp op;
        op.name = node.name;
        op.window = node.window;
        op.input = tensorOf(node.inputs[0]);
        if (node.inputs.size() > 1)
            op.input2 = tensorOf(node.inputs[1]);
        op.output = newTensor(index);
        return op;
    }

    Status append(QuantOp op, int index)
    {
        prepareScaling(op, m_structure.model.tensors);
        tensorOf(index) = op.output;
        m_structure.model.ops.push_back(std::move(op));
        m_structure.opNode.push_back(index);
        return {};
    }

    /// Whether a clip can become the output range of the operator that it alone reads.
    bool canFuse(const Node& node) const
    {
        const int source = node.inputs[0];
        const OpKind kind = nodeAt(source).kind;
        const bool ranged = kind == OpKind::convolution || kind == OpKind::linear || kind == OpKind::add ||
                            kind == OpKind::multiply;
        return ranged && m_readers[static_cast<std::size_t>(source)] == 1 && node.clipMin <= 0.0F &&
               node.clipMax >= 0.0F;
    }

    Status fuseClip(int index)
    {
        const int tensor = tensorOf(nodeAt(index).inputs[0]);
        tensorOf(index) = tensor;
        m_structure.tensorNode[static_cast<std::size_t>(tensor)] = index;
        return {};
    }

    void addCut(int index, int node, int features)
    {
        m_structure.model.cuts.push_back({index, tensorOf(node), {{1, 1, features}, 1.0F, 0}, false});
    }

    int newTensor(int node)
    {
        m_structure.model.tensors.push_back({nodeAt(node).output, 1.0F, 0});
        m_structure.tensorNode.push_back(node);
        return static_cast<int>(m_structure.model.tensors.size()) - 1;
    }

    int& tensorOf(int node) { return m_tensorOf[static_cast<std::size_t>(node)]; }
    const Node& nodeAt(int index) const { return m_structure.folded.nodes[static_cast<std::size_t>(index)]; }

    QuantStructure m_structure;
    std::vector<int> m_tensorOf; ///< tensor that holds each node's output
    std::vector<int> m_readers;
};

} // namespace

Result<QuantStructure> quantStructure(const Graph& graph)
{
    MICROT_CHECK(validateGraph(graph));
    return Builder(graph).build();
}

Result<QuantModel> int8Structure(const Graph& graph)
{
    MICROT_TRY(QuantStructure structure, quantStructure(graph));
    return std::move(structure.model);
}

} // namespace microt
