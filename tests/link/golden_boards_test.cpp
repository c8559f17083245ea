// SPDX-License-Identifier: Apache-2.0
// Other people's networks on every virtual board compute what TensorFlow Lite for Microcontrollers computes.
// The smallest ones; tests/bench/networks.sh takes them all.
#include <gtest/gtest.h>

#include "tests/support/golden_boards.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

TEST(GoldenBoards, TheSmallestNetworkIsTheSameInEveryByte)
{
    MICROT_NEEDS_DATA();
    const auto folder = dataFolder() / "models";
    const std::vector<std::string> names = goldenNames(folder);
    if (names.empty())
        GTEST_SKIP() << "needs the networks in " << folder;
    const ScratchFolder scratch;
    const auto network = openGolden(folder, names.front());
    ASSERT_TRUE(network.ok()) << network.failure().what;
    for (const std::string& kind : virtualBoardKinds()) {
        const auto outputs = runOnBoard(network.value(), kind, scratch / kind);
        ASSERT_TRUE(outputs.ok()) << outputs.failure().what;
        EXPECT_EQ(network.value().difference(outputs.value()), "") << kind;
    }
}

} // namespace
} // namespace microt
