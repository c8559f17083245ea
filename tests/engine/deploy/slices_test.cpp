// SPDX-License-Identifier: Apache-2.0
// Models that run in slices of rows, against the same ones whole.
#include "engine/runtime/slices.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/runtime/executor.h"
#include "tests/engine/deploy/guarded_arena.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

using test::allCuts;
using test::Block;
using test::GuardedArena;
using test::poison;

struct SlicedRun
{
    int groups = 0;
    int calls = 0;
};

/// Runs `model` as planned for `ramBytes` and compares all features with those of a run that shares nothing.
SlicedRun expectSame(const QuantModel& model, std::uint32_t ramBytes, std::uint32_t seed)
{
    SlicedRun result;
    const std::vector<int> cuts = allCuts(model);
    const auto plan = planArena(model, cuts, ramBytes);
    const auto image = buildImage(model, cuts, "", ramBytes);
    EXPECT_TRUE(image.ok() && plan.ok());
    ImageView view;
    const Error error = checkImage(image.value().data(), image.value().size(), view);
    EXPECT_EQ(error, Error::none) << "seed " << seed << " RAM " << ramBytes;
    if (error != Error::none)
        return result;
    for (const ArenaPlan::Slices& slices : plan.value().slices)
        result.groups += slices.ops > 0 ? 1 : 0;

    GuardedArena arena(plan.value().arenaBytes);
    Executor executor;
    EXPECT_EQ(executor.attach(view, arena.begin(), arena.bytes()), Error::none);
    const auto input = test::randomInput(model, seed);
    const auto expected = test::runUnplanned(model, input);
    executor.setInput(input.data());
    for (int position = -1; executor.position() < view.header->opCount; ++result.calls) {
        if (executor.position() != position)
            poison(plan.value(), executor.position(), arena);
        position = executor.position();
        EXPECT_EQ(executor.step(), Error::none);
    }
    EXPECT_EQ(executor.step(), Error::outOfRange);
    for (int exit = 0; exit < view.header->exitCount; ++exit) {
        const auto& wanted = expected[static_cast<std::size_t>(exit)];
        EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), executor.feature(exit)))
            << "seed " << seed << " RAM " << ramBytes << " exit " << exit;
    }
    EXPECT_TRUE(arena.isWhole());
    return result;
}

std::uint32_t arenaOf(const QuantModel& model, std::uint32_t ramBytes)
{
    const auto plan = planArena(model, allCuts(model), ramBytes);
    return plan.ok() ? plan.value().arenaBytes : 0;
}

/// Every arena from the whole one down to the smallest, in steps.
SlicedRun expectSameDownToTheLeast(const QuantModel& model, std::uint32_t seed)
{
    SlicedRun all;
    std::uint32_t ram = arenaOf(model, kWholeTensors);
    for (std::uint32_t arena = ram; arena > 0; arena = arenaOf(model, ram)) {
        EXPECT_LE(arena, ram);
        const SlicedRun one = expectSame(model, ram, seed);
        all.groups = std::max(all.groups, one.groups);
        all.calls = std::max(all.calls, one.calls);
        ram = std::min(arena - 1, ram - ram / 8);
        if (testing::Test::HasFailure())
            break;
    }
    return all;
}

TEST(Slices, GiveTheBitsOfWholeTensorsAtEveryArena)
{
    const std::vector<Block> blocks = {{0, 3, 1, 8},   {24, 7, 2, 12}, {36, 3, 1, 12}, {40, 5, 1, 12},
                                       {33, 5, 2, 17}, {51, 7, 1, 17}, {48, 3, 2, 20}, {40, 5, 1, 24}};
    for (std::uint32_t seed = 1; seed <= 8; ++seed) {
        const QuantModel model = test::randomQuantModel(29 + static_cast<int>(seed), blocks, seed);
        const SlicedRun run = expectSameDownToTheLeast(model, seed);
        EXPECT_GE(run.groups, 2);
        EXPECT_GT(run.calls, 40);
        if (HasFailure())
            return;
    }
}

/// A chain of operators of every kind that knows rows, with windows, strides and paddings of any size.
class RandomChain
{
public:
    explicit RandomChain(std::uint32_t seed) : m_random(seed)
    {
        m_model.name = "chain";
        m_model.preprocessing.setSide(number(17, 40));
        const int side = m_model.preprocessing.height;
        m_model.tensors.push_back({{side, side, 3}, 0.02F, number(-30, 30)});
    }

    QuantModel make()
    {
        int current = windowed(ImageOpKind::convolution, 0, number(4, 9));
        for (int i = 0; i < 9; ++i)
            current = append(current);
        cut(current, 0);
        return std::move(m_model);
    }

private:
    int number(int low, int high)
    {
        return low + static_cast<int>(m_random() % static_cast<unsigned>(high - low + 1));
    }
    Shape shapeOf(int tensor) const { return m_model.tensors[static_cast<std::size_t>(tensor)].shape; }

