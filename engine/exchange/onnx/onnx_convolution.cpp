// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"
#include "engine/model/parameters.h"

namespace microt {

namespace {

/// [top, left, bottom, right], whatever way the file says it.
Result<OnnxIntegers> padsOf(const OnnxOperator& op, const OnnxIntegers& kernel, const OnnxIntegers& strides)
{
    MICROT_TRY(const std::string automatic, op.text("auto_pad", "NOTSET"));
    if (automatic == "NOTSET")
        return op.integers("pads", {0, 0, 0, 0});
    if (automatic == "VALID")
        return OnnxIntegers{0, 0, 0, 0};
    if (automatic.rfind("SAME_", 0) == 0 && allAre(strides, 1) && kernel[0] % 2 == 1)
        return OnnxIntegers(4, kernel[0] / 2);
    return op.fail(Error::unsupportedOperator,
                   "auto_pad " + onnxName(automatic) + " would pad one side more than the other.");
}

/// Kernel, stride, padding and groups of weights [out, in, k, k].
Status readWindow(const OnnxOperator& op, const OnnxIntegers& shape, Node& node)
{
    MICROT_TRY(const OnnxIntegers kernel, op.integers("kernel_shape", {shape[2], shape[3]}));
    MICROT_TRY(const OnnxIntegers dilations, op.integers("dilations", {1, 1}));
    MICROT_TRY(const OnnxIntegers strides, op.integers("strides", {1, 1}));
    MICROT_TRY(const std::int64_t groups, op.integer("group", 1));
    MICROT_TRY(const OnnxIntegers pads, padsOf(op, kernel, strides));
    if (kernel.size() != 2 || !allAre(kernel, shape[2]))
        return op.fail(Error::shapeMismatch, "its kernel_shape is not that of its weights.");
    if (dilations.size() != 2 || !allAre(dilations, 1))
        return op.fail(Error::unsupportedOperator, "dilations are not supported.");
    if (strides.size() != 2 || !allAre(strides, strides[0]) || strides[0] < 1 || strides[0] > kMaxOnnxSide)
        return op.fail(Error::unsupportedOperator, "its strides must be equal and at least 1.");
    if (pads.size() != 4 || !allAre(pads, pads[0]) || pads[0] < 0 || pads[0] >= shape[2])
        return op.fail(Error::unsupportedOperator,
                       "its pads must be equal on all sides and smaller than the kernel.");
    if (groups < 1 || groups > kMaxOnnxSide || shape[1] * groups != node.output.channels)
        return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(shape[1]) +
                                                 " channels in " + std::to_string(groups) +
                                                 " groups, its input has " +
                                                 std::to_string(node.output.channels) + ".");
    const auto side = static_cast<int>(shape[2]);
    const auto stride = static_cast<int>(strides[0]);
    const auto pad = static_cast<int>(pads[0]);
    node.window = {side, side, stride, stride, pad, pad};
    node.groups = static_cast<int>(groups);
    return {};
}

} // namespace

Status readOnnxConvolution(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::convolution));
    MICROT_TRY(const OnnxConstant* weights, network.constant(op, 1));
    const OnnxIntegers& shape = weights->shape;
    if (shape.size() != 4 || weights->real.empty() || shape[2] != shape[3] ||
        *std::max_element(shape.begin(), shape.end()) > kMaxOnnxSide)
        return op.fail(Error::shapeMismatch, "its weights must be FLOAT [out, in, k, k].");
    MICROT_CHECK(readWindow(op, shape, node));
    const auto side = [&node](int length) {
        return static_cast<int>(
            convolvedSide(length, node.window.height, node.window.strideY, node.window.padTop));
    };
    node.output = {side(node.output.height), side(node.output.width), static_cast<int>(shape[0])};
    if (node.output.height < 1 || node.output.width < 1)
        return op.fail(Error::shapeMismatch, "its kernel is larger than its input.");
    node.weight = weights->real;
    if (!op.input(2).empty()) {
        MICROT_TRY(node.bias, network.vectorOf(op, 2));
    }
    return network.add(op, std::move(node));
}

} // namespace microt
