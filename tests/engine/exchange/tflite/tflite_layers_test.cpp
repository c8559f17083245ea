// SPDX-License-Identifier: Apache-2.0
// Convolutions, fully connected layers and pools, in int8 and float.
#include <algorithm>
#include <limits>

#include "tests/engine/exchange/tflite/one_operator.h"

namespace microt {
namespace {

using namespace test;
using namespace tflite;

constexpr Shape kOdd{7, 5, 3};

/// Zeros before the input, and the output's size, as TensorFlow's SAME has them.
struct Same
{
    Same(int input, int window, int stride) : size((input + stride - 1) / stride)
    {
        before = std::max((size - 1) * stride + window - input, 0) / 2;
    }
    int size;
    int before;
};

TEST(TfliteConvolution, SameAndValidWindowsThatAreNotSquare)
{
    for (const bool int8 : kBoth)
        for (const Padding padding : {Padding::SAME, Padding::VALID})
            for (const bool biased : {true, false}) {
                OneOperator net(int8, kOdd);
                std::vector<double> w;
                std::vector<double> b;
                const int weights = net.weights({4, 3, 2, 3}, 0, w);
                const int bias = net.biases(4, b);
                const Same rows(7, 3, 2);
                const Same columns(5, 2, 1);
                const bool same = padding == Padding::SAME;
                const int y = net.y(same ? std::vector<int>{1, rows.size, columns.size, 4}
                                         : std::vector<int>{1, 3, 4, 4},
                                    0.5F);
                net.file().op(kConvolution,
                              biased ? std::vector{net.x(), weights, bias} : std::vector{net.x(), weights},
                              {y}, Options::Conv2D, CreateConv2D(net.fbb(), padding, 1, 2));
                net.expect(y, [&](int row, int column, int o) {
                    double sum = biased ? b[static_cast<std::size_t>(o)] : 0.0;
                    for (int ky = 0; ky < 3; ++ky)
                        for (int kx = 0; kx < 2; ++kx)
                            for (int i = 0; i < 3; ++i)
                                sum += net.in(row * 2 - (same ? rows.before : 0) + ky,
                                              column - (same ? columns.before : 0) + kx, i) *
                                       w[static_cast<std::size_t>(((o * 3 + ky) * 2 + kx) * 3 + i)];
                    return sum;
                });
            }
}

TEST(TfliteConvolution, OneFilterAChannelOrSeveral)
{
    for (const bool int8 : kBoth)
        for (const int inputs : {1, 3})
            for (const int multiplier : {1, 2, 4}) {
                OneOperator net(int8, {6, 5, inputs});
                const int outputs = inputs * multiplier;
                std::vector<double> w;
                std::vector<double> b;
                const int weights = net.weights({1, 3, 3, outputs}, 3, w);
                const int bias = net.biases(outputs, b);
                const int y = net.y({1, 3, 3, outputs}, 0.25F);
                net.file().op(kDepthwise, {net.x(), weights, bias}, {y}, Options::DepthwiseConv2D,
                              CreateDepthwiseConv2D(net.fbb(), Padding::SAME, 2, 2, multiplier));
                const Same rows(6, 3, 2);
                const Same columns(5, 3, 2);
                net.expect(y, [&](int row, int column, int o) {
                    double sum = b[static_cast<std::size_t>(o)];
                    for (int ky = 0; ky < 3; ++ky)
                        for (int kx = 0; kx < 3; ++kx)
                            sum += net.in(row * 2 - rows.before + ky, column * 2 - columns.before + kx,
                                          o / multiplier) *
                                   w[static_cast<std::size_t>((ky * 3 + kx) * outputs + o)];
                    return sum;
                });
            }
}

TEST(TfliteConvolution, GroupsOfChannels)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, {3, 4, 3});
        const int map = net.map(6);
        std::vector<double> w;
        const int weights = net.weights({4, 1, 2, 3}, 0, w);
        const int y = net.y({1, 3, 3, 4}, 0.5F);
        net.file().op(kConvolution, {map, weights, -1}, {y}, Options::Conv2D,
                      CreateConv2D(net.fbb(), Padding::VALID, 1, 1));
        net.expect(y, [&](int row, int column, int o) {
            double sum = 0.0;
            for (int kx = 0; kx < 2; ++kx)
                for (int i = 0; i < 3; ++i)
                    sum += net.mapped(row, column + kx, o / 2 * 3 + i) *
                           w[static_cast<std::size_t>((o * 2 + kx) * 3 + i)];
            return sum;
        });
    }
}

