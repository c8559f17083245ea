// SPDX-License-Identifier: Apache-2.0
// Kinds of files: types of numbers, shapes of inputs, what lies behind the features, what is only explained.
#include <cmath>

#include "engine/exchange/tensors/half.h"
#include "tests/engine/exchange/tflite/graph_run.h"
#include "tests/engine/exchange/tflite/one_operator.h"

namespace microt {
namespace {

using namespace test;
using namespace tflite;

class TfliteFormats : public testing::Test
{
protected:
    /// A pointwise convolution to two channels and a MEAN, which read `input`.
    void addBody(TfliteBuilder& file, int input, int height, int width, int weights)
    {
        const int map = file.activation("map", {1, height, width, 2});
        file.op(kConvolution, {input, weights, -1}, {map}, Options::Conv2D,
                CreateConv2D(file.fbb(), Padding::SAME, 1, 1, Activation::RELU));
        pooled = file.activation("pooled", {1, 2});
        file.op(kMean, {map, file.ints({1, 2})}, {pooled}, Options::Reducer, CreateReducer(file.fbb()));
    }

    Result<TfliteImport> read(TfliteBuilder& file, int input, int output, const std::string& features = "")
    {
        file.write(m_scratch / "x.tflite", {input}, {output});
        return importTflite(m_scratch / "x.tflite", features);
    }

    std::string why(TfliteBuilder& file, int input, int output)
    {
        const auto made = read(file, input, output);
        return made.ok() ? "opened" : made.failure().what;
    }

    int pooled = -1;
    ScratchFolder m_scratch;
};

TEST_F(TfliteFormats, FloatInputsOfEveryShape)
{
    struct Kind
    {
        std::vector<int> shape;
        Shape read;
    };
    for (const Kind& kind : {Kind{{1, 6, 4, 3}, {6, 4, 3}}, Kind{{1, 6, 4, 1}, {6, 4, 1}},
                             Kind{{-1, 6, 4, 3}, {6, 4, 3}}, Kind{{8, 6, 4, 3}, {6, 4, 3}}}) {
        TfliteBuilder file;
        const int channels = kind.shape[3];
        const int x = file.activation("x", kind.shape);
        const int weights = file.floats({2, 1, 1, channels},
                                        std::vector<float>(static_cast<std::size_t>(2 * channels), 1.0F));
        const int map = file.activation("map", {kind.shape[0], 6, 4, 2});
        file.op(kConvolution, {x, weights}, {map}, Options::Conv2D,
                CreateConv2D(file.fbb(), Padding::SAME, 1, 1));
        const int y = file.activation("y", {kind.shape[0], 2});
        file.op(kMean, {map, file.ints({1, 2})}, {y}, Options::Reducer, CreateReducer(file.fbb()));
        const auto made = read(file, x, y);
        ASSERT_TRUE(made.ok()) << made.failure().what;
        const Graph& graph = made.value().graph;
        EXPECT_EQ(graph.nodes[0].output, kind.read);
        EXPECT_EQ(graph.preprocessing.colour, channels == 1 ? Colour::grey : Colour::rgb);
        EXPECT_EQ(graph.preprocessing.mean[0], 0.5F);
        EXPECT_EQ(graph.preprocessing.deviation[0], 0.5F);
        EXPECT_EQ(made.value().inputSource, InputSource::assumed);
        EXPECT_EQ(graph.featureCount(), 2);
    }
}

TEST_F(TfliteFormats, GreyPicturesWithoutAChannel)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 6, 4});
    const int expanded = file.activation("expanded", {1, 6, 4, 1});
    file.op(kExpandDims, {x, file.ints({}, {-1})}, {expanded});
    addBody(file, expanded, 6, 4, file.floats({2, 1, 1, 1}, {1, 2}));
    const auto made = read(file, x, pooled);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_EQ(made.value().graph.nodes[0].output, (Shape{6, 4, 1}));
    EXPECT_EQ(made.value().graph.preprocessing.colour, Colour::grey);
}

TEST_F(TfliteFormats, ChannelsFirstInputsThroughATranspose)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 3, 6, 4});
    const int turned = file.activation("turned", {1, 6, 4, 3});
    file.op(kTranspose, {x, file.ints({0, 2, 3, 1})}, {turned});
    addBody(file, turned, 6, 4, file.floats({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}));
    const auto made = read(file, x, pooled);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_EQ(made.value().graph.nodes[0].output, (Shape{6, 4, 3}));
    EXPECT_EQ(made.value().graph.nodes[1].kind, OpKind::convolution);
}

