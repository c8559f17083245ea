// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/zoo/zoo_import.h"
#include "engine/base/files.h"
#include "engine/exchange/tensors/checkpoint.h"
#include "engine/exchange/zoo/zoo_architecture.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxJsonBytes = std::uint64_t{4} << 20;

/// Convolutions of this family have no bias; everything else must be there.
bool isUsed(const Node& node, const ParameterSlot& slot)
{
    return !slot.optional || node.kind == OpKind::linear;
}

} // namespace

Result<Graph> importZoo(const std::filesystem::path& json, const std::filesystem::path& checkpoint)
{
    MICROT_TRY(const std::string text, readTextFile(json, kMaxJsonBytes));
    MICROT_TRY(NetworkPlan plan, parseZooArchitecture(text, printable(json)));
    plan.name = printable(json.stem());
    MICROT_TRY(Graph graph, buildGraph(plan));
    MICROT_TRY(const Checkpoint weights, Checkpoint::open(checkpoint));
    for (Node& node : graph.nodes) {
        if (node.inputs.empty())
            continue;
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output)) {
            if (!isUsed(node, slot))
                continue;
            MICROT_TRY(node.*slot.values, weights.floats(node.name + slot.suffix, slot.shape));
        }
    }
    MICROT_CHECK(validateGraph(graph));
    return graph;
}

} // namespace microt
