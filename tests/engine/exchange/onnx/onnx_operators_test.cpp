// SPDX-License-Identifier: Apache-2.0
// Every operator that is read, with odd sides, against a plain loop; and written and read again.
#include <functional>

#include <gtest/gtest.h>

#include "engine/exchange/onnx/onnx.h"
#include "engine/train/forward/embed.h"
#include "tests/engine/exchange/onnx/graph_of.h"
#include "tests/engine/exchange/onnx/onnx_builder.h"
#include "tests/support/support.h"
#include "tests/support/tiny_network.h"

namespace microt::test {
namespace {

namespace fs = std::filesystem;

/// Builds a network on the picture "x", a tensor [N, C, H, W], and returns its last tensor.
using Build = std::function<std::string(OnnxBuilder&, const std::string& x)>;

struct Case
{
    const char* name;
    Build build;
    Sides last = {0, 4, 0, 0}; ///< shape of what it builds; only the channels matter
    int opset = 13;
};

constexpr std::int64_t kHeight = 9;
constexpr std::int64_t kWidth = 7;
constexpr std::int64_t kChannels = 4; ///< of what a first convolution makes of the picture

OnnxTensor pictureOf(const Sides& shape)
{
    OnnxTensor picture{shape, {}};
    std::int64_t count = 1;
    for (const std::int64_t side : shape)
        count *= side;
    for (std::int64_t i = 0; i < count; ++i)
        picture.values.push_back(static_cast<double>((i * 37 + 11) % 256) / 127.5 - 1.0);
    return picture;
}

/// Features of the picture as the imported network computes them.
std::vector<float> featuresOf(const Graph& graph, const OnnxTensor& picture)
{
    const std::vector<float> input(picture.values.begin(), picture.values.end());
    const auto executor = FloatExecutor::create(graph);
    EXPECT_TRUE(executor.ok()) << (executor.ok() ? "" : executor.failure().what);
    if (!executor.ok())
        return {};
    const auto output = executor.value().run(input.data(), 1);
    EXPECT_TRUE(output.ok()) << (output.ok() ? "" : output.failure().what);
    const FeatureMatrix& features = output.value().exits.back();
    return std::vector<float>(features.data(), features.data() + features.size());
}

/// [N, C, H, W] in the order that a flatten gives.
std::vector<float> channelsLast(const OnnxTensor& tensor)
{
    std::vector<float> values;
    if (tensor.shape.size() == 2)
        return std::vector<float>(tensor.values.begin(), tensor.values.end());
    const std::int64_t pixels = tensor.shape[2] * tensor.shape[3];
    for (std::int64_t p = 0; p < pixels; ++p)
        for (std::int64_t c = 0; c < tensor.shape[1]; ++c)
            values.push_back(static_cast<float>(tensor.values[static_cast<std::size_t>(c * pixels + p)]));
    return values;
}

void expectNear(const std::vector<float>& got, const std::vector<float>& wanted, const char* what)
{
    ASSERT_EQ(got.size(), wanted.size()) << what;
    for (std::size_t i = 0; i < got.size(); ++i)
        ASSERT_NEAR(got[i], wanted[i], 1e-4F * std::max(1.0F, std::abs(wanted[i]))) << what << " " << i;
}

class OnnxOperators : public testing::TestWithParam<Case>
{
protected:
    Result<Graph> imported(const onnx::ModelProto& model, const std::string& features)
    {
        writeBytes(m_scratch / "one.onnx", model.SerializeAsString());
        return test::graphOf(m_scratch / "one.onnx", features);
    }

