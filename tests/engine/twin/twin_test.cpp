// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/twin.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/twin/embed_int8.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

std::vector<std::uint8_t> imageOf(const QuantModel& model, std::uint32_t ramBytes = kWholeTensors)
{
    std::vector<int> cuts;
    for (const QuantCut& cut : model.cuts)
        if (cut.cut != 0)
            cuts.push_back(cut.cut);
    const auto image = buildImage(model, cuts, "", ramBytes);
    EXPECT_TRUE(image.ok()) << image.failure().what;
    return image.value();
}

class EveryKernel : public testing::TestWithParam<HostKernels>
{
protected:
    void SetUp() override
    {
        if (!hostSupports(GetParam()))
            GTEST_SKIP() << "this processor has no " << hostKernelsName(GetParam());
    }
};

/// The features of all cuts, computed in a poisoned arena.
void expectSameAsReference(const QuantModel& model, HostKernels kernels, std::uint32_t seed,
                           std::uint32_t ramBytes = kWholeTensors)
{
    const auto twin = Twin::create(imageOf(model, ramBytes), kernels);
    ASSERT_TRUE(twin.ok()) << twin.failure().what;
    EXPECT_EQ(twin.value().kernels(), kernels);
    TwinRun run(twin.value());
    const auto input = randomInput(model, seed);
    const auto expected = runUnplanned(model, input);
    for (int repeat = 0; repeat < 2; ++repeat) {
        run.executor().setInput(input.data());
        for (std::size_t e = 0; e < expected.size(); ++e) {
            ASSERT_EQ(run.executor().runTo(static_cast<int>(e)), Error::none);
            EXPECT_TRUE(std::equal(expected[e].begin(), expected[e].end(),
                                   run.executor().feature(static_cast<int>(e))))
                << "seed " << seed << " exit " << e;
        }
    }
}

TEST_P(EveryKernel, ComputesTheReferencesBitsInSlices)
{
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        const QuantModel model =
            randomQuantModel(21 + static_cast<int>(seed),
                             {{0, 3, 1, 8}, {24, 7, 2, 12}, {30, 5, 1, 12}, {40, 3, 1, 17}}, seed);
        std::uint32_t ram = planArena(model, {}).value().arenaBytes * 4 / 5;
        for (; planArena(model, {1, 2, 3}, ram).ok(); ram -= ram / 5)
            expectSameAsReference(model, GetParam(), seed, ram);
    }
}

TEST_P(EveryKernel, ComputesTheReferencesBits)
{
    std::mt19937 random(17);
    const auto pick = [&random](std::initializer_list<int> values) {
        return *(values.begin() + random() % values.size());
    };
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        std::vector<Block> blocks;
        const int count = 1 + static_cast<int>(random() % 4);
        for (int b = 0; b < count; ++b)
            blocks.push_back({pick({0, 3, 8, 17, 24, 33, 48}), pick({3, 5, 7}), pick({1, 1, 2}),
                              pick({1, 4, 8, 15, 16, 31, 40})});
        expectSameAsReference(randomQuantModel(pick({9, 16, 21, 30}), blocks, seed), GetParam(), seed);
        if (testing::Test::HasFailure())
            return;
    }
}

TEST_P(EveryKernel, ExtremesRoundAsTheReference)
{
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        QuantModel model = randomQuantModel(12, {{16, 3, 1, 8}, {16, 7, 1, 8}, {20, 5, 2, 12}}, seed);
        std::mt19937 random(seed);
        for (QuantTensor& tensor : model.tensors)
            tensor.zeroPoint = random() % 2 == 0 ? -128 : 127;
        for (QuantOp& op : model.ops) {
            op.low = -128;
            op.high = 127;
            if (op.kind == ImageOpKind::add)
                continue;
            for (std::size_t c = 0; c < op.bias.size(); ++c) {
                op.weightScale[c] = static_cast<float>(1 + random() % 1000) * 1e-6F;
                // Large sums that meet large and small shifts; left shifts fall back to the reference.
                if (random() % 4 == 0)
                    op.bias[c] = static_cast<std::int32_t>(random() % (1U << 29)) - (1 << 28);
                if (random() % 16 == 0)
                    op.weightScale[c] = seed % 2 == 0 ? 1e-12F : 30.0F;
            }
        }
        for (QuantOp& op : model.ops)
            prepareScaling(op, model.tensors);
        expectSameAsReference(model, GetParam(), seed);
    }
}

