// SPDX-License-Identifier: Apache-2.0
// A network in the QDQ format in its own integers: every operator stands between tensors whose steps are
// known.
#include <cmath>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr int kMaxWindow = 255; ///< of a deployment image

bool sameSteps(const QuantTensor& a, const QuantTensor& b)
{
    return a.scale == b.scale && a.zeroPoint == b.zeroPoint;
}

bool hasFiniteNumbers(const Node& node)
{
    if (node.kind == OpKind::clip)
        return node.clipMin <= node.clipMax;
    return std::isfinite(node.alpha) && std::isfinite(node.beta) &&
           std::all_of(node.weight.begin(), node.weight.end(), [](float w) { return std::isfinite(w); });
}

class Int8Builder
{
public:
    explicit Int8Builder(OnnxNetwork& network)
        : m_network(network), m_graph(network.graph), m_tensorOf(m_graph.nodes.size(), -1)
    {
        m_model.name = m_graph.name;
        m_model.preprocessing = m_graph.preprocessing;
    }

    Result<QuantModel> build()
    {
        std::vector<UnreadOperator> unread;
        for (std::size_t i = 1; i < m_graph.nodes.size(); ++i) {
            const Status status = add(static_cast<int>(i));
            if (!status.ok())
                unread.push_back({tensorsOf(m_graph.nodes[i].inputs), status.failure()});
        }
        if (m_model.ops.empty())
            return unread.empty() ? Failure{Error::unsupportedFormat, "it computes nothing with integers."}
                                  : unread.front().why;
        for (const UnreadOperator& op : m_network.unread)
            unread.push_back({tensorsOf(op.reads), op.why});
        m_network.unread = std::move(unread);
        return std::move(m_model);
    }

private:
    const Node& nodeAt(int index) const { return m_graph.nodes[static_cast<std::size_t>(index)]; }
    int& tensorOf(int node) { return m_tensorOf[static_cast<std::size_t>(node)]; }
    QuantTensor& tensor(int index) { return m_model.tensors[static_cast<std::size_t>(index)]; }
    static Failure fail(const Node& node, const std::string& why)
    {
        return {Error::unsupportedOperator, "the operator " + node.name + " has no integers: " + why + "."};
    }

    std::vector<int> tensorsOf(const std::vector<int>& nodes)
    {
        std::vector<int> tensors;
        for (const int node : nodes)
            if (tensorOf(node) >= 0)
                tensors.push_back(tensorOf(node));
        return tensors;
    }

    Status add(int index)
    {
        const Node& node = nodeAt(index);
        const auto steps = m_network.steps.find(node.name);
        if (steps != m_network.steps.end())
            return addQuantized(index, steps->second);
        for (const int input : node.inputs)
            if (tensorOf(input) < 0)
                return fail(node, "what " + nodeAt(input).name + " gives it is not quantized");
        const bool moves = node.kind == OpKind::maxPool || node.kind == OpKind::selectChannels ||
                           node.kind == OpKind::pad || node.kind == OpKind::resize ||
                           node.kind == OpKind::flatten;
        if (!moves)
            return {}; // its output's steps come next
        QuantTensor output = tensor(tensorOf(node.inputs[0]));
        output.shape = node.output;
        return compute(index, output, index, node);
    }

    /// The clip at `index` says in what steps its input's numbers come.
    Status addQuantized(int index, QuantTensor steps)
    {
        const Node& clip = nodeAt(index);
        const int source = clip.inputs[0];
        steps.shape = clip.output;
        if (source == 0)
            return addInput(index, steps);
        if (tensorOf(source) >= 0)
            return requantize(index, steps);
        for (const int input : nodeAt(source).inputs)
            if (tensorOf(input) < 0)
                return fail(nodeAt(source), "what " + nodeAt(input).name + " gives it is not quantized");
        return compute(source, steps, index, clip);
    }

    Status addInput(int index, const QuantTensor& steps)
    {
        const bool first = m_model.tensors.empty();
        if (!first && !sameSteps(steps, tensor(m_model.inputTensor)))
            return fail(nodeAt(index), "the picture is quantized twice");
        if (first)
            m_model.tensors.push_back(steps);
        tensorOf(index) = m_model.inputTensor;
        return {};
    }

