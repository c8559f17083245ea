// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

/// Places that the file's outputs or operators that could not be read depend on directly.
std::vector<int> wantedPlaces(const TfliteNetwork& network)
{
    std::vector<int> wanted;
    for (const UnreadOperator& one : network.unread)
        wanted.insert(wanted.end(), one.reads.begin(), one.reads.end());
    if (const auto* outputs = network.file.graph().outputs())
        for (const int output : *outputs) {
            const auto found = network.values.find(output);
            if (found != network.values.end() && found->second.place >= 0)
                wanted.push_back(found->second.place);
        }
    return wanted;
}

void dropOps(TfliteNetwork& network)
{
    std::vector<QuantOp>& ops = network.model.ops;
    std::vector<bool> needed(network.model.tensors.size(), false);
    for (const int place : wantedPlaces(network))
        needed[static_cast<std::size_t>(place)] = true;
    std::vector<QuantOp> kept;
    for (std::size_t i = ops.size(); i-- > 0;) {
        QuantOp& op = ops[i];
        if (!needed[static_cast<std::size_t>(op.output)])
            continue;
        for (const int input : {op.input, op.input2})
            if (input >= 0)
                needed[static_cast<std::size_t>(input)] = true;
        kept.push_back(std::move(op));
    }
    std::reverse(kept.begin(), kept.end());
    ops = std::move(kept);
}

void dropNodes(TfliteNetwork& network)
{
    std::vector<Node>& nodes = network.graph.nodes;
    std::vector<bool> needed(nodes.size(), false);
    for (const int place : wantedPlaces(network))
        needed[static_cast<std::size_t>(place)] = true;
    for (std::size_t i = nodes.size(); i-- > 0;)
        if (needed[i])
            for (const int input : nodes[i].inputs)
                needed[static_cast<std::size_t>(input)] = true;
    if (!nodes.empty())
        needed[0] = true;
    std::vector<int> place(nodes.size(), -1);
    std::vector<Node> kept;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!needed[i])
            continue;
        for (int& input : nodes[i].inputs)
            input = place[static_cast<std::size_t>(input)];
        place[i] = static_cast<int>(kept.size());
        kept.push_back(std::move(nodes[i]));
    }
    nodes = std::move(kept);
    for (UnreadOperator& one : network.unread)
        for (int& read : one.reads)
            read = place[static_cast<std::size_t>(read)];
}

} // namespace

void dropUnused(TfliteNetwork& network)
{
    if (network.int8)
        dropOps(network);
    else
        dropNodes(network);
}

} // namespace microt::tflite