INSTANTIATE_TEST_SUITE_P(Twin, EveryKernel,
                         testing::Values(HostKernels::reference, HostKernels::avx2, HostKernels::avx512vnni),
                         [](const auto& info) {
                             return info.param == HostKernels::reference ? "Reference"
                                    : info.param == HostKernels::avx2    ? "Avx2"
                                                                         : "Avx512Vnni";
                         });

TEST(Twin, RefusesWhatIsNoImage)
{
    EXPECT_FALSE(Twin::create({}).ok());
    auto image = imageOf(randomQuantModel(9, {{0, 3, 1, 8}}, 1));
    image.resize(image.size() - 1);
    EXPECT_EQ(Twin::create(image).failure().code, Error::truncated);
    image = imageOf(randomQuantModel(9, {{0, 3, 1, 8}}, 1));
    image[image.size() / 2] ^= 1U;
    const auto damaged = Twin::create(image);
    EXPECT_EQ(damaged.failure().code, Error::malformed);
    EXPECT_NE(damaged.failure().what.find("damaged"), std::string::npos);
}

/// What the kernel says of the processor, whatever our own code finds.
bool processorHas(const std::string& flag)
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("flags", 0) == 0)
            return (line + " ").find(" " + flag + " ") != std::string::npos;
    return false;
}

/// Of a picture; the best of several runs.
double secondsOf(const std::vector<std::uint8_t>& image, HostKernels kernels)
{
    const auto twin = Twin::create(image, kernels);
    EXPECT_TRUE(twin.ok());
    TwinRun run(twin.value());
    const std::vector<std::uint8_t> rgb(3 * 48 * 48, 100);
    double best = 1e9;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const auto start = std::chrono::steady_clock::now();
        run.executor().setPicture(rgb.data());
        EXPECT_EQ(run.executor().runTo(1), Error::none);
        best =
            std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

TEST(Twin, TakesTheBestKernelsThereAre)
{
    if (!processorHas("avx2"))
        GTEST_SKIP() << "this processor has no AVX2: the reference is all there is";
    const auto image = imageOf(randomQuantModel(48, {{64, 3, 1, 32}, {64, 3, 1, 32}}, 1));
    const auto twin = Twin::create(image);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(twin.value().kernels(),
              processorHas("avx512_vnni") && processorHas("avx512bw") && processorHas("avx512vl")
                  ? HostKernels::avx512vnni
                  : HostKernels::avx2);
    // And they are what runs: ten times as fast and more.
    EXPECT_LT(2.0 * secondsOf(image, HostKernels::best), secondsOf(image, HostKernels::reference));
}

TEST(EmbedInt8, RowsAreTheFeaturesOfEachPicture)
{
    const ScratchFolder scratch;
    ASSERT_TRUE(drawTask("signs", scratch.path(), 5, 1, {}).ok());
    const auto dataset = openDataset(scratch.path(), {});
    ASSERT_TRUE(dataset.ok());
    QuantModel model = randomQuantModel(24, {{16, 3, 1, 8}, {24, 5, 2, 12}}, 5);
    const auto features = embedInt8(model, dataset.value(), {});
    ASSERT_TRUE(features.ok()) << features.failure().what;
    ASSERT_EQ(features.value().exits.size(), 2U);
    EXPECT_EQ(features.value().samples.size(), dataset.value().samples.size());
    const auto again = embedInt8(model, dataset.value(), {});
    EXPECT_EQ(features.value().full().values, again.value().full().values);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(embedInt8(model, dataset.value(), job).failure().code, Error::cancelled);
}

} // namespace
} // namespace microt
