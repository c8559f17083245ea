// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/stage/outcome.h"
#include "engine/train/methods/frozen.h"
#include "engine/train/methods/methods.h"

namespace microt {

namespace {

Result<int> cutOf(const MethodTask& task, const JobContext& job)
{
    if (task.stage.cut)
        return *task.stage.cut;
    MICROT_TRY(CutTable table, evaluateCuts(task.features, task.dataset, task.cost, task.stage, job));
    MICROT_CHECK(recommend(table, task.cost, task.board, task.choice));
    if (table.recommended == 0)
        return Failure{Error::invalidArgument, "The extractor cannot be cut, so that MicroT has no stages."};
    return table.recommended;
}

/// Features once, both heads from the same bank, part confidences of the calibration pictures.
MethodCost costOf(const MethodTask& task, const StageModel& model, const Outcome& outcome)
{
    const auto classes = static_cast<int>(task.dataset.classes.size());
    const auto at = std::find_if(task.cost.cuts.begin(), task.cost.cuts.end(),
                                 [&model](const CutCost& cut) { return cut.cut == model.cut(); });
    const int partDimensions =
        partFeatures(task.cost, static_cast<std::size_t>(at - task.cost.cuts.begin()), model.options.sight());
    const int fullDimensions = task.cost.full.features + (model.options.asPublished ? 0 : partDimensions);
    const HeadCost part = headCostOf(model.trainCount, partDimensions, classes, task.board);
    const HeadCost full = headCostOf(model.trainCount, fullDimensions, classes, task.board);
    const double forward = forwardCycles(task.cost, task.board);
    const double preparation =
        model.trainCount * forward + static_cast<double>(model.calibration.size()) *
                                         modelledCycles(task.cost.ops.data(), at->opCount, task.board);
    const double epoch = part.epochCycles + full.epochCycles;
    MethodCost cost;
    cost.updated = part.macs + full.macs + 2 * classes;
    cost.updates = "two heads: " + std::to_string(cost.updated) + " numbers";
    cost.work = {part.macs + full.macs, 0, part.macs + full.macs, cost.updated};
    cost.trainPictures = model.trainCount;
    cost.epochs = full.epochs;
    cost.epoch = energyOfCycles(epoch, task.board);
    cost.preparation = energyOfCycles(preparation, task.board);
    cost.training = energyOfCycles(preparation + full.epochs * epoch, task.board);
    cost.inference = outcome.energy;
    cost.inferenceSramBytes = task.cost.full.arenaBytes;
    const std::int64_t bank =
        full.bankBytes + (model.options.asPublished ? std::int64_t{model.trainCount} * partDimensions : 0);
    cost.trainingSramBytes =
        bank + std::max(cost.inferenceSramBytes,
                        part.headBytes + full.headBytes + std::max(part.scratchBytes, full.scratchBytes));
    cost.flashBytes = task.cost.full.parameters + part.headBytes + full.headBytes;
    return cost;
}

class MicroT : public Method
{
public:
    const char* title() const override { return "MicroT"; }
    const char* summary() const override { return "two new heads on the given extractor, stage-decision"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        StageOptions options = task.stage;
        options.head.seed = task.seed;
        options.exits = 2; // the paper's method
        MICROT_TRY(options.cut, cutOf(task, job));
        MICROT_TRY(const StageModel model, buildStageModel(task.features, task.dataset, options, job));
        MICROT_TRY(const StageEnergy energy, stageEnergy(model, task.cost, task.board));
        MICROT_TRY(const Outcome outcome, outcomeAt(model, energy, task.ratio));
        MethodResult result;
        result.samples = model.test.sample;
        result.labels.assign(model.test.label.begin(), model.test.label.end());
        for (std::size_t i = 0; i < model.test.size(); ++i)
            result.answers.push_back(model.test.partConfidence[i] >= outcome.threshold
                                         ? model.test.partPredicted[i]
                                         : model.test.fullPredicted[i]);
        result.cut = model.cut();
        result.exitRate = outcome.point.exitRate;
        result.cost = costOf(task, model, outcome);
        return result;
    }
};

} // namespace

const Method& microtMethod()
{
    static const MicroT method;
    return method;
}

} // namespace microt
