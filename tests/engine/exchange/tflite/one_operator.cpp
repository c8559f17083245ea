// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/exchange/tflite/one_operator.h"

#include <cmath>

#include "engine/deploy/unplanned_run.h"
#include "tests/engine/exchange/tflite/graph_run.h"

namespace microt::test {

using namespace tflite;

namespace {

constexpr int kInputZero = 3;

} // namespace

OneOperator::OneOperator(bool int8, const Shape& input, std::uint32_t seed)
    : m_int8(int8), m_shape(input), m_random(seed)
{
    m_x = activation("x", {1, input.height, input.width, input.channels});
    for (std::int64_t i = 0; i < input.elements(); ++i)
        m_input.push_back(static_cast<std::int8_t>(number(-90, 90)));
}

std::int32_t OneOperator::number(std::int32_t low, std::int32_t high)
{
    m_random = m_random * 1664525U + 1013904223U;
    return low + static_cast<std::int32_t>((m_random >> 8) % static_cast<std::uint32_t>(high - low + 1));
}

int OneOperator::activation(const std::string& name, const std::vector<int>& shape, float scale, int zero)
{
    return m_int8 ? m_file.int8(name, shape, scale, zero) : m_file.activation(name, shape);
}

int OneOperator::weights(const std::vector<int>& shape, int dimension, std::vector<double>& numbers)
{
    std::size_t count = 1;
    std::size_t inner = 1;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        count *= static_cast<std::size_t>(shape[d]);
        if (static_cast<int>(d) > dimension)
            inner *= static_cast<std::size_t>(shape[d]);
    }
    const auto channels =
        dimension < 0 ? 1 : static_cast<std::size_t>(shape[static_cast<std::size_t>(dimension)]);
    Quantized how;
    how.dimension = std::max(dimension, 0);
    for (std::size_t c = 0; c < channels; ++c)
        how.scale.push_back(kWeight / static_cast<float>(1 + c % 3));
    std::vector<std::int8_t> raw;
    std::vector<float> real;
    for (std::size_t i = 0; i < count; ++i) {
        raw.push_back(static_cast<std::int8_t>(number(-40, 40)));
        const std::size_t c = dimension < 0 ? 0 : i / inner % channels;
        numbers.push_back(static_cast<double>(how.scale[c]) * raw.back());
        real.push_back(static_cast<float>(numbers.back()));
    }
    return m_int8 ? m_file.int8s(shape, raw, how) : m_file.floats(shape, real);
}

int OneOperator::biases(int count, std::vector<double>& numbers, float input)
{
    std::vector<std::int32_t> raw;
    std::vector<float> real;
    for (int c = 0; c < count; ++c) {
        raw.push_back(number(-500, 500));
        numbers.push_back(static_cast<double>(input) * kWeight / (1 + c % 3) * raw.back());
        real.push_back(static_cast<float>(numbers.back()));
    }
    return m_int8 ? m_file.ints(raw) : m_file.floats({count}, real);
}

int OneOperator::constant(const std::vector<int>& shape, const std::vector<double>& numbers)
{
    std::vector<std::int8_t> raw;
    for (const double number : numbers)
        raw.push_back(static_cast<std::int8_t>(std::lround(number / kScale)));
    return m_int8 ? m_file.int8s(shape, raw, {{kScale}, {0}})
                  : m_file.floats(shape, std::vector<float>(numbers.begin(), numbers.end()));
}

int OneOperator::map(int channels)
{
    const int inputs = m_shape.channels;
    std::vector<std::int8_t> raw;
    std::vector<float> real;
    std::vector<std::int32_t> rawBias;
    std::vector<float> bias;
    for (int c = 0; c < channels; ++c) {
        for (int i = 0; i < inputs; ++i) {
            raw.push_back(c % inputs == i ? 32 : 0);
            real.push_back(c % inputs == i ? 1.0F : 0.0F);
        }
        rawBias.push_back(32 * c);
        bias.push_back(kScale * static_cast<float>(c));
    }
    const std::vector<int> shape{channels, 1, 1, inputs};
    const int weights = m_int8 ? m_file.int8s(shape, raw, {{kWeight}, {0}}) : m_file.floats(shape, real);
    const int biases = m_int8 ? m_file.ints(rawBias) : m_file.floats({channels}, bias);
    const int made = activation("map", {1, m_shape.height, m_shape.width, channels});
    m_file.op(kConvolution, {m_x, weights, biases}, {made}, Options::Conv2D,
              CreateConv2D(fbb(), Padding::VALID, 1, 1));
    return made;
}

double OneOperator::mapped(int y, int x, int c) const
{
    const bool inside = y >= 0 && x >= 0 && y < m_shape.height && x < m_shape.width;
    return inside ? in(y, x, c % m_shape.channels) + c * kScale : 0.0;
}

double OneOperator::in(int y, int x, int c) const
{
    if (y < 0 || x < 0 || y >= m_shape.height || x >= m_shape.width)
        return 0.0;
    const int index = (y * m_shape.width + x) * m_shape.channels + c;
    return kScale * (m_input[static_cast<std::size_t>(index)] - kInputZero);
}

Result<TfliteImport> OneOperator::read(int y)
{
    m_file.write(m_scratch / "one.tflite", {m_x}, {y});
    return importTflite(m_scratch / "one.tflite", "flatten:y");
}

std::vector<double> OneOperator::computed(const TfliteImport& made, Shape& shape, float& scale)
{
    if (!m_int8) {
        std::vector<double> input;
        for (const std::int8_t v : m_input)
            input.push_back(kScale * (v - kInputZero));
        for (std::size_t i = 0; i < made.graph.nodes.size(); ++i)
            if (made.graph.nodes[i].name == "y") {
                shape = made.graph.nodes[i].output;
                return runGraph(made.graph, input)[i];
            }
        return {};
    }
    const QuantModel& model = *made.int8;
    UnplannedRun run(model);
    run.setInput(m_input.data());
    for (const QuantOp& op : model.ops) {
        run.run(op);
        m_kinds.push_back(op.kind);
    }
    const QuantTensor& out = model.tensors[static_cast<std::size_t>(model.cuts.back().tensor)];
    shape = out.shape;
    scale = out.scale;
    std::vector<double> values;
    for (const std::int8_t v : run.tensor(model.cuts.back().tensor))
        values.push_back(static_cast<double>(out.scale) * (v - out.zeroPoint));
    return values;
}

void OneOperator::expect(int y, const Expected& expected, double steps)
{
    SCOPED_TRACE(m_int8 ? "int8" : "float");
    const auto made = read(y);
    ASSERT_TRUE(made.ok()) << made.failure().what;
    ASSERT_EQ(made.value().int8.has_value(), m_int8);
    m_graph = made.value().graph;
    Shape shape;
    float scale = 1.0F;
    const std::vector<double> values = computed(made.value(), shape, scale);
    ASSERT_EQ(values.size(), static_cast<std::size_t>(shape.elements()));
    ASSERT_FALSE(values.empty());
    const double tolerance = m_int8 ? steps * scale : 1e-4;
    std::size_t i = 0;
    int wrong = 0;
    for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column)
            for (int c = 0; c < shape.channels; ++c, ++i)
                if (!(std::abs(values[i] - expected(row, column, c)) <= tolerance) && ++wrong <= 3)
                    ADD_FAILURE() << "[" << row << ", " << column << ", " << c << "]: " << values[i]
                                  << " instead of " << expected(row, column, c);
    EXPECT_EQ(wrong, 0);
}

} // namespace microt::test
