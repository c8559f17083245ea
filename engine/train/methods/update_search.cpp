// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/update_search.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "engine/train/methods/training_cost.h"

namespace microt {

namespace {

constexpr std::array<int, 4> kParts = {8, 4, 2, 1}; // of a layer's channels: one of so many

/// The first `count` channels by falling value, ascending.
std::vector<int> largest(const std::vector<double>& values, int count)
{
    std::vector<int> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&values](int a, int b) {
        return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)];
    });
    order.resize(static_cast<std::size_t>(count));
    std::sort(order.begin(), order.end());
    return order;
}

int channelsIn(std::size_t channels, int part)
{
    return std::max(1, static_cast<int>(channels) / part);
}

/// Channels of a layer's weights, as LayerCredit counts them, as the plan names them.
void take(const Graph& graph, LayerUpdate& layer, std::vector<int> channels)
{
    layer.weights = true;
    const Node& node = nodeAt(graph, layer.node);
    (node.groups > 1 ? layer.outputs : layer.inputs) = std::move(channels);
}

/// One more share of a layer's channels.
struct Increment
{
    std::size_t layer = 0; ///< among the credits
    int channels = 0;      ///< that it has then
    double credit = 0.0;   ///< gained
    std::int64_t bytes = 0;
    double density() const { return credit / static_cast<double>(std::max<std::int64_t>(1, bytes)); }
};

std::vector<Increment> incrementsOf(const Graph& graph, const LayerCredit& credit, std::size_t index,
                                    bool momentum)
{
    const Node& node = nodeAt(graph, credit.node);
    const Shape& input = nodeAt(graph, node.inputs[0]).output;
    const std::size_t channels = credit.channels.size();
    const LayerUpdate all{credit.node, true, {}, {}, false};
    const auto weights = static_cast<std::int64_t>(updatedWeights(graph, all).size());
    const std::int64_t kept = node.groups > 1 && !isDepthwise(node, input)
                                  ? input.elements() / static_cast<std::int64_t>(channels)
                                  : std::int64_t{input.height} * input.width;
    const std::int64_t bytes =
        kept + weights / static_cast<std::int64_t>(channels) * parameterBytes(momentum);
    std::vector<Increment> steps;
    int before = 0;
    double creditBefore = 0.0;
    for (const int part : kParts) {
        const int count = channelsIn(channels, part);
        if (count == before)
            continue;
        double sum = 0.0;
        for (const int channel : largest(credit.channels, count))
            sum += credit.channels[static_cast<std::size_t>(channel)];
        steps.push_back({index, count, sum - creditBefore, (count - before) * bytes});
        before = count;
        creditBefore = sum;
    }
    return steps;
}

/// The best weights of the layers from `first` on, beside the biases of these.
struct Candidate
{
    UpdatePlan plan;
    double credit = 0.0;
};

class SparseSearch
{
public:
    SparseSearch(const Graph& graph, const std::vector<LayerCredit>& credits, const UpdateBudget& budget)
        : m_graph(graph), m_credits(credits), m_budget(budget)
    {
        for (std::size_t i = 0; i < credits.size(); ++i)
            for (const Increment& step : incrementsOf(graph, credits[i], i, budget.momentum))
                m_steps.push_back(step);
        std::stable_sort(m_steps.begin(), m_steps.end(),
                         [](const Increment& a, const Increment& b) { return a.density() > b.density(); });
    }

    /// Nothing where the biases alone do not fit.
    bool from(std::size_t first, Candidate& candidate) const
    {
        std::vector<int> channels(m_credits.size(), 0);
        std::int64_t left = m_budget.bytes - m_budget.taken(m_graph, planOf(first, channels));
        if (left < 0)
            return false;
        for (std::size_t i = first; i < m_credits.size(); ++i)
            candidate.credit += m_credits[i].bias;
        std::vector<char> closed(m_credits.size(), 0); // a step of it did not fit
        for (const Increment& step : m_steps) {
            if (step.layer < first || closed[step.layer] != 0 || step.credit <= 0.0)
                continue;
            if (step.bytes > left) {
                closed[step.layer] = 1;
                continue;
            }
            left -= step.bytes;
            candidate.credit += step.credit;
            channels[step.layer] = step.channels;
        }
        candidate.plan = planOf(first, channels);
        return true;
    }

private:
    UpdatePlan planOf(std::size_t first, const std::vector<int>& channels) const
    {
        UpdatePlan plan;
        for (std::size_t i = first; i < m_credits.size(); ++i) {
            const LayerCredit& credit = m_credits[i];
            LayerUpdate layer{credit.node, false, {}, {}, true};
            if (channels[i] > 0)
                take(m_graph, layer, largest(credit.channels, channels[i]));
            plan.layers.push_back(std::move(layer));
        }
        plan.layers.push_back(classifierUpdate(m_graph));
        return plan;
    }

