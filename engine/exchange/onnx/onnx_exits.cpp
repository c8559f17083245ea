// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// Nodes that read a node's output, ascending.
using Readers = std::vector<std::vector<int>>;

Readers readersOf(const std::vector<Node>& nodes)
{
    Readers readers(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (const int input : nodes[i].inputs)
            readers[static_cast<std::size_t>(input)].push_back(static_cast<int>(i));
    return readers;
}

void findCuts(const Readers& readers, Graph& graph)
{
    int reach = -1; ///< the last node that reads what was computed before
    for (int i = 0; i < graph.featureNode; ++i) {
        const Node& node = graph.nodes[static_cast<std::size_t>(i)];
        for (const int input : node.inputs)
            reach = std::max(reach, readers[static_cast<std::size_t>(input)].back());
        if (reach > i || i == 0 || node.kind == OpKind::clip)
            continue;
        const std::vector<int>& next = readers[static_cast<std::size_t>(i)];
        const OpKind kind = graph.nodes[static_cast<std::size_t>(next.front())].kind;
        const bool goesOn = next.size() == 1 && (kind == OpKind::batchNorm || kind == OpKind::clip ||
                                                 kind == OpKind::globalAveragePool);
        if (!goesOn)
            graph.cuts.push_back({static_cast<int>(graph.cuts.size()) + 1, i});
    }
}

/// torch.onnx.export names operators by module, "/blocks.3/conv/Conv". Blocks that change nothing leave no
/// operator, yet count; so where every cut's node names its block, cut K follows block K - 1.
void numberCutsByName(Graph& graph)
{
    std::vector<int> numbers;
    for (const Cut& cut : graph.cuts) {
        static constexpr char kBlocks[] = "/blocks.";
        const std::string& name = graph.nodes[static_cast<std::size_t>(cut.node)].name;
        const std::size_t at = name.find(kBlocks);
        int block = -1;
        if (at != std::string::npos) {
            const char* digits = name.data() + at + sizeof kBlocks - 1;
            std::from_chars(digits, name.data() + name.size(), block);
        }
        if (block < 0 || block >= kMaxOnnxSide || block < (numbers.empty() ? 0 : numbers.back()))
            return;
        numbers.push_back(block + 1);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
        graph.cuts[i].index = numbers[i];
}

} // namespace

Status findOnnxExits(Graph& graph, int output)
{
    const std::vector<Node>& nodes = graph.nodes;
    const auto pool = std::find_if(nodes.begin(), nodes.end(),
                                   [](const Node& node) { return node.kind == OpKind::globalAveragePool; });
    if (pool == nodes.end())
        return Failure{Error::unsupportedFormat,
                       "no average over the whole picture was found, which gives the features."};
    graph.featureNode = static_cast<int>(pool - nodes.begin());
    if (output != static_cast<int>(nodes.size()) - 1)
        return Failure{Error::unsupportedFormat, "its output is not what its last operator computes."};
    if (output != graph.featureNode)
        graph.logitsNode = output;
    const Readers readers = readersOf(nodes);
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i)
        if (readers[i].empty())
            return Failure{Error::malformed,
                           "the operator " + nodes[i].name + " computes what nothing reads."};
    findCuts(readers, graph);
    numberCutsByName(graph);
    return {};
}

} // namespace microt
