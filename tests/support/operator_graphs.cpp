// SPDX-License-Identifier: Apache-2.0
#include "tests/support/operator_graphs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "engine/model/parameters.h"

namespace microt::test {

namespace {

class Builder
{
public:
    Builder(const std::string& name, Shape input) : m_random(static_cast<std::uint32_t>(name.size() * 31 + 7))
    {
        graph.name = name;
        graph.preprocessing.height = input.height;
        graph.preprocessing.width = input.width;
        graph.preprocessing.colour = input.channels == 1 ? Colour::grey : Colour::rgb;
        Node node;
        node.name = "input";
        node.output = input;
        graph.nodes.push_back(node);
    }

    const Shape& shape(int node) const { return graph.nodes[static_cast<std::size_t>(node)].output; }

    int append(OpKind kind, std::vector<int> inputs, Shape output, Node node = {})
    {
        node.kind = kind;
        node.inputs = std::move(inputs);
        node.output = output;
        node.name = "node " + std::to_string(graph.nodes.size());
        for (const ParameterSlot& slot : parameterSlots(node, shape(node.inputs[0]))) {
            const double size = slot.suffix == std::string(".weight") && kind == OpKind::convolution
                                    ? 1.0 / std::sqrt(static_cast<double>(slot.count() / output.channels))
                                    : 0.3;
            for (std::int64_t i = 0; i < slot.count(); ++i)
                (node.*slot.values).push_back(static_cast<float>(number() * size));
        }
        for (float& variance : node.variance)
            variance = 0.5F + std::abs(variance);
        graph.nodes.push_back(node);
        return static_cast<int>(graph.nodes.size()) - 1;
    }

    /// Padded as TensorFlow's SAME does, which differs by side where the stride asks for it.
    int convolve(int from, int channels, int height, int width, int strideY, int strideX, int groups = 1)
    {
        const Shape in = shape(from);
        Node node;
        const Shape out{(in.height + strideY - 1) / strideY, (in.width + strideX - 1) / strideX, channels};
        node.window = {height,
                       width,
                       strideY,
                       strideX,
                       before(in.height, out.height, height, strideY),
                       before(in.width, out.width, width, strideX)};
        node.groups = groups;
        return append(OpKind::convolution, {from}, out, node);
    }

    int clip(int from, float low, float high)
    {
        Node node;
        node.clipMin = low;
        node.clipMax = high;
        return append(OpKind::clip, {from}, shape(from), node);
    }

    int apply(int from, Function function, float alpha = 0.2F, float beta = 0.5F)
    {
        Node node;
        node.function = function;
        node.alpha = alpha;
        node.beta = beta;
        return append(OpKind::activation, {from}, shape(from), node);
    }

    int pool(OpKind kind, int from, int height, int width, int stride)
    {
        const Shape in = shape(from);
        const Shape out{(in.height + stride - 1) / stride, (in.width + stride - 1) / stride, in.channels};
        Node node;
        node.window = {height,
                       width,
                       stride,
                       stride,
                       before(in.height, out.height, height, stride),
                       before(in.width, out.width, width, stride)};
        return append(kind, {from}, out, node);
    }

    int select(int from, std::vector<int> channels)
    {
        Node node;
        node.channels = std::move(channels);
        const Shape in = shape(from);
        return append(OpKind::selectChannels, {from},
                      {in.height, in.width, static_cast<int>(node.channels.size())}, node);
    }

    int join(std::vector<int> from)
    {
        Shape out = shape(from[0]);
        for (std::size_t i = 1; i < from.size(); ++i)
            out.channels += shape(from[i]).channels;
        return append(OpKind::concat, std::move(from), out);
    }

    int average(int from) { return append(OpKind::globalAveragePool, {from}, {1, 1, shape(from).channels}); }
    int linear(int from, int outputs) { return append(OpKind::linear, {from}, {1, 1, outputs}); }

    Graph finish(int cut, int feature)
    {
        graph.cuts.push_back({1, cut});
        graph.featureNode = feature;
        graph.logitsNode = linear(feature, 3);
        return graph;
    }