TEST(TfliteConvolution, FusedActivationsBoundTheOutput)
{
    for (const bool int8 : kBoth)
        for (const Activation activation : {Activation::RELU, Activation::RELU6, Activation::RELU_N1_TO_1}) {
            OneOperator net(int8, kOdd);
            std::vector<double> w;
            const int weights = net.weights({2, 1, 1, 3}, 0, w);
            const int y = net.y({1, 7, 5, 2}, 0.0625F);
            net.file().op(kConvolution, {net.x(), weights}, {y}, Options::Conv2D,
                          CreateConv2D(net.fbb(), Padding::SAME, 1, 1, activation));
            const double low = activation == Activation::RELU_N1_TO_1 ? -1.0 : 0.0;
            const double high = activation == Activation::RELU    ? 7.75
                                : activation == Activation::RELU6 ? 6.0
                                                                  : 1.0;
            net.expect(y, [&](int row, int column, int o) {
                double sum = 0.0;
                for (int i = 0; i < 3; ++i)
                    sum += net.in(row, column, i) * w[static_cast<std::size_t>(o * 3 + i)];
                return std::clamp(sum, low, int8 ? high : activation == Activation::RELU ? 1e9 : high);
            });
        }
}

TEST(TfliteConvolution, APadIsFoldedIntoTheWindowWhereItFits)
{
    struct Pads
    {
        int top, bottom, left, right;
        bool folded;
    };
    for (const bool int8 : kBoth)
        for (const Pads& pads : {Pads{1, 2, 0, 1, true}, Pads{0, 1, 2, 0, true}, Pads{4, 0, 0, 0, false}}) {
            OneOperator net(int8, kOdd);
            std::vector<double> w;
            const int weights = net.weights({2, 3, 3, 3}, 0, w);
            const int height = 7 + pads.top + pads.bottom;
            const int width = 5 + pads.left + pads.right;
            const int padded = net.activation("padded", {1, height, width, 3});
            net.file().op(kPad,
                          {net.x(), net.file().ints(
                                        {4, 2}, {0, 0, pads.top, pads.bottom, pads.left, pads.right, 0, 0})},
                          {padded}, Options::Pad, CreatePad(net.fbb()));
            const int y = net.y({1, (height - 3) / 2 + 1, width - 2, 2}, 0.5F);
            net.file().op(kConvolution, {padded, weights}, {y}, Options::Conv2D,
                          CreateConv2D(net.fbb(), Padding::VALID, 1, 2));
            net.expect(y, [&](int row, int column, int o) {
                double sum = 0.0;
                for (int ky = 0; ky < 3; ++ky)
                    for (int kx = 0; kx < 3; ++kx)
                        for (int i = 0; i < 3; ++i)
                            sum += net.in(row * 2 - pads.top + ky, column - pads.left + kx, i) *
                                   w[static_cast<std::size_t>(((o * 3 + ky) * 3 + kx) * 3 + i)];
                return sum;
            });
            if (int8) {
                EXPECT_EQ(std::count(net.kinds().begin(), net.kinds().end(), ImageOpKind::pad),
                          pads.folded ? 0 : 1);
            }
        }
}

TEST(TfliteConvolution, DilationAndOddShapesAreExplained)
{
    OneOperator net(true, kOdd);
    std::vector<double> w;
    const int weights = net.weights({2, 3, 3, 3}, 0, w);
    const int y = net.y({1, 3, 1, 2});
    net.file().op(kConvolution, {net.x(), weights}, {y}, Options::Conv2D,
                  CreateConv2D(net.fbb(), Padding::VALID, 1, 1, Activation::NONE, 2, 2));
    const auto dilated = net.read(y);
    ASSERT_FALSE(dilated.ok());
    EXPECT_NE(dilated.failure().what.find("CONV_2D) is dilated"), std::string::npos)
        << dilated.failure().what;

    OneOperator other(true, kOdd);
    const int small = other.weights({2, 3, 3, 3}, 0, w);
    const int wrong = other.y({1, 4, 3, 2});
    other.file().op(kConvolution, {other.x(), small}, {wrong}, Options::Conv2D,
                    CreateConv2D(other.fbb(), Padding::VALID, 1, 1));
    EXPECT_EQ(other.read(wrong).failure().code, Error::shapeMismatch);
}

