// SPDX-License-Identifier: Apache-2.0
// Files as people bring them: types of numbers, files beside the model, preprocessing inside the network,
// quantized networks, and damaged ones.
#include <cmath>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/open_extractor.h"
#include "engine/exchange/tensors/half.h"
#include "engine/train/forward/embed.h"
#include "tests/engine/exchange/onnx/graph_of.h"
#include "tests/engine/exchange/onnx/onnx_builder.h"
#include "tests/support/support.h"
#include "tests/support/tiny_network.h"

namespace microt::test {
namespace {

namespace fs = std::filesystem;

class OnnxPeople : public testing::Test
{
protected:
    Result<Graph> imported(const onnx::ModelProto& model, const std::string& features = {})
    {
        writeBytes(m_scratch / "net.onnx", model.SerializeAsString());
        return test::graphOf(m_scratch / "net.onnx", features);
    }

    /// conv, ReLU, average: the smallest extractor. `x` is [N, C, H, W].
    static void addExtractor(OnnxBuilder& net, const std::string& x, int channels = 3)
    {
        const OnnxOp conv = net.op("Conv", {x, net.weights({8, channels, 3, 3}), net.weights({8})});
        net.output(net.op("GlobalAveragePool", {net.op("Relu", {conv})}));
    }

    /// Pixel i of channel c is (i * 37 + c * 11) & 255, whatever the network wants it scaled to.
    static FeatureMatrix featuresOf(const Graph& graph)
    {
        const Preprocessing& how = graph.preprocessing;
        std::vector<float> input;
        for (int k = 0; k < how.channels(); ++k) {
            const int c = how.colour == Colour::bgr ? 2 - k : k;
            for (int i = 0; i < how.height * how.width; ++i)
                input.push_back((static_cast<float>((i * 37 + c * 11) & 255) / 255.0F -
                                 how.mean[static_cast<std::size_t>(k)]) /
                                how.deviation[static_cast<std::size_t>(k)]);
        }
        const auto executor = FloatExecutor::create(graph);
        EXPECT_TRUE(executor.ok()) << (executor.ok() ? "" : executor.failure().what);
        return executor.value().run(input.data(), 1).value().exits.back();
    }

    static void expectSame(const Graph& a, const Graph& b, float tolerance, const std::string& what)
    {
        const FeatureMatrix x = featuresOf(a);
        const FeatureMatrix y = featuresOf(b);
        ASSERT_EQ(x.size(), y.size()) << what;
        EXPECT_LE((x - y).cwiseAbs().maxCoeff(), tolerance * std::max(1.0F, y.cwiseAbs().maxCoeff())) << what;
    }

    ScratchFolder m_scratch;
};

TEST_F(OnnxPeople, TheSameNetworkInOtherClothingIsTheSame)
{
    MICROT_NEEDS_DATA();
    const fs::path folder = dataFolder() / "cases" / "onnx";
    if (!fs::exists(folder))
        GTEST_SKIP() << "needs cases/onnx";
    const auto plain = test::graphOf(folder / "plain.onnx");
    ASSERT_TRUE(plain.ok()) << plain.failure().what;
    const std::map<std::string, float> same = {
        {"averagepool_whole", 1e-5F},
        {"batch4", 1e-6F},
        {"dropout_end", 1e-6F},
        {"external", 1e-6F},
        {"fp16", 1e-2F},
        {"init_as_inputs", 1e-6F},
        {"nhwc_input", 1e-6F},
        {"opset18_reducemean", 1e-5F},
        {"qdq", 1e-2F},
        {"softmax_end", 1e-6F},
        {"squeeze_matmul_add", 1e-6F},
    };
    int opened = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".onnx")
            continue;
        const auto graph = test::graphOf(entry.path());
        ASSERT_TRUE(graph.ok()) << graph.failure().what;
        EXPECT_EQ(graph.value().featureCount(), 16) << entry.path();
        EXPECT_NE(graph.value().logitsNode, -1) << entry.path();
        if (const auto known = same.find(entry.path().stem().string()); known != same.end())
            expectSame(graph.value(), plain.value(), known->second, known->first);
        ++opened;
    }
    EXPECT_GE(opened, 19);
}

