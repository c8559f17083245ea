// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "engine/base/files.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/cost.h"
#include "tests/engine/exchange/onnx/graph_of.h"
#include "tests/support/support.h"
#include "tests/support/tiny_network.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using namespace test;

TEST(OnnxZoo, NetworksAreThoseOfTheJson)
{
    MICROT_NEEDS_DATA();
    for (const char* name :
         {"mcunet-10fps_vww", "mcunet-320kb-1mb_imagenet", "proxyless-w0.3-r176_imagenet"}) {
        const fs::path zoo = dataFolder() / "zoo";
        const auto wanted = openExtractor((zoo / (std::string(name) + ".json")).string());
        const auto read = openExtractor((zoo / (std::string(name) + ".onnx")).string());
        ASSERT_TRUE(wanted.ok());
        ASSERT_TRUE(read.ok()) << read.failure().what;
        EXPECT_EQ(read.value().format, "ONNX");
        const GraphCost a = countCost(wanted.value().graph);
        const GraphCost b = countCost(read.value().graph);
        EXPECT_EQ(a.full.macs, b.full.macs);
        EXPECT_EQ(a.classifierMacs, b.classifierMacs);
        ASSERT_EQ(a.cuts.size(), b.cuts.size()) << name;
        for (std::size_t c = 0; c < a.cuts.size(); ++c) {
            EXPECT_EQ(a.cuts[c].cut, b.cuts[c].cut) << name;
            EXPECT_EQ(a.cuts[c].macs, b.cuts[c].macs) << name;
        }
    }
}

class OnnxFile : public testing::Test
{
protected:
    /// The tiny network as a model that a test may damage.
    onnx::ModelProto tinyModel()
    {
        const fs::path path = m_scratch / "tiny.onnx";
        const Status status = exportOnnx(tinyGraph(), path);
        EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.failure().what);
        onnx::ModelProto model;
        EXPECT_TRUE(model.ParseFromString(readTextFile(path).value()));
        return model;
    }

    Result<Graph> import(const std::string& bytes)
    {
        writeBytes(m_scratch / "x.onnx", bytes);
        return test::graphOf(m_scratch / "x.onnx");
    }

    /// What importing says after `damage`: none if it worked.
    Error codeAfter(const std::function<void(onnx::ModelProto&)>& damage)
    {
        onnx::ModelProto model = tinyModel();
        damage(model);
        const auto graph = import(model.SerializeAsString());
        if (graph.ok())
            return Error::none;
        EXPECT_NE(graph.failure().what.find("x.onnx"), std::string::npos) << graph.failure().what;
        return graph.failure().code;
    }

    static onnx::NodeProto& first(onnx::ModelProto& model, const std::string& type)
    {
        for (onnx::NodeProto& node : *model.mutable_graph()->mutable_node())
            if (node.op_type() == type)
                return node;
        ADD_FAILURE() << "no " << type;
        return *model.mutable_graph()->mutable_node(0);
    }

    static onnx::AttributeProto& attribute(onnx::NodeProto& node, const std::string& name)
    {
        for (onnx::AttributeProto& attribute : *node.mutable_attribute())
            if (attribute.name() == name)
                return attribute;
        ADD_FAILURE() << "no " << name;
        return *node.add_attribute();
    }

    static onnx::TensorProto& tensor(onnx::ModelProto& model, const std::string& name)
    {
        for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer())
            if (tensor.name() == name)
                return tensor;
        ADD_FAILURE() << "no " << name;
        return *model.mutable_graph()->add_initializer();
    }

    ScratchFolder m_scratch;
};

TEST_F(OnnxFile, WhatIsExportedComesBackTheSame)
{
    const Graph graph = tinyGraph();
    const auto back = import(tinyModel().SerializeAsString());
    ASSERT_TRUE(back.ok()) << back.failure().what;
    ASSERT_EQ(back.value().nodes.size(), graph.nodes.size());
    EXPECT_TRUE(back.value().preprocessing == graph.preprocessing);
    EXPECT_EQ(importOnnx(m_scratch / "x.onnx").value().inputSource, InputSource::file);
    EXPECT_EQ(back.value().featureNode, graph.featureNode);
    EXPECT_EQ(back.value().logitsNode, graph.logitsNode);
    ASSERT_EQ(back.value().cuts.size(), graph.cuts.size());
    for (std::size_t i = 0; i < graph.cuts.size(); ++i) {
        EXPECT_EQ(back.value().cuts[i].index, graph.cuts[i].index);
        EXPECT_EQ(back.value().cuts[i].node, graph.cuts[i].node);
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& a = graph.nodes[i];
        const Node& b = back.value().nodes[i];
        EXPECT_EQ(a.kind, b.kind);
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.inputs, b.inputs);
        EXPECT_EQ(a.weight, b.weight);
        EXPECT_EQ(a.bias, b.bias);
        EXPECT_EQ(a.mean, b.mean);
        EXPECT_EQ(a.variance, b.variance);
        EXPECT_TRUE(a.window == b.window);
        EXPECT_EQ(a.clipMax, b.clipMax);
        EXPECT_NEAR(a.momentum, b.momentum, 1e-6);
        EXPECT_EQ(a.epsilon, b.epsilon);
    }
}

