// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/model/cost.h"
#include "engine/model/extractor.h"

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
    EXPECT_EQ(graph.preprocessing.resolution, expected.resolution);
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

} // namespace
} // namespace microt