TEST_F(OnnxPeople, NetworksOfTorchvisionOpen)
{
    MICROT_NEEDS_DATA();
    for (const auto& [name, features] : std::map<std::string, int>{
             {"tv_mnv2_035_op11", 1280}, {"tv_mnv3small", 288}, {"tv_shufflenet05", 1024}}) {
        const fs::path path = dataFolder() / "models" / (name + ".onnx");
        if (!fs::exists(path))
            GTEST_SKIP() << "needs models/" << name;
        const auto graph = test::graphOf(path);
        ASSERT_TRUE(graph.ok()) << graph.failure().what;
        EXPECT_EQ(graph.value().featureCount(), features);
        EXPECT_GE(graph.value().cuts.size(), 10U) << name;
        ASSERT_TRUE(exportOnnx(graph.value(), m_scratch / "again.onnx").ok());
        const auto again = test::graphOf(m_scratch / "again.onnx");
        ASSERT_TRUE(again.ok()) << again.failure().what;
        expectSame(again.value(), graph.value(), 1e-6F, name);
        EXPECT_EQ(again.value().cuts.size(), graph.value().cuts.size());
    }
}

TEST_F(OnnxPeople, WeightsOfAnyFloatingTypeAreRead)
{
    OnnxBuilder net;
    addExtractor(net, net.input({1, 3, 8, 6}));
    const auto wanted = imported(net.model);
    ASSERT_TRUE(wanted.ok()) << wanted.failure().what;
    for (const int type :
         {onnx::TensorProto::DOUBLE, onnx::TensorProto::FLOAT16, onnx::TensorProto::BFLOAT16})
        for (const bool packed : {false, true}) {
            onnx::ModelProto model = net.model;
            for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
                std::string raw;
                for (const float value : tensor.float_data()) {
                    std::uint32_t bits = 0;
                    std::memcpy(&bits, &value, sizeof bits);
                    const double wide = value;
                    const std::uint16_t half = type == onnx::TensorProto::FLOAT16
                                                   ? halfFromFloat(value)
                                                   : static_cast<std::uint16_t>(bits >> 16);
                    if (type == onnx::TensorProto::DOUBLE)
                        raw.append(reinterpret_cast<const char*>(&wide), sizeof wide);
                    else
                        raw.append(reinterpret_cast<const char*>(&half), sizeof half);
                    if (!packed && type == onnx::TensorProto::DOUBLE)
                        tensor.add_double_data(wide);
                    else if (!packed)
                        tensor.add_int32_data(half);
                }
                tensor.clear_float_data();
                tensor.set_data_type(type);
                if (packed)
                    tensor.set_raw_data(raw);
            }
            const auto graph = imported(model);
            ASSERT_TRUE(graph.ok()) << graph.failure().what;
            expectSame(graph.value(), wanted.value(), type == onnx::TensorProto::DOUBLE ? 0.0F : 2e-2F,
                       std::to_string(type));
        }
}

/// A model whose first weights lie in a file, as `entries` say.
class OnnxExternal : public OnnxPeople
{
protected:
    Result<Graph> withWeightsIn(const std::map<std::string, std::string>& entries)
    {
        OnnxBuilder net;
        addExtractor(net, net.input({1, 3, 8, 6}));
        onnx::TensorProto& tensor = *net.model.mutable_graph()->mutable_initializer(0);
        tensor.clear_float_data();
        tensor.set_data_location(onnx::TensorProto::EXTERNAL);
        for (const auto& [key, value] : entries) {
            auto* entry = tensor.add_external_data();
            entry->set_key(key);
            entry->set_value(value);
        }
        return imported(net.model);
    }

    Error codeOf(const std::map<std::string, std::string>& entries)
    {
        const auto graph = withWeightsIn(entries);
        return graph.ok() ? Error::none : graph.failure().code;
    }
};

TEST_F(OnnxExternal, WeightsBesideTheModelAreRead)
{
    std::vector<float> numbers(8 * 3 * 9 + 1, 0.25F);
    const std::string bytes(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float));
    fs::create_directories(m_scratch / "weights");
    writeBytes(m_scratch / "weights" / "w.bin", bytes);
    const auto graph = withWeightsIn({{"location", "weights/w.bin"}, {"offset", "4"}, {"length", "864"}});
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    EXPECT_EQ(graph.value().nodes[1].weight, std::vector<float>(216, 0.25F));
    EXPECT_EQ(codeOf({{"location", "weights/./w.bin"}}), Error::none);
    fs::create_symlink(m_scratch / "weights" / "w.bin", m_scratch / "link.bin");
    EXPECT_EQ(codeOf({{"location", "link.bin"}}), Error::none);
}

