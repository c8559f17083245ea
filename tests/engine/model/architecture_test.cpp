// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/model/architectures.h"
#include "engine/model/cost.h"

namespace microt {
namespace {

struct Published
{
    const char* name;
    int classes;
    int resolution;
    std::int64_t macs;       ///< with classifier
    std::int64_t parameters; ///< folded, with classifier
    int features;
    std::size_t blocks;
};

class Architecture : public testing::TestWithParam<Published>
{};

/// Rounded, these are the zoo's published figures: 6.4 M MAC and 0.75 M parameters, 81.8 M, 6.0 M, 38.3 M.
TEST_P(Architecture, CostsWhatWasPublished)
{
    const Published& expected = GetParam();
    auto made = makeArchitecture(expected.name, 0, expected.classes);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    const Graph& graph = made.value();
    EXPECT_EQ(graph.name, expected.name);
    EXPECT_EQ(graph.preprocessing.height, expected.resolution);
    EXPECT_EQ(graph.featureCount(), expected.features);
    EXPECT_EQ(graph.cuts.size(), expected.blocks);
    EXPECT_FALSE(graph.hasWeights());
    const GraphCost cost = countCost(graph);
    EXPECT_EQ(cost.full.macs + cost.classifierMacs, expected.macs);
    EXPECT_EQ(cost.full.parameters + cost.classifierParameters, expected.parameters);
}

INSTANTIATE_TEST_SUITE_P(Zoo, Architecture,
                         testing::Values(Published{"mcunet-in0", 1000, 48, 6364224, 743008, 192, 14},
                                         Published{"mcunet-in3", 1000, 176, 81785520, 729720, 160, 17},
                                         Published{"mcunet-vww0", 2, 64, 5958400, 363858, 160, 13},
                                         Published{"proxyless-w0.3", 1000, 176, 38282216, 748480, 384, 20}));

TEST(Architectures, AnyResolutionFrom16To512)
{
    for (const std::string& name : architectureNames())
        for (int resolution : {16, 17, 64, 511, 512}) {
            const auto graph = makeArchitecture(name, resolution, 0);
            ASSERT_TRUE(graph.ok()) << name << " " << resolution << ": " << graph.failure().what;
            EXPECT_EQ(graph.value().preprocessing.width, resolution);
            EXPECT_EQ(graph.value().nodes[0].output.height, resolution);
            EXPECT_EQ(graph.value().logitsNode, -1);
            EXPECT_EQ(countCost(graph.value()).classifierMacs, 0);
        }
}

TEST(Architectures, WhatDoesNotExistIsRefused)
{
    EXPECT_EQ(makeArchitecture("mcunet-vww0", 15, 2).failure().code, Error::outOfRange);
    EXPECT_EQ(makeArchitecture("mcunet-vww0", 513, 2).failure().code, Error::outOfRange);
    EXPECT_EQ(makeArchitecture("mcunet-vww0", -1, 2).failure().code, Error::outOfRange);
    EXPECT_EQ(makeArchitecture("mcunet-vww0", 64, -1).failure().code, Error::outOfRange);
    EXPECT_EQ(makeArchitecture("mcunet-vww0", 64, 1 << 30).failure().code, Error::outOfRange);
    const auto unknown = makeArchitecture("resnet", 64, 2);
    EXPECT_EQ(unknown.failure().code, Error::invalidArgument);
    EXPECT_NE(unknown.failure().what.find("mcunet-in0, mcunet-in3, mcunet-vww0, proxyless-w0.3"),
              std::string::npos);
}

} // namespace
} // namespace microt