TEST(TfliteLinear, ReadsAFlattenedMapInTheFilesOrder)
{
    for (const bool int8 : kBoth)
        for (const bool channelsFirst : {false, true}) {
            OneOperator net(int8, {2, 5, 3});
            std::vector<double> w;
            std::vector<double> b;
            const int weights = net.weights({4, 30}, -1, w);
            const int bias = int8 ? net.file().ints({1, 2, 3, 4}) : net.file().floats({4}, {1, 2, 3, 4});
            int read = net.x();
            if (channelsFirst) {
                const int turned = net.activation("turned", {1, 3, 2, 5});
                net.file().op(kTranspose, {read, net.file().ints({0, 3, 1, 2})}, {turned});
                read = turned;
            }
            const int flat = net.activation("flat", {1, 30});
            net.file().op(kReshape, {read, net.file().ints({-1, 30})}, {flat});
            const int y = net.y({1, 4}, 0.5F);
            net.file().op(kFullyConnected, {flat, weights, bias}, {y}, Options::FullyConnected,
                          CreateFullyConnected(net.fbb()));
            net.expect(y, [&](int, int, int o) {
                double sum = (o + 1) * (int8 ? double{OneOperator::kScale} * OneOperator::kWeight : 1.0);
                for (int row = 0; row < 2; ++row)
                    for (int column = 0; column < 5; ++column)
                        for (int c = 0; c < 3; ++c) {
                            const int at =
                                channelsFirst ? (c * 2 + row) * 5 + column : (row * 5 + column) * 3 + c;
                            sum += net.in(row, column, c) * w[static_cast<std::size_t>(o * 30 + at)];
                        }
                return sum;
            });
        }
}

TEST(TfliteLinear, PixelByPixelIsAPointwiseConvolution)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, {2, 3, 3});
        std::vector<double> w;
        const int weights = net.weights({4, 3}, -1, w);
        const int y = net.y({1, 2, 3, 4}, 0.5F);
        net.file().op(kFullyConnected, {net.x(), weights, -1}, {y}, Options::FullyConnected,
                      CreateFullyConnected(net.fbb(), Activation::NONE, WeightsFormat::DEFAULT, true));
        net.expect(y, [&](int row, int column, int o) {
            double sum = 0.0;
            for (int c = 0; c < 3; ++c)
                sum += net.in(row, column, c) * w[static_cast<std::size_t>(o * 3 + c)];
            return sum;
        });
    }
}

TEST(TflitePools, AverageAndMaximumCountOnlyWhatLiesInside)
{
    for (const bool int8 : kBoth)
        for (const bool largest : {false, true})
            for (const Padding padding : {Padding::SAME, Padding::VALID}) {
                OneOperator net(int8, kOdd);
                const bool same = padding == Padding::SAME;
                const Same rows(7, 2, 2);
                const Same columns(5, 3, 1);
                const int y = net.y(same ? std::vector<int>{1, 4, 5, 3} : std::vector<int>{1, 3, 3, 3});
                net.file().op(largest ? kMaxPool : kAveragePool, {net.x()}, {y}, Options::Pool2D,
                              CreatePool2D(net.fbb(), padding, 1, 2, 3, 2));
                net.expect(y, [&](int row, int column, int c) {
                    double sum = 0.0;
                    double most = -1e9;
                    int count = 0;
                    for (int ky = 0; ky < 2; ++ky)
                        for (int kx = 0; kx < 3; ++kx) {
                            const int fromY = row * 2 - (same ? rows.before : 0) + ky;
                            const int fromX = column - (same ? columns.before : 0) + kx;
                            if (fromY < 0 || fromX < 0 || fromY >= 7 || fromX >= 5)
                                continue;
                            sum += net.in(fromY, fromX, c);
                            most = std::max(most, net.in(fromY, fromX, c));
                            ++count;
                        }
                    return largest ? most : sum / count;
                });
            }
}