TEST_F(OnnxFile, AnAverageOverOnePixelIsNotLost)
{
    Graph graph = tinyGraph();
    graph.nodes.resize(static_cast<std::size_t>(graph.featureNode));
    Node down = graph.nodes[1];
    ASSERT_EQ(down.kind, OpKind::convolution);
    const Shape map = graph.nodes.back().output;
    down.name = "down";
    down.groups = 1;
    down.window = {map.height, map.width, 1, 1, 0, 0};
    down.inputs = {static_cast<int>(graph.nodes.size()) - 1};
    down.output = {1, 1, 4};
    down.weight.assign(static_cast<std::size_t>(map.elements()) * 4, 0.01F);
    down.bias.assign(4, 0.0F);
    graph.nodes.push_back(down);
    Node average;
    average.kind = OpKind::globalAveragePool;
    average.name = "average";
    average.inputs = {static_cast<int>(graph.nodes.size()) - 1};
    average.output = {1, 1, 4};
    graph.nodes.push_back(average);
    graph.featureNode = static_cast<int>(graph.nodes.size()) - 1;
    graph.logitsNode = -1;
    for (const bool ours : {true, false}) {
        ASSERT_TRUE(exportOnnx(graph, m_scratch / "one.onnx").ok());
        onnx::ModelProto model;
        ASSERT_TRUE(model.ParseFromString(readTextFile(m_scratch / "one.onnx").value()));
        if (!ours)
            model.clear_metadata_props();
        const auto back = import(model.SerializeAsString());
        ASSERT_TRUE(back.ok()) << back.failure().what;
        EXPECT_EQ(back.value().featureCount(), 4);
        if (ours) {
            EXPECT_EQ(back.value().cuts.size(), graph.cuts.size());
        }
    }
}

TEST_F(OnnxFile, WithoutOurMetadataThePublishedPreprocessingIsAssumed)
{
    onnx::ModelProto model = tinyModel();
    model.clear_metadata_props();
    const auto graph = import(model.SerializeAsString());
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    EXPECT_EQ(graph.value().preprocessing.height, 16);
    EXPECT_EQ(graph.value().preprocessing.mean[0], 0.5F);
    EXPECT_EQ(graph.value().preprocessing.resize, ResizeMode::squash);
}

TEST_F(OnnxFile, ANetworkWithoutClassifierEndsAtItsFeatures)
{
    Graph graph = tinyGraph();
    graph.nodes.resize(static_cast<std::size_t>(graph.featureNode) + 1);
    graph.logitsNode = -1;
    ASSERT_TRUE(exportOnnx(graph, m_scratch / "features.onnx").ok());
    const auto back = test::graphOf(m_scratch / "features.onnx");
    ASSERT_TRUE(back.ok()) << back.failure().what;
    EXPECT_EQ(back.value().logitsNode, -1);
    EXPECT_EQ(back.value().featureCount(), graph.featureCount());
}

TEST_F(OnnxFile, WeightsMissingAreNotExported)
{
    Graph graph = tinyGraph();
    for (Node& node : graph.nodes)
        for (auto* values : {&node.weight, &node.bias, &node.mean, &node.variance})
            values->clear();
    const Status status = exportOnnx(graph, m_scratch / "none.onnx");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::missingWeights);
    EXPECT_FALSE(fs::exists(m_scratch / "none.onnx"));
}

