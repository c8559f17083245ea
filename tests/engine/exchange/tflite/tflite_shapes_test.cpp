// SPDX-License-Identifier: Apache-2.0
// Operators that only move numbers, in int8 and float.
#include <algorithm>
#include <array>

#include "tests/engine/exchange/tflite/one_operator.h"

namespace microt {
namespace {

using namespace test;
using namespace tflite;

TEST(TfliteChannels, AShuffleIsReshapeTransposeReshape)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int map = net.map(6);
        const int groups = net.activation("groups", {1, 5, 3, 2, 3});
        net.file().op(kReshape, {map, net.file().ints({1, 5, 3, 2, 3})}, {groups});
        const int turned = net.activation("turned", {1, 5, 3, 3, 2});
        net.file().op(kTranspose, {groups, net.file().ints({0, 1, 2, 4, 3})}, {turned});
        const int shuffled = net.activation("shuffled", {1, 5, 3, 6});
        net.file().op(kReshape, {turned, net.file().ints({1, 5, 3, 6})}, {shuffled});
        const int y = net.y({1, 5, 3, 6});
        net.file().op(kMaxPool, {shuffled}, {y}, Options::Pool2D,
                      CreatePool2D(net.fbb(), Padding::SAME, 1, 1, 1, 1));
        net.expect(y, [&](int row, int column, int c) { return net.mapped(row, column, c % 2 * 3 + c / 2); });
    }
}

TEST(TfliteChannels, SplitSliceGatherAndReverse)
{
    const auto ints = [](OneOperator& net, const std::vector<std::int32_t>& values) {
        return net.file().ints(values);
    };
    for (const bool int8 : kBoth)
        for (int way = 0; way < 6; ++way) {
            OneOperator net(int8, kOdd);
            const int map = net.map(6);
            const std::array<std::vector<int>, 6> taken{
                {{3, 4, 5}, {1, 2}, {2, 3, 4}, {1, 3, 5}, {5, 0, 0, 2}, {5, 4, 3, 2, 1, 0}}};
            const std::vector<int>& channels = taken[static_cast<std::size_t>(way)];
            const int y = net.y({1, 5, 3, static_cast<int>(channels.size())});
            if (way == 0) {
                const int other = net.activation("other", {1, 5, 3, 3});
                net.file().op(kSplit, {net.file().ints({}, {3}), map}, {other, y}, Options::Split,
                              CreateSplit(net.fbb(), 2));
            } else if (way == 1) {
                const int before = net.activation("before", {1, 5, 3, 1});
                const int after = net.activation("after", {1, 5, 3, 3});
                net.file().op(kSplitV, {map, ints(net, {1, -1, 3}), net.file().ints({}, {-1})},
                              {before, y, after});
            } else if (way == 2) {
                net.file().op(kSlice, {map, ints(net, {0, 0, 0, 2}), ints(net, {1, -1, 3, 3})}, {y});
            } else if (way == 3) {
                net.file().op(
                    kStridedSlice,
                    {map, ints(net, {0, 0, 0, 1}), ints(net, {0, 0, 0, 0}), ints(net, {1, 1, 1, 2})}, {y},
                    Options::StridedSlice, CreateStridedSlice(net.fbb(), 7, 15));
            } else if (way == 4) {
                net.file().op(kGather, {map, ints(net, {5, 0, 0, 2})}, {y}, Options::Gather,
                              CreateGather(net.fbb(), -1));
            } else {
                net.file().op(kReverse, {map, ints(net, std::vector<std::int32_t>{3})}, {y});
            }
            SCOPED_TRACE(way);
            net.expect(y, [&](int row, int column, int c) {
                return net.mapped(row, column, channels[static_cast<std::size_t>(c)]);
            });
        }
}

TEST(TfliteChannels, ThreePartsAreJoinedInOrder)
{
    for (const bool int8 : kBoth)
        for (const bool channelsFirst : {false, true}) {
            OneOperator net(int8, kOdd);
            const int two = net.map(2);
            std::vector<int> parts{net.x(), two, net.x()};
            if (channelsFirst)
                for (std::size_t i = 0; i < 3; ++i) {
                    const int turned =
                        net.activation("turned " + std::to_string(i), {1, i == 1 ? 2 : 3, 5, 3});
                    net.file().op(kTranspose, {parts[i], net.file().ints({0, 3, 1, 2})}, {turned});
                    parts[i] = turned;
                }
            const int y = net.y(channelsFirst ? std::vector{1, 8, 5, 3} : std::vector{1, 5, 3, 8});
            net.file().op(kConcatenation, parts, {y}, Options::Concatenation,
                          CreateConcatenation(net.fbb(), channelsFirst ? 1 : -1));
            net.expect(y, [&](int row, int column, int c) {
                return c < 3   ? net.in(row, column, c)
                       : c < 5 ? net.mapped(row, column, c - 3)
                               : net.in(row, column, c - 5);
            });
        }
}

