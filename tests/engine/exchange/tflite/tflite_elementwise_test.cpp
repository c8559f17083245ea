// SPDX-License-Identifier: Apache-2.0
// Arithmetic and activations, in int8 and float.
#include <algorithm>
#include <cmath>

#include "tests/engine/exchange/tflite/one_operator.h"

namespace microt {
namespace {

using namespace test;
using namespace tflite;

constexpr double kStep = OneOperator::kScale;

template <typename Net>
void append(Net& net, int code, const std::vector<int>& inputs, int y,
            Activation activation = Activation::NONE)
{
    switch (code) {
    case kAdd:
        return net.file().op(code, inputs, {y}, Options::Add, CreateAdd(net.fbb(), activation));
    case kSub:
        return net.file().op(code, inputs, {y}, Options::Sub, CreateSub(net.fbb(), activation));
    case kMul:
        return net.file().op(code, inputs, {y}, Options::Mul, CreateMul(net.fbb(), activation));
    default:
        return net.file().op(code, inputs, {y}, Options::Div, CreateDiv(net.fbb(), activation));
    }
}

double combined(int code, double a, double b)
{
    return code == kAdd ? a + b : code == kSub ? a - b : code == kMul ? a * b : a / b;
}

TEST(TfliteArithmetic, AConstantFromEitherSideForAllOrEachChannel)
{
    for (const bool int8 : kBoth)
        for (const int code : {int{kAdd}, int{kSub}, int{kMul}})
            for (const bool first : {false, true})
                for (const bool each : {false, true}) {
                    OneOperator net(int8, kOdd);
                    const std::vector<double> k =
                        each ? std::vector<double>{2.0, -1.5, 0.5} : std::vector<double>{1.25};
                    const int map = net.map(3);
                    const int constant = net.constant(each ? std::vector{3} : std::vector<int>{}, k);
                    const int y = net.y({1, 5, 3, 3}, 0.125F);
                    append(net, code, first ? std::vector{constant, map} : std::vector{map, constant}, y);
                    net.expect(y, [&](int row, int column, int c) {
                        const double other = k[each ? static_cast<std::size_t>(c) : 0];
                        const double x = net.mapped(row, column, c);
                        return combined(code, first ? other : x, first ? x : other);
                    });
                    EXPECT_EQ(net.kinds().size(), int8 ? 2U : 0U);
                }
}

TEST(TfliteArithmetic, AnUnfoldedBatchNormIsOneNode)
{
    OneOperator net(false, kOdd);
    const int map = net.map(3);
    const int scaled = net.activation("scaled", {1, 5, 3, 3});
    append(net, kMul, {map, net.constant({3}, {0.5, 2.0, -1.0})}, scaled);
    const int y = net.y({1, 5, 3, 3});
    append(net, kAdd, {scaled, net.constant({1, 1, 1, 3}, {1.0, 0.0, 2.0})}, y, Activation::RELU6);
    const auto made = net.read(y);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    int norms = 0;
    for (const Node& node : made.value().graph.nodes)
        if (node.kind == OpKind::batchNorm) {
            ++norms;
            if (norms == 1) {
                EXPECT_EQ(node.weight, (std::vector<float>{0.5F, 2.0F, -1.0F}));
            }
        }
    EXPECT_EQ(norms, 2) << "the clip that follows needs its own";
}

TEST(TfliteArithmetic, AtTheInputItIsPreprocessing)
{
    struct Scaling
    {
        std::vector<double> subtrahend, divisor;
        float mean, deviation;
    };
    for (const Scaling& scaling : {Scaling{{127.5}, {127.5}, 0.5F, 0.5F}, Scaling{{0.0}, {255.0}, 0.0F, 1.0F},
                                   Scaling{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, 0.485F, 0.229F}}) {
        OneOperator net(false, kOdd);
        const auto constant = [&net](const std::vector<double>& numbers) {
            return net.file().floats({static_cast<int>(numbers.size())},
                                     std::vector<float>(numbers.begin(), numbers.end()));
        };
        const int less = net.activation("less", {1, 5, 3, 3});
        append(net, kSub, {net.x(), constant(scaling.subtrahend)}, less);
        const int scaled = net.activation("scaled", {1, 5, 3, 3});
        append(net, kDiv, {less, constant(scaling.divisor)}, scaled);
        const int y = net.y({1, 3});
        net.file().op(kMean, {scaled, net.file().ints({1, 2})}, {y}, Options::Reducer,
                      CreateReducer(net.fbb()));
        const auto made = net.read(y);
        ASSERT_TRUE(made.ok()) << made.failure().what;
        const Graph& graph = made.value().graph;
        EXPECT_EQ(graph.nodes.size(), 2U);
        EXPECT_EQ(made.value().inputSource, InputSource::file);
        EXPECT_NEAR(graph.preprocessing.mean[0], scaling.mean, 1e-6);
        EXPECT_NEAR(graph.preprocessing.deviation[0], scaling.deviation, 1e-6);
    }
}

TEST(TfliteArithmetic, TwoActivations)
{
    for (const bool int8 : kBoth)
        for (const int code : {int{kAdd}, int{kMul}, int{kSub}}) {
            OneOperator net(int8, kOdd);
            const int map = net.map(3);
            const int y = net.y({1, 5, 3, 3}, 0.25F);
            append(net, code, {net.x(), map}, y, Activation::RELU);
            if (int8 && code == kSub) {
                EXPECT_NE(net.read(y).failure().what.find("SUB) subtracts one int8 activation"),
                          std::string::npos);
                continue;
            }
            net.expect(y, [&](int row, int column, int c) {
                const double sum = combined(code, net.in(row, column, c), net.mapped(row, column, c));
                return std::clamp(sum, 0.0, int8 ? 0.25 * 124 : 1e9);
            });
        }
}

TEST(TfliteArithmetic, AMapTimesOneNumberAChannelInEitherOrder)
{
    for (const bool int8 : kBoth)
        for (const bool mapFirst : {true, false}) {
            OneOperator net(int8, kOdd);
            const int squeezed = net.activation("squeezed", {1, 1, 1, 3}, 0.0625F, 5);
            net.file().op(kMaxPool, {net.x()}, {squeezed}, Options::Pool2D,
                          CreatePool2D(net.fbb(), Padding::VALID, 1, 1, 3, 5));
            const int map = net.map(3);
            const int y = net.y({1, 5, 3, 3}, 0.5F);
            append(net, kMul, mapFirst ? std::vector{map, squeezed} : std::vector{squeezed, map}, y);
            if (int8) { // a pool keeps its input's zero point
                EXPECT_FALSE(net.read(y).ok());
                continue;
            }
            net.expect(y, [&](int row, int column, int c) {
                double most = -1e9;
                for (int r = 0; r < 5; ++r)
                    for (int x = 0; x < 3; ++x)
                        most = std::max(most, net.in(r, x, c));
                return most * net.mapped(row, column, c);
            });
        }
    OneOperator net(true, kOdd);
    const int squeezed = net.activation("squeezed", {1, 1, 1, 3});
    net.file().op(kMaxPool, {net.x()}, {squeezed}, Options::Pool2D,
                  CreatePool2D(net.fbb(), Padding::VALID, 1, 1, 3, 5));
    const int y = net.y({1, 5, 3, 3}, 0.5F);
    append(net, kMul, {squeezed, net.x()}, y);
    net.expect(y, [&](int row, int column, int c) {
        double most = -1e9;
        for (int r = 0; r < 5; ++r)
            for (int x = 0; x < 3; ++x)
                most = std::max(most, net.in(r, x, c));
        return most * net.in(row, column, c);
    });
}

TEST(TfliteActivations, EachOfThem)
{
    struct Kind
    {
        int code;
        float scale;
        int zero;
        double (*function)(double);
        double steps;
    };
    for (const bool int8 : kBoth)
        for (const Kind& kind :
             {Kind{kRelu, 0.05F, -128, [](double x) { return std::max(x, 0.0); }, 0.55},
              Kind{kRelu6, 0.0625F, 3, [](double x) { return std::clamp(x, 0.0, 6.0); }, 0.55},
              Kind{kReluN1To1, 0.0625F, 3, [](double x) { return std::clamp(x, -1.0, 1.0); }, 0.55},
              Kind{kRelu0To1, 0.0625F, 3, [](double x) { return std::clamp(x, 0.0, 1.0); }, 0.55},
              Kind{kLogistic, 1.0F / 256.0F, -128, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }, 1.0},
              Kind{kTanh, 1.0F / 128.0F, 0, [](double x) { return std::tanh(x); }, 1.0},
              Kind{kHardSwish, 0.0625F, -100,
                   [](double x) { return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0; }, 1.1}}) {
            OneOperator net(int8, kOdd);
            const int map = net.map(3);
            const int y = net.y({1, 5, 3, 3}, kind.scale, kind.zero);
            net.file().op(kind.code, {map}, {y});
            net.expect(
                y, [&](int row, int column, int c) { return kind.function(net.mapped(row, column, c)); },
                kind.steps);
        }
}

TEST(TfliteActivations, SlopesForAllOrEachChannel)
{
    for (const bool int8 : kBoth) {
        OneOperator leaky(int8, kOdd);
        const int map = leaky.map(3);
        const int y = leaky.y({1, 5, 3, 3});
        leaky.file().op(kLeakyRelu, {map}, {y}, Options::LeakyRelu, CreateLeakyRelu(leaky.fbb(), 0.3F));
        leaky.expect(
            y,
            [&](int row, int column, int c) {
                const double x = leaky.mapped(row, column, c);
                return x < 0.0 ? static_cast<double>(0.3F) * x : x;
            },
            0.8); // TFLite rounds twice
        for (const bool each : {true, false}) {
            OneOperator net(int8, kOdd);
            const std::vector<double> slopes =
                each ? std::vector<double>{0.25, -0.5, 0.0625} : std::vector<double>{0.5};
            const int read = net.map(3);
            const int out = net.y({1, 5, 3, 3});
            net.file().op(kPrelu, {read, net.constant({1, 1, each ? 3 : 1}, slopes)}, {out});
            net.expect(out, [&](int row, int column, int c) {
                const double x = net.mapped(row, column, c);
                return x < 0.0 ? slopes[each ? static_cast<std::size_t>(c) : 0] * x : x;
            });
        }
    }
}

TEST(TfliteActivations, XTimesItsSigmoidIsOneOperator)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int map = net.map(3);
        const int gate = net.activation("gate", {1, 5, 3, 3}, 1.0F / 256.0F, -128);
        net.file().op(kLogistic, {map}, {gate});
        const int y = net.y({1, 5, 3, 3}, 0.0625F, -100);
        append(net, kMul, {gate, map}, y);
        net.expect(
            y,
            [&](int row, int column, int c) {
                const double x = net.mapped(row, column, c);
                return x / (1.0 + std::exp(-x));
            },
            1.1);
        int silus = 0;
        int others = 0;
        for (const Node& node : net.graph().nodes)
            if (node.kind == OpKind::activation)
                ++(node.function == Function::silu ? silus : others);
        EXPECT_EQ(silus, 1);
        EXPECT_EQ(others, 0);
    }
}