TEST(TflitePools, WhatNoMaximumSeesIsPartOfTheWindow)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int padded = net.activation("padded", {1, 9, 6, 3});
        const int lowest = int8 ? net.file().int8s({}, {-128}, {{OneOperator::kScale}, {3}})
                                : net.file().floats({}, {std::numeric_limits<float>::lowest()});
        net.file().op(kPadV2, {net.x(), net.file().ints({4, 2}, {0, 0, 1, 1, 1, 0, 0, 0}), lowest}, {padded});
        const int y = net.y({1, 4, 3, 3});
        net.file().op(kMaxPool, {padded}, {y}, Options::Pool2D,
                      CreatePool2D(net.fbb(), Padding::VALID, 2, 2, 2, 3));
        net.expect(y, [&](int row, int column, int c) {
            double most = -1e9;
            for (int ky = 0; ky < 3; ++ky)
                for (int kx = 0; kx < 2; ++kx) {
                    const int fromY = row * 2 - 1 + ky;
                    const int fromX = column * 2 - 1 + kx;
                    if (fromY >= 0 && fromX >= 0 && fromY < 7 && fromX < 5)
                        most = std::max(most, net.in(fromY, fromX, c));
                }
            return most;
        });
    }
}

double meanOver(const OneOperator& net, int top, int bottom, int left, int right, int c)
{
    double sum = 0.0;
    for (int row = top; row < bottom; ++row)
        for (int column = left; column < right; ++column)
            sum += net.in(row, column, c);
    return sum / ((bottom - top) * (right - left));
}

TEST(TflitePools, MeansOverEitherSideOrBoth)
{
    for (const bool int8 : kBoth)
        for (const bool keep : {true, false})
            for (const auto& axes : {std::vector<int>{1}, {2}, {1, 2}, {-2, -3}}) {
                OneOperator net(int8, kOdd);
                const bool both = axes.size() == 2;
                const bool rows = both || axes[0] == 1;
                const bool columns = both || axes[0] == 2;
                std::vector<int> shape{1};
                if (!rows || keep)
                    shape.push_back(rows ? 1 : 7);
                if (!columns || keep)
                    shape.push_back(columns ? 1 : 5);
                shape.push_back(3);
                const int y = net.y(shape, 0.05F, -7);
                net.file().op(kMean, {net.x(), net.file().ints(axes)}, {y}, Options::Reducer,
                              CreateReducer(net.fbb(), keep));
                net.expect(
                    y,
                    [&](int row, int column, int c) {
                        return meanOver(net, rows ? 0 : row, rows ? 7 : row + 1, columns ? 0 : column,
                                        columns ? 5 : column + 1, c);
                    },
                    0.8); // TFLite truncates the factor that holds 1 / pixels
            }
}

TEST(TflitePools, ChannelsFirstAndOneMeanAfterTheOther)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int turned = net.activation("turned", {1, 3, 7, 5});
        net.file().op(kTranspose, {net.x(), net.file().ints({0, 3, 1, 2})}, {turned});
        const int rows = net.activation("rows", {1, 3, 7});
        net.file().op(kMean, {turned, net.file().ints(std::vector<int>{3})}, {rows}, Options::Reducer,
                      CreateReducer(net.fbb()));
        const int y = net.y({1, 3});
        net.file().op(kMean, {rows, net.file().ints(std::vector<int>{2})}, {y}, Options::Reducer,
                      CreateReducer(net.fbb()));
        net.expect(
            y, [&](int, int, int c) { return meanOver(net, 0, 7, 0, 5, c); }, 1.1);
    }
}

TEST(TflitePools, ASumIsSoManyMeans)
{
    OneOperator net(false, kOdd);
    const int y = net.y({1, 3});
    net.file().op(kSum, {net.x(), net.file().ints({1, 2})}, {y}, Options::Reducer, CreateReducer(net.fbb()));
    net.expect(y, [&](int, int, int c) { return 35.0 * meanOver(net, 0, 7, 0, 5, c); });
    OneOperator whole(true, kOdd);
    const int sum = whole.y({1, 3});
    whole.file().op(kSum, {whole.x(), whole.file().ints({1, 2})}, {sum}, Options::Reducer,
                    CreateReducer(whole.fbb()));
    EXPECT_NE(whole.read(sum).failure().what.find("SUM) sums int8 numbers"), std::string::npos);
}

TEST(TflitePools, TheLargestOfAllPixels)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int y = net.y({1, 3});
        net.file().op(kReduceMax, {net.x(), net.file().ints({1, 2})}, {y}, Options::Reducer,
                      CreateReducer(net.fbb()));
        net.expect(y, [&](int, int, int c) {
            double most = -1e9;
            for (int row = 0; row < 7; ++row)
                for (int column = 0; column < 5; ++column)
                    most = std::max(most, net.in(row, column, c));
            return most;
        });
    }
}

} // namespace
} // namespace microt