    ScratchFolder m_scratch;
};

TEST_P(OnnxOperators, ComputesWhatAPlainLoopComputes)
{
    const Case& one = GetParam();
    OnnxBuilder net(one.opset);
    const std::string x = net.input({1, 3, kHeight, kWidth});
    const std::string first = net.op("Conv", {x, net.weights({kChannels, 3, 3, 3}), net.weights({kChannels})})
                                  .with("pads", Sides{1, 1, 1, 1});
    const std::string built = one.build(net, first);
    const bool vector = one.last.size() == 2;
    // A last operator that mixes channels, so that all of them matter and none of their order is lost.
    const std::string last = vector ? net.op("Gemm", {built, net.weights({one.last[1], 5})}).out()
                                    : net.op("Conv", {built, net.weights({5, one.last[1], 1, 1})}).out();
    net.output(last);
    const OnnxTensor picture = pictureOf({1, 3, kHeight, kWidth});
    const std::vector<float> wanted = channelsLast(computeOnnx(net.model, picture, last));

    auto graph = imported(net.model, "flatten:" + last);
    ASSERT_TRUE(graph.ok()) << graph.failure().what;
    expectNear(featuresOf(graph.value(), picture), wanted, "imported");

    ASSERT_TRUE(exportOnnx(graph.value(), m_scratch / "again.onnx").ok());
    const auto again = test::graphOf(m_scratch / "again.onnx");
    ASSERT_TRUE(again.ok()) << again.failure().what;
    EXPECT_EQ(again.value().nodes.size(), graph.value().nodes.size());
    expectNear(featuresOf(again.value(), picture), wanted, "written and read again");
}

Build conv(const Sides& weights, const std::function<void(OnnxOp&)>& attributes)
{
    return [=](OnnxBuilder& net, const std::string& x) {
        OnnxOp op = net.op("Conv", {x, net.weights(weights), net.weights({weights[0]})});
        attributes(op);
        return op.out();
    };
}

Build simple(
    const char* type, const std::function<void(OnnxOp&)>& attributes = [](OnnxOp&) {})
{
    return [=](OnnxBuilder& net, const std::string& x) {
        OnnxOp op = net.op(type, {x});
        attributes(op);
        return op.out();
    };
}

Build withConstant(const char* type, const Sides& shape, bool constantFirst = false, float atLeast = 0.0F)
{
    return [=](OnnxBuilder& net, const std::string& x) {
        std::string constant = net.weights(shape);
        if (atLeast > 0.0F) { // for divisions
            std::int64_t count = 1;
            for (const std::int64_t side : shape)
                count *= side;
            std::vector<float> values;
            for (std::int64_t i = 0; i < count; ++i)
                values.push_back(atLeast + static_cast<float>(i));
            constant = net.reals(shape, values);
        }
        return constantFirst ? net.op(type, {constant, x}).out() : net.op(type, {x, constant}).out();
    };
}

std::vector<Case> convolutions()
{
    return {
        {"Groups", conv({6, 2, 3, 3}, [](OnnxOp& op) { op.with("group", std::int64_t{2}); }), {0, 6, 0, 0}},
        {"Depthwise", conv({4, 1, 3, 3}, [](OnnxOp& op) { op.with("group", std::int64_t{4}); })},
        {"SidesDiffer",
         conv({5, 4, 3, 2},
              [](OnnxOp& op) {
                  op.with("pads", Sides{0, 1, 2, 0}).with("strides", Sides{2, 3});
              }),
         {0, 5, 0, 0}},
        {"SameUpper",
         conv({5, 4, 4, 3},
              [](OnnxOp& op) {
                  op.with("auto_pad", "SAME_UPPER").with("strides", Sides{2, 2});
              }),
         {0, 5, 0, 0}},
        {"SameLower",
         conv({5, 4, 4, 2},
              [](OnnxOp& op) {
                  op.with("auto_pad", "SAME_LOWER").with("strides", Sides{3, 2});
              }),
         {0, 5, 0, 0}},
        {"Valid", conv({5, 4, 2, 5}, [](OnnxOp& op) { op.with("auto_pad", "VALID"); }), {0, 5, 0, 0}},
        {"PadsBeyondTheKernel",
         conv({5, 4, 1, 2},
              [](OnnxOp& op) {
                  op.with("pads", Sides{1, 3, 0, 2});
              }),
         {0, 5, 0, 0}},
        {"DilationOfASinglePixel",
         conv({5, 4, 1, 1},
              [](OnnxOp& op) {
                  op.with("dilations", Sides{2, 2});
              }),
         {0, 5, 0, 0}},
        {"PadBefore",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp pad = net.op("Pad", {x, net.integers({0, 0, 0, 1, 0, 0, 1, 0})});
             return net.op("Conv", {pad, net.weights({4, 4, 3, 3})}).with("strides", Sides{2, 2}).out();
         }},
        {"PadAlone",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Pad", {x, net.integers({0, 0, 2, 1, 0, 0, 3, 0}), net.scalar(0.0F)}).out();
         }},
        {"PadOfOld",
         simple("Pad",
                [](OnnxOp& op) {
                    op.with("pads", Sides{0, 0, 2, 1, 0, 0, 3, 0});
                }),
         {0, 4, 0, 0},
         10},
    };
}