TEST_F(OnnxExternal, ItsHashChangesWithTheWeightsBesideIt)
{
    const auto hash = [&](char first) {
        writeBytes(m_scratch / "w.bin", first + std::string(867, '\0'));
        EXPECT_EQ(codeOf({{"location", "w.bin"}, {"length", "864"}}), Error::none);
        const auto opened = openExtractor((m_scratch / "net.onnx").string());
        EXPECT_TRUE(opened.ok()) << opened.failure().what;
        return opened.value().sha256;
    };
    const std::string before = hash('a');
    EXPECT_EQ(hash('a'), before);
    EXPECT_NE(hash('b'), before);
}

TEST_F(OnnxExternal, AConstantOfAnOperatorReadsNoFile)
{
    OnnxBuilder net;
    onnx::NodeProto& node = *net.model.mutable_graph()->add_node();
    node.set_op_type("Constant");
    node.add_output("far");
    onnx::TensorProto& tensor = *node.add_attribute()->mutable_t();
    node.mutable_attribute(0)->set_name("value");
    node.mutable_attribute(0)->set_type(onnx::AttributeProto::TENSOR);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_dims(1);
    auto* entry = tensor.add_external_data(); // and no data_location
    entry->set_key("location");
    entry->set_value("w.bin");
    writeBytes(m_scratch / "w.bin", std::string(4, '\0'));
    const std::string input = net.input({1, 3, 8, 6});
    addExtractor(net, net.op("Mul", {input, "far"}));
    const auto graph = imported(net.model);
    ASSERT_FALSE(graph.ok());
    EXPECT_NE(graph.failure().what.find("another file"), std::string::npos) << graph.failure().what;
}

TEST_F(OnnxExternal, NothingOutsideTheFolderIsRead)
{
    ScratchFolder elsewhere;
    writeBytes(elsewhere / "w.bin", std::string(868, '\0'));
    writeBytes(m_scratch / "w.bin", std::string(868, '\0'));
    fs::create_symlink(elsewhere / "w.bin", m_scratch / "out.bin");
    fs::create_directory_symlink(elsewhere.path(), m_scratch / "folder");
    fs::create_directories(m_scratch / "inside");
    EXPECT_EQ(codeOf({{"location", (elsewhere / "w.bin").string()}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", (m_scratch / "w.bin").string()}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", "../w.bin"}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", "inside/../w.bin"}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", "out.bin"}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", "folder/w.bin"}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", std::string("w.bin\0x", 7)}}), Error::hostileContent);
    EXPECT_EQ(codeOf({{"location", "absent.bin"}}), Error::fileNotFound);
    EXPECT_EQ(codeOf({{"location", "inside"}}), Error::ioFailure);
    EXPECT_EQ(codeOf({}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"offset", "8"}}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"offset", "-4"}}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"offset", "18446744073709551612"}}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"offset", "99999999999999999999"}}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"length", "18446744073709551615"}}), Error::malformed);
    EXPECT_EQ(codeOf({{"location", "w.bin"}, {"length", "860"}}), Error::malformed);
}

struct InputCase
{
    const char* name;
    Sides shape;
    int type;
    std::function<std::string(OnnxBuilder&)> before;
    std::array<float, 3> mean;
    std::array<float, 3> deviation;
    Colour colour = Colour::rgb;
};

