// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/planner.h"

#include <cstring>

#include <gtest/gtest.h>

#include "engine/runtime/executor.h"
#include "tests/engine/deploy/guarded_arena.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

using test::allCuts;
using test::Block;
using test::GuardedArena;
using test::poison;

const std::vector<Block> kBlocks = {{0, 3, 1, 8},   {24, 7, 2, 12}, {36, 3, 1, 12}, {40, 5, 1, 12},
                                    {33, 5, 2, 17}, {51, 7, 1, 17}, {48, 3, 2, 20}, {40, 5, 1, 24}};

TEST(Planner, PlannedRunEqualsUnplannedWithPoisonBetweenOps)
{
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        const QuantModel model = test::randomQuantModel(33 + static_cast<int>(seed), kBlocks, seed);
        const std::vector<std::int8_t> input = test::randomInput(model, seed);
        const auto expected = test::runUnplanned(model, input);
        const auto plan = planArena(model, allCuts(model));
        ASSERT_TRUE(plan.ok()) << plan.failure().what;
        const auto image = buildImage(model, allCuts(model), "{}");
        ASSERT_TRUE(image.ok()) << image.failure().what;
        ImageView view;
        ASSERT_EQ(checkImage(image.value().data(), image.value().size(), view), Error::none);

        GuardedArena arena(plan.value().arenaBytes);
        Executor executor;
        ASSERT_EQ(executor.attach(view, arena.begin(), arena.bytes()), Error::none);
        executor.setInput(input.data());
        for (int step = 0; step < view.header->opCount; ++step) {
            poison(plan.value(), step, arena);
            ASSERT_EQ(executor.step(), Error::none);
        }
        ASSERT_EQ(executor.step(), Error::outOfRange);
        for (int exit = 0; exit < view.header->exitCount; ++exit)
            for (std::size_t c = 0; c < expected[static_cast<std::size_t>(exit)].size(); ++c)
                ASSERT_EQ(executor.feature(exit)[c], expected[static_cast<std::size_t>(exit)][c])
                    << "seed " << seed << " exit " << exit << " channel " << c;
        EXPECT_TRUE(arena.isWhole());
    }
}

TEST(Planner, CutsThatHeadsOnlySeeArePooledAndMarked)
{
    const QuantModel model = test::randomQuantModel(32, kBlocks, 9);
    const auto image = buildImage(model, cutsFor(model, {4}, {false, 2}), "{}");
    ASSERT_TRUE(image.ok());
    ImageView view;
    ASSERT_EQ(checkImage(image.value().data(), image.value().size(), view), Error::none);
    ASSERT_EQ(view.header->exitCount, 4);
    const int cuts[] = {2, 3, 4, 0};
    const int onlySeen[] = {1, 1, 0, 0};
    for (int exit = 0; exit < 4; ++exit) {
        EXPECT_EQ(view.exits[exit].cut, cuts[exit]);
        EXPECT_EQ(view.exits[exit].onlySeen, onlySeen[exit]);
    }
    EXPECT_EQ(buildImage(model, cutsFor(model, {4}, {}), "{}").value(), buildImage(model, {4}, "{}").value());
    EXPECT_EQ(buildImage(model, cutsFor(model, {77}, {}), "{}").failure().code, Error::invalidArgument);
}

TEST(Planner, RoomEnoughGivesTheSameImageAsNoLimit)
{
    const QuantModel model = test::randomQuantModel(32, kBlocks, 9);
    const auto whole = buildImage(model, {4}, "{}");
    ASSERT_TRUE(whole.ok());
    const std::uint32_t needed = planArena(model, {4}).value().arenaBytes;
    EXPECT_EQ(buildImage(model, {4}, "{}", needed).value(), whole.value());
    EXPECT_EQ(buildImage(model, {4}, "{}", 10 * needed).value(), whole.value());
    EXPECT_NE(buildImage(model, {4}, "{}", needed - 1).value(), whole.value());
}