    /// The usual end: one convolution more, then the average.
    Graph finish(int at) { return finish(at, average(convolve(at, 5, 1, 1, 1, 1))); }

    Graph graph;

private:
    static int before(int input, int output, int window, int stride)
    {
        return std::max(0, (output - 1) * stride + window - input) / 2;
    }
    double number() { return static_cast<double>(m_random() % 2001) / 1000.0 - 1.0; }

    std::mt19937 m_random;
};

constexpr Shape kColour{13, 10, 3};

Graph withActivation(const std::string& name, Function function, float alpha = 0.2F)
{
    Builder b(name, kColour);
    return b.finish(b.apply(b.convolve(0, 6, 3, 3, 2, 2), function, alpha));
}

void addConvolutions(std::vector<Graph>& graphs)
{
    Builder same("convolutions padded by side", {14, 11, 3});
    int at = same.convolve(0, 6, 3, 3, 2, 2);
    at = same.convolve(same.clip(at, 0.0F, 6.0F), 6, 5, 5, 2, 2, 6);
    graphs.push_back(same.finish(same.convolve(at, 7, 1, 1, 1, 1)));
    Builder sides("windows that are not square", kColour);
    at = sides.convolve(0, 6, 3, 5, 2, 1);
    graphs.push_back(sides.finish(sides.convolve(at, 6, 5, 1, 1, 3, 6)));
    Builder groups("groups", kColour);
    at = groups.convolve(0, 6, 3, 3, 2, 2);
    at = groups.convolve(at, 12, 3, 3, 1, 1, 3);
    graphs.push_back(groups.finish(groups.convolve(at, 24, 3, 3, 1, 1, 12)));
    Builder grey("one colour", {9, 12, 1});
    at = grey.convolve(0, 4, 3, 3, 2, 2);
    graphs.push_back(grey.finish(grey.convolve(at, 4, 3, 3, 1, 1, 4)));
    Builder norm("batch-norm of its own", kColour);
    at = norm.convolve(0, 6, 3, 3, 2, 2);
    const int other = norm.clip(at, 0.0F, std::numeric_limits<float>::infinity());
    at = norm.append(OpKind::batchNorm, {norm.append(OpKind::add, {at, other}, norm.shape(at))},
                     norm.shape(at));
    graphs.push_back(norm.finish(norm.clip(at, -0.5F, 0.75F)));
}

void addPools(std::vector<Graph>& graphs)
{
    for (const OpKind kind : {OpKind::averagePool, OpKind::maxPool}) {
        Builder b(kind == OpKind::maxPool ? "maxima" : "averages", kColour);
        int at = b.convolve(0, 6, 3, 3, 1, 1);
        at = b.pool(kind, at, 3, 3, 2);
        graphs.push_back(b.finish(b.pool(kind, at, 2, 3, 1)));
    }
    Builder largest("features by a maximum", kColour);
    const int at = largest.convolve(0, 6, 3, 3, 2, 2);
    Node whole;
    whole.window = {7, 5, 1, 1, 0, 0};
    const int deep = largest.convolve(at, 8, 3, 3, 1, 1);
    graphs.push_back(largest.finish(at, largest.append(OpKind::maxPool, {deep}, {1, 1, 8}, whole)));
    Builder flat("features flattened", kColour);
    const int before = flat.convolve(0, 6, 3, 3, 2, 2);
    const int small = flat.convolve(before, 4, 3, 3, 3, 3);
    graphs.push_back(flat.finish(before, flat.append(OpKind::flatten, {small}, {1, 1, 3 * 2 * 4})));
}

void addElementwise(std::vector<Graph>& graphs)
{
    graphs.push_back(withActivation("leaky ReLU", Function::leakyRelu));
    graphs.push_back(withActivation("PReLU", Function::prelu));
    graphs.push_back(withActivation("sigmoid", Function::sigmoid));
    graphs.push_back(withActivation("hard sigmoid", Function::hardSigmoid));
    graphs.push_back(withActivation("SiLU", Function::silu));
    graphs.push_back(withActivation("hard swish", Function::hardSwish));
    graphs.push_back(withActivation("tanh", Function::tanh));
    Builder squeeze("squeeze and excite", kColour);
    const int map = squeeze.convolve(0, 6, 3, 3, 2, 2);
    int gate = squeeze.clip(squeeze.linear(squeeze.average(map), 2), 0.0F, 6.0F);
    gate = squeeze.apply(squeeze.linear(gate, 6), Function::hardSigmoid, 1.0F / 6);
    graphs.push_back(squeeze.finish(squeeze.append(OpKind::multiply, {map, gate}, squeeze.shape(map))));
    Builder product("product of two maps", kColour);
    const int a = product.convolve(0, 6, 3, 3, 2, 2);
    const int b = product.apply(product.convolve(0, 6, 1, 3, 2, 2), Function::sigmoid);
    graphs.push_back(product.finish(product.append(OpKind::multiply, {a, b}, product.shape(a))));
}

void addRearrangements(std::vector<Graph>& graphs)
{
    Builder shuffle("split, join and shuffle", kColour);
    const int at = shuffle.convolve(0, 8, 3, 3, 2, 2);
    const int left = shuffle.select(at, {0, 1, 2, 3});
    const int right = shuffle.convolve(shuffle.select(at, {4, 5, 6, 7}), 4, 3, 3, 1, 1, 4);
    graphs.push_back(shuffle.finish(shuffle.select(shuffle.join({left, right}), {0, 4, 1, 5, 2, 6, 3, 7})));
    Builder join("three joined", kColour);
    const int one = join.convolve(0, 3, 3, 3, 2, 2);
    const int two = join.convolve(0, 4, 1, 1, 2, 2);
    const int three = join.apply(join.convolve(0, 2, 5, 5, 2, 2), Function::tanh);
    graphs.push_back(join.finish(join.join({one, two, three})));
    Builder frame("zeros around", kColour);
    Node around;
    around.window.padTop = 1;
    around.window.padLeft = 2;
    const int small = frame.convolve(0, 6, 3, 3, 2, 2);
    const int padded = frame.append(OpKind::pad, {small}, {10, 8, 6}, around);
    graphs.push_back(frame.finish(frame.pool(OpKind::maxPool, padded, 3, 3, 2)));
    Builder larger("nearest neighbour", kColour);
    const int coarse = larger.convolve(0, 6, 3, 3, 2, 2);
    graphs.push_back(larger.finish(larger.append(OpKind::resize, {coarse}, {14, 12, 6})));
}

/// One node's numbers.
class Plain
{
public:
    Plain(const Graph& graph, const std::vector<std::vector<float>>& values, const Node& node)
        : m_graph(graph), m_values(values), m_node(node)
    {}