TEST_F(OnnxPeople, PreprocessingInsideTheNetworkIsTakenOut)
{
    constexpr int kReal = onnx::TensorProto::FLOAT;
    const Sides nchw = {0, 3, 8, 6};
    const auto same = [](OnnxBuilder&) { return std::string("x"); };
    const auto imageNet = [](OnnxBuilder& net) {
        const OnnxOp centred = net.op("Sub", {"x", net.reals({1, 3, 1, 1}, {0.485F, 0.456F, 0.406F})});
        return net.op("Div", {centred, net.reals({1, 3, 1, 1}, {0.229F, 0.224F, 0.225F})}).out();
    };
    const auto bytes = [](OnnxBuilder& net) {
        const OnnxOp real = net.op("Cast", {"x"}).with("to", std::int64_t{1});
        return net.op("Sub", {net.op("Mul", {real, net.scalar(1.0F / 127.5F)}), net.scalar(1.0F)}).out();
    };
    const auto lastThenBgr = [](OnnxBuilder& net) {
        const OnnxOp bgr = net.op("Gather", {"x", net.integers({2, 1, 0})}).with("axis", std::int64_t{3});
        const OnnxOp centred = net.op("Sub", {bgr, net.reals({3}, {103.5F, 116.25F, 123.75F})});
        return net.op("Transpose", {centred}).with("perm", Sides{0, 3, 1, 2}).out();
    };
    const std::vector<InputCase> cases = {
        {"as ever", nchw, kReal, same, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}},
        {"half precision", nchw, onnx::TensorProto::FLOAT16, same, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}},
        {"ImageNet", nchw, kReal, imageNet, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}},
        {"bytes", nchw, onnx::TensorProto::UINT8, bytes, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}},
        {"real bytes", nchw, kReal, bytes, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}},
        {"BGR, channels last",
         {0, 8, 6, 3},
         kReal,
         lastThenBgr,
         {103.5F / 255.0F, 116.25F / 255.0F, 123.75F / 255.0F},
         {1.0F / 255.0F, 1.0F / 255.0F, 1.0F / 255.0F},
         Colour::bgr},
        {"grey", {0, 1, 8, 6}, kReal, same, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}, Colour::grey},
        {"one picture",
         {3, 8, 6},
         kReal,
         [](OnnxBuilder& net) {
             return net.op("Unsqueeze", {"x", net.integers({0})}).out();
         },
         {0.5F, 0.5F, 0.5F},
         {0.5F, 0.5F, 0.5F}},
    };
    for (const InputCase& one : cases) {
        OnnxBuilder net;
        net.input(one.shape, one.type);
        addExtractor(net, one.before(net), one.colour == Colour::grey ? 1 : 3);
        const auto graph = imported(net.model);
        ASSERT_TRUE(graph.ok()) << one.name << ": " << graph.failure().what;
        const std::string name = one.name;
        const bool open =
            name == "as ever" || name == "half precision" || name == "grey" || name == "one picture";
        EXPECT_EQ(importOnnx(m_scratch / "net.onnx").value().inputSource,
                  open ? InputSource::assumed : InputSource::file)
            << name;
        const Preprocessing& how = graph.value().preprocessing;
        EXPECT_EQ(graph.value().nodes.size(), 4U) << one.name;
        EXPECT_EQ(how.height, 8) << one.name;
        EXPECT_EQ(how.width, 6) << one.name;
        EXPECT_EQ(how.colour, one.colour) << one.name;
        for (std::size_t c = 0; c < 3; ++c) {
            EXPECT_NEAR(how.mean[c], one.mean[c], 1e-5F) << one.name;
            EXPECT_NEAR(how.deviation[c], one.deviation[c], 1e-6F) << one.name;
        }
    }
}

TEST_F(OnnxPeople, QuantizedNetworksAreReadAsWhatTheyStandFor)
{
    OnnxBuilder net;
    const std::string x = net.input({1, 3, 8, 6});
    std::vector<std::int32_t> integers;
    std::vector<float> reals;
    const std::vector<float> scales = {0.01F, 0.02F};
    for (int i = 0; i < 2 * 3 * 9; ++i) {
        integers.push_back(i * 29 % 255 - 127);
        reals.push_back(static_cast<float>(integers.back()) * scales[static_cast<std::size_t>(i / 27)]);
    }
    const std::string weights = net.bytes({2, 3, 3, 3}, onnx::TensorProto::INT8, integers);
    const std::string zeros = net.bytes({2}, onnx::TensorProto::INT8, {0, 0});
    const OnnxOp real =
        net.op("DequantizeLinear", {weights, net.reals({2}, scales), zeros}).with("axis", std::int64_t{0});
    const OnnxOp conv = net.op("Conv", {x, real});
    // Zero as the lowest value stands for a ReLU that was left out.
    const std::string scale = net.scalar(0.05F);
    const std::string low = net.bytes({}, onnx::TensorProto::INT8, {-128});
    const OnnxOp q = net.op("QuantizeLinear", {conv, scale, low});
    const OnnxOp kept = net.op("MaxPool", {q}).with("kernel_shape", Sides{2, 2});
    net.output(net.op("GlobalAveragePool", {net.op("DequantizeLinear", {kept, scale, low})}));
    const auto graph = imported(net.model);
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    const std::vector<Node>& nodes = graph.value().nodes;
    ASSERT_EQ(nodes.size(), 5U);
    ASSERT_EQ(nodes[1].weight.size(), reals.size());
    for (std::size_t i = 0; i < reals.size(); ++i)
        EXPECT_FLOAT_EQ(nodes[1].weight[i], reals[i]);
    EXPECT_EQ(nodes[2].kind, OpKind::maxPool);
    EXPECT_EQ(nodes[3].kind, OpKind::clip);
    EXPECT_EQ(nodes[3].clipMin, 0.0F);
}

