// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/planner.h"

#include <algorithm>
#include <map>

#include "engine/deploy/choose_slices.h"
#include "engine/deploy/records.h"

namespace microt {

namespace {

std::uint64_t macsOf(const QuantOp& op, const QuantTensor& output)
{
    if (!isConvolution(op.kind))
        return 0;
    return static_cast<std::uint64_t>(op.weights.size()) * static_cast<std::uint64_t>(output.shape.height) *
           static_cast<std::uint64_t>(output.shape.width);
}

/// The ops of the model with a pool behind the tensor of every chosen exit.
Status insertPools(const QuantModel& model, const ImageCuts& cuts, ArenaPlan& plan)
{
    std::map<int, bool> answersAt{{0, true}}; // the full extractor
    for (const int cut : cuts.seen)
        answersAt[cut];
    for (const int cut : cuts.answered)
        answersAt[cut] = true;
    std::vector<const QuantCut*> exits;
    for (const auto& [cut, answers] : answersAt) {
        const QuantCut* found = model.findCut(cut);
        if (found == nullptr)
            return Failure{Error::invalidArgument,
                           "The int8 model " + model.name + " has no cut " + std::to_string(cut) + "."};
        exits.push_back(found);
    }

    plan.tensors = model.tensors;
    std::uint64_t macs = 0;
    for (const QuantOp& op : model.ops) {
        plan.ops.push_back(op);
        macs += macsOf(op, model.tensors[static_cast<std::size_t>(op.output)]);
        for (const QuantCut* exit : exits) {
            if (exit->tensor != op.output)
                continue;
            QuantOp pool;
            pool.name =
                exit->cut == 0 ? "pool of the full extractor" : "pool at cut " + std::to_string(exit->cut);
            pool.input = exit->tensor;
            pool.output = static_cast<int>(plan.tensors.size());
            const QuantTensor& activation = plan.tensors[static_cast<std::size_t>(exit->tensor)];
            const bool sameScale =
                exit->pooled.scale == activation.scale && exit->pooled.zeroPoint == activation.zeroPoint;
            pool.kind = exit->flat       ? ImageOpKind::flatten
                        : exit->cut != 0 ? ImageOpKind::meanAndDeviation
                        : sameScale      ? ImageOpKind::averagePool
                                         : ImageOpKind::mean;
            plan.tensors.push_back(exit->pooled);
            prepareScaling(pool, plan.tensors);
            plan.ops.push_back(pool);
            plan.exits.push_back({static_cast<std::uint16_t>(plan.ops.size()),
                                  static_cast<std::uint16_t>(pool.output),
                                  static_cast<std::uint16_t>(exit->cut),
                                  static_cast<std::uint16_t>(answersAt[exit->cut] ? 0 : 1), macs});
        }
    }
    if (plan.exits.size() != exits.size())
        return Failure{Error::invalidArgument,
                       "A cut of " + model.name + " names a tensor that no operator makes."};
    return {};
}

/// Leaves out tensors that no op touches (an imported classifier's, say): an image has no use for them.
void dropUnusedTensors(int inputTensor, ArenaPlan& plan)
{
    std::vector<int> newIndex(plan.tensors.size(), -1);
    std::vector<QuantTensor> kept;
    const auto keep = [&](int& tensor) {
        if (tensor < 0)
            return;
        int& index = newIndex[static_cast<std::size_t>(tensor)];
        if (index < 0) {
            index = static_cast<int>(kept.size());
            kept.push_back(plan.tensors[static_cast<std::size_t>(tensor)]);
        }
        tensor = index;
    };
    plan.inputTensor = inputTensor;
    keep(plan.inputTensor);
    for (QuantOp& op : plan.ops) {
        keep(op.input);
        keep(op.input2);
        keep(op.output);
    }
    for (ImageExit& exit : plan.exits)
        exit.feature = static_cast<std::uint16_t>(newIndex[exit.feature]);
    plan.tensors = std::move(kept);
}

LayoutProblem problemOf(const ArenaPlan& plan)
{
    LayoutProblem problem;
    problem.inputTensor = plan.inputTensor;
    for (const QuantTensor& tensor : plan.tensors)
        problem.tensors.push_back(tensorRecord(tensor));
    for (const QuantOp& op : plan.ops)
        problem.ops.push_back(opRecord(op));
    for (const ImageExit& exit : plan.exits)
        problem.features.push_back(exit.feature);
    return problem;
}

/// The blocks of tensors and scratch, named.
void listBlocks(const LayoutProblem& problem, const ArenaLayout& layout, ArenaPlan& plan)
{
    const std::vector<Steps> lives = lifetimesOf(problem);
    for (std::size_t i = 0; i < plan.tensors.size(); ++i)
        plan.blocks.push_back({"", static_cast<int>(i), lives[i].first, lives[i].last, plan.tensorOffset[i],
                               static_cast<std::uint32_t>(problem.bytesOf(static_cast<int>(i)))});
    plan.blocks[static_cast<std::size_t>(plan.inputTensor)].name = "input";
    for (const QuantOp& op : plan.ops)
        plan.blocks[static_cast<std::size_t>(op.output)].name = op.name;
    for (std::size_t step = 0; step < plan.ops.size(); ++step)
        if (layout.scratchOf[step] >= 0) {
            const MemoryBlock& block = layout.blocks[static_cast<std::size_t>(layout.scratchOf[step])];
            plan.blocks.push_back({"scratch of " + plan.ops[step].name, -1, block.steps.first,
                                   block.steps.last, block.offset, block.bytes});
        }
}

void takeLayout(const LayoutProblem& problem, const ArenaLayout& layout, ArenaPlan& plan)
{
    plan.arenaBytes = layout.bytes;
    plan.leastBytes = layout.least;
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
        plan.tensorRows.push_back(problem.tensors[i].rows);
        plan.tensorOffset.push_back(layout.blocks[static_cast<std::size_t>(layout.blockOf[i])].offset);
    }
    for (std::size_t step = 0; step < plan.ops.size(); ++step) {
        const ImageOp& op = problem.ops[step];
        plan.ops[step].kind = static_cast<ImageOpKind>(op.kind);
        plan.slices.push_back({op.sliceOps, op.sliceRows});
        const int scratch = layout.scratchOf[step];
        const MemoryBlock block =
            scratch >= 0 ? layout.blocks[static_cast<std::size_t>(scratch)] : MemoryBlock{};
        plan.scratchOffset.push_back(block.offset);
        plan.scratchBytes.push_back(block.bytes);
    }
    listBlocks(problem, layout, plan);
}

} // namespace

