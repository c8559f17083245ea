// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/exchange/tflite/tflite.h"
#include "tests/engine/exchange/tflite/tflite_builder.h"
#include "tests/support/support.h"

namespace microt::test {

constexpr bool kBoth[] = {true, false}; ///< int8 and float
constexpr Shape kOdd{5, 3, 3};

/// A small network for one operator, written as int8 or as float from the same numbers: the input "x", then
/// what a test adds up to "y". Constants are multiples of their scale, so that both have the same.
class OneOperator
{
public:
    static constexpr float kScale = 1.0F / 16.0F;  ///< of activations unless told otherwise
    static constexpr float kWeight = 1.0F / 32.0F; ///< of weights

    /// `input`: one channel or three.
    OneOperator(bool int8, const Shape& input, std::uint32_t seed = 1);

    bool int8() const { return m_int8; }
    TfliteBuilder& file() { return m_file; }
    flatbuffers::FlatBufferBuilder& fbb() { return m_file.fbb(); }
    int x() const { return m_x; }
    /// An activation of the network's type.
    int activation(const std::string& name, const std::vector<int>& shape, float scale = kScale,
                   int zero = 3);
    int y(const std::vector<int>& shape, float scale = kScale, int zero = 3)
    {
        return activation("y", shape, scale, zero);
    }
    /// A pointwise convolution that copies x into any number of channels, c steps added to channel c.
    int map(int channels);
    /// Its number, 0 outside.
    double mapped(int y, int x, int c) const;
    /// Random weights with one scale for each of `shape[dimension]`, or one if it is negative; what they
    /// stand for is in `numbers`.
    int weights(const std::vector<int>& shape, int dimension, std::vector<double>& numbers);
    /// Biases for weights() read at scale `input`.
    int biases(int count, std::vector<double>& numbers, float input = kScale);
    /// A constant activation, multiples of kScale.
    int constant(const std::vector<int>& shape, const std::vector<double>& numbers);

    /// Writes, reads and computes y for a random input; fails the test if it is not read, or computed to more
    /// than `steps` of its scale (int8) or 1e-4 (float) from `expected(y, x, c)`.
    using Expected = std::function<double(int y, int x, int c)>;
    void expect(int y, const Expected& expected, double steps = 0.55);
    /// Writes it and reads it with features "flatten:y".
    Result<TfliteImport> read(int y);
    /// The input's number, 0 outside.
    double in(int y, int x, int c) const;
    /// int8: kinds of the operators that expect() found.
    const std::vector<ImageOpKind>& kinds() const { return m_kinds; }
    const Graph& graph() const { return m_graph; }

private:
    std::vector<double> computed(const TfliteImport& made, Shape& shape, float& scale);

    bool m_int8;
    Shape m_shape;
    std::uint32_t m_random;
    TfliteBuilder m_file;
    ScratchFolder m_scratch;
    int m_x = -1;
    std::vector<std::int8_t> m_input;
    std::vector<ImageOpKind> m_kinds;
    Graph m_graph;

    std::int32_t number(std::int32_t low, std::int32_t high);
};

} // namespace microt::test
