// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/stage/outcome.h"
#include "engine/train/methods/frozen.h"
#include "engine/train/methods/methods.h"

namespace microt {

namespace {

/// The task's stage-decision with every exit named.
Result<StageOptions> exitsOf(const MethodTask& task, const JobContext& job)
{
    StageOptions options = task.stage;
    options.head.seed = task.seed;
    if (options.cut && !leavesExitsOpen(options))
        return options;
    MICROT_TRY(CutTable table, evaluateCuts(task.features, task.dataset, task.cost, task.stage, job));
    MICROT_CHECK(recommend(table, task.cost, task.board, task.choice, task.stage));
    if (table.recommended == 0)
        return Failure{Error::invalidArgument, "The extractor cannot be cut, so that MicroT has no stages."};
    options.cut = options.cut.value_or(table.recommended);
    return withFurtherExits(options, *options.cut, table);
}

/// Places of the model's cuts, which it has, in the cost.
std::vector<std::size_t> placesOf(const GraphCost& cost, const StageModel& model)
{
    std::vector<std::size_t> places;
    for (const int cut : model.cuts())
        places.push_back(placeOfCut(cost, cut).value());
    return places;
}

/// Lengths of what the heads see, the full one's last.
std::vector<int> dimensionsOf(const GraphCost& cost, const StageModel& model)
{
    const std::vector<std::size_t> places = placesOf(cost, model);
    std::vector<int> dimensions;
    for (auto end = places.begin(); end != places.end();)
        dimensions.push_back(partFeatures(cost, {places.begin(), ++end}, model.options.sight()));
    dimensions.push_back(cost.full.features + (model.options.asPublished ? 0 : dimensions.back()));
    return dimensions;
}

/// Features once, all heads from the same bank, confidences of the calibration pictures.
MethodCost costOf(const MethodTask& task, const StageModel& model, const Outcome& outcome)
{
    const auto classes = static_cast<int>(task.dataset.classes.size());
    const std::vector<int> dimensions = dimensionsOf(task.cost, model);
    const std::size_t earlyOps = task.cost.cuts[placesOf(task.cost, model).back()].opCount;
    HeadCost all; // of all heads; bank and passes are the full one's
    std::int64_t scratchBytes = 0;
    for (const int seen : dimensions) {
        const HeadCost head = headCostOf(model.trainCount, seen, classes, task.board);
        all.epochCycles += head.epochCycles;
        all.macs += head.macs;
        all.headBytes += head.headBytes;
        all.epochs = head.epochs;
        all.bankBytes = head.bankBytes;
        scratchBytes = std::max(scratchBytes, head.scratchBytes);
    }
    const double forward = forwardCycles(task.cost, task.board);
    const double preparation =
        model.trainCount * forward + static_cast<double>(model.calibration.size()) *
                                         modelledCycles(task.cost.ops.data(), earlyOps, task.board);
    MethodCost cost;
    cost.updated = all.macs + static_cast<std::int64_t>(dimensions.size()) * classes;
    cost.updates = (dimensions.size() == 2 ? std::string("two") : std::to_string(dimensions.size())) +
                   " heads: " + std::to_string(cost.updated) + " numbers";
    cost.work = {all.macs, 0, all.macs, cost.updated};
    cost.trainPictures = model.trainCount;
    cost.epochs = all.epochs;
    cost.epoch = energyOfCycles(all.epochCycles, task.board);
    cost.preparation = energyOfCycles(preparation, task.board);
    cost.training = energyOfCycles(preparation + all.epochs * all.epochCycles, task.board);
    cost.inference = outcome.energy;
    cost.inferenceSramBytes = task.cost.full.arenaBytes;
    std::int64_t bank = all.bankBytes;
    if (model.options.asPublished) // the full head does not see what the others do
        for (std::size_t exit = 0; exit + 1 < dimensions.size(); ++exit)
            bank += std::int64_t{model.trainCount} * dimensions[exit];
    cost.trainingSramBytes = bank + std::max(cost.inferenceSramBytes, all.headBytes + scratchBytes);
    cost.flashBytes = task.cost.full.parameters + all.headBytes;
    return cost;
}

class MicroT : public Method
{
public:
    const char* title() const override { return "MicroT"; }
    const char* summary() const override { return "two new heads on the given extractor, stage-decision"; }

    Result<MethodResult> run(const MethodTask& task, const JobContext& job) const override
    {
        MICROT_TRY(const StageOptions options, exitsOf(task, job));
        MICROT_TRY(const StageModel model, buildStageModel(task.features, task.dataset, options, job));
        MICROT_TRY(const StageEnergy energy, stageEnergy(model, task.cost, task.board));
        MICROT_TRY(const Outcome outcome, outcomeAt(model, energy, task.ratio));
        MethodResult result;
        result.samples = model.test.sample;
        result.labels.assign(model.test.label.begin(), model.test.label.end());
        for (std::size_t i = 0; i < model.test.size(); ++i)
            result.answers.push_back(stagedAnswer(model.test, i, outcome.thresholds).predicted);
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