    int append(int input)
    {
        switch (number(0, 6)) {
        case 0:
            return add(input, windowed(ImageOpKind::convolution, input, shapeOf(input).channels, true));
        case 1:
            return windowed(ImageOpKind::depthwise, input, shapeOf(input).channels);
        case 2:
            return windowed(number(0, 1) == 0 ? ImageOpKind::localMax : ImageOpKind::localAverage, input,
                            shapeOf(input).channels);
        case 3:
            return table(input);
        case 4:
            return add(input,
                       windowed(ImageOpKind::depthwise,
                                windowed(ImageOpKind::convolution, input, shapeOf(input).channels, true),
                                shapeOf(input).channels, true));
        default:
            return windowed(ImageOpKind::convolution, input, number(3, 14));
        }
    }

    int finish(QuantOp op, Shape shape, bool sameScale)
    {
        op.name = "operator " + std::to_string(m_model.ops.size());
        op.output = static_cast<int>(m_model.tensors.size());
        QuantTensor made = m_model.tensors[static_cast<std::size_t>(op.input)];
        if (!sameScale)
            made = {{}, static_cast<float>(number(10, 60)) * 1e-3F, number(-60, 60)};
        made.shape = shape;
        m_model.tensors.push_back(made);
        if (isConvolution(op.kind) || op.kind == ImageOpKind::add)
            prepareScaling(op, m_model.tensors);
        m_model.ops.push_back(op);
        return op.output;
    }

    /// `same`: the output has the input's height and width.
    int windowed(ImageOpKind kind, int input, int outputs, bool same = false)
    {
        const Shape in = shapeOf(input);
        QuantOp op;
        op.kind = kind;
        op.input = input;
        Window& w = op.window;
        w.height = std::min(number(1, 5), in.height);
        w.width = std::min(number(1, 5), in.width);
        if (number(0, 1) == 0) // as the boards' kernels like it
            w.height = w.width = std::min({1 + 2 * number(0, 3), in.height, in.width});
        w.strideY = same ? 1 : number(1, in.height > 8 ? 3 : 1);
        w.strideX = same ? 1 : number(1, in.width > 8 ? 2 : 1);
        w.padTop = same ? (w.height - 1) / 2 : number(0, w.height - 1);
        w.padLeft = same ? (w.width - 1) / 2 : number(0, w.width - 1);
        const bool pools = !isConvolution(kind);
        const int below = same ? w.height - 1 - w.padTop : pools ? 0 : number(0, w.height - 1);
        const int right = same ? w.width - 1 - w.padLeft : pools ? 0 : number(0, w.width - 1);
        const Shape shape{(in.height + w.padTop + below - w.height) / w.strideY + 1,
                          (in.width + w.padLeft + right - w.width) / w.strideX + 1, outputs};
        if (!pools)
            setWeights(op, w.height * w.width * (kind == ImageOpKind::convolution ? in.channels : 1),
                       outputs);
        return finish(std::move(op), shape, pools);
    }

    void setWeights(QuantOp& op, int taps, int outputs)
    {
        for (int i = 0; i < taps * outputs; ++i)
            op.weights.push_back(static_cast<std::int8_t>(number(-127, 127)));
        for (int i = 0; i < outputs; ++i) {
            op.weightScale.push_back(static_cast<float>(number(50, 150)) * 1e-5F);
            op.bias.push_back(number(-3000, 3000));
        }
    }

    int add(int a, int b)
    {
        QuantOp op;
        op.kind = ImageOpKind::add;
        op.input = a;
        op.input2 = b;
        return finish(std::move(op), shapeOf(a), false);
    }

    int table(int input)
    {
        QuantOp op;
        op.kind = ImageOpKind::table;
        op.input = input;
        for (int i = 0; i < 256; ++i)
            op.weights.push_back(static_cast<std::int8_t>(number(-128, 127)));
        return finish(std::move(op), shapeOf(input), false);
    }

    void cut(int tensor, int index)
    {
        QuantCut cut;
        cut.cut = index;
        cut.tensor = tensor;
        cut.pooled = {{1, 1, shapeOf(tensor).channels}, 0.02F, number(-20, 20)};
        m_model.cuts.push_back(cut);
    }

    std::mt19937 m_random;
    QuantModel m_model;
};

/// The features of a whole image of the same model, which planner_test compares with an unplanned run.
std::vector<std::int8_t> featuresOf(const QuantModel& model, std::uint32_t ramBytes)
{
    const auto image = buildImage(model, {}, "", ramBytes);
    if (!image.ok())
        return {};
    ImageView view;
    EXPECT_EQ(checkImage(image.value().data(), image.value().size(), view), Error::none);
    if (view.header == nullptr)
        return {};
    GuardedArena arena(view.header->arenaBytes);
    Executor executor;
    EXPECT_EQ(executor.attach(view, arena.begin(), arena.bytes()), Error::none);
    executor.setInput(test::randomInput(model, 5).data());
    EXPECT_EQ(executor.runTo(0), Error::none);
    EXPECT_TRUE(arena.isWhole());
    return {executor.feature(0), executor.feature(0) + view.feature(0).channels};
}

