// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/training_cost.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace microt {

namespace {

constexpr std::int64_t kGradientBytes = 4; // float32

OpCost classifierCost(const Graph& graph)
{
    const Node& node = nodeAt(graph, graph.logitsNode);
    OpCost cost;
    cost.node = graph.logitsNode;
    cost.name = node.name;
    cost.kind = WorkKind::linear;
    cost.input = nodeAt(graph, node.inputs[0]).output;
    cost.output = node.output;
    cost.macs = cost.input.elements() * node.output.elements();
    cost.elements = node.output.elements();
    cost.parameters = cost.macs + cost.elements;
    return cost;
}

bool anyInput(const Node& node, const std::vector<char>& flags)
{
    return std::any_of(node.inputs.begin(), node.inputs.end(),
                       [&flags](int input) { return flags[static_cast<std::size_t>(input)] != 0; });
}

double shareOf(const std::vector<std::uint8_t>& taken)
{
    return taken.empty() ? 0.0
                         : static_cast<double>(std::count(taken.begin(), taken.end(), 1)) /
                               static_cast<double>(taken.size());
}

/// Bytes of what `node` must remember of the forward pass for a gradient that passes it, beside the inputs of
/// layers whose weights change.
std::int64_t passingBytes(const Graph& graph, const Node& node)
{
    switch (node.kind) {
    case OpKind::clip:
        return (node.output.elements() + 7) / 8;
    case OpKind::activation:
    case OpKind::maxPool:
        return node.output.elements();
    case OpKind::multiply:
        return node.output.elements() + nodeAt(graph, node.inputs[1]).output.elements();
    default:
        return 0;
    }
}

/// Input channels that weight gradients need, by the tensor they are of: read by two layers, kept once.
std::int64_t keptInputs(const Graph& graph, const UpdatePlan& plan)
{
    std::map<int, std::vector<char>> channels;
    for (const LayerUpdate& layer : plan.layers) {
        const int tensor = nodeAt(graph, layer.node).inputs[0];
        std::vector<char>& kept = channels[tensor];
        kept.resize(static_cast<std::size_t>(nodeAt(graph, tensor).output.channels), 0);
        for (const int channel : neededInputs(graph, layer))
            kept[static_cast<std::size_t>(channel)] = 1;
    }
    std::int64_t bytes = 0;
    for (const auto& [tensor, kept] : channels) {
        const Shape& shape = nodeAt(graph, tensor).output;
        bytes += std::count(kept.begin(), kept.end(), 1) * shape.height * shape.width;
    }
    return bytes;
}

/// The most numbers whose gradients are alive at once. A tensor's is from its last reader, where the way back
/// meets it first, to the operator that computes it. Batch-norm and clip work in place.
std::int64_t aliveGradients(const Graph& graph, const std::vector<char>& way)
{
    const std::size_t count = graph.nodes.size();
    std::vector<std::size_t> buffer(count);
    std::vector<std::size_t> lastUse(count);
    for (std::size_t i = 0; i < count; ++i) {
        const OpKind kind = graph.nodes[i].kind;
        const bool inPlace = kind == OpKind::batchNorm || kind == OpKind::clip || kind == OpKind::flatten;
        buffer[i] = inPlace ? buffer[static_cast<std::size_t>(graph.nodes[i].inputs[0])] : i;
        for (const int input : graph.nodes[i].inputs)
            lastUse[buffer[static_cast<std::size_t>(input)]] = i;
        lastUse[buffer[i]] = i;
    }
    std::vector<std::int64_t> change(count + 1, 0);
    for (std::size_t i = 0; i < count; ++i)
        if (buffer[i] == i && way[i] != 0) {
            change[i] += graph.nodes[i].output.elements();
            change[lastUse[i] + 1] -= graph.nodes[i].output.elements();
        }
    std::int64_t alive = 0;
    std::int64_t most = 0;
    for (const std::int64_t one : change)
        most = std::max(most, alive += one);
    return most;
}

} // namespace

std::vector<char> nodesOnTheWay(const Graph& graph, const UpdatePlan& plan)
{
    std::vector<char> way(graph.nodes.size(), 0);
    for (std::size_t i = 1; i < graph.nodes.size(); ++i)
        way[i] = plan.find(static_cast<int>(i)) != nullptr || anyInput(graph.nodes[i], way) ? 1 : 0;
    return way;
}

std::vector<OpWork> countOpWork(const Graph& graph, const UpdatePlan& plan)
{
    std::vector<OpCost> ops = countCost(graph).ops;
    ops.push_back(classifierCost(graph));
    const std::vector<char> way = nodesOnTheWay(graph, plan);
    std::vector<OpWork> work;
    for (const OpCost& op : ops) {
        OpWork one;
        one.op = op;
        one.inputs = anyInput(nodeAt(graph, op.node), way);
        if (const LayerUpdate* update = plan.find(op.node)) {
            const std::vector<std::uint8_t> taken = updatedWeights(graph, *update);
            one.weights = shareOf(taken);
            one.updated = std::count(taken.begin(), taken.end(), 1) + updatedBiases(graph, *update);
        }
        work.push_back(std::move(one));
    }
    return work;
}

TrainingWork sumWork(const std::vector<OpWork>& ops)
{
    TrainingWork sum;
    for (const OpWork& one : ops) {
        sum.forwardMacs += one.op.macs;
        sum.inputGradientMacs += one.inputs ? one.op.macs : 0;
        sum.weightGradientMacs += std::llround(one.weights * static_cast<double>(one.op.macs));
        sum.updatedParameters += one.updated;
    }
    return sum;
}

TrainingCycles cyclesOf(const std::vector<OpWork>& ops, const BoardProfile& board)
{
    TrainingCycles sum;
    OpCost step;
    step.kind = WorkKind::linear;
    for (const OpWork& one : ops) {
        const double cycles = modelledCycles(&one.op, 1, board);
        sum.forward += cycles;
        sum.backward += cycles * ((one.inputs ? 1.0 : 0.0) + one.weights);
        step.macs += one.updated;
    }
    sum.update = modelledCycles(&step, 1, board);
    return sum;
}

TrainingMemory countTrainingMemory(const Graph& graph, const UpdatePlan& plan, bool momentum,
                                   std::int64_t arenaBytes)
{
    TrainingMemory memory;
    memory.arenaBytes = arenaBytes;
    memory.parameterBytes = updatedParameters(graph, plan) * parameterBytes(momentum);
    memory.keptBytes = keptInputs(graph, plan);
    const std::vector<char> way = nodesOnTheWay(graph, plan);
    for (std::size_t i = 1; i < graph.nodes.size(); ++i)
        if (anyInput(graph.nodes[i], way))
            memory.keptBytes += passingBytes(graph, graph.nodes[i]);
    memory.gradientBytes = aliveGradients(graph, way) * kGradientBytes;
    return memory;
}

} // namespace microt