TEST_F(OnnxFile, OtherWaysOfSayingTheSameAreUnderstood)
{
    const Graph wanted = tinyGraph();
    onnx::ModelProto model = tinyModel();
    // A mean and a reshape instead of pool and flatten; an identity; a transposed matrix.
    onnx::NodeProto& pool = first(model, "GlobalAveragePool");
    pool.set_op_type("ReduceMean");
    onnx::AttributeProto& axes = *pool.add_attribute();
    axes.set_name("axes");
    axes.set_type(onnx::AttributeProto::INTS);
    axes.add_ints(-1);
    axes.add_ints(-2);
    onnx::NodeProto& flat = first(model, "Flatten");
    flat.set_op_type("Reshape");
    flat.clear_attribute();
    flat.add_input("shape");
    onnx::NodeProto constant;
    constant.set_op_type("Constant");
    constant.add_output("shape");
    onnx::AttributeProto& value = *constant.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    value.mutable_t()->set_data_type(onnx::TensorProto::INT64);
    value.mutable_t()->add_dims(2);
    value.mutable_t()->add_int64_data(0);
    value.mutable_t()->add_int64_data(-1);
    auto& nodes = *model.mutable_graph()->mutable_node();
    *nodes.Add() = constant;
    for (int i = nodes.size() - 1; i > 0; --i)
        nodes.SwapElements(i, i - 1);
    // An identity before the first convolution, and a ReLU for a clip.
    onnx::NodeProto identity;
    identity.set_op_type("Identity");
    identity.add_input(model.graph().input(0).name());
    identity.add_output("same");
    *nodes.Add() = identity;
    for (int i = nodes.size() - 1; i > 0; --i)
        nodes.SwapElements(i, i - 1);
    first(model, "Conv").set_input(0, "same");
    onnx::NodeProto& clip = first(model, "Clip");
    clip.set_op_type("Relu");
    while (clip.input_size() > 1)
        clip.mutable_input()->RemoveLast();
    const auto graph = import(model.SerializeAsString());
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    ASSERT_EQ(graph.value().nodes.size(), wanted.nodes.size());
    const auto relu = std::find_if(graph.value().nodes.begin(), graph.value().nodes.end(),
                                   [](const Node& node) { return node.kind == OpKind::clip; });
    EXPECT_EQ(relu->clipMin, 0.0F);
    EXPECT_TRUE(std::isinf(relu->clipMax));
    EXPECT_EQ(graph.value().nodes[static_cast<std::size_t>(wanted.featureNode)].kind,
              OpKind::globalAveragePool);
}

TEST_F(OnnxFile, WhatMustBeRefusedIs)
{
    using M = onnx::ModelProto&;
    const auto opset = [](std::int64_t version) {
        return [version](M m) { m.mutable_opset_import(0)->set_version(version); };
    };
    EXPECT_EQ(codeAfter([](M) {}), Error::none);
    EXPECT_EQ(codeAfter(opset(9)), Error::none);
    EXPECT_EQ(codeAfter(opset(23)), Error::none);
    EXPECT_EQ(codeAfter(opset(8)), Error::unsupportedVersion);
    EXPECT_EQ(codeAfter(opset(24)), Error::unsupportedVersion);
    EXPECT_EQ(codeAfter([](M m) { m.clear_opset_import(); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { m.clear_graph(); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").set_op_type("ConvTranspose"); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").set_domain("com.example"); }), Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").add_input("x"); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").clear_output(); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").set_input(0, "nowhere"); }), Error::malformed);
    // A cycle: an operator that reads what comes later.
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").set_input(0, first(m, "Gemm").output(0)); }),
              Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Clip").set_output(0, first(m, "Conv").output(0)); }),
              Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { m.mutable_graph()->mutable_output(0)->set_name("nowhere"); }),
              Error::malformed);

    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "strides").set_ints(0, 0); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "strides").set_ints(1, -1); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "strides").clear_ints(); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "dilations").set_ints(0, 2); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "pads").set_ints(0, -1); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) { attribute(first(m, "Conv"), "kernel_shape").set_ints(0, 5); }),
              Error::shapeMismatch);
    for (const std::int64_t groups :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{2}, std::int64_t{1} << 40})
        EXPECT_EQ(codeAfter([&](M m) { attribute(first(m, "Conv"), "group").set_i(groups); }),
                  Error::shapeMismatch);
    EXPECT_EQ(codeAfter([](M m) { first(m, "Conv").add_attribute()->set_name("surprise"); }),
              Error::unsupportedOperator);
    EXPECT_EQ(codeAfter([](M m) {
                  onnx::NodeProto& node = first(m, "Conv");
                  const onnx::AttributeProto again = node.attribute(0);
                  *node.add_attribute() = again;
              }),
              Error::malformed);
}

/// What the classifier cannot be read for is no reason to refuse the extractor.
TEST_F(OnnxFile, WhatLiesBehindTheFeaturesNeverRefusesANetwork)
{
    using Damage = std::function<void(onnx::ModelProto&)>;
    const std::vector<Damage> damages = {
        [](auto& m) { attribute(first(m, "Gemm"), "transB").set_i(0); },
        [](auto& m) { attribute(first(m, "Gemm"), "transB").set_i(7); },
        [](auto& m) { first(m, "Gemm").set_op_type("Softmax"); },
        [](auto& m) { first(m, "Gemm").set_domain("com.example"); },
        [](auto& m) { tensor(m, first(m, "Gemm").input(1)).set_data_type(onnx::TensorProto::STRING); },
    };
    for (const Damage& damage : damages) {
        onnx::ModelProto model = tinyModel();
        damage(model);
        const auto graph = import(model.SerializeAsString());
        ASSERT_TRUE(graph.ok()) << graph.failure().what;
        EXPECT_EQ(graph.value().logitsNode, -1);
        EXPECT_EQ(graph.value().featureCount(), tinyGraph().featureCount());
    }
}

