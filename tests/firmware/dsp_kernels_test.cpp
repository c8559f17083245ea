// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/dsp_kernels.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "tests/firmware/kernel_cases.h"
#include "tests/support/quant_models.h"

namespace microt::firmware {
namespace {

using namespace test;

struct Counted
{
    int own = 0;
    int all = 0;
};

void runAndCount(const OpCall& call, void* context)
{
    auto* counted = static_cast<Counted*>(context);
    counted->own += dspKnows(call) ? 1 : 0;
    ++counted->all;
    runOpDsp(call, nullptr);
}

/// All features of `model` through the DSP kernels equal those of the reference ones; counts what they did
/// themselves.
Counted expectSame(const QuantModel& model, std::uint32_t seed, std::uint32_t ramBytes = kWholeTensors)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        if (cut.cut != 0)
            cuts.push_back(cut.cut);
    const auto bytes = buildImage(model, cuts, "", ramBytes);
    EXPECT_TRUE(bytes.ok());
    ImageView image;
    EXPECT_EQ(checkImage(bytes.value().data(), bytes.value().size(), image), Error::none);
    std::vector<std::uint8_t> memory(image.header->arenaBytes + 16, 0xC3);
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    Counted counted;
    Executor executor;
    EXPECT_EQ(executor.attach(image, memory.data() + (16 - address % 16) % 16, image.header->arenaBytes,
                              runAndCount, &counted),
              Error::none);
    const auto input = randomInput(model, seed);
    const auto wanted = runUnplanned(model, input);
    executor.setInput(input.data());
    for (std::size_t exit = 0; exit < wanted.size(); ++exit) {
        EXPECT_EQ(executor.runTo(static_cast<int>(exit)), Error::none);
        EXPECT_TRUE(
            std::equal(wanted[exit].begin(), wanted[exit].end(), executor.feature(static_cast<int>(exit))))
            << "seed " << seed << " exit " << exit;
    }
    return counted;
}

TEST(DspKernels, GiveTheBitsOfTheReference)
{
    Counted counted;
    for (std::uint32_t seed = 1; seed <= 12; ++seed)
        for (const int resolution : {9, 16, 21, 30}) {
            const QuantModel model = randomQuantModel(resolution,
                                                      {{0, 3, 1, 8},
                                                       {24, 5, 2, 12},
                                                       {30, 7, 1, 12},
                                                       {22, 3, 2, 13},
                                                       {26, 5, 1, 13},
                                                       {40, 7, 2, 16}},
                                                      seed);
            const Counted one = expectSame(model, seed + 100);
            counted.own += one.own;
            counted.all += one.all;
        }
    // Pools and a scale above 1 now and then are the reference's.
    EXPECT_GT(counted.own, counted.all / 2);
}

TEST(DspKernels, GiveTheBitsOfTheReferenceInSlicesOfAnyHeight)
{
    int sliced = 0;
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        const QuantModel model = randomQuantModel(
            24 + static_cast<int>(seed),
            {{0, 3, 1, 8}, {24, 7, 2, 12}, {30, 7, 1, 12}, {22, 3, 2, 13}, {26, 5, 1, 13}, {40, 5, 2, 16}},
            seed);
        const int whole = expectSame(model, seed).own;
        std::uint32_t ram = planArena(model, {}).value().arenaBytes;
        for (; planArena(model, {1, 2, 3, 4, 5}, ram).ok(); ram -= ram / 8, ++sliced)
            EXPECT_GE(expectSame(model, seed, ram).own, whole) << "RAM " << ram;
    }
    EXPECT_GT(sliced, 25);
}

TEST(DspKernels, AChannelThatCouldOverflowCostsThatChannelAlone)
{
    QuantModel model = randomQuantModel(12, {{24, 3, 1, 8}}, 5);
    const Counted before = expectSame(model, 1);
    for (QuantOp& op : model.ops)
        if (!op.bias.empty()) {
            op.bias[0] = INT32_MIN;
            op.bias[1] = INT32_MAX - 5;
        }
    const Counted after = expectSame(model, 1);
    EXPECT_GT(before.own, 0);
    EXPECT_EQ(after.own, before.own);
}