TEST(TfliteShapes, APadThatNoConvolutionReads)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int padded = net.activation("padded", {1, 8, 4, 3});
        net.file().op(kPad, {net.x(), net.file().ints({4, 2}, {0, 0, 1, 2, 0, 1, 0, 0})}, {padded},
                      Options::Pad, CreatePad(net.fbb()));
        const int y = net.y({1, 8, 4, 3});
        net.file().op(kAdd, {padded, padded}, {y}, Options::Add, CreateAdd(net.fbb()));
        net.expect(y, [&](int row, int column, int c) {
            return int8 ? std::clamp(2.0 * net.in(row - 1, column, c), -131 / 16.0, 124 / 16.0)
                        : 2.0 * net.in(row - 1, column, c);
        });
    }
}

TEST(TfliteShapes, FurtherChannelsOfZeros)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int y = net.y({1, 5, 3, 6});
        net.file().op(kPad, {net.x(), net.file().ints({4, 2}, {0, 0, 0, 0, 0, 0, 1, 2})}, {y}, Options::Pad,
                      CreatePad(net.fbb()));
        net.expect(
            y, [&](int row, int column, int c) { return c < 1 || c > 3 ? 0.0 : net.in(row, column, c - 1); });
    }
}

TEST(TfliteShapes, EveryOtherPixel)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, kOdd);
        const int y = net.y({1, 3, 2, 3});
        net.file().op(kStridedSlice,
                      {net.x(), net.file().ints({0, 0, 0, 0}), net.file().ints({1, 5, 3, 3}),
                       net.file().ints({1, 2, 2, 1})},
                      {y}, Options::StridedSlice, CreateStridedSlice(net.fbb()));
        net.expect(y, [&](int row, int column, int c) { return net.in(2 * row, 2 * column, c); });
    }
}

TEST(TfliteShapes, NearestNeighboursThatAreOursAreRead)
{
    for (const bool int8 : kBoth)
        for (const bool half : {false, true}) {
            OneOperator net(int8, kOdd);
            const int y = net.y({1, 10, 6, 3});
            net.file().op(kResizeNearest, {net.x(), net.file().ints({10, 6})}, {y}, Options::ResizeNearest,
                          CreateResizeNearest(net.fbb(), false, half));
            net.expect(y, [&](int row, int column, int c) { return net.in(row / 2, column / 2, c); });
        }
    OneOperator net(true, kOdd);
    const int y = net.y({1, 3, 2, 3});
    net.file().op(kResizeNearest, {net.x(), net.file().ints({3, 2})}, {y}, Options::ResizeNearest,
                  CreateResizeNearest(net.fbb(), false, true));
    EXPECT_NE(net.read(y).failure().what.find("RESIZE_NEAREST_NEIGHBOR) chooses other neighbours"),
              std::string::npos);
}

TEST(TfliteShapes, SizesThatTheFileComputesAreFoldedAway)
{
    for (const bool int8 : kBoth) {
        OneOperator net(int8, {1, 1, 3});
        const int map = net.map(4);
        auto& file = net.file();
        const int shape = file.activation("shape", {4}, TensorType::INT32);
        file.op(kShape, {map}, {shape});
        const int batch = file.activation("batch", {}, TensorType::INT32);
        file.op(kStridedSlice,
                {shape, file.ints(std::vector<std::int32_t>{0}), file.ints(std::vector<std::int32_t>{1}),
                 file.ints(std::vector<std::int32_t>{1})},
                {batch}, Options::StridedSlice, CreateStridedSlice(net.fbb(), 0, 0, 0, 0, 1));
        const int packed = file.activation("packed", {2}, TensorType::INT32);
        constexpr int kPack = 83;
        file.op(kPack, {batch, file.ints({}, {4})}, {packed});
        const int flat = net.activation("flat", {1, 4});
        file.op(kReshape, {map, packed}, {flat});
        const int expanded = net.activation("expanded", {1, 1, 1, 4});
        file.op(kExpandDims, {flat, file.ints({}, {1})}, {expanded});
        const int squeezed = net.activation("squeezed", {1, 4});
        file.op(kSqueeze, {expanded}, {squeezed});
        const int y = net.y({1, 4});
        file.op(kRelu, {squeezed}, {y});
        net.expect(y, [&](int, int, int c) { return std::max(net.mapped(0, 0, c), 0.0); });
    }
}

TEST(TfliteShapes, AFlattenedMapThatSomethingElseReads)
{
    for (const bool int8 : kBoth)
        for (const bool channelsFirst : {false, true}) {
            OneOperator net(int8, {2, 2, 3});
            int read = net.x();
            if (channelsFirst) {
                const int turned = net.activation("turned", {1, 3, 2, 2});
                net.file().op(kTranspose, {read, net.file().ints({0, 3, 1, 2})}, {turned});
                read = turned;
            }
            const int flat = net.activation("flat", {1, 1, 1, 12});
            net.file().op(kReshape, {read, net.file().ints({1, 1, 1, 12})}, {flat});
            const int y = net.y({1, 1, 1, 12});
            net.file().op(kMaxPool, {flat}, {y}, Options::Pool2D,
                          CreatePool2D(net.fbb(), Padding::VALID, 1, 1, 1, 1));
            net.expect(y, [&](int, int, int at) {
                return channelsFirst ? net.in(at / 2 % 2, at % 2, at / 4)
                                     : net.in(at / 6, at / 3 % 2, at % 3);
            });
        }
}

} // namespace
} // namespace microt