std::vector<Case> elements()
{
    const auto alpha = [](float value) { return [=](OnnxOp& op) { op.with("alpha", value); }; };
    return {
        {"Relu", simple("Relu")},
        {"LeakyRelu", simple("LeakyRelu", alpha(0.3F))},
        {"Sigmoid", simple("Sigmoid")},
        {"Tanh", simple("Tanh")},
        {"HardSwish", simple("HardSwish"), {0, 4, 0, 0}, 14},
        {"HardSigmoid", simple("HardSigmoid", [](OnnxOp& op) { op.with("alpha", 0.3F).with("beta", 0.4F); })},
        {"Negative", simple("Neg")},
        {"PRelu", withConstant("PRelu", {4, 1, 1})},
        {"PReluOfOneSlope", withConstant("PRelu", {1})},
        {"ClipOfOld",
         simple("Clip", [](OnnxOp& op) { op.with("min", -0.1F).with("max", 0.2F); }),
         {0, 4, 0, 0},
         9},
        {"Clip",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Clip", {x, net.scalar(-0.2F), net.scalar(0.3F)}).out();
         }},
        {"ClipAboveAlone",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Clip", {x, "", net.scalar(0.3F)}).out();
         }},
        {"MaxAndMin",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Min", {net.op("Max", {net.scalar(0.0F), x}), net.scalar(0.4F)}).out();
         }},
        {"AddOneNumber", withConstant("Add", {1})},
        {"AddAChannel", withConstant("Add", {1, 4, 1, 1}, true)},
        {"SubtractFrom", withConstant("Sub", {4, 1, 1}, true)},
        {"Subtract", withConstant("Sub", {4, 1, 1})},
        {"MultiplyOneNumber", withConstant("Mul", {}, true)},
        {"MultiplyAChannel", withConstant("Mul", {4, 1, 1})},
        {"Divide", withConstant("Div", {1, 4, 1, 1}, false, 0.5F)},
        {"Silu",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Mul", {x, net.op("Sigmoid", {x})}).out();
         }},
        {"HardSwishSpelledOut",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp three = net.op("Add", {x, net.scalar(3.0F)});
             const OnnxOp six = net.op("Clip", {three, net.scalar(0.0F), net.scalar(6.0F)});
             return net.op("Div", {net.op("Mul", {x, six}), net.scalar(6.0F)}).out();
         }},
        {"BatchNorm",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp norm =
                 net.op("BatchNormalization", {x, net.weights({4}), net.weights({4}), net.weights({4}),
                                               net.reals({4}, {0.5F, 1.0F, 2.0F, 0.25F})});
             return net.op("Mul", {net.op("Add", {norm, net.weights({4, 1, 1})}), net.scalar(2.0F)}).out();
         }},
    };
}

std::vector<Case> pairs()
{
    const auto other = [](OnnxBuilder& net, const std::string& x) {
        return net.op("Conv", {x, net.weights({4, 4, 1, 1})}).out();
    };
    const auto both = [other](const char* type, bool swapped = false) -> Build {
        return [=](OnnxBuilder& net, const std::string& x) {
            const std::string y = other(net, x);
            return swapped ? net.op(type, {y, x}).out() : net.op(type, {x, y}).out();
        };
    };
    const auto gated = [other](const char* type, bool swapped) -> Build {
        return [=](OnnxBuilder& net, const std::string& x) {
            const std::string y = other(net, net.op("GlobalAveragePool", {x}));
            return swapped ? net.op(type, {y, x}).out() : net.op(type, {x, y}).out();
        };
    };
    return {
        {"Add", both("Add")},
        {"Sub", both("Sub")},
        {"SubSwapped", both("Sub", true)},
        {"Mul", both("Mul")},
        {"MulByAChannel", gated("Mul", false)},
        {"MulByAChannelSwapped", gated("Mul", true)},
        {"AddAChannel", gated("Add", false)},
        {"SubAChannel", gated("Sub", false)},
        {"SubFromAChannel", gated("Sub", true)},
        {"Expanded",
         [other](OnnxBuilder& net, const std::string& x) {
             const std::string y = other(net, net.op("ReduceMean", {x}).with("axes", Sides{2, 3}));
             const OnnxOp wide = net.op("Resize", {y, "", net.reals({4}, {1.0F, 1.0F, 9.0F, 7.0F})});
             return net.op("Mul", {wide, x}).out();
         }},
    };
}