TEST_F(TfliteFormats, Float16AndInt8WeightsOfFloatNetworks)
{
    const std::vector<float> numbers{0.5F, -1.0F, 2.0F, 0.25F, 1.5F, -0.75F};
    for (const bool half : {true, false}) {
        TfliteBuilder file;
        const int x = file.activation("x", {1, 2, 2, 3});
        int weights = -1;
        if (half) {
            std::vector<std::uint16_t> bits;
            for (const float number : numbers)
                bits.push_back(halfFromFloat(number));
            const int packed = file.constant({2, 1, 1, 3}, TensorType::FLOAT16, bits);
            weights = file.activation("weights", {2, 1, 1, 3});
            file.op(kDequantize, {packed}, {weights});
        } else {
            std::vector<std::int8_t> raw;
            for (const float number : numbers)
                raw.push_back(static_cast<std::int8_t>(number * 4.0F));
            weights = file.int8s({2, 1, 1, 3}, raw, {{0.25F, 0.25F}, {0, 0}, 0});
        }
        addBody(file, x, 2, 2, weights);
        const auto made = read(file, x, pooled);
        ASSERT_TRUE(made.ok()) << made.failure().what;
        EXPECT_FALSE(made.value().int8.has_value());
        EXPECT_EQ(made.value().graph.nodes[1].weight, numbers);
    }
}

TEST_F(TfliteFormats, Uint8NetworksBecomeFloatOnes)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 4, 4, 3}, TensorType::UINT8, {{1.0F / 128.0F}, {128}});
    const std::vector<std::uint8_t> raw{130, 120, 128, 255, 0, 126};
    const int weights = file.constant({2, 1, 1, 3}, TensorType::UINT8, raw, {{0.5F}, {128}});
    const int bias = file.ints({256, -128}); // without a scale of its own: the accumulator's
    const int map = file.activation("map", {1, 4, 4, 2}, TensorType::UINT8, {{0.0235F}, {0}});
    file.op(kConvolution, {x, weights, bias}, {map}, Options::Conv2D,
            CreateConv2D(file.fbb(), Padding::SAME, 1, 1));
    const int y = file.activation("y", {1, 1, 1, 2}, TensorType::UINT8, {{0.0235F}, {0}});
    file.op(kAveragePool, {map}, {y}, Options::Pool2D, CreatePool2D(file.fbb(), Padding::VALID, 1, 1, 4, 4));
    const auto made = read(file, x, y);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_FALSE(made.value().int8.has_value());
    const Graph& graph = made.value().graph;
    EXPECT_EQ(graph.nodes[1].weight, (std::vector<float>{1.0F, -4.0F, 0.0F, 63.5F, -64.0F, -1.0F}));
    EXPECT_EQ(graph.nodes[1].bias, (std::vector<float>{1.0F, -0.5F}));
    EXPECT_EQ(graph.nodes[2].kind, OpKind::clip) << "its numbers begin at zero";
    EXPECT_FLOAT_EQ(graph.preprocessing.mean[0], 128.0F / 255.0F);
    EXPECT_FLOAT_EQ(graph.preprocessing.deviation[0], 128.0F / 255.0F);
}

TEST_F(TfliteFormats, Uint8PixelsCastToFloatAreRaw)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 4, 4, 3}, TensorType::UINT8);
    const int cast = file.activation("cast", {1, 4, 4, 3});
    file.op(kCast, {x}, {cast});
    const int scaled = file.activation("scaled", {1, 4, 4, 3});
    file.op(kMul, {cast, file.floats({}, {1.0F / 255.0F})}, {scaled}, Options::Mul, CreateMul(file.fbb()));
    addBody(file, scaled, 4, 4, file.floats({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}));
    const auto made = read(file, x, pooled);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_NEAR(made.value().graph.preprocessing.mean[0], 0.0F, 1e-6);
    EXPECT_NEAR(made.value().graph.preprocessing.deviation[0], 1.0F, 1e-6);
}

