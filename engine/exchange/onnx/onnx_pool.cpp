// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

Status addPool(OnnxNetwork& network, const OnnxOperator& op, int input)
{
    Node node;
    node.kind = OpKind::globalAveragePool;
    node.name = onnxName(op.name());
    node.inputs = {input};
    node.output = {1, 1, network.shapeOf(input).channels};
    return network.add(op, std::move(node));
}

/// What only changes how a vector is written down.
Status passVector(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const int input, network.activation(op, 0));
    if (network.shapeOf(input).height != 1 || network.shapeOf(input).width != 1)
        return op.fail(Error::unsupportedOperator,
                       "it reads an activation of several pixels; only pooled features can be reshaped.");
    return network.setValue(op.output(), input);
}

} // namespace

Status readOnnxPool(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const int input, network.activation(op, 0));
    return addPool(network, op, input);
}

/// A mean over height and width at once, or over one of them and then the other: torch writes
/// x.mean(3).mean(2) so, and as all rows are of one length that is the same.
Status readOnnxMean(OnnxNetwork& network, const OnnxOperator& op)
{
    const auto half = network.halfMeans.find(op.input(0));
    const bool second = half != network.halfMeans.end();
    const int rank = second ? half->second.rank : 4;
    MICROT_TRY(OnnxIntegers axes, op.integers("axes", {}));
    MICROT_TRY(const std::int64_t keepDimensions, op.integer("keepdims", 1));
    for (std::int64_t& axis : axes)
        axis += axis < 0 ? rank : 0;
    std::sort(axes.begin(), axes.end());
    const bool single = axes.size() == 1 && (axes[0] == 2 || axes[0] == 3);
    const bool whole = second ? single && axes[0] == half->second.otherAxis : axes == OnnxIntegers{2, 3};
    if (keepDimensions < 0 || keepDimensions > 1 || (!whole && (second || !single)))
        return op.fail(Error::unsupportedOperator, "a mean over height and width (axes 2, 3) is expected.");
    if (second)
        return addPool(network, op, half->second.node);
    MICROT_TRY(const int input, network.activation(op, 0));
    if (whole)
        return addPool(network, op, input);
    // Without the first axis, the other one may come earlier.
    const bool kept = keepDimensions == 1;
    MICROT_CHECK(network.claim(op.output()));
    network.halfMeans[op.output()] = {input, kept ? 4 : 3, axes[0] == 2 && kept ? 3 : 2};
    return {};
}

Status readOnnxFlatten(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 1));
    if (axis != 1)
        return op.fail(Error::unsupportedOperator, "its axis must be 1.");
    return passVector(network, op);
}

Status readOnnxReshape(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const int input, network.activation(op, 0));
    MICROT_TRY(const OnnxConstant* shape, network.constant(op, 1));
    // The batch comes first: [N, C] or [N, C, 1, 1], -1 and 0 standing for what they are computed from.
    const OnnxIntegers& sides = shape->integer;
    const std::int64_t channels = network.shapeOf(input).channels;
    const bool fits = sides.size() >= 2 && sides[0] >= -1 && sides[0] <= 1 &&
                      (sides[1] == channels || sides[1] == 0 || (sides[1] == -1 && sides[0] != -1)) &&
                      allAre(OnnxIntegers(sides.begin() + 2, sides.end()), 1);
    if (!fits)
        return op.fail(Error::unsupportedOperator,
                       "only [N, " + std::to_string(channels) + "] can come of its input.");
    return passVector(network, op);
}

} // namespace microt
