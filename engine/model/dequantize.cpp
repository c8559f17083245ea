// SPDX-License-Identifier: Apache-2.0
#include "engine/model/parameters.h"
#include "engine/model/quant_model.h"

namespace microt {

namespace {

/// The kind of node that an int8 operator with weights or two inputs, a pool or a rearrangement stands for.
OpKind kindOf(ImageOpKind kind)
{
    switch (kind) {
    case ImageOpKind::add:
        return OpKind::add;
    case ImageOpKind::multiply:
        return OpKind::multiply;
    case ImageOpKind::averagePool:
    case ImageOpKind::mean:
        return OpKind::globalAveragePool;
    case ImageOpKind::localAverage:
    case ImageOpKind::localMean:
        return OpKind::averagePool;
    case ImageOpKind::localMax:
        return OpKind::maxPool;
    case ImageOpKind::concat:
        return OpKind::concat;
    case ImageOpKind::selectChannels:
        return OpKind::selectChannels;
    case ImageOpKind::pad:
        return OpKind::pad;
    case ImageOpKind::resize:
        return OpKind::resize;
    case ImageOpKind::flatten:
        return OpKind::flatten;
    default:
        return OpKind::convolution;
    }
}

class Builder
{
public:
    explicit Builder(const QuantModel& model) : m_model(model), m_nodeOf(model.tensors.size(), -1)
    {
        m_graph.name = m_model.name;
        m_graph.preprocessing = m_model.preprocessing;
        Node input;
        input.name = "input";
        input.output = shapeOf(m_model.inputTensor);
        nodeOf(m_model.inputTensor) = append(input);
        for (const QuantOp& op : m_model.ops)
            addOp(op);
    }

    Result<Graph> withExits()
    {
        for (const QuantCut& cut : m_model.cuts)
            if (cut.cut != 0)
                m_graph.cuts.push_back({cut.cut, nodeOf(cut.tensor)});
        addFeatures(m_model.cuts.back());
        for (const QuantOp& op : m_model.classifier)
            addClassifier(op);
        MICROT_CHECK(validateGraph(m_graph));
        return std::move(m_graph);
    }

    Graph withoutExits(std::vector<int>& nodeOfTensor)
    {
        nodeOfTensor = m_nodeOf;
        return std::move(m_graph);
    }

private:
    const QuantTensor& tensorAt(int index) const { return m_model.tensors[static_cast<std::size_t>(index)]; }
    const Shape& shapeOf(int tensor) const { return tensorAt(tensor).shape; }
    int& nodeOf(int tensor) { return m_nodeOf[static_cast<std::size_t>(tensor)]; }

    int append(Node node)
    {
        node.name = m_names.unique(node.name);
        m_graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_graph.nodes.size()) - 1;
    }

    Node nodeFor(const QuantOp& op, OpKind kind)
    {
        Node node;
        node.kind = kind;
        node.name = op.name;
        node.output = shapeOf(op.output);
        node.inputs = {nodeOf(op.input)};
        if (op.input2 >= 0)
            node.inputs.push_back(nodeOf(op.input2));
        node.window = op.window;
        node.channels.assign(op.channels.begin(), op.channels.end());
        return node;
    }

    void setNumbers(const QuantOp& op, Node& node) const
    {
        const float inputScale = tensorAt(op.input).scale;
        const auto outputs = op.weightScale.size();
        const std::size_t perOutput = op.weights.size() / outputs;
        const auto window =
            static_cast<std::size_t>(op.window.height) * static_cast<std::size_t>(op.window.width);
        const std::size_t inputs = perOutput / window;
        node.weight.resize(op.weights.size());
        for (std::size_t o = 0; o < outputs; ++o) {
            node.bias.push_back(static_cast<float>(double{inputScale} * op.weightScale[o] * op.bias[o]));
            for (std::size_t w = 0; w < window; ++w)
                for (std::size_t in = 0; in < inputs; ++in) {
                    const std::size_t from =
                        op.kind == ImageOpKind::depthwise ? w * outputs + o : o * perOutput + w * inputs + in;
                    node.weight[o * perOutput + in * window + w] =
                        op.weightScale[o] * static_cast<float>(op.weights[from]);
                }
        }
    }

