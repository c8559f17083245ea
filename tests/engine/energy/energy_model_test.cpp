// SPDX-License-Identifier: Apache-2.0
#include "engine/energy/energy_model.h"

#include <gtest/gtest.h>

#include "engine/model/architectures.h"

namespace microt {
namespace {

constexpr auto kConvolution = static_cast<std::size_t>(WorkKind::convolution);
constexpr auto kPointwise = static_cast<std::size_t>(WorkKind::pointwise);
constexpr auto kPool = static_cast<std::size_t>(WorkKind::pool);
constexpr auto kLinear = static_cast<std::size_t>(WorkKind::linear);

/// 1 MHz, 1,000 mW: a million cycles are one second and one joule.
BoardProfile plainBoard()
{
    BoardProfile board;
    board.clockHz.value = 1e6;
    board.activeMilliwatt.value = 1000.0;
    board.cyclesPerMac[kConvolution].value = 2.0;
    board.cyclesPerMac[kPointwise].value = 3.0;
    board.cyclesPerMac[kLinear].value = 4.0;
    board.cyclesPerElement[kConvolution].value = 10.0;
    board.cyclesPerElement[kPool].value = 1.0;
    board.cyclesPerOp.value = 100.0;
    return board;
}

OpCost op(WorkKind kind, std::int64_t macs, std::int64_t elements, Shape output)
{
    OpCost cost;
    cost.kind = kind;
    cost.macs = macs;
    cost.elements = elements;
    cost.output = output;
    return cost;
}

/// A convolution, the cut, a pointwise convolution, the final pooling.
GraphCost plainCost()
{
    GraphCost cost;
    cost.ops = {op(WorkKind::convolution, 1000, 50, {5, 5, 2}), op(WorkKind::pointwise, 2000, 75, {5, 5, 3}),
                op(WorkKind::pool, 0, 75, {1, 1, 3})};
    CutCost cut;
    cut.cut = 4;
    cut.opCount = 1;
    cost.cuts = {cut};
    return cost;
}

TEST(ModelledCycles, addsUpByHand)
{
    const GraphCost cost = plainCost();
    const BoardProfile board = plainBoard();
    EXPECT_DOUBLE_EQ(modelledCycles(cost.ops.data(), 1, board), 2 * 1000 + 10 * 50 + 100);
    EXPECT_DOUBLE_EQ(modelledCycles(cost.ops.data(), 3, board), 2600 + (3 * 2000 + 100) + (75 + 100));
    EXPECT_DOUBLE_EQ(modelledCycles(nullptr, 0, board), 0.0);
}

TEST(ModelStageEnergy, addsUpByHand)
{
    const auto energy = modelStageEnergy(plainCost(), {4, {}, 7, 11}, plainBoard());
    ASSERT_TRUE(energy.ok()) << energy.failure().what;
    // Convolution 2,600; two poolings of 50 at the cut + 100; part head 4 * 7 + 100.
    const double part = 2600 + 200 + 128;
    // Pointwise 6,100; final pooling 175; full head 4 * 11 + 100.
    const double rest = 6100 + 175 + 144;
    EXPECT_DOUBLE_EQ(energy.value().part.millijoule, part * 1e-3);
    EXPECT_DOUBLE_EQ(energy.value().part.milliseconds, part * 1e-3);
    EXPECT_DOUBLE_EQ(energy.value().rest.millijoule, rest * 1e-3);
    const double full = 2600 + 200 + rest; // a full head that sees the part's features needs the pooling, too
    EXPECT_DOUBLE_EQ(energy.value().fullOnly.millijoule, full * 1e-3);
    EXPECT_EQ(energy.value().part.provenance, Provenance::modelled);

    EXPECT_DOUBLE_EQ(energy.value().at(0.0).millijoule, (part + rest) * 1e-3);
    EXPECT_DOUBLE_EQ(energy.value().at(1.0).millijoule, part * 1e-3);
    EXPECT_DOUBLE_EQ(energy.value().at(0.25).milliseconds, (part + 0.75 * rest) * 1e-3);
    EXPECT_DOUBLE_EQ(energy.value().saving(0.5), 1.0 - (part + 0.5 * rest) / full);
}

TEST(ModelStageEnergy, stagingThatNeverExitsCostsMore)
{
    const StageEnergy energy = modelStageEnergy(plainCost(), {4, {}, 7, 11}, plainBoard()).value();
    EXPECT_LT(energy.saving(0.0), 0.0);
    EXPECT_GT(energy.saving(1.0), 0.0);
    for (int i = 1; i <= 10; ++i)
        EXPECT_LT(energy.at(i / 10.0).millijoule, energy.at((i - 1) / 10.0).millijoule);
}

TEST(ModelStageEnergy, scalesWithClockAndPower)
{
    BoardProfile board = plainBoard();
    const StageEnergy before = modelStageEnergy(plainCost(), {4, {}, 7, 11}, board).value();
    board.clockHz.value *= 2;
    board.activeMilliwatt.value *= 3;
    const StageEnergy after = modelStageEnergy(plainCost(), {4, {}, 7, 11}, board).value();
    EXPECT_DOUBLE_EQ(after.part.milliseconds, before.part.milliseconds / 2);
    EXPECT_DOUBLE_EQ(after.part.millijoule, before.part.millijoule * 3 / 2);
    EXPECT_DOUBLE_EQ(after.saving(0.5), before.saving(0.5));
}

TEST(ModelStageEnergy, everyCutThatHeadsSeeIsPooled)
{
    GraphCost cost = plainCost();
    CutCost later;
    later.cut = 6;
    later.opCount = 2;
    cost.cuts.push_back(later);
    const StageEnergy own = modelStageEnergy(cost, {6, {}, 7, 11}, plainBoard()).value();
    const StageEnergy both = modelStageEnergy(cost, {6, {false, 3}, 7, 11}, plainBoard()).value();
    const double pool = 2 * 50 + 100; // the earlier cut's
    EXPECT_DOUBLE_EQ(both.part.millijoule, own.part.millijoule + pool * 1e-3);
    EXPECT_DOUBLE_EQ(both.rest.millijoule, own.rest.millijoule);
    EXPECT_DOUBLE_EQ(both.fullOnly.millijoule, own.fullOnly.millijoule + pool * 1e-3);
    EXPECT_DOUBLE_EQ(modelStageEnergy(cost, {6, {true, 3}, 7, 11}, plainBoard()).value().part.millijoule,
                     own.part.millijoule);
}

TEST(ModelStageEnergy, aFurtherExitCostsWhatComesToIt)
{
    GraphCost cost = plainCost();
    CutCost later;
    later.cut = 6;
    later.opCount = 2;
    cost.cuts.push_back(later);
    const StageEnergy two = modelStageEnergy(cost, {4, {}, 7, 11}, plainBoard()).value();
    const StageEnergy behind = modelStageEnergy(cost, {6, {false, 3}, 5, 11}, plainBoard()).value();
    StageWork work{4, {}, 7, 11};
    work.between = {{6, 5}};
    const StageEnergy three = modelStageEnergy(cost, work, plainBoard()).value();
    ASSERT_EQ(three.between.size(), 1U);
    EXPECT_DOUBLE_EQ(three.part.millijoule, two.part.millijoule);
    EXPECT_DOUBLE_EQ(three.rest.millijoule, behind.rest.millijoule);
    EXPECT_DOUBLE_EQ(three.fullOnly.millijoule, behind.fullOnly.millijoule) << "both cuts are pooled";
    EXPECT_DOUBLE_EQ(three.at(std::vector<double>{0.5, 0.25}).millijoule,
                     three.part.millijoule + 0.5 * three.between[0].millijoule +
                         0.25 * three.rest.millijoule);
    EXPECT_DOUBLE_EQ(three.at(1.0).millijoule, three.part.millijoule);
    EXPECT_DOUBLE_EQ(three.at(0.0).millijoule,
                     three.part.millijoule + three.between[0].millijoule + three.rest.millijoule);
    EXPECT_DOUBLE_EQ(three.saving(std::vector<double>{1.0, 0.0}), three.saving(1.0));
    work.between = {{4, 5}};
    EXPECT_FALSE(modelStageEnergy(cost, work, plainBoard()).ok()) << "cuts must rise";
}

TEST(ModelStageEnergy, refusesUnknownCuts)
{
    const auto energy = modelStageEnergy(plainCost(), {5, {}, 7, 11}, plainBoard());
    ASSERT_FALSE(energy.ok());
    EXPECT_EQ(energy.failure().code, Error::invalidArgument);
    EXPECT_NE(energy.failure().what.find('5'), std::string::npos);
    EXPECT_FALSE(
        modelStageEnergy(plainCost(), {0, {}, 7, 11}, plainBoard()).ok()); // the full extractor is no cut
}

TEST(StageEnergy, emptyFigureSavesNothing)
{
    EXPECT_EQ(StageEnergy().saving(0.5), 0.0);
}

TEST(Provenance, names)
{
    EXPECT_STREQ(nameOf(Provenance::modelled), "modelled");
    EXPECT_STREQ(nameOf(Provenance::counted), "counted");
    EXPECT_STREQ(nameOf(Provenance::metered), "metered");
}

// What the firmware's kernels were counted to need, and the ratios of the paper's energy table (MCUNet: 12.42
// / 9.52 between the boards, 8.22 / 9.52 at ratio 0.5).
TEST(ModelStageEnergy, mcunetOnTheShippedBoards)
{
    const GraphCost cost = countCost(makeArchitecture("mcunet-in3", 0, 0).value());
    const std::vector<BoardProfile> boards = boardProfiles().value();
    ASSERT_EQ(boards.size(), 3U);
    const StageEnergy h7 = modelStageEnergy(cost, {9, {}, 40 * 37, 160 * 37}, boards[0]).value();
    const StageEnergy l4 = modelStageEnergy(cost, {9, {}, 40 * 37, 160 * 37}, boards[1]).value();
    // 108.8 M instructions (firmware/kernels/README.md) of 0.95 cycles at 280 MHz.
    constexpr double kMilliseconds = 108.8e6 * 0.95 / 280e6 * 1e3;
    EXPECT_NEAR(h7.fullOnly.milliseconds, kMilliseconds, 0.03 * kMilliseconds);
    EXPECT_NEAR(l4.fullOnly.millijoule / h7.fullOnly.millijoule, 12.42 / 9.52, 0.1);
    EXPECT_GT(h7.saving(0.5), 0.10);
    EXPECT_LT(h7.saving(0.5), 0.25);
    EXPECT_GT(h7.saving(0.9), h7.saving(0.5));
    RecordProperty("h7a3_ms", std::to_string(h7.fullOnly.milliseconds));
    RecordProperty("h7a3_mj", std::to_string(h7.fullOnly.millijoule));
    RecordProperty("l4r5_mj", std::to_string(l4.fullOnly.millijoule));
    RecordProperty("saving_at_half", std::to_string(h7.saving(0.5)));
}

} // namespace
} // namespace microt