TEST(TfliteActivations, LimitsByOneNumber)
{
    for (const bool int8 : kBoth)
        for (const bool most : {true, false}) {
            OneOperator net(int8, kOdd);
            const int limit = int8 ? net.file().int8s({}, {11}, {{OneOperator::kScale}, {3}})
                                   : net.file().floats({}, {static_cast<float>(8 * kStep)});
            const int y = net.y({1, 5, 3, 3});
            net.file().op(most ? kMinimum : kMaximum, {net.x(), limit}, {y});
            net.expect(y, [&](int row, int column, int c) {
                const double x = net.in(row, column, c);
                return most ? std::min(x, 8 * kStep) : std::max(x, 8 * kStep);
            });
        }
}

TEST(TfliteActivations, OtherScalesThroughQuantizeAndThroughFloat)
{
    for (const bool throughFloat : {false, true}) {
        OneOperator net(true, kOdd);
        const int map = net.map(3);
        int read = map;
        if (throughFloat) {
            read = net.file().activation("float", {1, 5, 3, 3});
            net.file().op(kDequantize, {map}, {read});
        }
        const int scaled = net.activation("scaled", {1, 5, 3, 3}, 0.07F, -11);
        net.file().op(kQuantize, {read}, {scaled});
        const int y = net.y({1, 5, 3, 3}, 0.07F, -11);
        net.file().op(kMaxPool, {scaled}, {y}, Options::Pool2D,
                      CreatePool2D(net.fbb(), Padding::VALID, 1, 1, 1, 1));
        net.expect(y, [&](int row, int column, int c) { return net.mapped(row, column, c); });
    }
}

} // namespace
} // namespace microt
