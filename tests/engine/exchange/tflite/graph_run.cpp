// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/exchange/tflite/graph_run.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace microt::test {

namespace {

using Values = std::vector<double>;

std::size_t at(const Shape& s, int y, int x, int c)
{
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(s.width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(s.channels) +
           static_cast<std::size_t>(c);
}

class NodeRun
{
public:
    NodeRun(const Graph& graph, const std::vector<Values>& done, const Node& node)
        : m_graph(graph), m_done(done), m_node(node), m_in(shape(0))
    {}

    double operator()(int y, int x, int c) const
    {
        const auto channel = static_cast<std::size_t>(c);
        switch (m_node.kind) {
        case OpKind::convolution:
            return convolved(y, x, c);
        case OpKind::batchNorm:
            return m_node.weight[channel] * (value(0, y, x, c) - m_node.mean[channel]) /
                       std::sqrt(m_node.variance[channel] + static_cast<double>(m_node.epsilon)) +
                   m_node.bias[channel];
        case OpKind::clip:
            return std::min(std::max(value(0, y, x, c), double{m_node.clipMin}), double{m_node.clipMax});
        case OpKind::add:
            return value(0, y, x, c) + value(1, y, x, c);
        case OpKind::multiply:
            return value(0, y, x, c) *
                   (shape(1).height == 1 && shape(1).width == 1 ? value(1, 0, 0, c) : value(1, y, x, c));
        case OpKind::globalAveragePool:
            return pooled({m_in.height, m_in.width, 1, 1, 0, 0}, 0, 0, c, false);
        case OpKind::averagePool:
        case OpKind::maxPool:
            return pooled(m_node.window, y, x, c, m_node.kind == OpKind::maxPool);
        case OpKind::activation:
            return applyFunction(m_node.function, value(0, y, x, c),
                                 m_node.function == Function::prelu ? m_node.weight[channel] : m_node.alpha,
                                 m_node.beta);
        case OpKind::concat:
            return joined(y, x, c);
        case OpKind::selectChannels:
            return value(0, y, x, m_node.channels[channel]);
        case OpKind::pad:
            return inside(y - m_node.window.padTop, x - m_node.window.padLeft, c);
        case OpKind::resize:
            return value(0, y * m_in.height / m_node.output.height, x * m_in.width / m_node.output.width, c);
        case OpKind::flatten:
            return m_done[static_cast<std::size_t>(m_node.inputs[0])][channel];
        case OpKind::linear:
            return linear(c);
        default:
            return std::numeric_limits<double>::quiet_NaN();
        }
    }

private:
    const Shape& shape(std::size_t which) const
    {
        return m_graph.nodes[static_cast<std::size_t>(m_node.inputs[which])].output;
    }
    double value(std::size_t which, int y, int x, int c) const
    {
        return m_done[static_cast<std::size_t>(m_node.inputs[which])][at(shape(which), y, x, c)];
    }
    bool isInside(int y, int x) const { return y >= 0 && x >= 0 && y < m_in.height && x < m_in.width; }
    double inside(int y, int x, int c) const { return isInside(y, x) ? value(0, y, x, c) : 0.0; }

    double convolved(int y, int x, int o) const
    {
        const Window& w = m_node.window;
        const int inputs = m_in.channels / m_node.groups;
        const int first = o / (m_node.output.channels / m_node.groups) * inputs;
        double sum = m_node.bias.empty() ? 0.0 : m_node.bias[static_cast<std::size_t>(o)];
        for (int i = 0; i < inputs; ++i)
            for (int ky = 0; ky < w.height; ++ky)
                for (int kx = 0; kx < w.width; ++kx)
                    sum += inside(y * w.strideY - w.padTop + ky, x * w.strideX - w.padLeft + kx, first + i) *
                           m_node.weight[static_cast<std::size_t>(
                               ((o * inputs + i) * w.height + ky) * w.width + kx)];
        return sum;
    }

    double pooled(const Window& w, int y, int x, int c, bool largest) const
    {
        double sum = 0.0;
        double most = -std::numeric_limits<double>::infinity();
        int count = 0;
        for (int ky = 0; ky < w.height; ++ky)
            for (int kx = 0; kx < w.width; ++kx) {
                const int fromY = y * w.strideY - w.padTop + ky;
                const int fromX = x * w.strideX - w.padLeft + kx;
                if (!isInside(fromY, fromX))
                    continue;
                sum += value(0, fromY, fromX, c);
                most = std::max(most, value(0, fromY, fromX, c));
                ++count;
            }
        return largest ? most : sum / count;
    }

    double joined(int y, int x, int c) const
    {
        std::size_t part = 0;
        while (c >= shape(part).channels)
            c -= shape(part++).channels;
        return value(part, y, x, c);
    }

    double linear(int o) const
    {
        double sum = m_node.bias.empty() ? 0.0 : m_node.bias[static_cast<std::size_t>(o)];
        for (int i = 0; i < m_in.channels; ++i)
            sum += value(0, 0, 0, i) * m_node.weight[static_cast<std::size_t>(o * m_in.channels + i)];
        return sum;
    }

    const Graph& m_graph;
    const std::vector<Values>& m_done;
    const Node& m_node;
    const Shape& m_in;
};

} // namespace

std::vector<Values> runGraph(const Graph& graph, const Values& input)
{
    std::vector<Values> done{input};
    for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        const NodeRun run(graph, done, node);
        Values values;
        for (int y = 0; y < node.output.height; ++y)
            for (int x = 0; x < node.output.width; ++x)
                for (int c = 0; c < node.output.channels; ++c)
                    values.push_back(run(y, x, c));
        done.push_back(std::move(values));
    }
    return done;
}

} // namespace microt::test
