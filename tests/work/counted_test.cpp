// SPDX-License-Identifier: Apache-2.0
// What a small network costs on the virtual boards, counted: instructions and RAM may not grow unnoticed, and
// the shipped profiles describe the firmware that runs.
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/deploy/operator_suite.h"
#include "engine/deploy/planner.h"
#include "engine/energy/board_profile.h"
#include "engine/runtime/sha256.h"
#include "serial/link/connected_board.h"
#include "serial/work/board_twin.h"
#include "serial/work/characterise_board.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

struct Recorded
{
    const char* board;
    const char* profile; ///< null: there is none
    double instructions;
    double sliced; ///< the same in few slices
    double epoch;  ///< of training both heads, see below; 0: floats are computed in software, minutes
};

/// `board_bench` and firmware/kernels/README.md have the large networks.
constexpr Recorded kRecorded[] = {{"mps2-an500", "stm32h7a3zi", 6508800, 6613080, 6884000},
                                  {"mps2-an386", "stm32l4r5zi", 6478200, 6584040, 6858680},
                                  {"mps2-an505", "stm32u575zi", 6478200, 6584040, 7398900},
                                  {"mps3-an547", nullptr, 2242340, 2331970, 7202470},
                                  {"mps2-an385", nullptr, 45812800, 45976300, 0}};
constexpr std::uint32_t kRecordedArena = 129792;
constexpr std::uint32_t kRecordedSlicedArena = 76592;

