// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/torch_network_private.h"

#include <cstring>
#include <limits>

#include "engine/model/parameters.h"
#include "engine/train/kernels/training_ops_private.h"

namespace microt {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

torch::Tensor tensorOf(const std::vector<float>& values, const std::vector<std::int64_t>& shape)
{
    auto tensor = torch::empty(shape, torch::kFloat32);
    std::memcpy(tensor.data_ptr<float>(), values.data(), values.size() * sizeof(float));
    return shape.size() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

void copyBack(const torch::Tensor& tensor, std::vector<float>& values)
{
    if (!tensor.defined())
        return;
    const auto plain = tensor.detach().to(torch::kCPU).contiguous();
    values.assign(plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
}

/// [N, 2 C] of [N, C, H, W]: mean and standard deviation over the picture, see kCutFeaturesPerChannel.
torch::Tensor meanAndDeviation(const torch::Tensor& activation)
{
    constexpr double kLeastVariance = 1e-6; // the slope of a square root at zero is infinite
    const torch::Tensor mean = activation.mean({2, 3}, true);
    const torch::Tensor variance = (activation - mean).square().mean({2, 3});
    return torch::cat({mean.flatten(1), (variance + kLeastVariance).sqrt()}, 1);
}

/// `x` with `value` around it, so that windows of `window` at every output pixel lie inside.
torch::Tensor surrounded(const torch::Tensor& x, const Window& window, const Shape& output, double value)
{
    const std::int64_t bottom =
        (output.height - 1) * window.strideY + window.height - window.padTop - x.size(2);
    const std::int64_t right =
        (output.width - 1) * window.strideX + window.width - window.padLeft - x.size(3);
    return torch::constant_pad_nd(x, {window.padLeft, right, window.padTop, bottom}, value);
}

/// The average of what of each window lies inside the picture.
torch::Tensor averaged(const torch::Tensor& x, const Window& window, const Shape& output)
{
    const std::vector<std::int64_t> sides = {window.height, window.width};
    const std::vector<std::int64_t> stride = {window.strideY, window.strideX};
    const auto sums = [&](const torch::Tensor& values) {
        return torch::avg_pool2d(surrounded(values, window, output, 0.0), sides, stride);
    };
    const torch::Tensor inside = torch::ones({1, 1, x.size(2), x.size(3)}, x.options());
    return sums(x) / sums(inside);
}

torch::Tensor largest(const torch::Tensor& x, const Window& window, const Shape& output)
{
    return torch::max_pool2d(surrounded(x, window, output, -kInfinity), {window.height, window.width},
                             {window.strideY, window.strideX});
}

/// Source rows or columns of a nearest neighbour resize.
torch::Tensor nearest(std::int64_t from, std::int64_t to, const torch::Device& device)
{
    std::vector<std::int64_t> source;
    for (std::int64_t i = 0; i < to; ++i)
        source.push_back(i * from / to);
    return torch::tensor(source, device);
}

torch::Tensor activated(const torch::Tensor& x, Function function, const torch::Tensor& slopes, float alpha,
                        float beta)
{
    switch (function) {
    case Function::leakyRelu:
        return torch::leaky_relu(x, alpha);
    case Function::prelu:
        return torch::where(x < 0, x * slopes.view({1, -1, 1, 1}), x);
    case Function::sigmoid:
        return torch::sigmoid(x);
    case Function::hardSigmoid:
        return torch::clamp(x * alpha + beta, 0.0, 1.0);
    case Function::silu:
        return torch::silu(x);
    case Function::hardSwish:
        return torch::hardswish(x);
    case Function::tanh:
        return torch::tanh(x);
    }
    return x;
}

} // namespace

TorchNetwork::TorchNetwork(const Graph& graph)
    : m_cuts(graph.cuts.size()), m_featureNode(graph.featureNode), m_logitsNode(graph.logitsNode)
{
    std::vector<int> lastReader(graph.nodes.size(), -1);
    std::vector<int> readers(graph.nodes.size(), 0);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Node& node = graph.nodes[i];
        Step step;
        step.node = node;
        for (auto* parameters : {&step.node.weight, &step.node.bias, &step.node.mean, &step.node.variance})
            *parameters = {};
        if (node.kind == OpKind::convolution)
            step.far = farPadding(node, graph.nodes[node.inputs[0]].output);
        if (!node.inputs.empty())
            registerParameters(node, graph.nodes[node.inputs[0]].output, std::to_string(i), step);
        for (const int input : node.inputs) {
            lastReader[input] = static_cast<int>(i);
            ++readers[input];
        }
        m_steps.push_back(std::move(step));
    }
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        Step& step = m_steps[i];
        if (lastReader[i] >= 0)
            m_steps[lastReader[i]].finished.push_back(static_cast<int>(i));
        if (step.node.kind == OpKind::clip) {
            const OpKind source = m_steps[step.node.inputs[0]].node.kind;
            step.inPlace =
                readers[step.node.inputs[0]] == 1 &&
                (source == OpKind::convolution || source == OpKind::batchNorm || source == OpKind::add);
        }
    }
    for (std::size_t c = 0; c < graph.cuts.size(); ++c)
        m_steps[graph.cuts[c].node].exit = static_cast<int>(c);
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (m_steps[i].node.kind != OpKind::clip || !m_steps[i].inPlace)
            continue;
        const int source = m_steps[i].node.inputs[0];
        if (m_steps[source].node.kind == OpKind::batchNorm && m_steps[source].exit < 0 &&
            source != m_featureNode)
            m_steps[source].clip = static_cast<int>(i);
    }
}