WeightLayout layoutOf(const QuantOp& op)
{
    return op.kind == ImageOpKind::convolution && op.groups <= 1 ? WeightLayout::pairs : WeightLayout::rows;
}

ImageCuts cutsFor(const QuantModel& model, const std::vector<int>& cuts, const Sight& sight)
{
    ImageCuts image(cuts);
    std::vector<std::size_t> exits;
    for (std::size_t place = 0; place < model.cuts.size(); ++place)
        if (const int cut = model.cuts[place].cut;
            cut != 0 && std::find(cuts.begin(), cuts.end(), cut) != cuts.end())
            exits.push_back(place);
    for (const std::size_t seen : placesSeen(exits, sight))
        image.seen.push_back(model.cuts[seen].cut);
    return image;
}

Result<ArenaPlan> planArena(const QuantModel& model, const ImageCuts& cuts, std::uint32_t ramBytes)
{
    ArenaPlan plan;
    MICROT_CHECK(insertPools(model, cuts, plan));
    dropUnusedTensors(model.inputTensor, plan);
    LayoutProblem problem = problemOf(plan);
    if (ramBytes != kWholeTensors)
        chooseSlices(problem, ramBytes, ramBytes == kFewSlices ? kFewSlicesRows : 1);
    const ArenaLayout layout = layOut(problem, true);
    if (ramBytes != kFewSlices && layout.bytes > ramBytes)
        return Failure{Error::outOfMemory, model.name + " needs " + std::to_string(layout.bytes) +
                                               " bytes of RAM at least, in slices of single rows; " +
                                               std::to_string(ramBytes) + " are allowed."};
    takeLayout(problem, layout, plan);
    return plan;
}

} // namespace microt
