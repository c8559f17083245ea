// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/device_bench.h"

#include <gtest/gtest.h>

#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

TEST(DeviceBench, MeasuresSpeedsAndTheLossesOfBothDevices)
{
    const test::ScratchFolder scratch;
    const Dataset pool = test::drawnDataset(scratch / "drawn", 5);
    const auto bench = benchDevice(test::tinyTrainable(3), pool, {}, {{8, 32}, 0.01, 12}, {});
    ASSERT_TRUE(bench.ok()) << bench.failure().what;
    ASSERT_EQ(bench.value().speeds.size(), 2U);
    for (const DeviceSpeed& speed : bench.value().speeds) {
        EXPECT_GT(speed.training, 0.0);
        EXPECT_GT(speed.computing, 0.0);
        EXPECT_GT(speed.busy(), 0.0);
        EXPECT_LE(speed.busy(), 1.0);
        EXPECT_EQ(speed.refused, "");
    }
    ASSERT_EQ(bench.value().losses.size(), 12U);
    EXPECT_EQ(bench.value().losses, bench.value().cpuLosses) << "here both are the CPU";
    EXPECT_EQ(bench.value().largestDifference(), 0.0);
    EXPECT_NE(bench.value().losses.front(), bench.value().losses.back());
}

TEST(DeviceBench, ADeviceThatIsNotThereIsRefused)
{
    if (gpuCount() > 0)
        GTEST_SKIP() << "there is a CUDA device";
    const test::ScratchFolder scratch;
    const Dataset pool = test::drawnDataset(scratch / "drawn", 2);
    EXPECT_EQ(benchDevice(test::tinyTrainable(3), pool, {DeviceKind::cuda}, {}, {}).failure().code,
              Error::invalidArgument);
}

} // namespace
} // namespace microt