std::vector<Case> pools()
{
    const auto window = [](const Sides& kernel, const Sides& strides, const Sides& pads, bool ceil = false,
                           bool counted = false) {
        return [=](OnnxOp& op) {
            op.with("kernel_shape", kernel).with("strides", strides).with("pads", pads);
            op.with("ceil_mode", std::int64_t{ceil});
            if (counted)
                op.with("count_include_pad", std::int64_t{1});
        };
    };
    return {
        {"Max", simple("MaxPool", window({3, 2}, {2, 3}, {1, 0, 0, 1}))},
        {"MaxCeil", simple("MaxPool", window({2, 2}, {2, 2}, {0, 0, 0, 0}, true))},
        {"Average", simple("AveragePool", window({3, 3}, {2, 2}, {1, 1, 1, 1}))},
        {"AverageCeil", simple("AveragePool", window({3, 2}, {2, 3}, {1, 0, 0, 0}, true))},
        {"AverageCountsPads", simple("AveragePool", window({3, 3}, {2, 2}, {1, 0, 1, 2}, false, true))},
        {"AverageCountsPadsCeil", simple("AveragePool", window({2, 3}, {3, 2}, {1, 1, 0, 1}, true, true))},
        {"AverageSame", simple("AveragePool",
                               [](OnnxOp& op) {
                                   op.with("kernel_shape", Sides{3, 3}).with("strides", Sides{2, 2});
                                   op.with("auto_pad", "SAME_UPPER");
                               })},
        {"AverageWhole", simple("AveragePool",
                                [](OnnxOp& op) {
                                    op.with("kernel_shape", Sides{9, 7});
                                })},
        {"GlobalAverage", simple("GlobalAveragePool")},
        {"GlobalMax", simple("GlobalMaxPool")},
        {"ReduceMax", simple("ReduceMax",
                             [](OnnxOp& op) {
                                 op.with("axes", Sides{2, 3});
                             })},
        {"ReduceMeanOfRows", simple("ReduceMean", [](OnnxOp& op) { op.with("axes", Sides{2}); })},
        {"ReduceMeanOneByOne",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp rows =
                 net.op("ReduceMean", {x}).with("axes", Sides{-1}).with("keepdims", std::int64_t{0});
             return net.op("ReduceMean", {rows})
                 .with("axes", Sides{2})
                 .with("keepdims", std::int64_t{0})
                 .out();
         },
         {0, 4}},
        {"ReduceMeanOfNew",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("ReduceMean", {x, net.integers({3, 2})}).with("keepdims", std::int64_t{0}).out();
         },
         {0, 4},
         18},
        {"ReduceMeanFlattened",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp flat = net.op("Reshape", {x, net.integers({0, 4, -1})});
             return net.op("ReduceMean", {flat})
                 .with("axes", Sides{2})
                 .with("keepdims", std::int64_t{0})
                 .out();
         },
         {0, 4}},
        {"Resize",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Resize", {x, "", net.reals({4}, {1.0F, 1.0F, 2.0F, 3.0F})}).out();
         }},
        {"Upsample",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Upsample", {x, net.reals({4}, {1.0F, 1.0F, 3.0F, 2.0F})}).out();
         },
         {0, 4, 0, 0},
         9},
    };
}

