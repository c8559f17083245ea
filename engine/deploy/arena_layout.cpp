// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/arena_layout.h"

#include <algorithm>

#include "engine/deploy/place_blocks.h"
#include "engine/runtime/kernel_scratch.h"
#include "engine/runtime/slices.h"

namespace microt {

namespace {

constexpr std::uint32_t kAlignment = 16;

std::uint32_t aligned(std::uint64_t bytes)
{
    return static_cast<std::uint32_t>((bytes + kAlignment - 1) / kAlignment * kAlignment);
}

/// The steps of a slice group, or of a single operator.
Steps stepsWith(const LayoutProblem& problem, int step)
{
    for (int first = step; first >= 0 && first > step - kMaxSliceOps; --first)
        if (const int ops = problem.ops[static_cast<std::size_t>(first)].sliceOps; ops > step - first)
            return {first, first + ops - 1};
    return {step, step};
}

Window windowOf(const ImageOp& op)
{
    return {op.windowHeight, op.windowWidth, op.strideY, op.strideX, op.padTop, op.padLeft};
}

/// Rows that the operator makes at a time.
int rowsMade(const LayoutProblem& problem, int step)
{
    const Steps together = stepsWith(problem, step);
    const int height = problem.tensors[problem.ops[static_cast<std::size_t>(step)].output].height;
    if (problem.ops[static_cast<std::size_t>(together.first)].sliceOps == 0)
        return height;
    const SliceGroup group(problem.tensors.data(), problem.ops.data(), together.first);
    int most = 0;
    int before = 0;
    for (int slice = 0; slice < group.slices(); ++slice) {
        const int after = group.madeAfter(slice).rows[step - together.first];
        most = std::max(most, after - before);
        before = after;
    }
    return most;
}

/// Sizes of scratch that an operator can work with, the most wanted first; none: it needs none.
std::vector<std::uint32_t> scratchChoices(const LayoutProblem& problem, int step)
{
    const ImageOp& op = problem.ops[static_cast<std::size_t>(step)];
    const Extent in = ImageView::extentOf(problem.tensors[op.input]);
    Extent out = ImageView::extentOf(problem.tensors[op.output]);
    const Window window = windowOf(op);
    if (static_cast<WeightLayout>(op.layout) == WeightLayout::pairs) {
        const std::uint32_t bytes = convolutionScratch(window, in.channels, out.channels);
        return bytes > kKernelStackBytes ? std::vector<std::uint32_t>{aligned(bytes)}
                                         : std::vector<std::uint32_t>{};
    }
    const auto kind = static_cast<ImageOpKind>(op.kind);
    const bool inPlace = kind == ImageOpKind::depthwiseInPlace;
    if (kind != ImageOpKind::depthwise && !inPlace)
        return {};
    const std::uint32_t least =
        inPlace ? static_cast<std::uint32_t>(in.height) * static_cast<std::uint32_t>(in.width) : 0U;
    if (!isFastDepthwise(window))
        return least > 0 ? std::vector<std::uint32_t>{aligned(least)} : std::vector<std::uint32_t>{};
    out.height = rowsMade(problem, step);
    const DepthwisePlane plane(window, in, out);
    std::vector<std::uint32_t> choices;
    for (const int strips : {1, 2, 4, 8, 16}) {
        const int rows = std::max(2, (out.height / strips + 1) / 2 * 2);
        choices.push_back(aligned(
            std::max(least, strips == 1 || rows >= out.height ? plane.wantedBytes() : plane.bytesOf(rows))));
    }
    return choices;
}

/// Gives every tensor a block.
class Blocks
{
public:
    explicit Blocks(LayoutProblem& problem) : m_problem(problem), m_lives(lifetimesOf(problem))
    {
        m_layout.blockOf.assign(problem.tensors.size(), -1);
    }

    ArenaLayout make()
    {
        newBlock(m_problem.inputTensor);
        for (int step = 0; step < static_cast<int>(m_problem.ops.size());) {
            const int ops = m_problem.ops[static_cast<std::size_t>(step)].sliceOps;
            if (ops > 0)
                addGroup(step);
            else
                addOperator(step);
            step += std::max(1, ops);
        }
        return std::move(m_layout);
    }

private:
    int& blockOf(int tensor) { return m_layout.blockOf[static_cast<std::size_t>(tensor)]; }
    const Steps& livesOf(int tensor) const { return m_lives[static_cast<std::size_t>(tensor)]; }

    void newBlock(int tensor)
    {
        blockOf(tensor) = static_cast<int>(m_layout.blocks.size());
        MemoryBlock block;
        block.steps = livesOf(tensor);
        block.bytes = aligned(static_cast<std::uint64_t>(m_problem.bytesOf(tensor)));
        m_layout.blocks.push_back(block);
    }

    void share(int tensor, int with)
    {
        blockOf(tensor) = blockOf(with);
        m_layout.blocks[static_cast<std::size_t>(blockOf(with))].steps.last = livesOf(tensor).last;
    }

    bool canRunInPlace(const ImageOp& op) const
    {
        const ImageTensor& in = m_problem.tensors[op.input];
        const ImageTensor& out = m_problem.tensors[op.output];
        return static_cast<ImageOpKind>(op.kind) == ImageOpKind::depthwise && op.strideX == 1 &&
               op.strideY == 1 && in.height == out.height && in.width == out.width;
    }

