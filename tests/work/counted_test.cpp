// SPDX-License-Identifier: Apache-2.0
// What a small network costs on the virtual boards, counted: instructions and RAM may not grow unnoticed, and
// the shipped profiles describe the firmware that runs.
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/deploy/operator_suite.h"
#include "engine/deploy/planner.h"
#include "engine/energy/board_profile.h"
#include "serial/link/connected_board.h"
#include "serial/work/characterise_board.h"
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
};

/// `board_bench` and firmware/kernels/README.md have the large networks.
constexpr Recorded kRecorded[] = {{"mps2-an500", "stm32h7a3zi", 6508800, 6613080},
                                  {"mps2-an386", "stm32l4r5zi", 6478200, 6584040},
                                  {"mps2-an505", "stm32u575zi", 6478200, 6584040},
                                  {"mps3-an547", nullptr, 2242340, 2331970},
                                  {"mps2-an385", nullptr, 45812800, 45976300}};
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

std::string coreOf(const testing::TestParamInfo<Recorded>& one)
{
    static constexpr const char* kCores[] = {"M7", "M4F", "M33", "M55", "M0plus"};
    return kCores[one.index];
}

INSTANTIATE_TEST_SUITE_P(Boards, Counted, testing::ValuesIn(kRecorded), coreOf);

} // namespace
} // namespace microt