TEST(Slices, OperatorsOfAnyWindowGiveTheBitsOfWholeTensors)
{
    int sliced = 0;
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        const QuantModel model = RandomChain(seed).make();
        const std::vector<std::int8_t> wanted = featuresOf(model, kWholeTensors);
        ASSERT_FALSE(wanted.empty()) << seed;
        const auto whole = planArena(model, {});
        for (std::uint32_t ram = whole.value().arenaBytes - 1; planArena(model, {}, ram).ok();
             ram -= ram / 6, ++sliced)
            ASSERT_EQ(featuresOf(model, ram), wanted) << "seed " << seed << " RAM " << ram;
    }
    EXPECT_GT(sliced, 60);
}

TEST(Slices, AsFewAsTheLimitAsksFor)
{
    const QuantModel model =
        test::randomQuantModel(64, {{48, 5, 1, 8}, {24, 3, 1, 8}, {32, 3, 2, 12}, {24, 3, 1, 12}}, 4);
    const std::uint32_t whole = arenaOf(model, kWholeTensors);
    const auto groupsAt = [&](std::uint32_t ramBytes) {
        const auto plan = planArena(model, allCuts(model), ramBytes);
        EXPECT_TRUE(plan.ok());
        int groups = 0;
        for (const ArenaPlan::Slices& slices : plan.value().slices)
            groups += slices.ops > 0 ? 1 : 0;
        return groups;
    };
    EXPECT_EQ(groupsAt(whole), 0);
    EXPECT_EQ(groupsAt(whole - 1), 1);
    EXPECT_LT(arenaOf(model, kFewSlices), whole * 2 / 3);
    EXPECT_GE(groupsAt(whole / 2), 2);
    const auto refused = planArena(model, {}, 100);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.failure().code, Error::outOfMemory);
}

/// A depthwise of stride 2 between two 1x1 convolutions, 7 rows in, 4 out.
struct Chain
{
    Chain(int rows)
    {
        const int heights[] = {7, 7, 4, 4};
        for (const int height : heights)
            tensors.push_back({static_cast<std::uint16_t>(height), 5, 2, 0, 0, 1.0F, 0});
        for (std::uint16_t i = 0; i < 3; ++i) {
            ImageOp op{};
            op.kind = static_cast<std::uint8_t>(i == 1 ? ImageOpKind::depthwise : ImageOpKind::convolution);
            op.windowHeight = op.windowWidth = i == 1 ? 3 : 1;
            op.strideY = op.strideX = i == 1 ? 2 : 1;
            op.padTop = op.padLeft = i == 1 ? 1 : 0;
            op.input = i;
            op.input2 = kNoTensor;
            op.output = static_cast<std::uint16_t>(i + 1);
            ops.push_back(op);
        }
        ops[0].sliceOps = 3;
        ops[0].sliceRows = static_cast<std::uint8_t>(rows);
    }
    SliceGroup group() const { return {tensors.data(), ops.data(), 0}; }
    std::vector<ImageTensor> tensors;
    std::vector<ImageOp> ops;
};

TEST(Slices, RowsAreCountedBackFromTheOutput)
{
    const Chain chain(1);
    EXPECT_EQ(rowsSeen(chain.ops[1], 7, {0, 1}).begin, 0); // row -1 is padding
    EXPECT_EQ(rowsSeen(chain.ops[1], 7, {0, 1}).end, 2);
    EXPECT_EQ(rowsSeen(chain.ops[1], 7, {1, 4}).begin, 1);
    EXPECT_EQ(rowsSeen(chain.ops[1], 7, {1, 4}).end, 7); // so is row 7
    const SliceGroup group = chain.group();
    EXPECT_EQ(group.slices(), 4);
    EXPECT_EQ(group.madeAfter(0).rows[0], 2);
    EXPECT_EQ(group.madeAfter(1).rows[0], 4);
    EXPECT_EQ(group.madeAfter(3).rows[0], 7);
    EXPECT_EQ(group.madeAfter(3).rows[1], 4);
    EXPECT_EQ(group.firstRowKept(0, group.madeAfter(0)), 1);
    EXPECT_EQ(group.rowsHeld().rows[0], 3);
    EXPECT_EQ(group.rowsHeld().rows[1], 1);
    EXPECT_EQ(Chain(2).group().rowsHeld().rows[0], 5 - 1);
}

TEST(Slices, AnOutputMayLieOverRowsThatWereRead)
{
    // Of 10 bytes each; before output row r is written, input rows up to 2 r + 1 were read.
    EXPECT_EQ(Chain(1).group().clearance(0), 10 - 20);
    EXPECT_EQ(Chain(4).group().clearance(0), -70); // all is read before anything is written
    EXPECT_FALSE(Chain(1).group().mayReplace(0));
}

} // namespace
} // namespace microt