TEST_F(OnnxPeople, WeightsThatManyOperatorsShareAreNotCopiedWithoutEnd)
{
    OnnxBuilder net;
    std::string x = net.op("Conv", {net.input({1, 3, 2, 2}), net.weights({1024, 3, 1, 1})});
    const std::string shared = net.weights({1024, 1024, 1, 1});
    for (int i = 0; i < 20; ++i)
        x = net.op("Conv", {x, shared});
    net.output(net.op("GlobalAveragePool", {x}));
    const auto graph = imported(net.model);
    ASSERT_FALSE(graph.ok());
    EXPECT_EQ(graph.failure().code, Error::hostileContent) << graph.failure().what;
}

TEST_F(OnnxPeople, ShapesThatAreComputedAreFollowed)
{
    OnnxBuilder net(11);
    const std::string x = net.input({0, 3, 8, 6});
    const OnnxOp conv = net.op("Conv", {x, net.weights({8, 3, 3, 3})});
    const OnnxOp mean = net.op("GlobalAveragePool", {conv});
    const OnnxOp shape = net.op("Shape", {mean});
    const std::string zero = net.integers({0});
    const OnnxOp batch = net.op("Gather", {shape, zero}).with("axis", std::int64_t{0});
    const OnnxOp minus = net.op("Sub", {zero, net.integers({1})});
    const OnnxOp wanted = net.op("Concat", {batch, minus}).with("axis", std::int64_t{0});
    const OnnxOp flat = net.op("Reshape", {mean, wanted});
    net.output(net.op("Gemm", {flat, net.weights({8, 5})}));
    const auto graph = imported(net.model);
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    EXPECT_NE(graph.value().logitsNode, -1);
}

TEST_F(OnnxPeople, OperatorsThatNothingHereComputesAreNamedWithAdvice)
{
    for (const auto& [type, word] :
         std::map<std::string, std::string>{{"ConvTranspose", "Resize"},
                                            {"Mish", "ReLU"},
                                            {"Erf", "ReLU"},
                                            {"InstanceNormalization", "batch norm"},
                                            {"QLinearConv", "QDQ"},
                                            {"If", "traced"},
                                            {"Surprise", "not supported"}}) {
        OnnxBuilder net;
        const std::string x = net.input({1, 3, 8, 6});
        addExtractor(net, net.op(type.c_str(), {x}));
        const auto graph = imported(net.model);
        ASSERT_FALSE(graph.ok()) << type;
        EXPECT_EQ(graph.failure().code, Error::unsupportedOperator);
        EXPECT_NE(graph.failure().what.find(type), std::string::npos) << graph.failure().what;
        EXPECT_NE(graph.failure().what.find(word), std::string::npos) << graph.failure().what;
    }
}

TEST_F(OnnxPeople, InputsThatAreNoPictureAreShown)
{
    for (const Sides& shape : {Sides{1, 16000}, Sides{1, 2, 8, 6}, Sides{1, 3, 0, 0}, Sides{1, 3, 4, 8, 6}}) {
        OnnxBuilder net;
        addExtractor(net, net.input(shape));
        const auto graph = imported(net.model);
        ASSERT_FALSE(graph.ok());
        EXPECT_EQ(graph.failure().code, Error::unsupportedFormat);
        EXPECT_NE(graph.failure().what.find("its input is ["), std::string::npos) << graph.failure().what;
    }
}

/// Constants that multiply themselves: a few bytes that ask for all memory there is.
TEST_F(OnnxPeople, ConstantsThatGrowAreRefused)
{
    OnnxBuilder net;
    addExtractor(net, net.input({1, 3, 8, 6}));
    std::string grown = net.weights({64});
    for (int i = 0; i < 40; ++i)
        grown = net.op("Concat", {grown, grown}).with("axis", std::int64_t{0});
    EXPECT_EQ(imported(net.model).failure().code, Error::hostileContent);
    OnnxBuilder wide;
    addExtractor(wide, wide.input({1, 3, 8, 6}));
    wide.op("ConstantOfShape", {wide.integers({1 << 20, 1 << 20})});
    EXPECT_EQ(imported(wide.model).failure().code, Error::hostileContent);
}