    std::vector<float> run() const
    {
        std::vector<float> output;
        for (int y = 0; y < m_node.output.height; ++y)
            for (int x = 0; x < m_node.output.width; ++x)
                for (int c = 0; c < m_node.output.channels; ++c)
                    output.push_back(static_cast<float>(value(y, x, c)));
        return output;
    }

private:
    const Shape& in(std::size_t which = 0) const
    {
        return m_graph.nodes[static_cast<std::size_t>(m_node.inputs[which])].output;
    }
    double at(int y, int x, int c, std::size_t which = 0) const
    {
        const Shape& shape = in(which);
        return m_values[static_cast<std::size_t>(m_node.inputs[which])]
                       [static_cast<std::size_t>((y * shape.width + x) * shape.channels + c)];
    }
    bool inside(int y, int x) const { return y >= 0 && x >= 0 && y < in().height && x < in().width; }

    double convolved(int y, int x, int c) const
    {
        const Window& w = m_node.window;
        const int inputs = in().channels / m_node.groups;
        const int group = c / (m_node.output.channels / m_node.groups);
        double sum = m_node.bias.empty() ? 0.0 : m_node.bias[static_cast<std::size_t>(c)];
        for (int ky = 0; ky < w.height; ++ky)
            for (int kx = 0; kx < w.width; ++kx) {
                const int row = y * w.strideY - w.padTop + ky;
                const int column = x * w.strideX - w.padLeft + kx;
                for (int i = 0; i < inputs && inside(row, column); ++i)
                    sum += at(row, column, group * inputs + i) *
                           m_node.weight[static_cast<std::size_t>(
                               ((c * inputs + i) * w.height + ky) * w.width + kx)];
            }
        return sum;
    }