TEST_F(TfliteFormats, WhatLiesBehindTheFeaturesNeverRefuses)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 4, 4, 3});
    addBody(file, x, 4, 4, file.floats({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}));
    const int odd = file.activation("odd", {1, 2});
    file.custom("MyVeryOwn", {pooled}, {odd});
    const int sums = file.activation("sums", {1, 2});
    file.op(kAdd, {odd, pooled}, {sums}, Options::Add, CreateAdd(file.fbb()));
    const int logits = file.activation("logits", {1, 4});
    file.op(kFullyConnected, {sums, file.floats({4, 2}, std::vector<float>(8, 1.0F)), -1}, {logits},
            Options::FullyConnected, CreateFullyConnected(file.fbb()));
    const int answer = file.activation("answer", {1, 4});
    file.op(kSoftmax, {logits}, {answer}, Options::Softmax, CreateSoftmax(file.fbb(), 1.0F));
    const int best = file.activation("best", {1}, TensorType::INT64);
    file.op(kArgMax, {answer, file.ints({}, {1})}, {best});
    const auto made = read(file, x, best);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    EXPECT_EQ(made.value().graph.featureCount(), 2);
    EXPECT_EQ(made.value().graph.logitsNode, -1);
}

TEST_F(TfliteFormats, WhatCannotBeReadBeforeTheFeaturesIsNamed)
{
    TfliteBuilder file;
    const int x = file.activation("x", {1, 4, 4, 3});
    const int odd = file.activation("odd", {1, 4, 4, 3});
    file.custom("MyVeryOwn", {x}, {odd});
    addBody(file, odd, 4, 4, file.floats({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}));
    const std::string told = why(file, x, pooled);
    EXPECT_NE(told.find("operator 0 (custom, MyVeryOwn) is not read here"), std::string::npos) << told;

    TfliteBuilder other;
    const int input = other.activation("x", {1, 4, 4, 3});
    const int large = other.activation("large", {1, 8, 8, 3});
    constexpr int kResizeBilinear = 23;
    addBody(other, input, 4, 4, other.floats({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}));
    const int twice = other.activation("twice", {1, 8, 8, 3});
    other.op(kResizeBilinear, {input, other.ints({8, 8})}, {large});
    other.op(kAdd, {large, large}, {twice}, Options::Add, CreateAdd(other.fbb()));
    EXPECT_NE(why(other, input, twice).find("RESIZE_BILINEAR"), std::string::npos)
        << why(other, input, twice);
}

TEST_F(TfliteFormats, NetworksForOtherHardwareAndOtherThingsAreExplained)
{
    struct Kind
    {
        std::vector<int> shape;
        const char* custom;
        const char* told;
    };
    for (const Kind& kind :
         {Kind{{1, 96, 96, 3}, "ethos-u", "compiled for Ethos-U (Vela)"},
          Kind{{1, 96, 96, 3}, "edgetpu-custom-op", "compiled for the Edge TPU"},
          Kind{{1, 49, 10, 1}, "x", "an audio network (its input is [1, 49, 10, 1])"},
          Kind{{1, 640}, "x", "no network for pictures (its input is [1, 640])"},
          Kind{{1, 96, 96, 7}, "x", "no network for pictures (its input is [1, 96, 96, 7])"}}) {
        TfliteBuilder file;
        const int x = file.activation("x", kind.shape);
        const int y = file.activation("y", {1, 2});
        file.custom(kind.custom, {x}, {y});
        const std::string told = why(file, x, y);
        EXPECT_NE(told.find(kind.told), std::string::npos) << told;
    }
    TfliteBuilder file;
    const int x = file.activation("x", {1, 4, 4, 3}, TensorType::INT16, {{0.01F}, {0}});
    const int y = file.activation("y", {1, 4, 4, 2}, TensorType::INT16, {{0.01F}, {0}});
    file.op(kConvolution, {x, file.int8s({2, 1, 1, 3}, {1, 2, 3, 4, 5, 6}, {{0.1F}, {0}}), -1}, {y},
            Options::Conv2D, CreateConv2D(file.fbb(), Padding::SAME, 1, 1));
    EXPECT_NE(why(file, x, y).find("int16"), std::string::npos) << why(file, x, y);
}

TEST_F(TfliteFormats, AnUnreadableTensorOfAnInt8NetworkSaysSo)
{
    OneOperator net(true, {4, 4, 3});
    const int map = net.map(3);
    const int real = net.file().activation("real", {1, 4, 4, 3});
    net.file().op(kDequantize, {map}, {real});
    const int gate = net.file().activation("gate", {1, 4, 4, 3});
    net.file().op(kLogistic, {real}, {gate});
    const int y = net.y({1, 4, 4, 3});
    net.file().op(kQuantize, {gate}, {y});
    const std::string told = net.read(y).failure().what;
    EXPECT_NE(told.find("LOGISTIC) computes in float inside an int8 network"), std::string::npos) << told;
}

} // namespace
} // namespace microt
