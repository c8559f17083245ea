// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/planner.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "engine/runtime/kernel_scratch.h"

namespace microt {

namespace {

constexpr std::uint32_t kAlignment = 16;

std::uint32_t aligned(std::uint64_t bytes)
{
    return static_cast<std::uint32_t>((bytes + kAlignment - 1) / kAlignment * kAlignment);
}

/// Memory that several tensors share because each is written over the one before.
struct Group
{
    int firstStep = 0;
    int lastStep = 0;
    std::uint32_t bytes = 0;
    std::uint32_t offset = 0;
    bool overlapsInTime(const Group& other) const
    {
        return firstStep <= other.lastStep && other.firstStep <= lastStep;
    }
};

std::uint64_t macsOf(const QuantOp& op, const QuantTensor& output)
{
    if (!isConvolution(op.kind))
        return 0;
    return static_cast<std::uint64_t>(op.weights.size()) * static_cast<std::uint64_t>(output.shape.height) *
           static_cast<std::uint64_t>(output.shape.width);
}

/// The ops of the model with a pool behind the tensor of every chosen exit.
Status insertPools(const QuantModel& model, std::vector<int> cuts, ArenaPlan& plan)
{
    cuts.erase(std::remove(cuts.begin(), cuts.end(), 0), cuts.end());
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    cuts.push_back(0);
    std::vector<const QuantCut*> exits;
    for (const int cut : cuts) {
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
                                  static_cast<std::uint16_t>(exit->cut), 0, macs});
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

/// When each tensor is first written and last needed. The input is there before step 0; pooled features stay.
struct Lifetimes
{
    std::vector<int> first;
    std::vector<int> last;
};

Lifetimes lifetimesOf(const ArenaPlan& plan)
{
    Lifetimes lives;
    lives.first.assign(plan.tensors.size(), -1);
    lives.last.assign(plan.tensors.size(), -1);
    for (std::size_t step = 0; step < plan.ops.size(); ++step) {
        const QuantOp& op = plan.ops[step];
        lives.first[static_cast<std::size_t>(op.output)] = static_cast<int>(step);
        for (const int used : {op.input, op.input2, op.output})
            if (used >= 0)
                lives.last[static_cast<std::size_t>(used)] = static_cast<int>(step);
    }
    lives.first[static_cast<std::size_t>(plan.inputTensor)] = 0;
    for (const ImageExit& exit : plan.exits)
        lives.last[exit.feature] = static_cast<int>(plan.ops.size()) - 1;
    return lives;
}

bool isSquareStrideOne(const QuantOp& op, const ArenaPlan& plan)
{
    const Shape& in = plan.tensors[static_cast<std::size_t>(op.input)].shape;
    const Shape& out = plan.tensors[static_cast<std::size_t>(op.output)].shape;
    return op.window.strideX == 1 && op.window.strideY == 1 && in.height == out.height &&
           in.width == out.width;
}

/// Gives every tensor a group; a depthwise or an addition joins the group of an input that dies there.
std::vector<int> groupTensors(ArenaPlan& plan, const Lifetimes& lives, std::vector<Group>& groups)
{
    std::vector<int> groupOf(plan.tensors.size(), -1);
    const auto newGroup = [&](int tensor, int step) {
        const auto index = static_cast<std::size_t>(tensor);
        groupOf[index] = static_cast<int>(groups.size());
        groups.push_back({step, lives.last[index], aligned(plan.tensors[index].shape.elements()), 0});
    };
    for (std::size_t step = 0; step < plan.ops.size(); ++step) {
        QuantOp& op = plan.ops[step];
        if (groupOf[static_cast<std::size_t>(op.input)] < 0)
            newGroup(op.input, 0);
        int shared = -1;
        for (const int candidate : {op.input, op.input2}) {
            if (candidate < 0 || lives.last[static_cast<std::size_t>(candidate)] != static_cast<int>(step))
                continue;
            if (mayReplaceInput(op.kind, candidate == op.input) ||
                (op.kind == ImageOpKind::depthwise && isSquareStrideOne(op, plan)))
                shared = candidate;
        }
        if (shared < 0) {
            newGroup(op.output, static_cast<int>(step));
            continue;
        }
        const int group = groupOf[static_cast<std::size_t>(shared)];
        groupOf[static_cast<std::size_t>(op.output)] = group;
        groups[static_cast<std::size_t>(group)].lastStep = lives.last[static_cast<std::size_t>(op.output)];
        if (op.kind == ImageOpKind::depthwise)
            op.kind = ImageOpKind::depthwiseInPlace;
    }
    return groupOf;
}

/// Lowest offset where `group` fits between those placed already; returns the peak.
std::uint32_t placeInOrder(std::vector<Group>& groups, const std::vector<std::size_t>& order)
{
    std::uint32_t peak = 0;
    std::vector<const Group*> placed;
    for (const std::size_t index : order) {
        Group& group = groups[index];
        std::vector<const Group*> conflicts;
        for (const Group* other : placed)
            if (other->overlapsInTime(group))
                conflicts.push_back(other);
        std::sort(conflicts.begin(), conflicts.end(),
                  [](const Group* a, const Group* b) { return a->offset < b->offset; });
        std::uint32_t offset = 0;
        for (const Group* other : conflicts) {
            if (offset + group.bytes <= other->offset)
                break;
            offset = std::max(offset, other->offset + other->bytes);
        }
        group.offset = offset;
        peak = std::max(peak, offset + group.bytes);
        placed.push_back(&group);
    }
    return peak;
}

/// Tries several orders and keeps the best; ties go to the earlier one, so the plan is always the same.
std::uint32_t placeGroups(std::vector<Group>& groups)
{
    using Key = std::function<std::int64_t(const Group&)>;
    const std::vector<Key> keys = {
        [](const Group& g) { return std::int64_t{g.bytes}; },
        [](const Group& g) { return std::int64_t{g.bytes} * (g.lastStep - g.firstStep + 1); },
        [](const Group& g) { return std::int64_t{g.lastStep} - g.firstStep; },
        [](const Group& g) { return -std::int64_t{g.firstStep}; },
    };
    std::vector<Group> best;
    std::uint32_t bestPeak = UINT32_MAX;
    for (const Key& key : keys) {
        std::vector<Group> trial = groups;
        std::vector<std::size_t> order(groups.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return key(trial[a]) > key(trial[b]); });
        const std::uint32_t peak = placeInOrder(trial, order);
        if (peak < bestPeak) {
            bestPeak = peak;
            best = std::move(trial);
        }
    }
    groups = std::move(best);
    return bestPeak;
}

Extent extentOf(const Shape& shape)
{
    return {shape.height, shape.width, shape.channels};
}

/// Sizes of scratch that an operator can work with, the most wanted first; none: it needs none.
std::vector<std::uint32_t> scratchChoices(const QuantOp& op, const ArenaPlan& plan)
{
    const Shape& in = plan.tensors[static_cast<std::size_t>(op.input)].shape;
    const Shape& out = plan.tensors[static_cast<std::size_t>(op.output)].shape;
    if (layoutOf(op) == WeightLayout::pairs) {
        const std::uint32_t bytes = convolutionScratch(op.window, in.channels, out.channels);
        return bytes > kKernelStackBytes ? std::vector<std::uint32_t>{aligned(bytes)}
                                         : std::vector<std::uint32_t>{};
    }
    const bool inPlace = op.kind == ImageOpKind::depthwiseInPlace;
    if (op.kind != ImageOpKind::depthwise && !inPlace)
        return {};
    const std::uint32_t least =
        inPlace ? static_cast<std::uint32_t>(in.height) * static_cast<std::uint32_t>(in.width) : 0U;
    if (!isFastDepthwise(op.window))
        return least > 0 ? std::vector<std::uint32_t>{aligned(least)} : std::vector<std::uint32_t>{};
    const DepthwisePlane plane(op.window, extentOf(in), extentOf(out));
    std::vector<std::uint32_t> choices;
    for (const int strips : {1, 2, 4, 8, 16}) {
        const int rows = std::max(2, (out.height / strips + 1) / 2 * 2);
        choices.push_back(aligned(
            std::max(least, strips == 1 || rows >= out.height ? plane.wantedBytes() : plane.bytesOf(rows))));
    }
    return choices;
}

/// Places tensors and scratch: no operator gets so much scratch that the peak rises above what it is with the
/// least, each gets the most that leaves it there.
std::uint32_t placeWithScratch(const ArenaPlan& plan, std::vector<Group>& groups,
                               std::vector<int>& scratchGroup)
{
    std::vector<std::vector<std::uint32_t>> choices;
    for (std::size_t step = 0; step < plan.ops.size(); ++step) {
        choices.push_back(scratchChoices(plan.ops[step], plan));
        if (choices.back().empty())
            continue;
        scratchGroup[step] = static_cast<int>(groups.size());
        groups.push_back({static_cast<int>(step), static_cast<int>(step), choices.back().back(), 0});
    }
    const std::uint32_t peak = placeGroups(groups);
    std::uint32_t placed = peak;
    for (std::size_t step = 0; step < plan.ops.size(); ++step)
        for (const std::uint32_t bytes : choices[step]) {
            const auto own = static_cast<std::size_t>(scratchGroup[step]);
            if (bytes == groups[own].bytes) // they stand so already
                break;
            std::vector<Group> trial = groups;
            trial[own].bytes = bytes;
            const std::uint32_t trialPeak = placeGroups(trial);
            if (trialPeak <= peak) {
                groups = std::move(trial);
                placed = trialPeak;
                break;
            }
        }
    return placed;
}

} // namespace

