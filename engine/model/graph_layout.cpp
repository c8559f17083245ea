// SPDX-License-Identifier: Apache-2.0
#include "engine/model/graph_layout.h"

#include <algorithm>
#include <set>

namespace microt {

namespace {

/// For each node, the operator that its output comes from; -1: the input.
std::vector<int> operatorOfNodes(const Graph& graph, const GraphCost& cost)
{
    std::vector<int> operatorOf(graph.nodes.size(), -2);
    for (std::size_t op = 0; op < cost.ops.size(); ++op)
        operatorOf[static_cast<std::size_t>(cost.ops[op].node)] = static_cast<int>(op);
    for (std::size_t node = 0; node < graph.nodes.size(); ++node)
        if (operatorOf[node] == -2)
            operatorOf[node] = graph.nodes[node].inputs.empty()
                                   ? -1
                                   : operatorOf[static_cast<std::size_t>(graph.nodes[node].inputs.front())];
    return operatorOf;
}

/// The lane of the first reader that may go on in it, otherwise the first that is free in its rank.
void giveLanes(GraphLayout& layout)
{
    std::vector<std::set<int>> taken(static_cast<std::size_t>(layout.ranks));
    std::vector<char> goesOn(layout.places.size(), 0);
    std::size_t edge = 0;
    for (std::size_t op = 0; op < layout.places.size(); ++op) {
        GraphLayout::Place& place = layout.places[op];
        std::set<int>& here = taken[static_cast<std::size_t>(place.rank)];
        int lane = -1;
        for (; edge < layout.edges.size() && layout.edges[edge].to == static_cast<int>(op); ++edge) {
            const int from = layout.edges[edge].from;
            if (from < 0 || lane >= 0 || goesOn[static_cast<std::size_t>(from)] != 0 ||
                here.count(layout.places[static_cast<std::size_t>(from)].lane) > 0)
                continue;
            lane = layout.places[static_cast<std::size_t>(from)].lane;
            goesOn[static_cast<std::size_t>(from)] = 1;
        }
        for (int free = 0; lane < 0; ++free)
            if (here.count(free) == 0)
                lane = free;
        here.insert(lane);
        place.lane = lane;
        layout.lanes = std::max(layout.lanes, lane + 1);
    }
}

} // namespace

GraphLayout layOutGraph(const Graph& graph, const GraphCost& cost)
{
    const std::vector<int> operatorOf = operatorOfNodes(graph, cost);
    GraphLayout layout;
    layout.places.resize(cost.ops.size());
    for (std::size_t op = 0; op < cost.ops.size(); ++op) {
        std::set<int> sources;
        for (const int input : graph.nodes[static_cast<std::size_t>(cost.ops[op].node)].inputs)
            sources.insert(operatorOf[static_cast<std::size_t>(input)]);
        int& rank = layout.places[op].rank;
        for (const int from : sources) {
            layout.edges.push_back({from, static_cast<int>(op)});
            if (from >= 0)
                rank = std::max(rank, layout.places[static_cast<std::size_t>(from)].rank + 1);
        }
        layout.ranks = std::max(layout.ranks, rank + 1);
    }
    giveLanes(layout);
    for (const CutCost& cut : cost.cuts) {
        int last = 0;
        for (std::size_t op = 0; op < cut.opCount; ++op)
            last = std::max(last, layout.places[op].rank);
        layout.cutRanks.push_back(last);
    }
    return layout;
}

} // namespace microt
