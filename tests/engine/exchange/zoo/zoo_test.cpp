// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/base/files.h"
#include "engine/exchange/tensors/checkpoint.h"
#include "engine/exchange/zoo/zoo_import.h"
#include "engine/model/architectures.h"
#include "engine/model/cost.h"
#include "tests/support/checkpoint_writer.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

class ZooTest : public testing::Test
{
protected:
    Result<Graph> import(const std::string& json, const std::string& checkpoint)
    {
        writeBytes(m_folder / "tiny.json", json);
        writeBytes(m_folder / "tiny.pth", checkpoint);
        return importZoo(m_folder / "tiny.json", m_folder / "tiny.pth");
    }

    void expectRefused(const std::string& json, Error code, const std::string& says)
    {
        const auto graph = import(json, m_checkpoint);
        ASSERT_FALSE(graph.ok()) << says;
        EXPECT_EQ(graph.failure().code, code) << graph.failure().what;
        EXPECT_NE(graph.failure().what.find(says), std::string::npos) << graph.failure().what;
    }

    ScratchFolder m_folder;
    std::string m_checkpoint = legacyCheckpoint(tinyWeights());
};

TEST_F(ZooTest, LegacyAndZipGiveTheSameNetwork)
{
    const Graph expected = tinyGraph();
    for (const std::string& checkpoint : {m_checkpoint, zipCheckpoint(tinyWeights())}) {
        const auto graph = import(tinyJson(), checkpoint);
        ASSERT_TRUE(graph.ok()) << graph.failure().what;
        EXPECT_EQ(graph.value().name, "tiny");
        EXPECT_TRUE(graph.value().hasWeights());
        ASSERT_EQ(graph.value().nodes.size(), expected.nodes.size());
        for (std::size_t i = 0; i < expected.nodes.size(); ++i) {
            EXPECT_EQ(graph.value().nodes[i].weight, expected.nodes[i].weight) << expected.nodes[i].name;
            EXPECT_EQ(graph.value().nodes[i].bias, expected.nodes[i].bias);
            EXPECT_EQ(graph.value().nodes[i].mean, expected.nodes[i].mean);
            EXPECT_EQ(graph.value().nodes[i].variance, expected.nodes[i].variance);
        }
    }
}

TEST_F(ZooTest, UnusedKeysOfTheCheckpointAreFine)
{
    auto weights = tinyWeights();
    weights.push_back({"first_conv.bn.num_batches_tracked", {}, {100}});
    EXPECT_TRUE(import(tinyJson(), zipCheckpoint(weights)).ok());
}

TEST_F(ZooTest, EveryMissingWeightIsNamed)
{
    const auto all = tinyWeights();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto some = all;
        some.erase(some.begin() + static_cast<std::ptrdiff_t>(i));
        const auto graph = import(tinyJson(), legacyCheckpoint(some));
        ASSERT_FALSE(graph.ok());
        EXPECT_EQ(graph.failure().code, Error::missingWeights);
        EXPECT_NE(graph.failure().what.find("\"" + all[i].name + "\""), std::string::npos)
            << graph.failure().what;
    }
}

TEST_F(ZooTest, EveryMisshapenWeightIsNamed)
{
    const auto all = tinyWeights();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto wrong = all;
        wrong[i].shape.push_back(1);
        const auto graph = import(tinyJson(), zipCheckpoint(wrong));
        ASSERT_FALSE(graph.ok());
        EXPECT_EQ(graph.failure().code, Error::shapeMismatch);
        EXPECT_NE(graph.failure().what.find("\"" + all[i].name + "\""), std::string::npos)
            << graph.failure().what;
    }
}

TEST_F(ZooTest, WeightsThatAreNotNumbersAreRefused)
{
    auto weights = tinyWeights();
    weights[0].values[3] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(import(tinyJson(), legacyCheckpoint(weights)).failure().code, Error::numericFailure);
}

TEST_F(ZooTest, MissingMembersAreNamedWithTheirPath)
{
    for (const std::string key :
         {"bn", "eps", "momentum", "first_conv", "kernel_size", "blocks", "shortcut", "mobile_inverted_conv",
          "in_channels", "expand_ratio", "mid_channels", "feature_mix_layer", "classifier", "in_features",
          "out_features", "resolution"})
        expectRefused(tinyJsonWith("\"" + key + "\"", "\"x\""), Error::badModel, key + " is missing");
    expectRefused(tinyJsonWith("\"mid_channels\": 12", "\"x\": 1"), Error::badModel,
                  "tiny.json: blocks[3].mobile_inverted_conv.mid_channels is missing");
}

