// SPDX-License-Identifier: Apache-2.0
#include "engine/model/graph.h"

#include <algorithm>

namespace microt {

bool Graph::hasWeights() const
{
    bool any = false;
    for (const Node& node : nodes) {
        if (node.kind != OpKind::convolution && node.kind != OpKind::batchNorm && node.kind != OpKind::linear)
            continue;
        if (node.weight.empty())
            return false;
        any = true;
    }
    return any;
}

const Cut* Graph::findCut(int index) const
{
    const auto found =
        std::find_if(cuts.begin(), cuts.end(), [&](const Cut& cut) { return cut.index == index; });
    return found == cuts.end() ? nullptr : &*found;
}

std::string NodeNames::unique(const std::string& wish)
{
    std::string name = wish;
    for (int i = 2; !m_taken.insert(name).second; ++i)
        name = wish + " " + std::to_string(i);
    return name;
}

} // namespace microt
