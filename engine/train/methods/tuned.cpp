// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/tuned.h"

#include <algorithm>

#include "engine/train/methods/frozen.h"

namespace microt {

namespace {

SplitRows rowsOfSamples(const MethodTask& task, const std::vector<std::int32_t>& samples)
{
    const SplitRows train = selectRows(task.features, task.dataset, Split::train);
    SplitRows some;
    for (std::size_t i = 0; i < train.rows.size(); ++i) {
        if (!std::binary_search(samples.begin(), samples.end(), train.samples[i]))
            continue;
        some.rows.push_back(train.rows[i]);
        some.labels.push_back(train.labels[i]);
        some.samples.push_back(train.samples[i]);
    }
    return some;
}

/// The head to begin with costs what it costs where the extractor stays as it is; then epochs over the
/// pictures, each with its check on those held out.
MethodCost tunedCost(const MethodTask& task, const Beginning& beginning, const UpdatePlan& plan,
                     const ChoiceCost& choice, const Tuned& tuned)
{
    const Graph& graph = beginning.graph;
    const GraphCost network = countCost(graph);
    const std::vector<OpWork> ops = countOpWork(graph, plan);
    const TrainingCycles cycles = cyclesOf(ops, task.board);
    const auto fit = static_cast<int>(beginning.rows.fit.size());
    const auto held = static_cast<double>(beginning.rows.validation.size());
    const auto classes = static_cast<int>(task.dataset.classes.size());
    const HeadCost head = headCostOf(fit, task.cost.full.features, classes, task.board);
    const double steps = fit / std::min(task.options.batch, fit);
    const double epoch =
        fit * (cycles.forward + cycles.backward) + steps * cycles.update + held * cycles.forward;
    const double preparation =
        fit * forwardCycles(task.cost, task.board) + head.epochs * head.epochCycles + choice.cycles;
    const TrainingMemory memory =
        countTrainingMemory(graph, plan, task.options.momentum > 0.0, network.full.arenaBytes);
    MethodCost cost;
    cost.work = sumWork(ops);
    cost.updated = cost.work.updatedParameters;
    cost.updates = describePlan(graph, plan);
    cost.trainPictures = fit;
    cost.epochs = tuned.epochs;
    cost.epoch = energyOfCycles(epoch, task.board);
    cost.preparation = energyOfCycles(preparation, task.board);
    cost.training = energyOfCycles(preparation + tuned.epochs * epoch, task.board);
    cost.inference = energyOfCycles(cycles.forward, task.board);
    cost.inferenceSramBytes = network.full.arenaBytes;
    const std::int64_t headSram =
        head.bankBytes + std::max(task.cost.full.arenaBytes, head.headBytes + head.scratchBytes);
    cost.trainingSramBytes = std::max({memory.peak(), choice.sramBytes, headSram});
    cost.flashBytes = network.full.parameters + head.headBytes;
    return cost;
}

} // namespace

Result<Beginning> beginTuning(const MethodTask& task, const JobContext& job)
{
    Beginning beginning;
    beginning.rows = divideTrain(task.dataset, task.options.validationShare, task.seed);
    MICROT_TRY(const auto head,
               trainTaskHead(task, task.features, rowsOfSamples(task, beginning.rows.fit), job));
    const FeatureMatrix weights = head->weights().transpose(); // [classes, features]
    const Eigen::RowVectorXf& bias = head->intercept();
    beginning.graph = withClassifier(task.extractor.graph, {weights.data(), weights.data() + weights.size()},
                                     {bias.data(), bias.data() + bias.size()});
    return beginning;
}

Result<MethodResult> runTuned(const MethodTask& task, const Beginning& beginning, const UpdatePlan& plan,
                              const std::string& title, const ChoiceCost& choice, const JobContext& job)
{
    MICROT_TRY(const Tuned tuned, fineTune({beginning.graph, plan, task.pictures, beginning.rows,
                                            task.options, task.seed, title},
                                           job));
    MethodResult result;
    std::vector<int> numbers;
    for (std::size_t i = 0; i < task.dataset.samples.size(); ++i) {
        const auto number = task.pictures.find(static_cast<std::int32_t>(i));
        if (task.dataset.samples[i].split != Split::test || !number)
            continue;
        numbers.push_back(*number);
        result.samples.push_back(static_cast<std::int32_t>(i));
        result.labels.push_back(task.dataset.samples[i].label);
    }
    MICROT_TRY(const FeatureMatrix logits, logitsOf(tuned.graph, task.pictures, numbers));
    result.answers = predict(logits);
    result.bestEpoch = tuned.bestEpoch;
    result.diverged = tuned.diverged;
    result.cost = tunedCost(task, beginning, plan, choice, tuned);
    return result;
}

std::string describePlan(const Graph& graph, const UpdatePlan& plan)
{
    std::size_t layers = 0;
    for (const LayerUpdate& layer : plan.layers)
        layers += layer.node != graph.logitsNode ? 1 : 0;
    return std::to_string(layers) + " layers, " + std::to_string(updatedParameters(graph, plan)) + " numbers";
}

} // namespace microt
