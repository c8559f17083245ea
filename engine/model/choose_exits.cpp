// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/model/exits_private.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

/// Builds the extractor's graph from the nodes that stay.
class Pruned
{
public:
    explicit Pruned(const Graph& graph) : m_from(graph), m_newIndex(graph.nodes.size(), -1)
    {
        m_graph.name = graph.name;
        m_graph.preprocessing = graph.preprocessing;
        for (const Node& node : graph.nodes)
            m_names.unique(node.name);
    }

    int keep(int node)
    {
        Node copy = m_from.nodes[static_cast<std::size_t>(node)];
        for (int& input : copy.inputs)
            input = newIndex(input);
        return m_newIndex[static_cast<std::size_t>(node)] = append(std::move(copy));
    }

    void keepAllBefore(int node)
    {
        std::vector<bool> needed = nodesBefore(m_from, node);
        needed[0] = true;
        for (int i = 0; i <= node; ++i)
            if (needed[static_cast<std::size_t>(i)])
                keep(i);
    }

    void addFeatures(const FoundFeatures& features)
    {
        const int from = newIndex(features.node);
        const Shape& map = m_graph.nodes[static_cast<std::size_t>(from)].output;
        const bool pools = !features.flat && features.collapse >= 0;
        if (pools) {
            m_graph.featureNode = keep(features.collapse);
        } else if (features.flat && map.height == 1 && map.width == 1) {
            m_graph.featureNode = from;
        } else {
            Node node;
            node.kind = features.flat ? OpKind::flatten : OpKind::globalAveragePool;
            node.name = m_names.unique("features");
            node.inputs = {from};
            node.output = {1, 1, features.flat ? static_cast<int>(map.elements()) : map.channels};
            m_graph.featureNode = append(std::move(node));
        }
    }

    /// Fully connected layers become linear ones. Nothing is kept if the last is something else.
    void addClassifier(const FoundFeatures& features, const std::vector<int>& nodes)
    {
        const std::size_t before = m_graph.nodes.size();
        int last = -1;
        for (const int index : nodes) {
            if (index == features.node || (index == features.collapse && !features.flat))
                continue;
            last = keep(index);
            Node& node = m_graph.nodes[static_cast<std::size_t>(last)];
            const Shape& in =
                m_from
                    .nodes[static_cast<std::size_t>(m_from.nodes[static_cast<std::size_t>(index)].inputs[0])]
                    .output;
            if (!isFullyConnected(node, in))
                continue;
            node.kind = OpKind::linear;
            node.window = {};
            if (index == features.collapse) {
                node.inputs = {m_graph.featureNode};
                node.weight = flattenedWeights(node.weight, in);
            }
        }
        if (last >= 0 && m_graph.nodes[static_cast<std::size_t>(last)].kind == OpKind::linear)
            m_graph.logitsNode = last;
        else
            m_graph.nodes.resize(before);
    }

    void addCut(int node)
    {
        m_graph.cuts.push_back({static_cast<int>(m_graph.cuts.size()) + 1, newIndex(node)});
    }

    Graph take() { return std::move(m_graph); }

private:
    int newIndex(int node) const { return m_newIndex[static_cast<std::size_t>(node)]; }
    int append(Node node)
    {
        m_graph.nodes.push_back(std::move(node));
        return static_cast<int>(m_graph.nodes.size()) - 1;
    }

    const Graph& m_from;
    Graph m_graph;
    std::vector<int> m_newIndex;
    NodeNames m_names;
};

/// What the pool of a cut needs to hold: every value of the activation, and a deviation of half its range.
QuantTensor cutFeatures(const QuantTensor& activation)
{
    QuantTensor pooled = activation;
    pooled.shape = {1, 1, kCutFeaturesPerChannel * activation.shape.channels};
    constexpr double kHalfRange = 127.5;
    const double below = 128.0 + activation.zeroPoint;
    const double above = 127.0 - activation.zeroPoint;
    if (above < kHalfRange) {
        const double wider = (below + kHalfRange) / 255.0;
        pooled.scale = static_cast<float>(activation.scale * wider);
        pooled.zeroPoint = static_cast<std::int32_t>(std::lround(below / wider)) - 128;
    }
    return pooled;
}

/// Divides an int8 model's operators into extractor and classifier.
class QuantDivision
{
public:
    QuantDivision(QuantModel& model, const std::vector<int>& nodeOf) : m_model(model), m_nodeOf(nodeOf) {}

