// SPDX-License-Identifier: Apache-2.0
// QuantizeLinear and DequantizeLinear: a quantized network as the float network that it approximates.
// Weights are those that the integers stand for. A pair at an activation rounds, which is left out, and
// bounds, which quantizers use in place of a ReLU: zero as the lowest value stays as a clip.
#include <cmath>
#include <limits>

#include "engine/exchange/onnx/onnx_fold_private.h"

namespace microt {

namespace {

/// Scale and zero point, one or one for each index along an axis.
struct Steps
{
    OnnxConstantPointer scale;
    OnnxConstantPointer zeroPoint; ///< or nullptr: 0
    std::size_t axis = 0;

    std::int64_t zeroAt(std::size_t i) const
    {
        return zeroPoint ? zeroPoint->integer[zeroPoint->integer.size() == 1 ? 0 : i] : 0;
    }
    float scaleAt(std::size_t i) const { return scale->real[scale->real.size() == 1 ? 0 : i]; }
};

Result<Steps> stepsOf(const OnnxNetwork& network, const OnnxOperator& op, const OnnxIntegers& shape)
{
    Steps steps;
    MICROT_TRY(steps.scale, network.constant(op, 1));
    if (!op.input(2).empty()) {
        MICROT_TRY(steps.zeroPoint, network.constant(op, 2));
    }
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 1));
    const std::size_t count = steps.scale->real.size();
    const std::size_t zeros = steps.zeroPoint ? steps.zeroPoint->integer.size() : 1;
    const Failure failure =
        op.fail(Error::unsupportedOperator, "its scale and zero point must be one, or one a channel.");
    if (count == 0 || steps.scale->shape.size() > 1 || (zeros != 1 && zeros != count))
        return failure;
    if (count == 1)
        return steps;
    MICROT_TRY(steps.axis, onnxAxis(op, axis, shape.size()));
    if (shape[steps.axis] != static_cast<std::int64_t>(count))
        return failure;
    return steps;
}

/// The single scale and zero point of an activation.
Result<OnnxSteps> stepsOfActivation(const OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const Steps steps, stepsOf(network, op, {}));
    OnnxSteps single;
    single.scale = steps.scaleAt(0);
    single.zeroPoint = steps.zeroAt(0);
    if (steps.zeroPoint) {
        single.low = steps.zeroPoint->low;
        single.high = steps.zeroPoint->high;
    }
    if (!(single.scale > 0.0F) || !std::isfinite(single.scale))
        return op.fail(Error::numericFailure, "its scale must be above 0.");
    return single;
}

/// Whether what `node` computes is never below 0.
bool isNeverNegative(const OnnxNetwork& network, int node)
{
    for (;;) {
        const Node& from = network.graph.nodes[static_cast<std::size_t>(node)];
        switch (from.kind) {
        case OpKind::input:
            return true; // pictures are within what the input's steps reach
        case OpKind::clip:
            return from.clipMin >= 0.0F;
        case OpKind::activation:
            return from.function == Function::sigmoid || from.function == Function::hardSigmoid;
        case OpKind::maxPool:
        case OpKind::averagePool:
        case OpKind::globalAveragePool:
        case OpKind::selectChannels:
        case OpKind::pad:
        case OpKind::resize:
        case OpKind::flatten:
            node = from.inputs[0];
            break;
        default:
            return false;
        }
    }
}

/// A clip to what the integers reach, after `node`.
Result<int> addSteps(OnnxNetwork& network, const OnnxOperator& op, int node, const OnnxSteps& steps)
{
    if (!std::isnormal(steps.scale) || steps.high - steps.low != 255 || steps.zeroPoint < steps.low ||
        steps.zeroPoint > steps.high)
        return op.fail(Error::unsupportedOperator,
                       "its integers have not 8 bits, or no scale of usual size.");
    Node clip = network.nodeOf(op, OpKind::clip, node);
    clip.clipMin = steps.scale * static_cast<float>(steps.low - steps.zeroPoint);
    clip.clipMax = steps.scale * static_cast<float>(steps.high - steps.zeroPoint);
    const QuantTensor tensor{clip.output, steps.scale,
                             static_cast<std::int32_t>(steps.zeroPoint - steps.low - 128)};
    const int added = network.append(std::move(clip));
    network.steps.emplace(network.graph.nodes.back().name, tensor);
    return added;
}

} // namespace