void TorchNetwork::registerParameters(const Node& node, const Shape& input, const std::string& prefix,
                                      Step& step)
{
    for (const ParameterSlot& slot : parameterSlots(node, input)) {
        const std::vector<float>& values = node.*slot.values;
        if (values.empty())
            continue;
        const torch::Tensor tensor = tensorOf(values, slot.shape);
        if (slot.values == &Node::weight)
            step.weight = register_parameter(prefix + "_weight", tensor);
        else if (slot.values == &Node::bias)
            step.bias = register_parameter(prefix + "_bias", tensor);
        else if (slot.values == &Node::mean)
            step.mean = register_buffer(prefix + "_mean", tensor);
        else
            step.variance = register_buffer(prefix + "_variance", tensor);
    }
}

bool TorchNetwork::usesOwn(const torch::Tensor& input) const
{
    return m_ownOperators && isPlainFloat(input);
}

torch::Tensor TorchNetwork::convolve(const Step& step, const torch::Tensor& x) const
{
    const Window& w = step.node.window;
    const std::vector<std::int64_t> stride = {w.strideY, w.strideX};
    // Only where the same zeros on both sides give another output are they written around the input.
    const bool symmetric =
        convolvedSide(x.size(2), w.height, w.strideY, w.padTop) == step.node.output.height &&
        convolvedSide(x.size(3), w.width, w.strideX, w.padLeft) == step.node.output.width;
    if (!symmetric) {
        const std::vector<std::int64_t> none = {0, 0};
        return torch::conv2d(
            torch::constant_pad_nd(x, {w.padLeft, step.far.right, w.padTop, step.far.bottom}, 0.0),
            step.weight, step.bias, stride, none, 1, step.node.groups);
    }
    const bool square = w.height == w.width && w.strideY == w.strideX && w.padTop == w.padLeft;
    if (square && usesOwn(x) && isDepthwise(x, step.weight, step.node.groups))
        return depthwiseConvolution(x, step.weight, step.bias, w.strideY, w.padTop);
    const std::vector<std::int64_t> padding = {w.padTop, w.padLeft};
    return torch::conv2d(x, step.weight, step.bias, stride, padding, 1, step.node.groups);
}

