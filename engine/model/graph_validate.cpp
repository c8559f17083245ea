// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>

#include "engine/base/files.h"
#include "engine/model/graph.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

constexpr std::size_t kMaxNodes = 4096;
constexpr int kMaxSide = 16384;
constexpr std::int64_t kMaxProduct = std::int64_t{1} << 31;

std::string shapeText(const Shape& shape)
{
    return microt::shapeText({shape.height, shape.width, shape.channels});
}

Failure failed(Error code, const Node& node, const std::string& what)
{
    return Failure{code, "Node \"" + printable(std::string_view(node.name)) + "\": " + what + "."};
}

bool within(int value, int low, int high)
{
    return value >= low && value <= high;
}

/// a * b * c, or kMaxProduct + 1 if that is too much; the factors are not negative.
std::int64_t cappedProduct(std::int64_t a, std::int64_t b, std::int64_t c)
{
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product) || __builtin_mul_overflow(product, c, &product))
        return kMaxProduct + 1;
    return std::min(product, kMaxProduct + 1);
}

Status checkSides(const Node& node)
{
    const Shape& out = node.output;
    if (!within(out.height, 1, kMaxSide) || !within(out.width, 1, kMaxSide) ||
        !within(out.channels, 1, kMaxSide))
        return failed(Error::badModel, node,
                      "output " + shapeText(out) + ", expected height, width and channels of 1 to 16384");
    if (cappedProduct(out.height, out.width, out.channels) > kMaxProduct)
        return failed(Error::hostileContent, node,
                      "output " + shapeText(out) + " has more than 2^31 elements");
    return {};
}

Status checkInputs(const Graph& graph, std::size_t index)
{
    const Node& node = graph.nodes[index];
    if ((node.kind == OpKind::input) != (index == 0))
        return failed(Error::badModel, node, "the input must be node 0 and nothing else");
    const bool pair = node.kind == OpKind::add || node.kind == OpKind::multiply;
    const std::size_t expected = node.kind == OpKind::input ? 0 : pair || node.kind == OpKind::concat ? 2 : 1;
    if (node.inputs.size() != expected && !(node.kind == OpKind::concat && node.inputs.size() > 2))
        return failed(Error::badModel, node,
                      "has " + std::to_string(node.inputs.size()) + " inputs, expected " +
                          std::to_string(expected));
    for (int input : node.inputs)
        if (input < 0 || static_cast<std::size_t>(input) >= index)
            return failed(Error::badModel, node,
                          "input " + std::to_string(input) + " is not an earlier node (execution order)");
    return {};
}

/// One side of a window: every one begins inside the padded input, the last reaches its end.
Status checkSide(const Node& node, const char* side, int input, int output, int window, int stride,
                 int before)
{
    if (!within(window, 1, kMaxSide) || !within(stride, 1, kMaxSide) || !within(before, 0, window - 1))
        return failed(Error::badModel, node,
                      std::string("kernel ") + std::to_string(window) + ", stride " + std::to_string(stride) +
                          ", padding " + std::to_string(before) + " make no sense as its " + side +
                          " (1 to 16384, 1 to 16384, 0 to kernel - 1)");
    const std::int64_t after = (std::int64_t{output} - 1) * stride + window - before - input;
    if (after >= window || after <= -std::int64_t{stride})
        return failed(Error::shapeMismatch, node,
                      std::string("an output ") + side + " of " + std::to_string(output) +
                          " does not follow from an input of " + std::to_string(input) + ", kernel " +
                          std::to_string(window) + ", stride " + std::to_string(stride) + ", padding " +
                          std::to_string(before));
    return {};
}

Status checkWindow(const Node& node, const Shape& in)
{
    const Window& w = node.window;
    MICROT_CHECK(checkSide(node, "height", in.height, node.output.height, w.height, w.strideY, w.padTop));
    return checkSide(node, "width", in.width, node.output.width, w.width, w.strideX, w.padLeft);
}

Status checkConvolution(const Node& node, const Shape& in)
{
    MICROT_CHECK(checkWindow(node, in));
    if (node.groups < 1 || in.channels % node.groups != 0 || node.output.channels % node.groups != 0)
        return failed(Error::badModel, node,
                      std::to_string(node.groups) + " groups do not divide " + std::to_string(in.channels) +
                          " input and " + std::to_string(node.output.channels) + " output channels");
    const std::int64_t weights =
        cappedProduct(node.window.height, node.window.width,
                      std::int64_t{in.channels / node.groups} * node.output.channels);
    if (weights > kMaxProduct || cappedProduct(weights, node.output.height, node.output.width) > kMaxProduct)
        return failed(Error::hostileContent, node, "needs more than 2^31 weights or multiplications");
    return {};
}

