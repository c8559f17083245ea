// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/structure.h"

#include "engine/base/files.h"
#include "engine/quant/quantizer.h"
#include "engine/train/forward/fold.h"

namespace microt {

namespace {

Failure noInt8Form(const Node& node, const std::string& why)
{
    return {Error::unsupportedOperator, "The operator " + printable(node.name) + " has no int8 form: " + why +
                                            ". Boards run convolutions, additions and clips after them."};
}

class Builder
{
public:
    explicit Builder(const Graph& graph)
    {
        m_structure.folded = foldBatchNorm(graph);
        m_structure.model.name = graph.name;
        m_structure.model.preprocessing = graph.preprocessing;
        m_tensorOf.assign(m_structure.folded.nodes.size(), -1);
        m_readers.assign(m_structure.folded.nodes.size(), 0);
        for (const Node& node : m_structure.folded.nodes)
            for (const int input : node.inputs)
                ++m_readers[static_cast<std::size_t>(input)];
        for (const Cut& cut : m_structure.folded.cuts)
            ++m_readers[static_cast<std::size_t>(cut.node)];
    }

    Result<QuantStructure> build()
    {
        const Graph& graph = m_structure.folded;
        const Node& feature = graph.nodes[static_cast<std::size_t>(graph.featureNode)];
        if (feature.kind != OpKind::globalAveragePool)
            return noInt8Form(feature, "features must come from a global average pool");
        for (int i = 0; i < graph.featureNode; ++i)
            MICROT_CHECK(addNode(i));
        for (const Cut& cut : graph.cuts)
            addCut(cut.index, cut.node, graph.featureCount(cut));
        addCut(0, feature.inputs[0], graph.featureCount());
        return std::move(m_structure);
    }

private:
    Status addNode(int index)
    {
        const Node& node = nodeAt(index);
        switch (node.kind) {
        case OpKind::input:
            m_tensorOf[static_cast<std::size_t>(index)] = newTensor(index);
            return {};
        case OpKind::convolution:
            return addConvolution(index);
        case OpKind::add:
            return addAddition(index);
        case OpKind::clip:
            return fuseClip(index);
        case OpKind::batchNorm:
            return noInt8Form(node, "this batch-norm does not directly follow a convolution of its own");
        case OpKind::globalAveragePool:
        case OpKind::linear:
            break;
        }
        return noInt8Form(node, "it stands before the last activation");
    }

    Status addConvolution(int index)
    {
        const Node& node = nodeAt(index);
        const Shape& input = nodeAt(node.inputs[0]).output;
        QuantOp op;
        op.kind = node.groups > 1 ? ImageOpKind::depthwise : ImageOpKind::convolution;
        op.name = node.name;
        op.input = m_tensorOf[static_cast<std::size_t>(node.inputs[0])];
        op.output = newTensor(index);
        op.window = {node.kernel, node.kernel, node.stride, node.stride, node.padding, node.padding};
        const auto channels = static_cast<std::size_t>(node.output.channels);
        const auto taps = static_cast<std::size_t>(node.kernel) * static_cast<std::size_t>(node.kernel) *
                          static_cast<std::size_t>(node.groups > 1 ? 1 : input.channels);
        op.weights.assign(channels * taps, 0);
        op.weightScale.assign(channels, 1.0F);
        op.bias.assign(channels, 0);
        return append(std::move(op), index);
    }

    Status addAddition(int index)
    {
        const Node& node = nodeAt(index);
        QuantOp op;
        op.kind = ImageOpKind::add;
        op.name = node.name;
        op.input = m_tensorOf[static_cast<std::size_t>(node.inputs[0])];
        op.input2 = m_tensorOf[static_cast<std::size_t>(node.inputs[1])];
        op.output = newTensor(index);
        return append(std::move(op), index);
    }

    Status append(QuantOp op, int index)
    {
        prepareScaling(op, m_structure.model.tensors);
        m_tensorOf[static_cast<std::size_t>(index)] = op.output;
        m_structure.model.ops.push_back(std::move(op));
        m_structure.opNode.push_back(index);
        return {};
    }

    /// A clip that alone reads its operator becomes that operator's output range.
    Status fuseClip(int index)
    {
        const Node& node = nodeAt(index);
        const int source = node.inputs[0];
        const OpKind kind = nodeAt(source).kind;
        if (kind != OpKind::convolution && kind != OpKind::add)
            return noInt8Form(node, "it clips what no convolution or addition computes");
        if (m_readers[static_cast<std::size_t>(source)] != 1)
            return noInt8Form(node, "something else reads what it clips");
        if (node.clipMin > 0.0F || node.clipMax < 0.0F)
            return noInt8Form(node, "its bounds leave out zero");
        const int tensor = m_tensorOf[static_cast<std::size_t>(source)];
        m_tensorOf[static_cast<std::size_t>(index)] = tensor;
        m_structure.tensorNode[static_cast<std::size_t>(tensor)] = index;
        return {};
    }

    void addCut(int index, int node, int features)
    {
        m_structure.model.cuts.push_back(
            {index, m_tensorOf[static_cast<std::size_t>(node)], {{1, 1, features}, 1.0F, 0}});
    }

    int newTensor(int node)
    {
        m_structure.model.tensors.push_back({nodeAt(node).output, 1.0F, 0});
        m_structure.tensorNode.push_back(node);
        return static_cast<int>(m_structure.model.tensors.size()) - 1;
    }

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
