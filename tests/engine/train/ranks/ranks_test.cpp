// SPDX-License-Identifier: Apache-2.0
#include "engine/train/ranks/ranks.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace microt {
namespace {

class RankVariables : public testing::Test
{
protected:
    void SetUp() override { clear(); }
    void TearDown() override { clear(); }

    static void clear()
    {
        for (const char* name : {"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_PORT", "MASTER_ADDR"})
            unsetenv(name);
    }
};

TEST_F(RankVariables, LocalRankSaysWhichGpu)
{
    EXPECT_FALSE(rankFromEnvironment().value().localRank);
    setenv("WORLD_SIZE", "8", 1);
    setenv("RANK", "5", 1);
    EXPECT_FALSE(rankFromEnvironment().value().localRank);
    setenv("LOCAL_RANK", "1", 1);
    EXPECT_EQ(rankFromEnvironment().value().localRank, 1);
    setenv("LOCAL_RANK", "8", 1);
    EXPECT_NE(rankFromEnvironment().failure().what.find("LOCAL_RANK is \"8\""), std::string::npos);
}

TEST_F(RankVariables, NcclIsRefusedWhereItCannotRun)
{
    RankPlace place;
    place.count = 2;
    RankOptions options;
    options.exchange = RankExchange::nccl;
    const auto onCpu = joinRanks(place, options);
    ASSERT_FALSE(onCpu.ok());
    EXPECT_EQ(onCpu.failure().code, Error::invalidArgument);
    EXPECT_NE(onCpu.failure().what.find("NCCL joins GPUs"), std::string::npos) << onCpu.failure().what;
    place.count = 1;
    EXPECT_EQ(joinRanks(place, {}).value(), nullptr) << "one process meets nobody";
}

} // namespace
} // namespace microt