    /// Numbers of integers that are there, at other steps or within narrower bounds.
    Status requantize(int index, const QuantTensor& steps)
    {
        const Node& clip = nodeAt(index);
        const int source = tensorOf(clip.inputs[0]);
        const bool bounded =
            quantizedBound(clip.clipMin, steps) > -128 || quantizedBound(clip.clipMax, steps) < 127;
        if (!bounded && sameSteps(tensor(source), steps)) {
            tensorOf(index) = source;
            return {};
        }
        QuantOp op;
        op.kind = ImageOpKind::table;
        op.name = clip.name;
        op.input = source;
        op.weights.resize(256);
        op.meaning = clip;
        op.meaning->inputs.clear();
        append(std::move(op), steps, index);
        return {};
    }

    /// Node `index` with its output in `output`, which `last` bounds and the node at `place` stands for.
    Status compute(int index, const QuantTensor& output, int place, const Node& last)
    {
        const Node& node = nodeAt(index);
        if (node.window.height > kMaxWindow || node.window.width > kMaxWindow ||
            node.window.strideY > kMaxWindow || node.window.strideX > kMaxWindow)
            return fail(node, "windows and strides of boards have at most 255 pixels");
        QuantOp op;
        op.name = node.name;
        op.input = tensorOf(node.inputs[0]);
        op.input2 = node.inputs.size() > 1 ? tensorOf(node.inputs[1]) : -1;
        op.window = node.window;
        op.channels.assign(node.channels.begin(), node.channels.end());
        if (&last != &node) {
            op.low = quantizedBound(last.clipMin, output);
            op.high = quantizedBound(last.clipMax, output);
        }
        if (node.kind == OpKind::concat)
            return join(node, std::move(op), output, place);
        MICROT_CHECK(setKind(node, output, op));
        append(std::move(op), output, place);
        return {};
    }

    Status setKind(const Node& node, const QuantTensor& output, QuantOp& op)
    {
        switch (node.kind) {
        case OpKind::convolution:
            return setConvolution(node, op);
        case OpKind::add:
            op.kind = ImageOpKind::add;
            return {};
        case OpKind::multiply:
            op.kind = ImageOpKind::multiply;
            return {};
        case OpKind::globalAveragePool:
            op.kind = ImageOpKind::mean;
            return {};
        case OpKind::averagePool:
            return setAverage(node, output, op);
        case OpKind::maxPool:
            op.kind = ImageOpKind::localMax;
            return {};
        case OpKind::selectChannels:
            op.kind = ImageOpKind::selectChannels;
            return {};
        case OpKind::pad:
            op.kind = ImageOpKind::pad;
            return {};
        case OpKind::resize:
            op.kind = ImageOpKind::resize;
            return {};
        case OpKind::flatten:
            op.kind = ImageOpKind::flatten;
            return {};
        case OpKind::activation:
        case OpKind::clip:
            if (!hasFiniteNumbers(node))
                return fail(node, "its numbers are not finite");
            op.kind = ImageOpKind::table;
            op.window = {};
            op.groups = node.function == Function::prelu && node.kind == OpKind::activation
                            ? node.output.channels
                            : 1;
            op.weights.resize(256 * static_cast<std::size_t>(op.groups));
            op.meaning = node;
            op.meaning->inputs.clear();
            return {};
        default:
            return fail(node, "its constants are no integers");
        }
    }

    /// Without other steps the average of integers, else of what they stand for, which counts all of the
    /// window.
    Status setAverage(const Node& node, const QuantTensor& output, QuantOp& op)
    {
        const bool same = sameSteps(tensor(op.input), output);
        const FarPadding far = farPadding(node, tensor(op.input).shape);
        const Window& w = node.window;
        if (!same && (w.padTop > 0 || w.padLeft > 0 || far.bottom > 0 || far.right > 0))
            return fail(node, "its average counts what lies outside the picture and changes the scale");
        op.kind = same ? ImageOpKind::localAverage : ImageOpKind::localMean;
        return {};
    }

    Status setConvolution(const Node& node, QuantOp& op)
    {
        const auto found = m_network.layers.find(node.name);
        if (found == m_network.layers.end() || found->second.weights->scale.empty())
            return fail(node, "its weights are not quantized");
        const OnnxLayer& layer = found->second;
        const Shape& input = tensor(op.input).shape;
        const bool depthwise = isDepthwise(node, input);
        op.kind = depthwise ? ImageOpKind::depthwise : ImageOpKind::convolution;
        op.groups = depthwise ? 1 : node.groups;
        const auto channels = static_cast<std::size_t>(node.output.channels);
        op.weightScale = layer.weights->scale;
        if (op.weightScale.size() == 1)
            op.weightScale.resize(channels, op.weightScale[0]);
        const auto usual = [](float scale) { return std::isnormal(scale) && scale > 0.0F; };
        if (op.weightScale.size() != channels ||
            !std::all_of(op.weightScale.begin(), op.weightScale.end(), usual))
            return fail(node, "its weights have not one scale above 0, or one an output channel");
        MICROT_CHECK(setWeights(node, op));
        return setBias(node, layer, op);
    }

