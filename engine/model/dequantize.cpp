// SPDX-License-Identifier: Apache-2.0
#include "engine/model/quant_model.h"

namespace microt {

namespace {

class Builder
{
public:
    explicit Builder(const QuantModel& model) : m_model(model), m_nodeOf(model.tensors.size(), -1) {}

    Result<Graph> run()
    {
        m_graph.name = m_model.name;
        m_graph.preprocessing = m_model.preprocessing;
        Node input;
        input.name = "input";
        input.output = shapeOf(m_model.inputTensor);
        m_nodeOf[static_cast<std::size_t>(m_model.inputTensor)] = append(input);
        for (const QuantOp& op : m_model.ops)
            addOp(op);
        for (const QuantCut& cut : m_model.cuts)
            if (cut.cut != 0)
                m_graph.cuts.push_back({cut.cut, m_nodeOf[static_cast<std::size_t>(cut.tensor)]});
        addPool();
        // The pool stands for the classifier's first operator.
        for (std::size_t i = 1; i < m_model.classifier.size(); ++i)
            addLinear(m_model.classifier[i]);
        MICROT_CHECK(validateGraph(m_graph));
        return std::move(m_graph);
    }

private:
    const QuantTensor& tensorAt(int index) const { return m_model.tensors[static_cast<std::size_t>(index)]; }
    Shape shapeOf(int tensor) const { return tensorAt(tensor).shape; }

    int append(Node node)
    {
        node.name = m_names.unique(node.name);
        m_graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_graph.nodes.size()) - 1;
    }

    Node nodeOf(const QuantOp& op, OpKind kind)
    {
        Node node;
        node.kind = kind;
        node.name = op.name;
        node.output = shapeOf(op.output);
        node.inputs = {m_nodeOf[static_cast<std::size_t>(op.input)]};
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

    void addOp(const QuantOp& op)
    {
        Node node = nodeOf(op, op.kind == ImageOpKind::add ? OpKind::add : OpKind::convolution);
        if (op.kind == ImageOpKind::add) {
            node.inputs.push_back(m_nodeOf[static_cast<std::size_t>(op.input2)]);
        } else {
            node.kernel = op.window.height;
            node.stride = op.window.strideY;
            node.padding = op.window.padTop;
            node.groups = op.kind == ImageOpKind::depthwise ? node.output.channels : 1;
            setNumbers(op, node);
        }
        const Node plain = node;
        int index = append(std::move(node));
        // A range from zero up is a ReLU, and its end the 6 of a ReLU6, whether or not the clamp says so.
        const QuantTensor& output = tensorAt(op.output);
        if (op.low != -128 || op.high != 127 || output.zeroPoint == -128) {
            Node clip;
            clip.kind = OpKind::clip;
            clip.name = plain.name + " clip";
            clip.inputs = {index};
            clip.output = plain.output;
            clip.clipMin = output.scale * static_cast<float>(op.low - output.zeroPoint);
            clip.clipMax = output.scale * static_cast<float>(op.high - output.zeroPoint);
            index = append(std::move(clip));
        }
        m_nodeOf[static_cast<std::size_t>(op.output)] = index;
    }

    void addPool()
    {
        const QuantCut& full = m_model.cuts.back();
        Node pool;
        pool.kind = OpKind::globalAveragePool;
        pool.name = m_model.classifier.empty() ? "pool" : m_model.classifier.front().name;
        pool.inputs = {m_nodeOf[static_cast<std::size_t>(full.tensor)]};
        pool.output = full.pooled.shape;
        m_graph.featureNode = append(std::move(pool));
        if (!m_model.classifier.empty())
            m_nodeOf[static_cast<std::size_t>(m_model.classifier.front().output)] = m_graph.featureNode;
    }

    void addLinear(const QuantOp& op)
    {
        Node node = nodeOf(op, OpKind::linear);
        setNumbers(op, node);
        const int index = append(std::move(node));
        m_nodeOf[static_cast<std::size_t>(op.output)] = index;
        if (op.output == m_model.logitsTensor)
            m_graph.logitsNode = index;
    }

    const QuantModel& m_model;
    Graph m_graph;
    std::vector<int> m_nodeOf; ///< by tensor
    NodeNames m_names;
};

} // namespace

Result<Graph> dequantize(const QuantModel& model)
{
    return Builder(model).run();
}

} // namespace microt