TEST(Planner, ResumesFromThePartModelWithoutComputingTwice)
{
    const QuantModel model = test::randomQuantModel(32, kBlocks, 9);
    const auto image = buildImage(model, {4}, "{}");
    ASSERT_TRUE(image.ok());
    ImageView view;
    ASSERT_EQ(checkImage(image.value().data(), image.value().size(), view), Error::none);
    ASSERT_EQ(view.header->exitCount, 2);
    EXPECT_LT(view.exits[0].macs, view.exits[1].macs);

    struct Counter
    {
        int calls = 0;
        static void run(const OpCall& call, void* context)
        {
            ++static_cast<Counter*>(context)->calls;
            runOpReference(call, nullptr);
        }
    } counter;
    GuardedArena arena(view.header->arenaBytes);
    Executor executor;
    ASSERT_EQ(executor.attach(view, arena.begin(), arena.bytes(), Counter::run, &counter), Error::none);
    const std::vector<std::int8_t> input = test::randomInput(model, 3);
    executor.setInput(input.data());
    ASSERT_EQ(executor.runTo(0), Error::none);
    EXPECT_EQ(counter.calls, view.exits[0].opEnd);
    ASSERT_EQ(executor.runTo(1), Error::none);
    EXPECT_EQ(counter.calls, view.header->opCount);
    ASSERT_EQ(executor.runTo(0), Error::none);
    EXPECT_EQ(counter.calls, view.header->opCount);

    const auto expected = test::runUnplanned(model, input);
    EXPECT_EQ(std::memcmp(executor.feature(0), expected[3].data(), expected[3].size()), 0);
    EXPECT_EQ(std::memcmp(executor.feature(1), expected.back().data(), expected.back().size()), 0);
}

TEST(Planner, InPlaceOpsKeepThePeakAtTheLargestPair)
{
    // One residual block at full resolution: expanded tensor in place plus its input, nothing else.
    const QuantModel model = test::randomQuantModel(64, {{48, 5, 1, 8}, {48, 3, 1, 8}}, 4);
    const auto plan = planArena(model, {});
    ASSERT_TRUE(plan.ok());
    const std::uint32_t pixels = 32 * 32;
    // Projection step: input of the block (8), expanded tensor (48), projected tensor (8).
    EXPECT_EQ(plan.value().arenaBytes, pixels * (8 + 48 + 8));
}

TEST(Planner, NoPlanTakesLessThanItsBoundAndMostReachIt)
{
    int plans = 0;
    int best = 0;
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        const QuantModel model = test::randomQuantModel(
            40, {{24, 3, 1, 8}, {32, 5, 2, 16}, {48, 7, 1, 16}, {48, 3, 2, 24}, {60, 5, 1, 24}}, seed);
        for (const std::uint32_t ram : {kWholeTensors, kFewSlices, 20000U, 16000U}) {
            const auto plan = planArena(model, {2}, ram);
            if (!plan.ok())
                continue;
            ++plans;
            EXPECT_GE(plan.value().arenaBytes, plan.value().leastBytes);
            best += plan.value().arenaBytes == plan.value().leastBytes ? 1 : 0;
        }
    }
    EXPECT_GE(plans, 36);
    EXPECT_GE(best, plans * 9 / 10);
    // One block: its projection's three tensors are alive at once.
    const QuantModel block = test::randomQuantModel(64, {{48, 5, 1, 8}}, 4);
    EXPECT_EQ(planArena(block, {}).value().leastBytes, 32U * 32U * (8 + 48 + 8));
}

TEST(Planner, UnknownCutIsRefused)
{
    const QuantModel model = test::randomQuantModel(32, kBlocks, 2);
    EXPECT_EQ(planArena(model, {99}).failure().code, Error::invalidArgument);
}

TEST(Planner, SameModelGivesSameImage)
{
    const QuantModel model = test::randomQuantModel(40, kBlocks, 5);
    EXPECT_EQ(buildImage(model, {2}, "{\"a\":1}").value(), buildImage(model, {2}, "{\"a\":1}").value());
}

} // namespace
} // namespace microt