    /// A table: what it means, or nothing but another scale.
    void addTable(const QuantOp& op)
    {
        if (!op.meaning) {
            nodeOf(op.output) = nodeOf(op.input);
            return;
        }
        Node node = *op.meaning;
        node.name = op.name;
        node.output = shapeOf(op.output);
        node.inputs = {nodeOf(op.input)};
        nodeOf(op.output) = clipped(op, append(std::move(node)));
    }

    /// The node, or a clip of it where the operator's range says so.
    int clipped(const QuantOp& op, int index)
    {
        // A range from zero up is a ReLU, and its end the 6 of a ReLU6, whether or not the clamp says so.
        const QuantTensor& output = tensorAt(op.output);
        const bool computes = !keepsScale(op.kind) && op.kind != ImageOpKind::concat &&
                              op.kind != ImageOpKind::mean && op.kind != ImageOpKind::localMean &&
                              op.kind != ImageOpKind::table;
        if (op.low == -128 && op.high == 127 && !(computes && output.zeroPoint == -128))
            return index;
        Node clip;
        clip.kind = OpKind::clip;
        clip.name = op.name + " clip";
        clip.inputs = {index};
        clip.output = output.shape;
        clip.clipMin = output.scale * static_cast<float>(op.low - output.zeroPoint);
        clip.clipMax = output.scale * static_cast<float>(op.high - output.zeroPoint);
        return append(std::move(clip));
    }

    void addOp(const QuantOp& op)
    {
        if (op.kind == ImageOpKind::table)
            return addTable(op);
        Node node = nodeFor(op, kindOf(op.kind));
        if (node.kind == OpKind::convolution) {
            node.groups = op.kind == ImageOpKind::depthwise ? node.output.channels : op.groups;
            setNumbers(op, node);
        }
        nodeOf(op.output) = clipped(op, append(std::move(node)));
    }

    void addFeatures(const QuantCut& full)
    {
        const bool itself = full.flat && shapeOf(full.tensor) == full.pooled.shape;
        if (itself) {
            m_graph.featureNode = nodeOf(full.tensor);
            return;
        }
        const bool pools = !full.flat && !m_model.classifier.empty();
        Node node;
        node.kind = full.flat ? OpKind::flatten : OpKind::globalAveragePool;
        node.name = pools ? m_model.classifier.front().name : full.flat ? "features" : "pool";
        node.inputs = {nodeOf(full.tensor)};
        node.output = full.pooled.shape;
        m_graph.featureNode = append(std::move(node));
    }

    void addClassifier(const QuantOp& op)
    {
        const QuantCut& full = m_model.cuts.back();
        const bool pools = !full.flat && &op == &m_model.classifier.front();
        if (pools) { // stands for the features already
            nodeOf(op.output) = m_graph.featureNode;
            return;
        }
        if (op.kind != ImageOpKind::convolution || op.groups != 1 ||
            !connectsAll(op.window, shapeOf(op.input))) {
            addOp(op);
        } else {
            Node node = nodeFor(op, OpKind::linear);
            setNumbers(op, node);
            if (op.input == full.tensor) {
                node.inputs = {m_graph.featureNode};
                node.weight = flattenedWeights(node.weight, shapeOf(op.input));
            }
            node.window = {};
            nodeOf(op.output) = append(std::move(node));
        }
        if (op.output == m_model.logitsTensor)
            m_graph.logitsNode = nodeOf(op.output);
    }

    const QuantModel& m_model;
    Graph m_graph;
    std::vector<int> m_nodeOf; ///< by tensor
    NodeNames m_names;
};

} // namespace

Result<Graph> dequantize(const QuantModel& model)
{
    return Builder(model).withExits();
}

Graph dequantizeOps(const QuantModel& model, std::vector<int>& nodeOf)
{
    return Builder(model).withoutExits(nodeOf);
}

} // namespace microt