TEST_F(ZooTest, NumbersOutOfRangeAreNamed)
{
    for (const char* bad :
         {"2147483648", "-4", "0", "4.5", "1e300", "18446744073709551615", "\"4\"", "null", "16385"})
        expectRefused(tinyJsonWith("\"in_channels\": 3, \"out_channels\": 4",
                                   std::string("\"in_channels\": 3, \"out_channels\": ") + bad),
                      Error::badModel, "first_conv.out_channels is ");
    expectRefused(tinyJsonWith("\"kernel_size\": 7", "\"kernel_size\": 1000001"), Error::badModel,
                  "blocks[3].mobile_inverted_conv.kernel_size is 1000001");
    expectRefused(tinyJsonWith("\"kernel_size\": 7", "\"kernel_size\": 6"), Error::badModel, "odd");
    expectRefused(tinyJsonWith("\"stride\": 2", "\"stride\": 0"), Error::badModel, "stride");
    expectRefused(tinyJsonWith("\"expand_ratio\": 2", "\"expand_ratio\": 1e9"), Error::badModel,
                  "expand_ratio");
    expectRefused(tinyJsonWith("\"expand_ratio\": 2", "\"expand_ratio\": -2"), Error::badModel,
                  "expand_ratio");
    expectRefused(tinyJsonWith("\"eps\": 0.001", "\"eps\": -1"), Error::badModel, "eps");
    expectRefused(tinyJsonWith("\"resolution\": 16", "\"resolution\": 2147483648"), Error::badModel,
                  "resolution");
    expectRefused(tinyJsonWith("\"resolution\": 16", "\"resolution\": 1e999"), Error::malformed, "JSON");
}

TEST_F(ZooTest, SizesWhoseProductsAreTooLargeAreRefused)
{
    std::string json = tinyJsonWith("\"resolution\": 16", "\"resolution\": 16384");
    EXPECT_FALSE(import(json, m_checkpoint).ok());
    json = tinyJsonWith("\"in_channels\": 3, \"out_channels\": 4",
                        "\"in_channels\": 3, \"out_channels\": 16384");
    expectRefused(json, Error::badModel, "expects 4 input channels, but 16384 arrive");
}

TEST_F(ZooTest, NetworksThatDoNotFitTogetherAreRefused)
{
    expectRefused(tinyJsonWith("\"in_features\": 10", "\"in_features\": 11"), Error::badModel,
                  "yields 10 features");
    expectRefused(
        tinyJsonWith("\"in_channels\": 8, \"out_channels\": 10", "\"in_channels\": 9, \"out_channels\": 10"),
        Error::badModel, "feature_mix_layer expects 9");
    // A shortcut around a strided block.
    expectRefused(tinyJsonWith("\"shortcut\": {\"name\": \"ZeroLayer\"}",
                               "\"shortcut\": {\"name\": \"IdentityLayer\"}"),
                  Error::badModel, "blocks.2 has a shortcut");
    expectRefused(tinyJsonWith("\"use_se\": false", "\"use_se\": true"), Error::unsupportedOperator,
                  "use_se is true");
    expectRefused(tinyJsonWith("\"act_func\": \"relu6\"", "\"act_func\": \"swish\""),
                  Error::unsupportedOperator, "swish");
    expectRefused(tinyJsonWith("\"MBInvertedConvLayer\"", "\"DepthConvLayer\""), Error::unsupportedOperator,
                  "DepthConv");
}

TEST_F(ZooTest, OddJsonIsRefused)
{
    expectRefused("", Error::malformed, "not valid JSON");
    expectRefused("[]", Error::badModel, "expected an object");
    expectRefused(tinyJson().substr(0, 300), Error::malformed, "byte");
    expectRefused("{\"blocks\": \"\xff\"}", Error::malformed, "JSON");
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    expectRefused(deep, Error::hostileContent, "100000 levels");
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"blocks\":";
    expectRefused(objects, Error::hostileContent, "levels");
    expectRefused("{\"resolution\": 16, \"x\": \"" + std::string(1000, '[') + "\"}", Error::badModel,
                  "bn is missing");
    expectRefused(tinyJsonWith("\"blocks\": [", "\"blocks\": [7,"), Error::badModel, "blocks[0] is 7");
    expectRefused(tinyJsonWith("\"blocks\": [", "\"blocks\": [], \"x\": ["), Error::badModel,
                  "blocks is empty");
}

