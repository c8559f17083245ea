// SPDX-License-Identifier: Apache-2.0
#include "engine/train/training/initial_weights.h"

#include <cmath>

#include "engine/base/counter_random.h"
#include "engine/model/parameters.h"

namespace microt {

void initialiseWeights(Graph& graph, std::uint64_t seed)
{
    constexpr std::uint64_t kStream = 1;
    for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
        Node& node = graph.nodes[i];
        const Shape input = graph.nodes[node.inputs[0]].output;
        for (const ParameterSlot& slot : parameterSlots(node, input))
            if (!slot.optional || node.kind == OpKind::linear)
                (node.*slot.values).assign(static_cast<std::size_t>(slot.count()), 0.0F);
        if (node.kind == OpKind::activation) {
            node.weight.assign(node.weight.size(), 0.25F); // prelu, He et al. 2015
            continue;
        }
        if (node.kind == OpKind::batchNorm) {
            node.weight.assign(node.weight.size(), 1.0F);
            node.variance.assign(node.variance.size(), 1.0F);
            continue;
        }
        const double fanOut =
            double(node.window.height) * node.window.width * node.output.channels / node.groups;
        const double deviation =
            node.kind == OpKind::linear ? std::sqrt(1.0 / input.channels) : std::sqrt(2.0 / fanOut);
        CounterRandom random(seed, kStream, i);
        for (float& weight : node.weight)
            weight = static_cast<float>(deviation * random.normal());
    }
}

} // namespace microt