TEST_F(OnnxFile, HostileTensorsAreRefused)
{
    using M = onnx::ModelProto&;
    const auto weights = [](M m) -> onnx::TensorProto& { return tensor(m, first(m, "Conv").input(1)); };
    for (const std::int64_t side : {std::int64_t{-1}, std::int64_t{1} << 31, std::int64_t{1} << 62})
        EXPECT_EQ(codeAfter([&](M m) { weights(m).set_dims(0, side); }), Error::hostileContent);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).set_dims(0, 0); }), Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) {
                  weights(m).set_dims(0, 0);
                  weights(m).clear_raw_data();
              }),
              Error::shapeMismatch);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).clear_dims(); }), Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) {
                  for (int i = 0; i < 33; ++i)
                      weights(m).add_dims(1);
              }),
              Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).mutable_raw_data()->pop_back(); }), Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).set_data_type(onnx::TensorProto::INT8); }), Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).set_data_type(onnx::TensorProto::COMPLEX64); }),
              Error::unsupportedFormat);
    EXPECT_EQ(codeAfter([&](M m) { weights(m).set_name(tensor(m, first(m, "Gemm").input(1)).name()); }),
              Error::malformed);
    EXPECT_EQ(codeAfter([&](M m) {
                  const float nan = std::numeric_limits<float>::quiet_NaN();
                  weights(m).mutable_raw_data()->replace(0, 4, reinterpret_cast<const char*>(&nan), 4);
              }),
              Error::numericFailure);
    const auto input = [](M m) {
        return m.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    };
    for (const std::int64_t side : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 31})
        EXPECT_EQ(codeAfter([&](M m) {
                      for (const int dim : {2, 3})
                          input(m)->mutable_dim(dim)->set_dim_value(side);
                  }),
                  Error::unsupportedFormat);
    EXPECT_EQ(codeAfter([&](M m) { input(m)->clear_dim(); }), Error::unsupportedFormat);
    EXPECT_EQ(codeAfter([&](M m) { input(m)->add_dim(); }), Error::unsupportedFormat);
    EXPECT_EQ(codeAfter([](M m) { m.mutable_graph()->clear_input(); }), Error::malformed);
    EXPECT_EQ(codeAfter([](M m) { m.mutable_graph()->clear_output(); }), Error::unsupportedFormat);
}

TEST_F(OnnxFile, NamesOfAnyKindAreShownSafely)
{
    onnx::ModelProto model = tinyModel();
    first(model, "Conv").set_name(std::string(1 << 20, 'x'));
    first(model, "Clip").set_name("\xff\xfe");
    const auto graph = import(model.SerializeAsString());
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    for (const Node& node : graph.value().nodes)
        EXPECT_LT(node.name.size(), 800U);
    EXPECT_TRUE(saveMtx(m_scratch / "named.mtx", graph.value(), "", false).ok());
}

TEST_F(OnnxFile, OtherFilesAreRefused)
{
    EXPECT_EQ(import("").failure().code, Error::malformed);
    EXPECT_EQ(import("GIF89a and so on").failure().code, Error::malformed);
    EXPECT_EQ(import(std::string(1000, '\xff')).failure().code, Error::malformed);
    EXPECT_EQ(import(tinyModel().SerializeAsString() + std::string(8, '\0')).failure().code,
              Error::malformed);
    EXPECT_EQ(test::graphOf(m_scratch / "absent.onnx").failure().code, Error::fileNotFound);
    // Groups within groups, 100,000 deep.
    EXPECT_EQ(import(std::string(100000, '\x0b')).failure().code, Error::malformed);
}

TEST_F(OnnxFile, ATruncatedFileIsRefusedAtEveryByte)
{
    const std::string whole = tinyModel().SerializeAsString();
    for (std::size_t length = 0; length < whole.size(); length += length < 3000 ? 1 : 11)
        EXPECT_FALSE(import(whole.substr(0, length)).ok()) << length;
}

TEST_F(OnnxFile, AnyFlippedBitIsRefusedOrHarmless)
{
    const std::string whole = tinyModel().SerializeAsString();
    int refused = 0;
    for (std::size_t byte = 0; byte < whole.size(); byte += byte < 3000 ? 1 : 11) {
        std::string flipped = whole;
        flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << (byte % 8)));
        const auto graph = import(flipped);
        refused += graph.ok() ? 0 : 1;
        if (graph.ok())
            countCost(graph.value());
    }
    EXPECT_GT(refused, 300);
}

} // namespace
} // namespace microt
