// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/tensors/half.h"
#include "engine/model/architectures.h"
#include "tests/support/checkpoint_writer.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;
using nlohmann::json;

class MtxTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_path = m_folder / "tiny.mtx";
        ASSERT_TRUE(saveMtx(m_path, tinyGraph(), R"({"seed": 7})", false).ok());
        m_bytes = readTextFile(m_path).value();
        std::uint64_t length = 0;
        for (int i = 7; i >= 0; --i)
            length = length << 8 | static_cast<std::uint8_t>(m_bytes[i]);
        m_header = json::parse(m_bytes.substr(8, length));
        m_data = m_bytes.substr(8 + length);
    }

    static std::string withHeader(const std::string& header, const std::string& data)
    {
        return littleEndian(header.size(), 8) + header + data;
    }

    void expectRefused(const std::string& bytes, Error code, const std::string& says)
    {
        writeBytes(m_path, bytes);
        const auto read = readMtx(m_path);
        ASSERT_FALSE(read.ok()) << says;
        EXPECT_EQ(read.failure().code, code) << read.failure().what;
        EXPECT_NE(read.failure().what.find(says), std::string::npos) << read.failure().what;
    }

    /// Refused after `change` was made to the header.
    template <typename Change>
    void expectHeaderRefused(Change change, Error code, const std::string& says)
    {
        json header = m_header;
        change(header);
        expectRefused(withHeader(header.dump(), m_data), code, says);
    }

    /// Refused after `change` was made to the graph in the metadata.
    template <typename Change>
    void expectGraphRefused(Change change, Error code, const std::string& says)
    {
        expectHeaderRefused(
            [&](json& header) {
                json graph = json::parse(header["__metadata__"]["graph"].get<std::string>());
                change(graph);
                header["__metadata__"]["graph"] = graph.dump();
            },
            code, says);
    }

    ScratchFolder m_folder;
    std::filesystem::path m_path;
    std::string m_bytes;
    json m_header;
    std::string m_data;
};

TEST_F(MtxTest, ComesBackAsItWas)
{
    Graph graph = tinyGraph();
    graph.preprocessing.resize = ResizeMode::centreCrop;
    graph.preprocessing.mean = {0.485F, 0.456F, 0.406F};
    graph.preprocessing.deviation = {0.229F, 0.224F, 0.225F};
    graph.nodes[3].clipMax = INFINITY; // ReLU
    graph.nodes[1].bias = {1, 2, 3, 4};
    ASSERT_TRUE(saveMtx(m_path, graph, "{\"seed\": 7, \"note\": \"ü\"}", false).ok());
    const auto read = readMtx(m_path);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    const Graph& back = read.value().graph;
    EXPECT_EQ(read.value().recipe, "{\"seed\": 7, \"note\": \"ü\"}");
    EXPECT_EQ(read.value().format, "mtx");
    EXPECT_EQ(read.value().sha256, sha256HexOfFile(m_path).value());
    EXPECT_EQ(back.name, graph.name);
    EXPECT_TRUE(back.preprocessing == graph.preprocessing);
    EXPECT_EQ(std::tie(back.featureNode, back.logitsNode), std::tie(graph.featureNode, graph.logitsNode));
    ASSERT_EQ(back.cuts.size(), graph.cuts.size());
    for (std::size_t i = 0; i < graph.cuts.size(); ++i)
        EXPECT_EQ(std::tie(back.cuts[i].index, back.cuts[i].node),
                  std::tie(graph.cuts[i].index, graph.cuts[i].node));
    ASSERT_EQ(back.nodes.size(), graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& a = back.nodes[i];
        const Node& b = graph.nodes[i];
        EXPECT_EQ(std::tie(a.kind, a.name, a.inputs, a.window, a.groups, a.epsilon, a.momentum, a.clipMin,
                           a.clipMax, a.weight, a.bias, a.mean, a.variance),
                  std::tie(b.kind, b.name, b.inputs, b.window, b.groups, b.epsilon, b.momentum, b.clipMin,
                           b.clipMax, b.weight, b.bias, b.mean, b.variance));
        EXPECT_EQ(std::tie(a.output.height, a.output.width, a.output.channels),
                  std::tie(b.output.height, b.output.width, b.output.channels));
    }
}

TEST_F(MtxTest, IsTheSameFileEachTimeAndAligned)
{
    ASSERT_TRUE(saveMtx(m_folder / "again.mtx", tinyGraph(), R"({"seed": 7})", false).ok());
    EXPECT_EQ(readTextFile(m_folder / "again.mtx").value(), m_bytes);
    EXPECT_EQ((m_bytes.size() - m_data.size()) % 8, 0U);
}

