// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_network_private.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace microt::tflite {

namespace {

ImageOpKind kindOf(const Node& node, const Shape& input)
{
    switch (node.kind) {
    case OpKind::add:
        return ImageOpKind::add;
    case OpKind::multiply:
        return ImageOpKind::multiply;
    case OpKind::globalAveragePool:
        return ImageOpKind::averagePool;
    case OpKind::averagePool:
        return ImageOpKind::localAverage;
    case OpKind::maxPool:
        return ImageOpKind::localMax;
    case OpKind::concat:
        return ImageOpKind::concat;
    case OpKind::selectChannels:
        return ImageOpKind::selectChannels;
    case OpKind::pad:
        return ImageOpKind::pad;
    case OpKind::resize:
        return ImageOpKind::resize;
    case OpKind::flatten:
        return ImageOpKind::flatten;
    case OpKind::activation:
    case OpKind::batchNorm:
    case OpKind::clip:
        return ImageOpKind::table;
    default:
        return isDepthwise(node, input) ? ImageOpKind::depthwise : ImageOpKind::convolution;
    }
}

/// TFLite multiplies the two scales in float for fully connected layers with one scale of weights, in double
/// elsewhere.
void multiplyScalesInFloat(QuantOp& op, const QuantTensor& input, const QuantTensor& output)
{
    const auto product = static_cast<double>(input.scale * op.weightScale[0]);
    std::int32_t multiplier = 0;
    int shift = 0;
    quantizeMultiplier(product / output.scale, multiplier, shift);
    std::fill(op.multiplier.begin(), op.multiplier.end(), multiplier);
    std::fill(op.shift.begin(), op.shift.end(), static_cast<std::int8_t>(shift));
}

/// Whether a quantized activation of a network that becomes float here begins at zero: its operator clips.
bool cutsOffNegatives(const TensorInfo& info, OpKind kind)
{
    const bool computes = kind == OpKind::convolution || kind == OpKind::linear || kind == OpKind::add;
    if (!computes || info.scale.size() != 1)
        return false;
    return (info.type == TensorType::UINT8 && info.zeroPoint[0] == 0) ||
           (info.type == TensorType::INT8 && info.zeroPoint[0] == -128);
}

} // namespace

Failure TfliteOperator::fail(Error error, const std::string& why) const
{
    return file.fail(error, file.describe(index) + " " + why + ".");
}

std::optional<Bounds> boundsOf(Activation activation)
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    switch (activation) {
    case Activation::NONE:
        return Bounds{-kInfinity, kInfinity};
    case Activation::RELU:
        return Bounds{0.0F, kInfinity};
    case Activation::RELU_N1_TO_1:
        return Bounds{-1.0F, 1.0F};
    case Activation::RELU6:
        return Bounds{0.0F, 6.0F};
    default:
        return std::nullopt;
    }
}

const Shape& TfliteNetwork::shapeOf(int place) const
{
    return int8 ? tensor(place).shape : graph.nodes[static_cast<std::size_t>(place)].output;
}

const std::string& TfliteNetwork::nameOf(int place) const
{
    const auto at = static_cast<std::size_t>(place);
    return int8 ? m_names[at] : graph.nodes[at].name;
}

Result<QuantTensor> TfliteNetwork::quantTensor(const TensorInfo& info, const Shape& shape) const
{
    if (info.type != TensorType::INT8 || info.scale.size() != 1)
        return file.fail(Error::unsupportedFormat,
                         "the activation " + info.name +
                             " is not int8 with one scale, as the others of this int8 network are.");
    if (!std::isnormal(info.scale[0]) || info.scale[0] < 0.0F)
        return file.fail(Error::hostileContent,
                         "the activation " + info.name + " has a scale that is no positive number.");
    if (info.zeroPoint[0] < -128 || info.zeroPoint[0] > 127)
        return file.fail(Error::hostileContent, "the activation " + info.name + " has zero point " +
                                                    std::to_string(info.zeroPoint[0]) + ".");
    return QuantTensor{shape, info.scale[0], static_cast<std::int32_t>(info.zeroPoint[0])};
}

