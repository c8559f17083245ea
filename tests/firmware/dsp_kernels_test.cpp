// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/dsp_kernels.h"

#include <vector>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
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
Counted expectSame(const QuantModel& model, std::uint32_t seed)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        if (cut.cut != 0)
            cuts.push_back(cut.cut);
    const auto bytes = buildImage(model, cuts, "");
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

TEST(DspKernels, SumsThatCouldOverflowAreLeftToTheReference)
{
    QuantModel model = randomQuantModel(12, {{24, 3, 1, 8}}, 5);
    const Counted before = expectSame(model, 1);
    for (QuantOp& op : model.ops)
        if (!op.bias.empty())
            op.bias[0] = INT32_MIN;
    const Counted after = expectSame(model, 1);
    EXPECT_GT(before.own, 0);
    EXPECT_LT(after.own, before.own); // additions have no bias
}

} // namespace
} // namespace microt::firmware