    /// The tensor that holds a node's output: the first one, as later ones are the same at another scale. A
    /// node whose clip is fused into its operator has none of its own; the clip follows it.
    int tensorOf(int node) const
    {
        for (const int candidate : {node, node + 1}) {
            const auto found = std::find(m_nodeOf.begin(), m_nodeOf.end(), candidate);
            if (found != m_nodeOf.end())
                return static_cast<int>(found - m_nodeOf.begin());
        }
        return -1;
    }

    QuantCut fullExit(const FoundFeatures& features) const
    {
        QuantCut full;
        full.flat = features.flat;
        full.tensor = tensorOf(features.node);
        const bool pools = !features.flat && features.collapse >= 0;
        if (pools) {
            const int output = tensorOf(features.collapse);
            const auto pool = std::find_if(m_model.ops.begin(), m_model.ops.end(),
                                           [&](const QuantOp& op) { return op.output == output; });
            full.tensor = pool->input;
            full.pooled = tensorAt(output);
            full.pooled.shape = {1, 1, tensorAt(full.tensor).shape.channels};
            return full;
        }
        full.pooled = tensorAt(full.tensor);
        const Shape& map = full.pooled.shape;
        full.pooled.shape = {1, 1, full.flat ? static_cast<int>(map.elements()) : map.channels};
        return full;
    }

    void addCut(int node)
    {
        const int tensor = tensorOf(node);
        if (tensor >= 0)
            m_model.cuts.push_back(
                {static_cast<int>(m_model.cuts.size()) + 1, tensor, cutFeatures(tensorAt(tensor)), false});
    }

    void divide(const QuantCut& full, int logits)
    {
        const std::vector<bool> extractor = needed(full.tensor);
        const std::vector<bool> behind =
            logits >= 0 ? needed(logits) : std::vector<bool>(m_model.ops.size(), false);
        std::vector<QuantOp> kept;
        for (std::size_t i = 0; i < m_model.ops.size(); ++i)
            if (extractor[i])
                kept.push_back(std::move(m_model.ops[i]));
            else if (behind[i])
                m_model.classifier.push_back(std::move(m_model.ops[i]));
        m_model.ops = std::move(kept);
        m_model.logitsTensor = logits;
        m_model.cuts.push_back(full);
    }

private:
    const QuantTensor& tensorAt(int index) const { return m_model.tensors[static_cast<std::size_t>(index)]; }

    /// The operators that a tensor depends on.
    std::vector<bool> needed(int tensor) const
    {
        std::vector<bool> tensors(m_model.tensors.size(), false);
        tensors[static_cast<std::size_t>(tensor)] = true;
        std::vector<bool> ops(m_model.ops.size(), false);
        for (std::size_t i = m_model.ops.size(); i-- > 0;) {
            const QuantOp& op = m_model.ops[i];
            if (!tensors[static_cast<std::size_t>(op.output)])
                continue;
            ops[i] = true;
            for (const int input : {op.input, op.input2})
                if (input >= 0)
                    tensors[static_cast<std::size_t>(input)] = true;
        }
        return ops;
    }

    QuantModel& m_model;
    const std::vector<int>& m_nodeOf;
};

} // namespace

Status chooseExits(Graph& graph, const std::vector<UnreadOperator>& unread, const std::string& features)
{
    MICROT_TRY(const FoundFeatures found, findFeatures(graph, unread, features));
    const std::vector<int> cuts = findCuts(graph, found);
    const std::vector<int> classifier = findClassifier(graph, found);
    Pruned pruned(graph);
    pruned.keepAllBefore(found.node);
    for (const int cut : cuts)
        pruned.addCut(cut);
    pruned.addFeatures(found);
    pruned.addClassifier(found, classifier);
    graph = pruned.take();
    return {};
}

Status chooseExits(QuantModel& model, const std::vector<UnreadOperator>& unread, const std::string& features)
{
    std::vector<int> nodeOf;
    const Graph graph = dequantizeOps(model, nodeOf);
    std::vector<UnreadOperator> unreadNodes = unread;
    for (UnreadOperator& one : unreadNodes)
        for (int& read : one.reads)
            read = std::max(0, nodeOf[static_cast<std::size_t>(read)]);
    MICROT_TRY(const FoundFeatures found, findFeatures(graph, unreadNodes, features));
    QuantDivision division(model, nodeOf);
    const QuantCut full = division.fullExit(found);
    for (const int cut : findCuts(graph, found))
        division.addCut(cut);
    const std::vector<int> classifier = findClassifier(graph, found);
    const bool pools = !found.flat && found.collapse >= 0;
    const int last = !classifier.empty() ? classifier.back() : pools ? found.collapse : -1;
    division.divide(full, last >= 0 ? division.tensorOf(last) : -1);
    if (classifier.empty())
        model.logitsTensor = -1;
    return {};
}

} // namespace microt