    double pooled(int y, int x, int c) const
    {
        const Window& w = m_node.window;
        double sum = 0.0;
        double most = -std::numeric_limits<double>::infinity();
        int count = 0;
        for (int ky = 0; ky < w.height; ++ky)
            for (int kx = 0; kx < w.width; ++kx) {
                const int row = y * w.strideY - w.padTop + ky;
                const int column = x * w.strideX - w.padLeft + kx;
                if (!inside(row, column))
                    continue;
                sum += at(row, column, c);
                most = std::max(most, at(row, column, c));
                ++count;
            }
        return m_node.kind == OpKind::maxPool ? most : sum / count;
    }

    double average(int c) const
    {
        double sum = 0.0;
        for (int y = 0; y < in().height; ++y)
            for (int x = 0; x < in().width; ++x)
                sum += at(y, x, c);
        return sum / (in().height * in().width);
    }

    double joined(int y, int x, int c) const
    {
        for (std::size_t i = 0; i < m_node.inputs.size(); ++i) {
            if (c < in(i).channels)
                return at(y, x, c, i);
            c -= in(i).channels;
        }
        return 0.0;
    }

    double connected(int c) const
    {
        double sum = m_node.bias.empty() ? 0.0 : m_node.bias[static_cast<std::size_t>(c)];
        for (int i = 0; i < in().channels; ++i)
            sum += at(0, 0, i) * m_node.weight[static_cast<std::size_t>(c * in().channels + i)];
        return sum;
    }

    double value(int y, int x, int c) const
    {
        const auto channel = static_cast<std::size_t>(c);
        switch (m_node.kind) {
        case OpKind::input:
            break;
        case OpKind::convolution:
            return convolved(y, x, c);
        case OpKind::batchNorm:
            return m_node.weight[channel] * (at(y, x, c) - m_node.mean[channel]) /
                       std::sqrt(double{m_node.variance[channel]} + m_node.epsilon) +
                   m_node.bias[channel];
        case OpKind::clip:
            return std::min(std::max(at(y, x, c), double{m_node.clipMin}), double{m_node.clipMax});
        case OpKind::add:
            return at(y, x, c) + at(y, x, c, 1);
        case OpKind::globalAveragePool:
            return average(c);
        case OpKind::linear:
            return connected(c);
        case OpKind::activation:
            return applyFunction(m_node.function, at(y, x, c),
                                 m_node.weight.empty() ? m_node.alpha : m_node.weight[channel], m_node.beta);
        case OpKind::multiply:
            return at(y, x, c) * (in(1).height == 1 ? at(0, 0, c, 1) : at(y, x, c, 1));
        case OpKind::averagePool:
        case OpKind::maxPool:
            return pooled(y, x, c);
        case OpKind::concat:
            return joined(y, x, c);
        case OpKind::selectChannels:
            return at(y, x, m_node.channels[channel]);
        case OpKind::pad: {
            const int row = y - m_node.window.padTop;
            const int column = x - m_node.window.padLeft;
            return inside(row, column) ? at(row, column, c) : 0.0;
        }
        case OpKind::resize:
            return at(y * in().height / m_node.output.height, x * in().width / m_node.output.width, c);
        case OpKind::flatten:
            return m_values[static_cast<std::size_t>(m_node.inputs[0])][channel];
        }
        return 0.0;
    }

    const Graph& m_graph;
    const std::vector<std::vector<float>>& m_values;
    const Node& m_node;
};

} // namespace

std::vector<Graph> operatorGraphs()
{
    std::vector<Graph> graphs;
    addConvolutions(graphs);
    addPools(graphs);
    addElementwise(graphs);
    addRearrangements(graphs);
    return graphs;
}

std::vector<std::vector<float>> runPlainly(const Graph& graph, const std::vector<float>& input)
{
    std::vector<std::vector<float>> values{input};
    for (std::size_t i = 1; i < graph.nodes.size(); ++i)
        values.push_back(Plain(graph, values, graph.nodes[i]).run());
    return values;
}

} // namespace microt::test