double sumOf(const std::vector<std::uint32_t>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

void expectAsShipped(const std::string& name, const std::vector<CountedOp>& ops, double counted)
{
    const auto shipped = readBoardProfile(resourceFolder() / "boards" / (name + ".json"));
    ASSERT_TRUE(shipped.ok()) << shipped.failure().what;
    double covered = 0.0;
    double predicted = 0.0;
    for (const CountedOp& one : ops)
        if (const KernelCost* kernel = kernelCostOf(shipped.value().kernels, one.op)) {
            covered += one.instructions;
            predicted += kernel->of(one.op);
        }
    EXPECT_GT(covered, 0.8 * counted);
    EXPECT_NEAR(predicted / covered, 1.0, 0.06);
}

class Counted : public testing::TestWithParam<Recorded>
{};

TEST_P(Counted, InstructionsAndRamStayAsRecordedAndAsTheProfileSays)
{
    const Recorded& recorded = GetParam();
    const QuantModel model = operatorSuite()[4];
    const auto bytes = buildImage(model, {2}, "{}");
    ASSERT_TRUE(bytes.ok());
    ImageView image;
    ASSERT_EQ(checkImage(bytes.value().data(), bytes.value().size(), image), Error::none);
    EXPECT_LE(image.header->arenaBytes, kRecordedArena);

    if (!emulates(recorded.board))
        GTEST_SKIP() << "qemu-system-arm is not installed or has no machine " << recorded.board;
    const ScratchFolder scratch;
    auto board = VirtualBoard::start(recorded.board, scratch / "flash");
    ASSERT_TRUE(board.ok()) << board.failure().what;
    Link link(std::move(board.value()->connect()).value());
    ASSERT_TRUE(link.connect({}).ok());
    Board connected(link, board.value().get());
    const auto deployed = connected.deploy(bytes.value(), {});
    ASSERT_TRUE(deployed.ok()) << deployed.failure().what;
    const std::vector<std::uint8_t> picture(std::size_t{104} * 104 * 3, 128);
    const auto profile = connected.profile(picture.data(), picture.size(), {});
    ASSERT_TRUE(profile.ok()) << profile.failure().what;

    const double counted = sumOf(profile.value().ops);
    EXPECT_LE(counted, 1.02 * recorded.instructions) << "more than recorded";
    EXPECT_GE(counted, 0.95 * recorded.instructions) << "less than recorded: record it";

    if (recorded.profile != nullptr)
        expectAsShipped(recorded.profile, countedOps(image, profile.value().ops), counted);

    const auto sliced = buildImage(model, {2}, "{}", kFewSlices);
    ASSERT_TRUE(sliced.ok());
    EXPECT_LE(planArena(model, {2}, kFewSlices).value().arenaBytes, kRecordedSlicedArena);
    const auto again = connected.deploy(sliced.value(), {});
    ASSERT_TRUE(again.ok()) << again.failure().what;
    const auto slices = connected.profile(picture.data(), picture.size(), {});
    ASSERT_TRUE(slices.ok()) << slices.failure().what;
    EXPECT_LE(sumOf(slices.value().ops), 1.02 * recorded.sliced) << "more than recorded";
    EXPECT_GE(sumOf(slices.value().ops), 0.95 * recorded.sliced) << "less than recorded: record it";
}

/// Samples of ten classes, in the banks of a board and of its twin: each class has a centre, each feature
/// noise around it.
void fillBanks(Link& link, BoardTwin& twin, int samples, int features)
{
    std::mt19937 random(7);
    std::vector<int> centres(static_cast<std::size_t>(10 * features));
    for (int& centre : centres)
        centre = static_cast<int>(random() % 64) - 32;
    for (int sample = 0; sample < samples; ++sample) {
        const auto label = static_cast<std::uint8_t>(sample % 10);
        std::vector<std::int8_t> row;
        for (int d = 0; d < features; ++d)
            row.push_back(static_cast<std::int8_t>(centres[static_cast<std::size_t>(label * features + d)] +
                                                   static_cast<int>(random() % 128) - 64));
        ASSERT_TRUE(twin.addFeatures(row, label).ok());
        protocol::BankWriteRequest request;
        request.sample = static_cast<std::uint16_t>(sample);
        request.label = label;
        request.features = {reinterpret_cast<const std::uint8_t*>(row.data()),
                            static_cast<std::uint16_t>(row.size())};
        ASSERT_TRUE(link.ask<protocol::Message::bankWrite>(request, {}).ok());
    }
}

/// Instructions of a training, whose heads must be those of the twin in every bit.
double trainingInstructions(Link& link, BoardTwin& twin, std::uint16_t epochs)
{
    protocol::TrainRequest request;
    request.epochs = epochs;
    const auto trained = link.ask<protocol::Message::train>(request, {});
    const auto heads = twin.train(request);
    EXPECT_TRUE(trained.ok()) << trained.failure().what;
    EXPECT_TRUE(heads.ok()) << heads.failure().what;
    if (!trained.ok() || !heads.ok())
        return 0.0;
    EXPECT_EQ(trained.value().headsSha256, sha256Of(heads.value().data(), heads.value().size()));
    return static_cast<double>(trained.value().counted);
}

TEST_P(Counted, AnEpochOfBothHeadsTakesAsManyInstructionsAsRecorded)
{
    if (GetParam().epoch == 0.0)
        GTEST_SKIP() << "nothing is recorded for a board without floating point";
    constexpr int kSamples = 500;
    const auto image = buildImage(randomQuantModel(16, {{0, 3, 1, 20}, {40, 3, 2, 160}}, 1), {1}, "{}");
    ASSERT_TRUE(image.ok()) << image.failure().what;
    const ScratchFolder scratch;
    auto board = VirtualBoard::start(GetParam().board, scratch / "flash");
    ASSERT_TRUE(board.ok()) << board.failure().what;
    Link link(std::move(board.value()->connect()).value());
    ASSERT_TRUE(link.connect({}).ok());
    Board connected(link, board.value().get());
    ASSERT_TRUE(connected.deploy(image.value(), {}).ok());
    ASSERT_TRUE(connected.useTask("t", 10, {}).ok());
    const auto bank = link.ask<protocol::Message::bankInfo>({}, {});
    ASSERT_TRUE(bank.ok()) << bank.failure().what;
    ASSERT_EQ(bank.value().dimensions.items[0], 40);
    ASSERT_EQ(bank.value().dimensions.items[1], 160);
    auto twin = BoardTwin::create(image.value(), 10);
    ASSERT_TRUE(twin.ok()) << twin.failure().what;
    fillBanks(link, twin.value(), kSamples, 40 + 160);

    const double one =
        trainingInstructions(link, twin.value(), 2) - trainingInstructions(link, twin.value(), 1);
    EXPECT_LE(one, 1.02 * GetParam().epoch) << "more than recorded";
    EXPECT_GE(one, 0.95 * GetParam().epoch) << "less than recorded: record it";
    EXPECT_LE(one, 8e6);
}

std::string coreOf(const testing::TestParamInfo<Recorded>& one)
{
    static constexpr const char* kCores[] = {"M7", "M4F", "M33", "M55", "M0plus"};
    return kCores[one.index];
}

INSTANTIATE_TEST_SUITE_P(Boards, Counted, testing::ValuesIn(kRecorded), coreOf);

} // namespace
} // namespace microt
