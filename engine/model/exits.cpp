// SPDX-License-Identifier: Apache-2.0
#include "engine/model/exits.h"

#include <algorithm>

#include "engine/base/files.h"
#include "engine/model/exits_private.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

constexpr std::size_t kNamedCandidates = 12;

bool isMap(const Shape& shape)
{
    return shape.height > 1 || shape.width > 1;
}

/// The nodes of a graph as they depend on each other.
class Dependence
{
public:
    explicit Dependence(const Graph& graph) : m_nodes(graph.nodes), m_readers(graph.nodes.size())
    {
        for (std::size_t i = 0; i < m_nodes.size(); ++i)
            for (const int input : m_nodes[i].inputs)
                m_readers[static_cast<std::size_t>(input)].push_back(static_cast<int>(i));
    }

    const std::vector<int>& readers(int node) const { return m_readers[static_cast<std::size_t>(node)]; }
    const Node& node(int index) const { return m_nodes[static_cast<std::size_t>(index)]; }

    /// Which nodes depend on `node`, itself among them.
    std::vector<bool> after(int node) const
    {
        std::vector<bool> does(m_nodes.size(), false);
        does[static_cast<std::size_t>(node)] = true;
        for (std::size_t i = static_cast<std::size_t>(node) + 1; i < m_nodes.size(); ++i)
            for (const int input : m_nodes[i].inputs)
                if (does[static_cast<std::size_t>(input)])
                    does[i] = true;
        return does;
    }

    /// Whether everything behind `node` reads nothing else of what was computed before.
    bool isAlone(int node) const
    {
        const std::vector<bool> behind = after(node);
        for (std::size_t i = static_cast<std::size_t>(node) + 1; i < m_nodes.size(); ++i)
            if (behind[i])
                for (const int input : m_nodes[i].inputs)
                    if (!behind[static_cast<std::size_t>(input)])
                        return false;
        return true;
    }

private:
    const std::vector<Node>& m_nodes;
    std::vector<std::vector<int>> m_readers;
};

/// Whether nothing but fully connected layers and what works on each number alone lies behind the node.
bool onlyLayersBehind(const Dependence& graph, int index)
{
    const std::vector<bool> behind = graph.after(index);
    for (std::size_t i = static_cast<std::size_t>(index) + 1; i < behind.size(); ++i) {
        const Node& node = graph.node(static_cast<int>(i));
        const bool convolves = node.kind == OpKind::convolution &&
                               (node.groups != 1 || node.window.height > 1 || node.window.width > 1);
        if (behind[i] && convolves)
            return false;
    }
    return true;
}

/// Whether the node turns a map into [1, 1, C], looking at all of it; or averages over the whole picture,
/// also where that is a single pixel.
bool collapses(const Dependence& graph, int index)
{
    const Node& node = graph.node(index);
    if (node.inputs.empty() || isMap(node.output))
        return false;
    const Shape& in = graph.node(node.inputs[0]).output;
    switch (node.kind) {
    case OpKind::globalAveragePool:
        return true;
    case OpKind::flatten:
        return isMap(in);
    case OpKind::averagePool:
    case OpKind::maxPool:
        return isMap(in) && node.window.height >= in.height && node.window.width >= in.width;
    case OpKind::convolution: // in a network for larger pictures, one of many on a single pixel
        return isMap(in) && onlyLayersBehind(graph, index);
    default:
        return false;
    }
}

/// The last of what belongs to a convolution: its normalisation and activation.
int endOfLayer(const Dependence& graph, int index)
{
    for (;;) {
        const std::vector<int>& readers = graph.readers(index);
        if (readers.size() != 1)
            return index;
        const OpKind kind = graph.node(readers.front()).kind;
        if (kind != OpKind::batchNorm && kind != OpKind::clip && kind != OpKind::activation)
            return index;
        index = readers.front();
    }
}

/// An operator that could not be read and looks past `behind` may be part of the way to the features.
bool looksPast(const UnreadOperator& unread, const std::vector<bool>& behind)
{
    return std::any_of(unread.reads.begin(), unread.reads.end(),
                       [&](int node) { return !behind[static_cast<std::size_t>(node)]; });
}

Failure noFeatures(const Graph& graph, const std::vector<UnreadOperator>& unread)
{
    if (!unread.empty())
        return unread.front().why;
    const std::vector<std::string> all = featureCandidates(graph);
    std::string names;
    for (std::size_t i = all.size() > kNamedCandidates ? all.size() - kNamedCandidates : 0; i < all.size();
         ++i)
        names += (names.empty() ? "" : ", ") + printable(std::string_view(all[i]));
    return {Error::unsupportedFormat,
            "The network has no average over the whole picture, which would give the features. Choose the "
            "tensor that gives them with --features NAME (averaged over the picture) or --features "
            "flatten:NAME (all its numbers)" +
                (names.empty() ? std::string(".") : "; the last ones are " + names + ".")};
}

Result<FoundFeatures> namedFeatures(const Graph& graph, const std::string& features)
{
    constexpr char kFlatten[] = "flatten:";
    FoundFeatures found;
    found.flat = features.rfind(kFlatten, 0) == 0;
    const std::string name = found.flat ? features.substr(sizeof kFlatten - 1) : features;
    const auto at = std::find_if(graph.nodes.begin() + 1, graph.nodes.end(),
                                 [&](const Node& node) { return node.name == name; });
    if (graph.nodes.empty() || at == graph.nodes.end()) {
        Failure failure = noFeatures(graph, {});
        return Failure{Error::invalidArgument, "The network has no tensor \"" +
                                                   printable(std::string_view(name)) + "\" for features. " +
                                                   failure.what};
    }
    found.node = static_cast<int>(at - graph.nodes.begin());
    found.flat = found.flat || !isMap(at->output);
    found.chosen = true;
    return found;
}