TEST_F(MtxTest, HalfPrecisionRoundsWeightsAndKeepsBatchNormWhole)
{
    const Graph graph = tinyGraph();
    ASSERT_TRUE(saveMtx(m_path, graph, "", true).ok());
    EXPECT_LT(std::filesystem::file_size(m_path), m_bytes.size());
    const auto read = readMtx(m_path);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        std::vector<float> expected = graph.nodes[i].weight;
        if (graph.nodes[i].kind != OpKind::batchNorm)
            for (float& value : expected)
                value = floatFromHalf(halfFromFloat(value));
        EXPECT_EQ(read.value().graph.nodes[i].weight, expected) << graph.nodes[i].name;
        EXPECT_EQ(read.value().graph.nodes[i].variance, graph.nodes[i].variance);
    }
}

TEST_F(MtxTest, WhatCannotBeSavedIsSaid)
{
    Graph graph = tinyGraph();
    graph.nodes[1].weight[0] = 70000.0F;
    const Status half = saveMtx(m_path, graph, "", true);
    EXPECT_EQ(half.failure().code, Error::numericFailure);
    EXPECT_NE(half.failure().what.find("first_conv.conv.weight"), std::string::npos);
    EXPECT_TRUE(saveMtx(m_path, graph, "", false).ok());
    EXPECT_EQ(saveMtx(m_path, tinyGraph(), "\xff", false).failure().code, Error::invalidArgument);
    EXPECT_EQ(saveMtx(m_path, makeArchitecture("mcunet-vww0", 0, 2).value(), "", false).failure().code,
              Error::missingWeights);
    graph.nodes[1].weight[0] = NAN;
    EXPECT_EQ(saveMtx(m_path, graph, "", false).failure().code, Error::numericFailure);
}

TEST_F(MtxTest, TruncationAtEveryByteIsAnError)
{
    for (std::size_t length = m_bytes.size(); length-- > 0;) {
        std::filesystem::resize_file(m_path, length);
        const auto read = readMtx(m_path);
        ASSERT_FALSE(read.ok()) << length;
        ASSERT_EQ(read.failure().code, Error::truncated) << length << ": " << read.failure().what;
    }
}

TEST_F(MtxTest, FlippedBitsNeverCrash)
{
    const std::size_t headerEnd = m_bytes.size() - m_data.size();
    for (std::size_t i = 0; i < headerEnd + 64; ++i) {
        std::string damaged = m_bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
        writeBytes(m_path, damaged);
        const auto read = readMtx(m_path);
        if (read.ok())
            EXPECT_TRUE(validateGraph(read.value().graph).ok());
        else
            EXPECT_FALSE(read.failure().what.empty());
    }
}