std::vector<Case> layouts()
{
    return {
        {"Shuffle",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp wide = net.op("Conv", {x, net.weights({6, 4, 1, 1})});
             const OnnxOp parts = net.op("Reshape", {wide, net.integers({1, 2, 3, 9, 7})});
             const OnnxOp turned = net.op("Transpose", {parts}).with("perm", Sides{0, 2, 1, 3, 4});
             return net.op("Reshape", {turned, net.integers({1, 6, 9, 7})}).out();
         },
         {0, 6, 0, 0}},
        {"HalfOfAShuffle",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp wide = net.op("Conv", {x, net.weights({6, 4, 1, 1})});
             const OnnxOp parts = net.op("Reshape", {wide, net.integers({0, 3, 2, 9, 7})});
             const OnnxOp half = net.op("Gather", {parts, net.integers({1})}).with("axis", std::int64_t{2});
             return net.op("Squeeze", {half, net.integers({2})}).out();
         },
         {0, 3, 0, 0}},
        {"Split",
         [](OnnxBuilder& net, const std::string& x) {
             OnnxOp parts = net.op("Split", {x, net.integers({1, 3})}, 2).with("axis", std::int64_t{1});
             return net.op("Concat", {parts.out(1), parts.out(0), parts.out(1)})
                 .with("axis", std::int64_t{1})
                 .out();
         },
         {0, 7, 0, 0}},
        {"SplitOfOld",
         [](OnnxBuilder& net, const std::string& x) {
             OnnxOp parts = net.op("Split", {x}, 2).with("axis", std::int64_t{1}).with("split", Sides{3, 1});
             return net.op("Mul", {parts.out(0), net.op("Sigmoid", {parts.out(0)})}).out();
         },
         {0, 3, 0, 0},
         11},
        {"Slice",
         [](OnnxBuilder& net, const std::string& x) {
             return net
                 .op("Slice",
                     {x, net.integers({3}), net.integers({-5}), net.integers({1}), net.integers({-1})})
                 .out();
         }},
        {"SliceEveryOther",
         [](OnnxBuilder& net, const std::string& x) {
             return net
                 .op("Slice",
                     {x, net.integers({1}), net.integers({100}), net.integers({1}), net.integers({2})})
                 .out();
         },
         {0, 2, 0, 0}},
        {"GatherChannels",
         [](OnnxBuilder& net, const std::string& x) {
             return net.op("Gather", {x, net.integers({2, 0, 2})}).with("axis", std::int64_t{1}).out();
         },
         {0, 3, 0, 0}},
        {"ChannelsLastAndBack",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp last = net.op("Transpose", {x}).with("perm", Sides{0, 2, 3, 1});
             const OnnxOp more = net.op("Relu", {net.op("Add", {last, net.weights({4})})});
             const OnnxOp mixed = net.op("MatMul", {more, net.weights({4, 5})});
             const OnnxOp padded = net.op("Pad", {mixed, net.integers({0, 1, 0, 0, 0, 0, 2, 0})});
             const OnnxOp joined = net.op("Concat", {padded, padded}).with("axis", std::int64_t{3});
             return net.op("Transpose", {joined}).with("perm", Sides{0, 3, 1, 2}).out();
         },
         {0, 10, 0, 0}},
        {"SqueezeExcite",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp mean = net.op("GlobalAveragePool", {x});
             const OnnxOp flat = net.op("Squeeze", {mean, net.integers({2, 3})});
             const OnnxOp less =
                 net.op("Relu", {net.op("Gemm", {flat, net.weights({4, 2}), net.weights({2})})});
             const OnnxOp gate = net.op("Sigmoid", {net.op("MatMul", {less, net.weights({2, 4})})});
             return net.op("Mul", {x, net.op("Unsqueeze", {gate, net.integers({2, 3})})}).out();
         }},
    };
}

std::vector<Case> linears()
{
    return {
        {"GemmOfAMap",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp flat = net.op("Flatten", {x});
             return net.op("Gemm", {flat, net.weights({6, 252}), net.weights({6})})
                 .with("transB", std::int64_t{1})
                 .with("alpha", 0.5F)
                 .with("beta", 2.0F)
                 .out();
         },
         {0, 6}},
        {"MatMulOfAMapChannelsLast",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp last = net.op("Transpose", {x}).with("perm", Sides{0, 2, 3, 1});
             const OnnxOp flat = net.op("Reshape", {last, net.integers({1, -1})});
             return net.op("Add", {net.op("MatMul", {flat, net.weights({252, 6})}), net.weights({6})}).out();
         },
         {0, 6}},
        {"GemmOfMeans",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp flat = net.op("Flatten", {net.op("GlobalAveragePool", {x})});
             return net.op("Gemm", {net.op("Dropout", {flat}), net.weights({4, 6}), net.weights({1})}).out();
         },
         {0, 6}},
        {"ConcatOfMeans",
         [](OnnxBuilder& net, const std::string& x) {
             const OnnxOp mean = net.op("GlobalAveragePool", {x});
             const OnnxOp most = net.op("GlobalMaxPool", {x});
             return net.op("Flatten", {net.op("Concat", {mean, most}).with("axis", std::int64_t{1})}).out();
         },
         {0, 8}},
    };
}

std::string caseName(const testing::TestParamInfo<Case>& info)
{
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Convolutions, OnnxOperators, testing::ValuesIn(convolutions()), caseName);
INSTANTIATE_TEST_SUITE_P(Elements, OnnxOperators, testing::ValuesIn(elements()), caseName);
INSTANTIATE_TEST_SUITE_P(Pairs, OnnxOperators, testing::ValuesIn(pairs()), caseName);
INSTANTIATE_TEST_SUITE_P(Pools, OnnxOperators, testing::ValuesIn(pools()), caseName);
INSTANTIATE_TEST_SUITE_P(Layouts, OnnxOperators, testing::ValuesIn(layouts()), caseName);
INSTANTIATE_TEST_SUITE_P(Linears, OnnxOperators, testing::ValuesIn(linears()), caseName);

} // namespace
} // namespace microt::test