    /// A depthwise or an addition joins the block of an input that dies there.
    void addOperator(int step)
    {
        ImageOp& op = m_problem.ops[static_cast<std::size_t>(step)];
        int shared = -1;
        for (const std::uint16_t input : {op.input, op.input2})
            if (input != kNoTensor && livesOf(input).last == step &&
                (mayReplaceInput(static_cast<ImageOpKind>(op.kind), input == op.input) ||
                 (input == op.input && canRunInPlace(op))))
                shared = input;
        if (shared < 0)
            return newBlock(op.output);
        share(op.output, shared);
        if (static_cast<ImageOpKind>(op.kind) == ImageOpKind::depthwise)
            op.kind = static_cast<std::uint8_t>(ImageOpKind::depthwiseInPlace);
    }

    /// What lies inside the group is held in part; its output may lie over inputs that die there.
    void addGroup(int first)
    {
        const SliceGroup group(m_problem.tensors.data(), m_problem.ops.data(), first);
        const SliceGroup::Made held = group.rowsHeld();
        for (int op = first; op < group.last(); ++op) {
            const int output = m_problem.ops[static_cast<std::size_t>(op)].output;
            m_problem.tensors[static_cast<std::size_t>(output)].rows =
                static_cast<std::uint16_t>(held.rows[op - first]);
            newBlock(output);
        }
        const std::vector<int> dying = dyingIn(group);
        for (const int tensor : dying)
            if (group.mayReplace(tensor))
                return share(group.output(), tensor);
        newBlock(group.output());
        for (const int tensor : dying) {
            const std::int64_t clearance = group.clearance(tensor);
            const std::int64_t up = (clearance + (std::int64_t{1} << 40)) % kAlignment;
            m_layout.blocks.back().over.push_back(
                {blockOf(tensor), clearance + (up == 0 ? 0 : kAlignment - up)});
        }
    }

    std::vector<int> dyingIn(const SliceGroup& group)
    {
        std::vector<int> dying;
        for (int tensor = 0; tensor < static_cast<int>(m_problem.tensors.size()); ++tensor)
            if (livesOf(tensor).first < group.first() || tensor == m_problem.inputTensor)
                if (livesOf(tensor).last == group.last() && blockOf(tensor) >= 0)
                    dying.push_back(tensor);
        return dying;
    }

    LayoutProblem& m_problem;
    std::vector<Steps> m_lives;
    ArenaLayout m_layout;
};

/// Gives operators more scratch where the arena does not grow.
void giveScratch(const std::vector<std::vector<std::uint32_t>>& choices, ArenaLayout& layout)
{
    constexpr int kTrials = 20;
    const std::uint32_t limit = layout.bytes;
    for (std::size_t step = 0; step < choices.size(); ++step)
        for (const std::uint32_t bytes : choices[step]) {
            const auto own = static_cast<std::size_t>(layout.scratchOf[step]);
            if (bytes == layout.blocks[own].bytes) // they stand so already
                break;
            std::vector<MemoryBlock> trial = layout.blocks;
            trial[own].bytes = bytes;
            const std::uint32_t placed = searchPlaces(trial, limit, kTrials);
            if (placed <= limit) {
                layout.blocks = std::move(trial);
                layout.bytes = placed;
                break;
            }
        }
}

} // namespace

std::vector<Steps> lifetimesOf(const LayoutProblem& problem)
{
    std::vector<Steps> lives(problem.tensors.size());
    for (int step = 0; step < static_cast<int>(problem.ops.size()); ++step) {
        const ImageOp& op = problem.ops[static_cast<std::size_t>(step)];
        const Steps together = stepsWith(problem, step);
        lives[op.output].first = together.first;
        for (const std::uint16_t used : {op.input, op.input2, op.output})
            if (used != kNoTensor)
                lives[used].last = together.last;
    }
    lives[static_cast<std::size_t>(problem.inputTensor)].first = 0;
    for (const int feature : problem.features)
        lives[static_cast<std::size_t>(feature)].last = static_cast<int>(problem.ops.size()) - 1;
    return lives;
}

ArenaLayout layOut(LayoutProblem& problem, bool thorough)
{
    constexpr int kTrials = 400;
    ArenaLayout layout = Blocks(problem).make();
    layout.scratchOf.assign(problem.ops.size(), -1);
    std::vector<std::vector<std::uint32_t>> choices;
    for (int step = 0; step < static_cast<int>(problem.ops.size()); ++step) {
        choices.push_back(scratchChoices(problem, step));
        if (choices.back().empty())
            continue;
        layout.scratchOf[static_cast<std::size_t>(step)] = static_cast<int>(layout.blocks.size());
        MemoryBlock block;
        block.steps = stepsWith(problem, step);
        // In slices the most is little, and strips within slices would cost more than lower slices.
        const bool sliced = problem.ops[static_cast<std::size_t>(block.steps.first)].sliceOps > 0;
        block.bytes = sliced ? choices.back().front() : choices.back().back();
        block.scratch = true;
        layout.blocks.push_back(block);
    }
    layout.least = leastBytes(layout.blocks);
    layout.bytes = thorough ? searchPlaces(layout.blocks, layout.least, kTrials) : placeBlocks(layout.blocks);
    if (thorough)
        giveScratch(choices, layout);
    return layout;
}

} // namespace microt