TEST_F(ZooTest, FilesThatAreNotThereAreNamed)
{
    EXPECT_EQ(importZoo(m_folder / "none.json", m_folder / "none.pth").failure().code, Error::fileNotFound);
    writeBytes(m_folder / "tiny.json", tinyJson());
    EXPECT_EQ(importZoo(m_folder / "tiny.json", m_folder / "none.pth").failure().code, Error::fileNotFound);
}

struct RealNetwork
{
    const char* file;
    const char* architecture;
    int classes;
    double millionMacs; ///< of the extractor, as measured with the zoo's own code
};

class RealZoo : public testing::TestWithParam<RealNetwork>
{};

TEST_P(RealZoo, LoadsAndIsTheBuiltInArchitecture)
{
    MICROT_NEEDS_DATA();
    const auto base = (dataFolder() / "zoo" / GetParam().file).string();
    const auto graph = importZoo(base + ".json", base + ".pth");
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    EXPECT_TRUE(graph.value().hasWeights());
    const auto built = makeArchitecture(GetParam().architecture, 0, GetParam().classes);
    ASSERT_TRUE(built.ok()) << built.failure().what;
    EXPECT_TRUE(graph.value().preprocessing == built.value().preprocessing);
    ASSERT_EQ(graph.value().nodes.size(), built.value().nodes.size());
    for (std::size_t i = 0; i < built.value().nodes.size(); ++i) {
        const Node& a = graph.value().nodes[i];
        const Node& b = built.value().nodes[i];
        EXPECT_EQ(std::tie(a.kind, a.name, a.inputs, a.window, a.groups, a.epsilon, a.momentum),
                  std::tie(b.kind, b.name, b.inputs, b.window, b.groups, b.epsilon, b.momentum));
        EXPECT_EQ(a.output.elements(), b.output.elements()) << a.name;
    }
    ASSERT_EQ(graph.value().cuts.size(), built.value().cuts.size());
    for (int cut : {3, 6, 9, 12})
        EXPECT_NE(graph.value().findCut(cut), nullptr) << cut;
    const GraphCost cost = countCost(graph.value());
    const Cut& last = graph.value().cuts.back();
    const bool mixed = graph.value().nodes[last.node + 1].name.rfind("feature_mix_layer", 0) == 0;
    EXPECT_NEAR(static_cast<double>(mixed ? cost.cuts.back().macs : cost.full.macs) / 1e6,
                GetParam().millionMacs, 0.05);
}

/// Files lose a thousand bytes at a time.
TEST_P(RealZoo, TruncationAtEveryThousandthByteIsAnError)
{
    MICROT_NEEDS_DATA();
    const ScratchFolder folder;
    const auto whole = readTextFile(dataFolder() / "zoo" / (std::string(GetParam().file) + ".pth"));
    ASSERT_TRUE(whole.ok());
    writeBytes(folder / "net.pth", whole.value());
    for (std::size_t length = (whole.value().size() - 1) / 1000 * 1000;; length -= 1000) {
        std::filesystem::resize_file(folder / "net.pth", length);
        const auto opened = Checkpoint::open(folder / "net.pth");
        ASSERT_FALSE(opened.ok()) << length;
        ASSERT_EQ(opened.failure().code, Error::truncated) << length << ": " << opened.failure().what;
        if (length == 0)
            break;
    }
}

INSTANTIATE_TEST_SUITE_P(Networks, RealZoo,
                         testing::Values(RealNetwork{"mcunet-320kb-1mb_imagenet", "mcunet-in3", 1000, 81.6},
                                         RealNetwork{"mcunet-10fps_vww", "mcunet-vww0", 2, 6.0},
                                         RealNetwork{"proxyless-w0.3-r176_imagenet", "proxyless-w0.3", 1000,
                                                     36.6}),
                         [](const auto& info) {
                             std::string name = info.param.architecture;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
                             return name;
                         });

} // namespace
} // namespace microt
