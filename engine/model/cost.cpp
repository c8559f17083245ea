// SPDX-License-Identifier: Apache-2.0
#include "engine/model/cost.h"

#include <algorithm>

#include "engine/model/parameters.h"

namespace microt {

namespace {

/// A batch-norm after a convolution of its own, a clip after an operator that has a range: part of these.
/// flatten: only another way to look at the numbers.
bool isFused(const Graph& graph, const Node& node)
{
    if (node.kind == OpKind::flatten)
        return true;
    if (node.kind != OpKind::batchNorm && node.kind != OpKind::clip)
        return false;
    const Node* source = &graph.nodes[node.inputs[0]];
    if (node.kind == OpKind::clip && source->kind == OpKind::batchNorm)
        return true;
    return source->kind == OpKind::convolution ||
           (node.kind == OpKind::clip && (source->kind == OpKind::add || source->kind == OpKind::multiply));
}

WorkKind workOf(const Node& node, const Shape& input)
{
    switch (node.kind) {
    case OpKind::convolution:
        return isDepthwise(node, input)                            ? WorkKind::depthwise
               : node.window.height == 1 && node.window.width == 1 ? WorkKind::pointwise
                                                                   : WorkKind::convolution;
    case OpKind::batchNorm:
        return WorkKind::depthwise; // with a window of one pixel
    case OpKind::linear:
        return WorkKind::linear;
    case OpKind::globalAveragePool:
    case OpKind::averagePool:
    case OpKind::maxPool:
        return WorkKind::pool;
    default:
        return WorkKind::add; // one output number after the other
    }
}

/// What WorkKind::pool and WorkKind::add are counted in.
std::int64_t elementsOf(const Node& node, const Shape& input)
{
    if (node.kind == OpKind::globalAveragePool)
        return input.elements();
    if (node.kind == OpKind::averagePool || node.kind == OpKind::maxPool)
        return node.output.elements() * node.window.height * node.window.width;
    return node.output.elements();
}

OpCost costOf(const Graph& graph, int index)
{
    const Node& node = graph.nodes[index];
    OpCost cost;
    cost.node = index;
    cost.name = node.name;
    cost.input = graph.nodes[node.inputs[0]].output;
    cost.kind = workOf(node, cost.input);
    cost.output = node.output;
    cost.elements = elementsOf(node, cost.input);
    if (node.kind == OpKind::convolution || node.kind == OpKind::averagePool || node.kind == OpKind::maxPool)
        cost.window = node.window;
    const bool multiplies =
        node.kind == OpKind::convolution || node.kind == OpKind::linear || node.kind == OpKind::batchNorm;
    for (const ParameterSlot& slot : parameterSlots(node, cost.input)) {
        cost.parameters += slot.count();
        if (multiplies && slot.values == &Node::weight)
            cost.macs = slot.count() * node.output.height * node.output.width;
    }
    if (node.kind == OpKind::batchNorm)
        cost.parameters /= 2; // one factor and one bias a channel remain
    return cost;
}

/// Bytes of int8 activations alive while each node runs: every buffer from the node that fills it to the last
/// that reads it. Fused nodes work in the buffer of their input.
std::vector<std::int64_t> aliveBytes(const Graph& graph)
{
    const std::size_t count = graph.nodes.size();
    std::vector<std::size_t> buffer(count);
    std::vector<std::size_t> lastUse(count);
    for (std::size_t i = 0; i < count; ++i) {
        buffer[i] = isFused(graph, graph.nodes[i]) ? buffer[graph.nodes[i].inputs[0]] : i;
        lastUse[buffer[i]] = i;
        for (int input : graph.nodes[i].inputs)
            lastUse[buffer[input]] = i;
    }
    // A buffer adds its size where it is born and takes it away after its last use.
    std::vector<std::int64_t> change(count + 1, 0);
    for (std::size_t i = 0; i < count; ++i)
        if (buffer[i] == i) {
            change[i] += graph.nodes[i].output.elements();
            change[lastUse[i] + 1] -= graph.nodes[i].output.elements();
        }
    std::vector<std::int64_t> alive(count);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        alive[i] = sum += change[i];
    return alive;
}

CutCost exitCost(const GraphCost& cost, const Graph& graph, const std::vector<std::int64_t>& alive, int cut,
                 int node, int features)
{
    CutCost exit;
    exit.cut = cut;
    exit.features = features;
    while (exit.opCount < cost.ops.size() && cost.ops[exit.opCount].node <= node) {
        exit.macs += cost.ops[exit.opCount].macs;
        exit.parameters += cost.ops[exit.opCount].parameters;
        ++exit.opCount;
    }
    exit.arenaBytes = *std::max_element(alive.begin(), alive.begin() + node + 1);
    // The part model pools the cut's activation, which stays for the rest of the network.
    exit.arenaBytes = std::max(exit.arenaBytes, graph.nodes[node].output.elements() + exit.features);
    return exit;
}

} // namespace

const char* workKindName(WorkKind kind)
{
    switch (kind) {
    case WorkKind::convolution:
        return "convolution";
    case WorkKind::pointwise:
        return "pointwise";
    case WorkKind::depthwise:
        return "depthwise";
    case WorkKind::add:
        return "add";
    case WorkKind::pool:
        return "pool";
    case WorkKind::linear:
        return "linear";
    }
    return "";
}

std::optional<std::size_t> placeOfCut(const GraphCost& cost, int cut)
{
    for (std::size_t place = 0; place < cost.cuts.size(); ++place)
        if (cost.cuts[place].cut == cut)
            return place;
    return std::nullopt;
}

GraphCost countCost(const Graph& graph)
{
    GraphCost cost;
    for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
        if (isFused(graph, graph.nodes[i]))
            continue;
        OpCost op = costOf(graph, static_cast<int>(i));
        if (op.node <= graph.featureNode) {
            cost.ops.push_back(std::move(op));
        } else {
            cost.classifierMacs += op.macs;
            cost.classifierParameters += op.parameters;
        }
    }
    const std::vector<std::int64_t> alive = aliveBytes(graph);
    cost.full = exitCost(cost, graph, alive, 0, graph.featureNode, graph.featureCount());
    cost.full.macShare = 1.0;
    for (const Cut& cut : graph.cuts) {
        CutCost exit = exitCost(cost, graph, alive, cut.index, cut.node, graph.featureCount(cut));
        exit.macShare = static_cast<double>(exit.macs) / static_cast<double>(cost.full.macs);
        cost.cuts.push_back(exit);
    }
    return cost;
}

} // namespace microt