/// What the operator makes of `in`; sides that it chooses itself are taken from it.
Shape expectedShape(const Graph& graph, const Node& node, const Shape& in)
{
    switch (node.kind) {
    case OpKind::convolution:
    case OpKind::resize:
        return {node.output.height, node.output.width,
                node.kind == OpKind::resize ? in.channels : node.output.channels};
    case OpKind::averagePool:
    case OpKind::maxPool:
    case OpKind::pad:
        return {node.output.height, node.output.width, in.channels};
    case OpKind::globalAveragePool:
        return {1, 1, in.channels};
    case OpKind::linear:
        return {1, 1, node.output.channels};
    case OpKind::flatten:
        return {1, 1, static_cast<int>(std::min<std::int64_t>(in.elements(), kMaxSide + 1))};
    case OpKind::selectChannels:
        return {in.height, in.width, static_cast<int>(node.channels.size())};
    case OpKind::concat: {
        Shape whole = in;
        for (std::size_t i = 1; i < node.inputs.size(); ++i)
            whole.channels += graph.nodes[node.inputs[i]].output.channels;
        return whole;
    }
    default:
        return in;
    }
}

/// What only operators with two inputs or more ask of the further ones.
Status checkFurtherInputs(const Graph& graph, const Node& node, const Shape& in)
{
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        const Shape& other = graph.nodes[node.inputs[i]].output;
        const bool sameSides = other.height == in.height && other.width == in.width;
        const bool perChannel = other == Shape{1, 1, in.channels};
        if (node.kind == OpKind::add && !(other == in))
            return failed(Error::shapeMismatch, node, "adds " + shapeText(in) + " and " + shapeText(other));
        if (node.kind == OpKind::multiply && !(other == in) && !perChannel)
            return failed(Error::shapeMismatch, node,
                          "multiplies " + shapeText(in) + " and " + shapeText(other));
        if (node.kind == OpKind::concat && !sameSides)
            return failed(Error::shapeMismatch, node, "joins " + shapeText(in) + " and " + shapeText(other));
    }
    return {};
}

Status checkOwnNumbers(const Node& node, const Shape& in)
{
    for (const int channel : node.channels)
        if (channel < 0 || channel >= in.channels)
            return failed(Error::badModel, node,
                          "selects channel " + std::to_string(channel) + " of " +
                              std::to_string(in.channels));
    const Window& w = node.window;
    if (node.kind == OpKind::pad && (!within(w.padTop, 0, node.output.height - in.height) ||
                                     !within(w.padLeft, 0, node.output.width - in.width)))
        return failed(Error::shapeMismatch, node, "pads " + shapeText(in) + " to " + shapeText(node.output));
    if (node.kind == OpKind::activation && (!std::isfinite(node.alpha) || !std::isfinite(node.beta)))
        return failed(Error::badModel, node, "alpha and beta must be finite");
    return {};
}

Status checkOperator(const Graph& graph, const Node& node)
{
    if (node.kind == OpKind::input)
        return {};
    const Shape& in = graph.nodes[node.inputs[0]].output;
    if (node.kind == OpKind::convolution)
        MICROT_CHECK(checkConvolution(node, in));
    if (node.kind == OpKind::averagePool || node.kind == OpKind::maxPool)
        MICROT_CHECK(checkWindow(node, in));
    if (node.kind == OpKind::linear && (in.height != 1 || in.width != 1))
        return failed(Error::shapeMismatch, node, "its input is " + shapeText(in) + ", expected [1, 1, D]");
    MICROT_CHECK(checkFurtherInputs(graph, node, in));
    if (const Shape expected = expectedShape(graph, node, in); !(expected == node.output))
        return failed(Error::shapeMismatch, node,
                      "output " + shapeText(node.output) + ", expected " + shapeText(expected));
    MICROT_CHECK(checkOwnNumbers(node, in));
    if (node.kind == OpKind::clip && !(node.clipMin < node.clipMax))
        return failed(Error::badModel, node, "the lower bound must be below the upper one");
    if (node.kind == OpKind::batchNorm && (!std::isfinite(node.epsilon) || node.epsilon < 0.0F ||
                                           !(node.momentum >= 0.0F && node.momentum <= 1.0F)))
        return failed(Error::badModel, node, "epsilon must be finite and not negative, momentum 0 to 1");
    return {};
}