/// Places before `end` where the network can be cut; `bounded`: those that a clip or an activation ends.
std::vector<int> cutPlaces(const Dependence& graph, int end, const std::vector<bool>& needed, bool bounded)
{
    const auto isBound = [](OpKind kind) { return kind == OpKind::clip || kind == OpKind::activation; };
    std::vector<int> places;
    int reach = -1; ///< the last node that reads what was computed before
    for (int i = 0; i < end; ++i) {
        if (!needed[static_cast<std::size_t>(i)])
            continue;
        const Node& node = graph.node(i);
        const int before = reach;
        for (const int reader : graph.readers(i))
            if (needed[static_cast<std::size_t>(reader)])
                reach = std::max(reach, reader);
        if (before > i || i == 0 || !isMap(node.output) || (isBound(node.kind) && !bounded))
            continue;
        std::vector<int> next;
        for (const int reader : graph.readers(i))
            if (needed[static_cast<std::size_t>(reader)])
                next.push_back(reader);
        const OpKind kind = next.empty() ? OpKind::input : graph.node(next.front()).kind;
        const bool goesOn = next.size() == 1 && (kind == OpKind::batchNorm || isBound(kind) ||
                                                 kind == OpKind::selectChannels || kind == OpKind::pad);
        if (!goesOn)
            places.push_back(i);
    }
    return places;
}

} // namespace

bool isFullyConnected(const Node& node, const Shape& in)
{
    return node.kind == OpKind::convolution && node.groups == 1 && connectsAll(node.window, in);
}

std::vector<bool> nodesBefore(const Graph& graph, int node)
{
    std::vector<bool> is(graph.nodes.size(), false);
    is[static_cast<std::size_t>(node)] = true;
    for (int i = node; i >= 0; --i)
        if (is[static_cast<std::size_t>(i)])
            for (const int input : graph.nodes[static_cast<std::size_t>(i)].inputs)
                is[static_cast<std::size_t>(input)] = true;
    return is;
}

Result<FoundFeatures> findFeatures(const Graph& graph, const std::vector<UnreadOperator>& unread,
                                   const std::string& features)
{
    if (!features.empty())
        return namedFeatures(graph, features);
    const Dependence dependence(graph);
    for (int i = static_cast<int>(graph.nodes.size()) - 1; i > 0; --i) {
        if (!collapses(dependence, i) || !dependence.isAlone(i))
            continue;
        const std::vector<bool> behind = dependence.after(i);
        if (std::any_of(unread.begin(), unread.end(),
                        [&](const UnreadOperator& one) { return looksPast(one, behind); }))
            continue;
        const Node& node = dependence.node(i);
        if (isFullyConnected(node, dependence.node(node.inputs[0]).output))
            return FoundFeatures{node.inputs[0], true, i};
        if (node.kind == OpKind::convolution)
            return FoundFeatures{endOfLayer(dependence, i), true, -1};
        if (node.kind == OpKind::globalAveragePool)
            return FoundFeatures{node.inputs[0], false, i};
        return FoundFeatures{i, true, -1};
    }
    return noFeatures(graph, unread);
}

std::vector<int> findCuts(const Graph& graph, const FoundFeatures& features)
{
    const Dependence dependence(graph);
    const std::vector<bool> needed = nodesBefore(graph, features.node);
    // Something must be left to the rest of the network, and pools are too little.
    int end = features.node;
    const auto isPool = [&](const Node& node) {
        return node.kind == OpKind::averagePool || node.kind == OpKind::maxPool ||
               node.kind == OpKind::globalAveragePool || node.kind == OpKind::flatten;
    };
    while (isPool(dependence.node(end)) || (end > 0 && !isMap(dependence.node(end).output)))
        end = dependence.node(end).inputs[0];
    const std::vector<int> linear = cutPlaces(dependence, end, needed, false);
    return linear.empty() ? cutPlaces(dependence, end, needed, true) : linear;
}

std::vector<int> findClassifier(const Graph& graph, const FoundFeatures& features)
{
    const Dependence dependence(graph);
    const int start = features.collapse >= 0 ? features.collapse : features.node;
    const std::vector<bool> behind = dependence.after(start);
    int last = -1;
    for (int i = start; i < static_cast<int>(graph.nodes.size()); ++i) {
        const Node& node = dependence.node(i);
        const bool learned =
            (node.kind == OpKind::linear && i != start) ||
            (!node.inputs.empty() && isFullyConnected(node, dependence.node(node.inputs[0]).output) &&
             (i != start || features.collapse == start));
        if (behind[static_cast<std::size_t>(i)] && learned && !isMap(node.output))
            last = i;
    }
    std::vector<int> nodes;
    if (last < 0 || features.chosen)
        return nodes;
    const std::vector<bool> needed = nodesBefore(graph, last);
    for (int i = start; i <= last; ++i)
        if (behind[static_cast<std::size_t>(i)] && needed[static_cast<std::size_t>(i)])
            nodes.push_back(i);
    return nodes;
}

std::vector<std::string> featureCandidates(const Graph& graph)
{
    const Dependence dependence(graph);
    std::vector<std::string> names;
    for (int i = 1; i < static_cast<int>(graph.nodes.size()); ++i)
        if (dependence.isAlone(i) && !dependence.readers(i).empty())
            names.push_back(dependence.node(i).name);
    return names;
}

} // namespace microt