int TfliteNetwork::insertInt8(Step& step, const QuantTensor& like)
{
    const std::vector<int>& inputs = step.node.inputs;
    QuantOp made = std::move(step.op);
    made.name = step.node.name;
    made.kind = step.kind ? *step.kind : kindOf(step.node, shapeOf(inputs[0]));
    made.input = inputs[0];
    made.input2 = inputs.size() > 1 ? inputs[1] : -1;
    made.output = static_cast<int>(model.tensors.size());
    made.window = step.node.window;
    if (made.kind == ImageOpKind::convolution)
        made.groups = step.node.groups;
    else if (made.kind == ImageOpKind::table)
        made.groups = static_cast<int>(made.weights.size() / 256);
    made.channels.assign(step.node.channels.begin(), step.node.channels.end());
    model.tensors.push_back(like);
    model.tensors.back().shape = step.node.output;
    m_names.resize(model.tensors.size());
    m_names.back() = made.name;
    const std::optional<Bounds> bounds = boundsOf(step.activation);
    if (bounds && step.activation != Activation::NONE) {
        made.low = quantizedBound(bounds->low, model.tensors.back());
        made.high = quantizedBound(bounds->high, model.tensors.back());
    }
    prepareScaling(made, model.tensors);
    if (step.floatProduct)
        multiplyScalesInFloat(made, tensor(made.input), tensor(made.output));
    model.ops.push_back(std::move(made));
    return model.ops.back().output;
}

int TfliteNetwork::insertReal(Step& step)
{
    const std::optional<Bounds> bounds = boundsOf(step.activation);
    const bool clips = bounds && step.activation != Activation::NONE;
    Node clip;
    if (clips) {
        // The file's name is that of what is clipped.
        clip.kind = OpKind::clip;
        clip.name = step.node.name;
        clip.output = step.node.output;
        clip.clipMin = bounds->low;
        clip.clipMax = bounds->high;
        step.node.name = m_taken.unique(clip.name + " unclipped");
    }
    graph.nodes.push_back(std::move(step.node));
    if (clips) {
        clip.inputs = {static_cast<int>(graph.nodes.size()) - 1};
        graph.nodes.push_back(std::move(clip));
    }
    return static_cast<int>(graph.nodes.size()) - 1;
}

int TfliteNetwork::insert(Step step, const std::string& name, const QuantTensor& like)
{
    // Converters name what they fused after all of its parts, "a;b;c".
    const std::string first = name.substr(0, name.find(';'));
    step.node.name = m_taken.unique(first.empty() ? "tensor" : first);
    return int8 ? insertInt8(step, like) : insertReal(step);
}

int TfliteNetwork::insertLike(Step step, int place, const std::string& name)
{
    return insert(std::move(step), name, likeOf(place));
}

Status TfliteNetwork::define(const TfliteOperator& op, Step step, std::uint32_t which)
{
    MICROT_TRY(const TensorInfo info, file.tensor(op.output(which)));
    const auto view = reshaped(pictureView(step.node.output), shapeIn(info));
    if (!view)
        return op.fail(Error::shapeMismatch, "has an output of another shape than it computes");
    return define(op, std::move(step), *view, which);
}

Status TfliteNetwork::define(const TfliteOperator& op, Step step, const View& view, std::uint32_t which)
{
    MICROT_TRY(const TensorInfo info, file.tensor(op.output(which)));
    if (info.isConstant())
        return op.fail(Error::malformed, "writes a constant");
    if (sizesOf(view) != shapeIn(info))
        return op.fail(Error::shapeMismatch, "has an output of another shape than it computes");
    if (!boundsOf(step.activation))
        return op.fail(Error::unsupportedOperator, "has a fused activation that is not known here");
    Value made;
    made.view = view;
    if (int8) {
        MICROT_TRY(const QuantTensor scaled, quantTensor(info, step.node.output));
        if (keepsScale(step.kind ? *step.kind : kindOf(step.node, shapeOf(step.node.inputs[0])))) {
            const QuantTensor& input = tensor(step.node.inputs[0]);
            if (input.scale != scaled.scale || input.zeroPoint != scaled.zeroPoint)
                return op.fail(Error::unsupportedOperator, "changes the scale of what it only moves");
        }
        made.place = insert(std::move(step), info.name, scaled);
    } else {
        if (step.activation == Activation::NONE && cutsOffNegatives(info, step.node.kind))
            step.activation = Activation::RELU;
        made.place = insert(std::move(step), info.name, {});
    }
    values[op.output(which)] = made;
    return {};
}

Status TfliteNetwork::alias(const TfliteOperator& op, Value value, std::uint32_t which)
{
    MICROT_TRY(const TensorInfo info, file.tensor(op.output(which)));
    if (info.isConstant())
        return op.fail(Error::malformed, "writes a constant");
    values[op.output(which)] = std::move(value);
    return {};
}

} // namespace microt::tflite