    const Graph& m_graph;
    const std::vector<LayerCredit>& m_credits;
    const UpdateBudget& m_budget;
    std::vector<Increment> m_steps; ///< of all layers, the most credit a byte first
};

std::vector<double> layerMacs(const Graph& graph, const std::vector<int>& layers)
{
    std::vector<double> macs(layers.size(), 0.0);
    for (const OpWork& work : countOpWork(graph, {{classifierUpdate(graph)}}))
        for (std::size_t i = 0; i < layers.size(); ++i)
            if (layers[i] == work.op.node)
                macs[i] = static_cast<double>(work.op.macs);
    return macs;
}

/// Places among `layers`, the largest score first.
std::vector<std::size_t> byScore(const Graph& graph, const std::vector<int>& layers,
                                 const std::vector<std::vector<double>>& potentials)
{
    const std::vector<double> macs = layerMacs(graph, layers);
    std::vector<double> scores;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const double potential = std::accumulate(potentials[i].begin(), potentials[i].end(), 0.0);
        const auto weights =
            static_cast<double>(updatedWeights(graph, {layers[i], true, {}, {}, false}).size());
        // The largest of weights and MACs are the same divisors for all.
        scores.push_back(potential / (weights * std::max(1.0, macs[i])));
    }
    std::vector<std::size_t> order(layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&scores](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    return order;
}

UpdatePlan with(const UpdatePlan& plan, LayerUpdate layer)
{
    UpdatePlan more = plan;
    const auto at = std::find_if(more.layers.begin(), more.layers.end(),
                                 [&layer](const LayerUpdate& other) { return other.node > layer.node; });
    more.layers.insert(at, std::move(layer));
    return more;
}

} // namespace

std::int64_t UpdateBudget::taken(const Graph& graph, const UpdatePlan& plan) const
{
    const UpdatePlan head{{classifierUpdate(graph)}};
    return countTrainingMemory(graph, plan, momentum, arenaBytes).extra() -
           countTrainingMemory(graph, head, momentum, arenaBytes).extra();
}

UpdatePlan searchSparseUpdate(const Graph& graph, const std::vector<LayerCredit>& credits,
                              const UpdateBudget& budget)
{
    const SparseSearch search(graph, credits, budget);
    Candidate best;
    best.plan.layers = {classifierUpdate(graph)};
    for (std::size_t first = credits.size(); first-- > 0;) {
        Candidate candidate;
        if (!search.from(first, candidate))
            break; // a way further down takes no less
        if (candidate.credit > best.credit)
            best = std::move(candidate);
    }
    return best.plan;
}

FisherReach fisherReach(const Graph& graph, const UpdateBudget& budget)
{
    FisherReach reach;
    reach.way.layers = {classifierUpdate(graph)};
    const std::vector<int> layers = updatableLayers(graph);
    std::int64_t outputs = 0;
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        const UpdatePlan way = with(reach.way, {*layer, false, {}, {}, true});
        outputs += nodeAt(graph, *layer).output.elements(); // int8
        if (budget.taken(graph, way) + outputs > budget.bytes)
            break;
        reach.way = way;
        reach.layers.insert(reach.layers.begin(), *layer);
        reach.sramBytes =
            countTrainingMemory(graph, way, budget.momentum, budget.arenaBytes).peak() + outputs;
    }
    return reach;
}

UpdatePlan chooseTinyTrain(const Graph& graph, const std::vector<int>& layers,
                           const std::vector<std::vector<double>>& potentials, const UpdateBudget& budget)
{
    UpdatePlan plan{{classifierUpdate(graph)}};
    for (const std::size_t i : byScore(graph, layers, potentials)) {
        const std::vector<double>& channels = potentials[i];
        for (auto part = kParts.rbegin(); part != kParts.rend(); ++part) {
            const int count = channelsIn(channels.size(), *part);
            LayerUpdate layer{layers[i], true, {}, {}, true};
            if (count < static_cast<int>(channels.size()))
                layer.outputs = largest(channels, count);
            UpdatePlan more = with(plan, std::move(layer));
            if (!budget.holds(graph, more))
                continue;
            plan = std::move(more);
            break;
        }
    }
    return plan;
}

} // namespace microt