    /// From [out, in, window] to [out, window, in]; depthwise from [channel, window] to [window, channel].
    static Status setWeights(const Node& node, QuantOp& op)
    {
        const std::size_t channels = op.weightScale.size();
        const std::size_t perChannel = node.weight.size() / channels;
        const auto window =
            static_cast<std::size_t>(node.window.height) * static_cast<std::size_t>(node.window.width);
        const std::size_t inputs = perChannel / window;
        op.weights.resize(node.weight.size());
        for (std::size_t i = 0; i < node.weight.size(); ++i) {
            const std::size_t o = i / perChannel;
            const std::size_t in = i % perChannel / window;
            const std::size_t w = i % window;
            const double steps = double{node.weight[i]} / op.weightScale[o];
            const double whole = std::round(steps);
            if (!(whole >= -128.0 && whole <= 127.0) || std::abs(steps - whole) > 1e-3)
                return fail(node,
                            "its weights are no integers of 8 bits with zero point 0 and a scale for each "
                            "output channel");
            const std::size_t to =
                op.kind == ImageOpKind::depthwise ? w * channels + o : (o * window + w) * inputs + in;
            op.weights[to] = static_cast<std::int8_t>(whole);
        }
        return {};
    }

    Status setBias(const Node& node, const OnnxLayer& layer, QuantOp& op)
    {
        const double inputScale = tensor(op.input).scale;
        const OnnxConstant* given = layer.bias.get();
        const bool exact = given != nullptr && !given->steps.empty() && given->real == node.bias;
        for (std::size_t o = 0; o < op.weightScale.size(); ++o) {
            const double scale = inputScale * op.weightScale[o];
            double steps = node.bias.empty() ? 0.0 : std::round(node.bias[o] / scale);
            if (exact) {
                const double has = given->scale[given->scale.size() == 1 ? 0 : o];
                if (std::abs(has - scale) > 1e-5 * scale)
                    return fail(node, "its bias has another scale than the product of input and weights");
                steps = static_cast<double>(given->steps[o]);
            }
            if (!(std::abs(steps) < 2147483648.0))
                return fail(node, "its bias has more than 32 bits");
            op.bias.push_back(static_cast<std::int32_t>(steps));
        }
        return {};
    }

    /// Boards join two.
    Status join(const Node& node, QuantOp first, const QuantTensor& output, int place)
    {
        first.kind = ImageOpKind::concat;
        first.window = {};
        int sum = tensor(first.input).shape.channels;
        for (std::size_t i = 1; i < node.inputs.size(); ++i) {
            QuantOp op = first;
            op.input2 = tensorOf(node.inputs[i]);
            sum += tensor(op.input2).shape.channels;
            QuantTensor joined = output;
            joined.shape.channels = sum;
            op.weights.resize(512);
            if (i + 1 < node.inputs.size())
                op.name += " of " + std::to_string(i + 1);
            append(std::move(op), joined, place);
            first.input = tensorOf(place);
        }
        return {};
    }

    void append(QuantOp op, const QuantTensor& output, int place)
    {
        op.output = static_cast<int>(m_model.tensors.size());
        m_model.tensors.push_back(output);
        if (op.kind == ImageOpKind::table || op.kind == ImageOpKind::concat) {
            fillTables(op, m_model.tensors);
            for (std::int8_t& entry : op.weights)
                entry = static_cast<std::int8_t>(std::clamp<std::int32_t>(entry, op.low, op.high));
        }
        prepareScaling(op, m_model.tensors);
        m_model.ops.push_back(std::move(op));
        tensorOf(place) = m_model.ops.back().output;
    }

    OnnxNetwork& m_network;
    const Graph& m_graph;
    QuantModel m_model;
    std::vector<int> m_tensorOf; ///< of each node; -1: its numbers are no integers, or not yet
};

} // namespace

Result<QuantModel> onnxInt8(OnnxNetwork& network)
{
    return Int8Builder(network).build();
}

} // namespace microt