/// The kernels against the reference with every kind of limits and spoilt channels, at each of `scratch`.
void expectExact(const KernelCase::Shape& shape, std::uint32_t seed, const std::vector<double>& shares)
{
    for (int range = 0; range < 4; ++range)
        for (const bool spoilt : {false, true}) {
            KernelCase one(shape, seed * 8 + static_cast<std::uint32_t>(range));
            one.setRange(range);
            if (spoilt) {
                one.spoil(0, INT32_MIN + 77, -8);                       // wraps
                one.spoil(shape.outputs / 2, one.number(-900, 900), 1); // a scale above 1
                one.spoil(shape.outputs - 1, (1 << 30) + 12345, -31);   // the same output always
            }
            const auto wanted = one.run(runOpReference, false, 1U << 16);
            const auto paired = one.run(runOpReference, shape.kind == ImageOpKind::convolution, 1U << 16);
            ASSERT_EQ(wanted, paired);
            for (const double share : shares) {
                const auto least = static_cast<std::uint32_t>(shape.input.height * shape.input.width);
                const auto wished = static_cast<std::uint32_t>(one.wantedScratch() * share);
                const std::uint32_t bytes = (std::max(wished, least) + 3) / 4 * 4;
                const auto got = one.run(runOpDsp, shape.kind == ImageOpKind::convolution, bytes);
                ASSERT_EQ(wanted, got)
                    << "seed " << seed << " range " << range << " spoilt " << spoilt << " share " << share;
                ASSERT_FALSE(one.touched());
            }
        }
}

TEST(DspKernels, ConvolutionsOfAnyShapeAreExact)
{
    std::mt19937 random(11);
    const auto number = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (std::uint32_t seed = 0; seed < 120; ++seed) {
        KernelCase::Shape shape;
        const int height = seed % 3 == 0 ? number(1, 5) : 1;
        const int width = seed % 3 == 0 ? number(1, 5) : 1;
        const int padTop = number(0, height - 1);
        const int padLeft = number(0, width - 1);
        shape.input = {number(std::max(1, height - 2 * padTop), 9),
                       number(std::max(1, width - 2 * padLeft), 9), seed % 5 == 0 ? 3 : number(1, 70)};
        shape.outputs = number(1, 25);
        shape.window = {height, width, number(1, 2), number(1, 2), padTop, padLeft};
        expectExact(shape, seed, {1.0, 0.0});
    }
}

TEST(DspKernels, WindowsWithNineBytesALineAreExactAtTheBorder)
{
    // The first one's upper windows have three rows inside, but not all of theirs.
    for (const Window& window : {Window{5, 3, 1, 1, 2, 1}, Window{3, 3, 1, 1, 1, 1}, Window{3, 1, 1, 1, 1, 0},
                                 Window{3, 9, 1, 1, 1, 4}}) {
        KernelCase::Shape shape;
        shape.input = {6, 10, 9 / window.width};
        shape.outputs = 5;
        shape.window = window;
        expectExact(shape, 1, {1.0});
    }
}

TEST(DspKernels, DepthwiseOfAnyShapeIsExactInStripsOfAnyHeight)
{
    std::mt19937 random(12);
    const auto number = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (std::uint32_t seed = 0; seed < 96; ++seed) {
        KernelCase::Shape shape;
        const int kernel = 3 + 2 * static_cast<int>(seed % 3);
        const int stride = 1 + static_cast<int>(seed / 3 % 2);
        const int pad = seed % 7 == 0 ? number(0, kernel - 1) : kernel / 2;
        const int least = std::max(1, kernel - 2 * pad);
        shape.input = {number(least, 19), number(least, 15), number(1, 9)};
        shape.outputs = shape.input.channels;
        shape.window = {kernel, kernel, stride, stride, pad, pad};
        const bool inPlace = stride == 1 && pad == kernel / 2 && seed % 2 == 0;
        shape.kind = inPlace ? ImageOpKind::depthwiseInPlace : ImageOpKind::depthwise;
        expectExact(shape, seed, {1.0, 0.7, 0.5, 0.3, 0.2, 0.0});
    }
}

TEST(DspKernels, AdditionsAreExact)
{
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        KernelCase::Shape shape;
        shape.kind = ImageOpKind::add;
        shape.input = {5, 3, 16};
        shape.outputs = 16;
        for (int range = 0; range < 4; ++range) {
            KernelCase one(shape, seed);
            one.setRange(range);
            EXPECT_EQ(one.run(runOpReference, false, 64), one.run(runOpDsp, false, 64)) << seed;
            EXPECT_FALSE(one.touched());
        }
    }
}

} // namespace
} // namespace microt::firmware
