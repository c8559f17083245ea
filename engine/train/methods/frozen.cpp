// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/frozen.h"

#include <algorithm>

#include "engine/runtime/head_training.h"

namespace microt {

namespace {

constexpr std::int64_t kFloatBytes = 4;

double linearCycles(double macs, const BoardProfile& board)
{
    OpCost cost;
    cost.kind = WorkKind::linear;
    cost.macs = static_cast<std::int64_t>(macs);
    return modelledCycles(&cost, 1, board);
}

/// Features of each train picture once, then epochs of the head alone.
MethodCost frozenCost(const MethodTask& task, int samples)
{
    const auto classes = static_cast<int>(task.dataset.classes.size());
    const HeadCost head = headCostOf(samples, task.cost.full.features, classes, task.board);
    const double forward = forwardCycles(task.cost, task.board);
    MethodCost cost;
    cost.updated = head.macs + classes;
    cost.updates = "head: " + std::to_string(cost.updated) + " numbers";
    cost.work = {head.macs, 0, head.macs, cost.updated};
    cost.trainPictures = samples;
    cost.epochs = head.epochs;
    cost.epoch = energyOfCycles(head.epochCycles, task.board);
    cost.preparation = energyOfCycles(samples * forward, task.board);
    cost.training = energyOfCycles(samples * forward + head.epochs * head.epochCycles, task.board);
    cost.inference =
        energyOfCycles(forward + linearCycles(static_cast<double>(head.macs), task.board), task.board);
    cost.inferenceSramBytes = task.cost.full.arenaBytes;
    cost.trainingSramBytes =
        head.bankBytes + std::max(cost.inferenceSramBytes, head.headBytes + head.scratchBytes);
    cost.flashBytes = task.cost.full.parameters + head.headBytes;
    return cost;
}

} // namespace

Result<std::shared_ptr<const LinearClassifier>> trainTaskHead(const MethodTask& task,
                                                              const FeatureSet& features,
                                                              const SplitRows& rows, const JobContext& job)
{
    HeadOptions options = task.stage.head;
    options.seed = task.seed;
    if (options.kind() != HeadKind::logistic)
        options.setKind(HeadKind::logistic);
    const auto classes = static_cast<int>(task.dataset.classes.size());
    const SplitRows unique = withoutCopies(rows, task.dataset); // copies would be held out from themselves
    MICROT_TRY(options, settleHead(unique.of(features.full()), unique.labels, classes, options, job));
    MICROT_TRY(const std::shared_ptr<const Head> head,
               trainHead(rows.of(features.full()), rows.labels, classes, options, job));
    auto linear = std::dynamic_pointer_cast<const LinearClassifier>(head);
    if (!linear)
        return Failure{Error::invalidArgument, "A head that is not linear cannot be trained on."};
    return linear;
}

HeadCost headCostOf(int samples, int dimensions, int classes, const BoardProfile& board)
{
    const TrainingOptions options;
    HeadCost cost;
    cost.epochs = options.epochs;
    cost.macs = std::int64_t{dimensions} * classes;
    const double steps = (samples + options.batch - 1) / options.batch;
    cost.epochCycles = linearCycles((2.0 * samples + steps) * static_cast<double>(cost.macs), board);
    cost.bankBytes = std::int64_t{samples} * (dimensions + 1);
    cost.headBytes = kFloatBytes * (std::int64_t{classes} * (dimensions + 1) + 2 * std::int64_t{dimensions});
    cost.scratchBytes = static_cast<std::int64_t>(HeadTrainer::scratchBytes(classes, dimensions, samples));
    return cost;
}

double forwardCycles(const GraphCost& cost, const BoardProfile& board)
{
    return modelledCycles(cost.ops.data(), cost.ops.size(), board);
}

Result<MethodResult> runFrozen(const MethodTask& task, const FeatureSet& features, const JobContext& job)
{
    const SplitRows train = selectRows(features, task.dataset, Split::train);
    const SplitRows test = selectRows(features, task.dataset, Split::test);
    job.report({"Training the head", 0, 1, "heads"});
    MICROT_TRY(const auto head, trainTaskHead(task, features, train, job));
    MethodResult result;
    result.samples = test.samples;
    result.labels = test.labels;
    result.answers = predict(head->logits(test.of(features.full())));
    result.cost = frozenCost(task, static_cast<int>(train.rows.size()));
    return result;
}

} // namespace microt