Status foldOnnxSteps(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const Steps steps, stepsOf(network, op, from->shape));
    const bool up = op.type() == "DequantizeLinear";
    if (from->isInteger != up)
        return op.fail(Error::malformed, "its input is of the wrong type.");
    std::size_t inner = 1;
    for (std::size_t d = steps.axis + 1; d < from->shape.size(); ++d)
        inner *= static_cast<std::size_t>(from->shape[d]);
    const std::size_t parts = steps.scale->real.size();
    OnnxConstant result;
    if (up) {
        result.scale = steps.scale->real;
        result.axis = steps.axis;
    }
    result.shape = from->shape;
    result.isInteger = !up;
    result.low = steps.zeroPoint ? steps.zeroPoint->low : 0;
    result.high = steps.zeroPoint ? steps.zeroPoint->high : 255;
    for (std::size_t i = 0; i < from->count(); ++i) {
        const std::size_t part = parts == 1 ? 0 : i / inner % parts;
        const double zero = static_cast<double>(steps.zeroAt(part));
        const double scale = steps.scaleAt(part);
        const double value = from->number(i);
        if (up) {
            result.real.push_back(static_cast<float>((value - zero) * scale));
            if (from->shape.size() == 1)
                result.steps.push_back(from->integer[i] - steps.zeroAt(part));
        } else {
            const double q = std::nearbyint(value / scale) + zero;
            if (!(scale > 0.0) || std::isnan(q))
                return op.fail(Error::numericFailure, "its scale must be above 0.");
            result.integer.push_back(static_cast<std::int64_t>(
                std::clamp(q, static_cast<double>(result.low), static_cast<double>(result.high))));
        }
    }
    return network.giveConstant(op, std::move(result));
}

Status readOnnxQuantize(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.view(op, 0));
    MICROT_TRY(view.quantized, stepsOfActivation(network, op));
    if (network.int8) {
        MICROT_TRY(view.node, addSteps(network, op, view.node, *view.quantized));
    }
    return network.give(op, std::move(view));
}

Status readOnnxDequantize(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxView view, network.anyView(op, 0));
    MICROT_TRY(const OnnxSteps steps, stepsOfActivation(network, op));
    if (!view.quantized) {
        const Node& from = network.graph.nodes[static_cast<std::size_t>(view.node)];
        if (from.kind != OpKind::input || network.pixels == OnnxPixels::real)
            return op.fail(Error::unsupportedOperator, "its input was not quantized.");
        const float shift = -static_cast<float>(steps.zeroPoint) * steps.scale;
        Node real = onnxAffine(network, op, view.node, {steps.scale}, {shift});
        if (!network.int8)
            return network.addInPlace(op, view, std::move(real));
        OnnxSteps range = steps;
        if (network.pixels == OnnxPixels::signedBytes) {
            range.low = -128;
            range.high = 127;
        }
        MICROT_TRY(view.node, addSteps(network, op, network.append(std::move(real)), range));
        return network.give(op, std::move(view));
    }
    const OnnxSteps before = *view.quantized;
    view.quantized.reset();
    if (network.int8 && before.scale == steps.scale && before.zeroPoint == steps.zeroPoint)
        return network.give(op, std::move(view));
    if (network.int8)
        return op.fail(Error::unsupportedOperator, "it takes the integers for others than they were.");
    const bool bounded = before.zeroPoint == before.low && !isNeverNegative(network, view.node);
    if (bounded) {
        Node clip = network.nodeOf(op, OpKind::clip, view.node);
        clip.clipMin = 0.0F;
        clip.clipMax = std::numeric_limits<float>::infinity();
        view.node = network.append(std::move(clip));
    }
    if (before.scale == steps.scale && before.zeroPoint == steps.zeroPoint)
        return network.give(op, std::move(view));
    const float scale = steps.scale / before.scale;
    const float shift = steps.scale * static_cast<float>(before.zeroPoint - steps.zeroPoint);
    return network.addInPlace(op, view, onnxAffine(network, op, view.node, {scale}, {shift}));
}

} // namespace microt