TEST_F(MtxTest, BadHeadersAreRefused)
{
    expectRefused(std::string(8, '\xff') + "x", Error::hostileContent, "4 MiB");
    expectRefused(withHeader("", m_data), Error::malformed, "JSON");
    expectRefused(withHeader("[]", m_data), Error::malformed, "no JSON object");
    expectRefused(withHeader("{\"a\": 1}", m_data), Error::badModel, "expected an object");
    expectRefused(withHeader(std::string(100'000, '['), m_data), Error::hostileContent, "levels deep");
    expectHeaderRefused([](json& h) { h.erase("__metadata__"); }, Error::malformed, "no .mtx file of ours");
    expectHeaderRefused([](json& h) { h["__metadata__"]["recipe"] = 5; }, Error::malformed,
                        "recipe is no text");
    expectHeaderRefused([](json& h) { h["__metadata__"]["format"] = "pt"; }, Error::malformed,
                        "no extractor");
    expectHeaderRefused([](json& h) { h["__metadata__"]["version"] = "2"; }, Error::unsupportedVersion,
                        "version 2");
    for (const char* key : {"graph", "preprocessing", "recipe", "version", "format"})
        expectHeaderRefused([&](json& h) { h["__metadata__"].erase(key); }, Error::malformed, key);
}

TEST_F(MtxTest, BadTensorsAreRefused)
{
    const std::string first = "first_conv.conv.weight";
    expectHeaderRefused([&](json& h) { h[first]["dtype"] = "I8"; }, Error::unsupportedFormat,
                        "expected F32 or F16");
    expectHeaderRefused([&](json& h) { h[first].erase("dtype"); }, Error::badModel,
                        first + ".dtype is missing");
    expectHeaderRefused([&](json& h) { h[first]["dtype"] = "F16"; }, Error::malformed, "do not agree");
    expectHeaderRefused([&](json& h) { h[first]["data_offsets"] = {4, 436}; }, Error::malformed, "hole");
    expectHeaderRefused(
        [&](json& h) {
            h[first]["data_offsets"] = {432, 0};
        },
        Error::malformed, "do not agree");
    expectHeaderRefused(
        [&](json& h) {
            h[first]["data_offsets"] = {-4, 428};
        },
        Error::badModel, "data_offsets");
    expectHeaderRefused([&](json& h) { h[first]["data_offsets"] = {0}; }, Error::malformed, "data_offsets");
    expectHeaderRefused(
        [&](json& h) {
            h[first]["data_offsets"] = {9'223'372'036'854'775'000, 9'223'372'036'854'775'432};
        },
        Error::badModel, "data_offsets");
    expectHeaderRefused(
        [&](json& h) {
            h[first]["shape"] = {1 << 30, 1 << 30, 1 << 30};
        },
        Error::malformed, "do not agree");
    expectHeaderRefused([&](json& h) { h[first]["shape"] = std::vector<int>(9, 1); }, Error::badModel,
                        "shape");
    expectHeaderRefused(
        [&](json& h) {
            h[first]["shape"] = {4, 27};
        },
        Error::shapeMismatch, "has shape [4, 27], expected [4, 3, 3, 3]");
    expectHeaderRefused(
        [&](json& h) {
            h["first_conv.bn.bias"]["data_offsets"] = {0, 16};
        },
        Error::hostileContent, "overlaps");
    expectHeaderRefused(
        [&](json& h) {
            h["other"] = h[first];
            h.erase(first);
        },
        Error::badModel, "no weights \"" + first + "\"");
    expectRefused(m_bytes + "x", Error::malformed, "goes on after its last tensor");
    json header = m_header;
    header["more"] = {{"dtype", "F32"}, {"shape", {1}}, {"data_offsets", {m_data.size(), m_data.size() + 4}}};
    expectRefused(withHeader(header.dump(), m_data + "abcd"), Error::badModel,
                  "1 tensors that its network does not use");
}

TEST_F(MtxTest, WeightsThatAreNotFiniteAreRefused)
{
    std::string bytes = m_bytes;
    bytes.replace(bytes.size() - m_data.size(), 4, std::string("\x00\x00\x80\x7f", 4));
    expectRefused(bytes, Error::numericFailure, "first_conv.conv");
}

TEST_F(MtxTest, BadGraphsAreRefused)
{
    expectGraphRefused([](json& g) { g.erase("nodes"); }, Error::badModel, "nodes is missing");
    expectGraphRefused([](json& g) { g["nodes"][1]["kind"] = "convolution3d"; }, Error::unsupportedOperator,
                       "3d");
    expectGraphRefused([](json& g) { g["nodes"][1]["inputs"] = {5}; }, Error::badModel, "earlier node");
    expectGraphRefused(
        [](json& g) {
            g["nodes"][1]["output"] = {8, 8};
        },
        Error::badModel, "[height, width, channels]");
    expectGraphRefused(
        [](json& g) {
            g["nodes"][1]["output"] = {8, 8, 2147483648};
        },
        Error::badModel, "nodes[1].output");
    expectGraphRefused([](json& g) { g["nodes"][1]["groups"] = 0; }, Error::badModel, "groups");
    expectGraphRefused([](json& g) { g["nodes"][1]["stride"] = 1.5; }, Error::badModel, "stride");
    expectGraphRefused([](json& g) { g["feature_node"] = 2; }, Error::badModel, "feature node");
    expectGraphRefused([](json& g) { g["cuts"][0]["node"] = 0; }, Error::badModel, "Cut 1");
    expectHeaderRefused([](json& h) { h["__metadata__"]["graph"] = std::string(100'000, '['); },
                        Error::hostileContent, "levels");
    expectHeaderRefused([](json& h) { h["__metadata__"]["preprocessing"] = "{}"; }, Error::badModel,
                        "resolution");
    expectHeaderRefused(
        [](json& h) {
            h["__metadata__"]["preprocessing"] =
                R"({"resolution": 16, "resize": "squash", "mean": [0, 0], "deviation": [1, 1, 1]})";
        },
        Error::badModel, "three numbers");
    expectHeaderRefused(
        [](json& h) {
            h["__metadata__"]["preprocessing"] =
                R"({"resolution": 16, "resize": "stretch", "mean": [0, 0, 0], "deviation": [1, 1, 1]})";
        },
        Error::badModel, "squash, centre_crop, letterbox");
}

} // namespace
} // namespace microt
