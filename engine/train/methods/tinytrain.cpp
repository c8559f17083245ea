// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/train/methods/fisher.h"
#include "engine/train/methods/methods.h"
#include "engine/train/methods/tuned.h"
#include "engine/train/methods/update_search.h"

namespace microt {

namespace {

/// The pictures to choose from: classes take turns.
std::vector<int> fewPictures(const MethodTask& task, const FitRows& rows)
{
    std::vector<int> numbers;
    const int all = static_cast<int>(task.dataset.samples.size());
    for (const std::int32_t sample : balancedSamples(task.dataset, Split::train, all)) {
        const auto number = task.pictures.find(sample);
        if (number && std::binary_search(rows.fit.begin(), rows.fit.end(), sample) &&
            static_cast<int>(numbers.size()) < task.options.fisherSamples)
            numbers.push_back(*number);
    }
    return numbers;
}

ChoiceCost costOf(const MethodTask& task, const Graph& graph, const FisherReach& reach, std::size_t pictures)
{
    double cycles = 0.0;
    for (const OpWork& one : countOpWork(graph, reach.way))
        cycles += modelledCycles(&one.op, 1, task.board) * (one.inputs ? 2.0 : 1.0);
    return {cycles * static_cast<double>(pictures), reach.sramBytes};
}

class TinyTrain : public Method
{
public:
    const char* title() const override { return "TinyTrain"; }
    const char* summary() const override
    {
        return "layers and channels by Fisher information a weight and MAC, for these pictures";
    }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        MICROT_TRY(const Beginning beginning, beginTuning(task, job));
        const Graph& graph = beginning.graph;
        const UpdateBudget budget{static_cast<std::int64_t>(task.options.budget * 1e3),
                                  task.options.momentum > 0.0, task.cost.full.arenaBytes};
        const FisherReach reach = fisherReach(graph, budget);
        const std::vector<int> few = fewPictures(task, beginning.rows);
        MICROT_TRY(const auto potentials, fisherPotentials(graph, reach.layers, task.pictures, few, job));
        const UpdatePlan plan = chooseTinyTrain(graph, reach.layers, potentials, budget);
        return runTuned(task, beginning, plan, "TinyTrain", costOf(task, graph, reach, few.size()), job);
    }
};

} // namespace

const Method& tinyTrainMethod()
{
    static const TinyTrain method;
    return method;
}

} // namespace microt