WeightLayout layoutOf(const QuantOp& op)
{
    return op.kind == ImageOpKind::convolution && op.groups <= 1 ? WeightLayout::pairs : WeightLayout::rows;
}

Result<ArenaPlan> planArena(const QuantModel& model, const std::vector<int>& cuts)
{
    ArenaPlan plan;
    MICROT_CHECK(insertPools(model, cuts, plan));
    dropUnusedTensors(model.inputTensor, plan);
    const Lifetimes lives = lifetimesOf(plan);

    std::vector<Group> groups;
    const std::vector<int> groupOf = groupTensors(plan, lives, groups);
    std::vector<int> scratchGroup(plan.ops.size(), -1);
    plan.scratchOffset.assign(plan.ops.size(), 0);
    plan.arenaBytes = placeWithScratch(plan, groups, scratchGroup);
    for (std::size_t step = 0; step < plan.ops.size(); ++step)
        plan.scratchBytes.push_back(
            scratchGroup[step] < 0 ? 0 : groups[static_cast<std::size_t>(scratchGroup[step])].bytes);

    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
        const std::uint32_t offset =
            groupOf[i] >= 0 ? groups[static_cast<std::size_t>(groupOf[i])].offset : 0;
        plan.tensorOffset.push_back(offset);
        if (groupOf[i] >= 0)
            plan.blocks.push_back({"tensor " + std::to_string(i), static_cast<int>(i), lives.first[i],
                                   lives.last[i], offset,
                                   static_cast<std::uint32_t>(plan.tensors[i].shape.elements())});
    }
    for (std::size_t step = 0; step < plan.ops.size(); ++step) {
        if (scratchGroup[step] >= 0) {
            plan.scratchOffset[step] = groups[static_cast<std::size_t>(scratchGroup[step])].offset;
            plan.blocks.push_back({"scratch of " + plan.ops[step].name, -1, static_cast<int>(step),
                                   static_cast<int>(step), plan.scratchOffset[step],
                                   plan.scratchBytes[step]});
        }
    }
    for (ArenaBlock& block : plan.blocks)
        if (block.tensor == plan.inputTensor)
            block.name = "input";
    for (const QuantOp& op : plan.ops)
        for (ArenaBlock& block : plan.blocks)
            if (block.tensor == op.output)
                block.name = op.name;
    return plan;
}

} // namespace microt