/// A network with most of what is read, to be damaged.
onnx::ModelProto rich()
{
    OnnxBuilder net;
    const std::string x = net.input({0, 3, 9, 7});
    const OnnxOp conv =
        net.op("Conv", {x, net.weights({4, 3, 3, 2}), net.weights({4})}).with("pads", Sides{1, 0, 1, 1});
    const OnnxOp norm =
        net.op("BatchNormalization", {conv, net.weights({4}), net.weights({4}), net.weights({4}),
                                      net.reals({4}, {1.0F, 2.0F, 3.0F, 4.0F})});
    const OnnxOp swish = net.op("Mul", {norm, net.op("Sigmoid", {norm})});
    const OnnxOp pool =
        net.op("MaxPool", {swish}).with("kernel_shape", Sides{2, 3}).with("strides", Sides{2, 1});
    const OnnxOp parts = net.op("Reshape", {pool, net.integers({0, 2, 2, -1, 5})});
    const OnnxOp turned = net.op("Transpose", {parts}).with("perm", Sides{0, 2, 1, 3, 4});
    const OnnxOp shuffled = net.op("Reshape", {turned, net.integers({0, 4, -1, 5})});
    OnnxOp halves = net.op("Split", {shuffled, net.integers({1, 3})}, 2).with("axis", std::int64_t{1});
    const OnnxOp joined = net.op("Concat", {halves.out(1), halves.out(0)}).with("axis", std::int64_t{1});
    const OnnxOp padded = net.op("Pad", {joined, net.integers({0, 0, 1, 0, 0, 0, 0, 2})});
    const OnnxOp large = net.op("Resize", {padded, "", net.reals({4}, {1.0F, 1.0F, 2.0F, 1.0F})})
                             .with("coordinate_transformation_mode", "asymmetric")
                             .with("nearest_mode", "floor");
    const OnnxOp steep = net.op("PRelu", {net.op("Div", {large, net.scalar(2.0F)}), net.weights({4, 1, 1})});
    const OnnxOp gate = net.op("HardSigmoid", {net.op("GlobalAveragePool", {steep})});
    const OnnxOp mean = net.op("ReduceMean", {net.op("Mul", {gate, steep})}).with("axes", Sides{2, 3});
    const OnnxOp flat = net.op("Flatten", {mean});
    net.output(net.op("Gemm", {flat, net.weights({4, 5}), net.weights({5})}));
    return net.model;
}

/// Bytes overwritten, left out or doubled, at places that follow from `seed`.
std::string damaged(std::string bytes, unsigned seed)
{
    std::mt19937 random(seed);
    const int count = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < count; ++i) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 8, bytes.size() - at);
        switch (random() % 4) {
        case 0:
            bytes[at] = static_cast<char>(random());
            break;
        case 1:
            bytes[at] = static_cast<char>(bytes[at] ^ (1U << (random() % 8)));
            break;
        case 2:
            bytes.erase(at, length);
            break;
        default:
            bytes.insert(at, bytes.substr(at, length));
        }
    }
    return bytes;
}

TEST_F(OnnxPeople, DamagedFilesAreRefusedOrHarmless)
{
    const std::string whole = rich().SerializeAsString();
    ASSERT_TRUE(imported(rich()).ok()) << imported(rich()).failure().what;
    const char* wish = std::getenv("MICROT_MUTATIONS");
    const unsigned mutations = wish == nullptr ? 1000U : static_cast<unsigned>(std::atoi(wish));
    int refused = 0;
    for (unsigned seed = 0; seed < mutations; ++seed) {
        writeBytes(m_scratch / "net.onnx", damaged(whole, seed));
        const auto graph = test::graphOf(m_scratch / "net.onnx");
        refused += graph.ok() ? 0 : 1;
        if (graph.ok())
            EXPECT_TRUE(validateGraph(graph.value()).ok()) << seed;
        else
            EXPECT_NE(graph.failure().what.find("net.onnx"), std::string::npos) << graph.failure().what;
    }
    EXPECT_GT(refused, static_cast<int>(mutations / 4));
}

} // namespace
} // namespace microt::test