torch::Tensor TorchNetwork::compute(const Step& step, const std::vector<torch::Tensor>& values) const
{
    const torch::Tensor& x = values[step.node.inputs[0]];
    switch (step.node.kind) {
    case OpKind::convolution:
        return convolve(step, x);
    case OpKind::batchNorm:
        if (is_training() && usesOwn(x)) {
            const bool clips = step.clip >= 0;
            return normAndClip(x, {step.weight, step.bias, step.mean, step.variance}, step.node.momentum,
                               step.node.epsilon, clips ? m_steps[step.clip].node.clipMin : -kInfinity,
                               clips ? m_steps[step.clip].node.clipMax : kInfinity);
        }
        return torch::batch_norm(x, step.weight, step.bias, step.mean, step.variance, is_training(),
                                 step.node.momentum, step.node.epsilon, false);
    case OpKind::clip: {
        if (is_training() && usesOwn(x) && m_steps[step.node.inputs[0]].clip >= 0)
            return x; // its batch-norm clipped already
        torch::Tensor target = x;
        if (x.scalar_type() != torch::kFloat32) // hardtanh has no gradient in bfloat16 on a CPU
            return torch::clamp(x, step.node.clipMin, step.node.clipMax);
        return step.inPlace && !is_training() ? torch::hardtanh_(target, step.node.clipMin, step.node.clipMax)
                                              : torch::hardtanh(x, step.node.clipMin, step.node.clipMax);
    }
    case OpKind::add:
        return x + values[step.node.inputs[1]];
    case OpKind::globalAveragePool:
        return x.mean({2, 3}, true);
    case OpKind::linear:
        return torch::linear(x.flatten(1), step.weight, step.bias).view({x.size(0), -1, 1, 1});
    case OpKind::activation:
        return activated(x, step.node.function, step.weight, step.node.alpha, step.node.beta);
    case OpKind::multiply:
        return x * values[step.node.inputs[1]];
    case OpKind::averagePool:
        return averaged(x, step.node.window, step.node.output);
    case OpKind::maxPool:
        return largest(x, step.node.window, step.node.output);
    case OpKind::concat: {
        std::vector<torch::Tensor> parts;
        for (const int input : step.node.inputs)
            parts.push_back(values[input]);
        return torch::cat(parts, 1);
    }
    case OpKind::selectChannels:
        return x.index_select(
            1, torch::tensor(step.node.channels, torch::device(x.device()).dtype(torch::kInt64)));
    case OpKind::pad:
        return surrounded(x, step.node.window, step.node.output, 0.0);
    case OpKind::resize:
        return x.index_select(2, nearest(x.size(2), step.node.output.height, x.device()))
            .index_select(3, nearest(x.size(3), step.node.output.width, x.device()));
    case OpKind::flatten:
        return x.permute({0, 2, 3, 1}).reshape({x.size(0), -1, 1, 1});
    case OpKind::input:
        break;
    }
    return x;
}

TorchNetwork::Output TorchNetwork::forward(const torch::Tensor& input, bool withCuts,
                                           const Observer& observer)
{
    Output output;
    output.exits.resize(m_cuts + 1);
    std::vector<torch::Tensor> values(m_steps.size());
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const Step& step = m_steps[i];
        values[i] = step.node.kind == OpKind::input ? input.contiguous(at::MemoryFormat::ChannelsLast)
                                                    : compute(step, values);
        if (observer)
            observer(static_cast<int>(i), values[i]);
        // Pooled before anything may overwrite it in place.
        if (withCuts && step.exit >= 0)
            output.exits[step.exit] = meanAndDeviation(values[i]);
        if (static_cast<int>(i) == m_featureNode)
            output.exits.back() = values[i].flatten(1);
        if (static_cast<int>(i) == m_logitsNode)
            output.logits = values[i].flatten(1);
        for (const int done : step.finished)
            values[done] = torch::Tensor();
    }
    return output;
}

void TorchNetwork::writeWeights(Graph& graph) const
{
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        copyBack(m_steps[i].weight, graph.nodes[i].weight);
        copyBack(m_steps[i].bias, graph.nodes[i].bias);
        copyBack(m_steps[i].mean, graph.nodes[i].mean);
        copyBack(m_steps[i].variance, graph.nodes[i].variance);
    }
}

} // namespace microt