bool allFinite(const std::vector<float>& values)
{
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

Status checkParameters(const Graph& graph, const Node& node, bool withWeights)
{
    std::set<const void*> known;
    if (!node.inputs.empty())
        for (const ParameterSlot& slot : parameterSlots(node, graph.nodes[node.inputs[0]].output)) {
            const std::vector<float>& values = node.*slot.values;
            known.insert(&values);
            const bool absent = values.empty() && (slot.optional || !withWeights);
            if (!absent && (!withWeights || static_cast<std::int64_t>(values.size()) != slot.count()))
                return failed(
                    Error::shapeMismatch, node,
                    std::string(slot.suffix + 1) + " has " + std::to_string(values.size()) +
                        " numbers, expected " +
                        (withWeights ? microt::shapeText(slot.shape) : "none: other nodes have no weights"));
            if (!allFinite(values))
                return failed(Error::numericFailure, node, std::string(slot.suffix + 1) + " is not finite");
        }
    for (const auto* values : {&node.weight, &node.bias, &node.mean, &node.variance})
        if (!values->empty() && known.count(values) == 0)
            return failed(Error::badModel, node, "has parameters that its kind does not use");
    for (float variance : node.variance)
        if (!(variance + node.epsilon > 0.0F))
            return failed(Error::numericFailure, node, "variance + epsilon must be above 0");
    return {};
}

Status checkPreprocessing(const Graph& graph)
{
    const Preprocessing& how = graph.preprocessing;
    const Node& input = graph.nodes[0];
    if (!(input.output == Shape{how.height, how.width, how.channels()}))
        return failed(Error::shapeMismatch, input,
                      "input " + shapeText(input.output) + ", expected " +
                          microt::shapeText({how.height, how.width, how.channels()}) +
                          " as the preprocessing says");
    for (int i = 0; i < 3; ++i)
        if (!std::isfinite(how.mean[i]) || !std::isfinite(how.deviation[i]) || how.deviation[i] <= 0.0F)
            return Failure{Error::badModel,
                           "Preprocessing: mean and deviation must be finite, deviation above 0."};
    return {};
}

Status checkExits(const Graph& graph)
{
    const int count = static_cast<int>(graph.nodes.size());
    if (!within(graph.featureNode, 1, count - 1) || graph.nodes[graph.featureNode].output.height != 1 ||
        graph.nodes[graph.featureNode].output.width != 1)
        return Failure{Error::badModel,
                       "The feature node must be one of the network whose output is [1, 1, D]."};
    if (graph.logitsNode != -1 && (!within(graph.logitsNode, graph.featureNode + 1, count - 1) ||
                                   graph.nodes[graph.logitsNode].kind != OpKind::linear))
        return Failure{Error::badModel, "The logits node must be a linear layer after the feature node."};

    // earliest[i]: the earliest node that node i or any later one reads.
    std::vector<int> earliest(graph.nodes.size() + 1, count);
    for (int i = count - 1; i >= 0; --i) {
        earliest[i] = earliest[i + 1];
        for (int input : graph.nodes[i].inputs)
            earliest[i] = std::min(earliest[i], input);
    }
    Cut last{0, 0};
    for (const Cut& cut : graph.cuts) {
        const std::string which = "Cut " + std::to_string(cut.index) + ": ";
        if (cut.index <= last.index || cut.node <= last.node)
            return Failure{Error::badModel, which + "cuts must be numbered from 1 and ascend, nodes too."};
        if (cut.node >= graph.nodes[graph.featureNode].inputs[0])
            return Failure{Error::badModel, which + "must leave something to the rest of the network."};
        if (earliest[cut.node + 1] < cut.node)
            return Failure{Error::badModel, which + "later nodes read more than the output of node " +
                                                std::to_string(cut.node) + "."};
        last = cut;
    }
    return {};
}

} // namespace

Status validateGraph(const Graph& graph)
{
    if (graph.nodes.empty())
        return Failure{Error::badModel, "The network has no nodes."};
    if (graph.nodes.size() > kMaxNodes)
        return Failure{Error::hostileContent, "The network has " + std::to_string(graph.nodes.size()) +
                                                  " nodes, at most 4096 are accepted."};
    const bool withWeights = graph.hasWeights();
    std::set<std::string> names;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        if (node.name.empty() || !names.insert(node.name).second)
            return failed(Error::badModel, node, "names must be unique and not empty");
        MICROT_CHECK(checkInputs(graph, i));
        MICROT_CHECK(checkSides(node));
        MICROT_CHECK(checkOperator(graph, node));
        MICROT_CHECK(checkParameters(graph, node, withWeights));
    }
    MICROT_CHECK(checkPreprocessing(graph));
    return checkExits(graph);
}

} // namespace microt
