// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

/// Pads, strides and sides as an operator says them, two sides each.
struct Said
{
    OnnxIntegers kernel;
    OnnxIntegers strides;
    OnnxIntegers pads; ///< [top, left, bottom, right]
    bool ceiling = false;
};

/// [top, left, bottom, right], whatever way the file says it.
Result<OnnxIntegers> padsOf(const OnnxOperator& op, const Shape& input, const OnnxIntegers& kernel,
                            const OnnxIntegers& strides)
{
    MICROT_TRY(const std::string automatic, op.text("auto_pad", "NOTSET"));
    if (automatic == "NOTSET" || automatic.empty())
        return op.integers("pads", {0, 0, 0, 0});
    if (automatic == "VALID")
        return OnnxIntegers{0, 0, 0, 0};
    if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER")
        return op.fail(Error::unsupportedOperator, "auto_pad " + onnxName(automatic) + " is not known.");
    OnnxIntegers pads(4);
    for (std::size_t side = 0; side < 2; ++side) {
        const std::int64_t length = side == 0 ? input.height : input.width;
        const std::int64_t outputs = (length + strides[side] - 1) / strides[side];
        const std::int64_t all =
            std::max<std::int64_t>(0, (outputs - 1) * strides[side] + kernel[side] - length);
        pads[side] = automatic == "SAME_UPPER" ? all / 2 : all - all / 2;
        pads[side + 2] = all - pads[side];
    }
    return pads;
}

bool isWithin(const OnnxIntegers& values, std::size_t count, std::int64_t least)
{
    return values.size() == count && std::all_of(values.begin(), values.end(), [least](std::int64_t value) {
               return value >= least && value <= kMaxOnnxSide;
           });
}

Result<Said> whatItSays(const OnnxOperator& op, const Shape& input, const OnnxIntegers& otherwise)
{
    Said said;
    MICROT_TRY(said.kernel, op.integers("kernel_shape", otherwise));
    MICROT_TRY(said.strides, op.integers("strides", {1, 1}));
    MICROT_TRY(const OnnxIntegers dilations, op.integers("dilations", {1, 1}));
    MICROT_TRY(const std::int64_t ceiling, op.integer("ceil_mode", 0));
    said.ceiling = ceiling != 0;
    if (!isWithin(said.kernel, 2, 1) || !isWithin(said.strides, 2, 1) || dilations.size() != 2)
        return op.fail(Error::unsupportedOperator,
                       "its kernel and strides must have two sides of 1 to 16384; convolutions and pools of "
                       "one or three sides are not read.");
    for (std::size_t side = 0; side < 2; ++side)
        if (dilations[side] != 1 && said.kernel[side] != 1)
            return op.fail(
                Error::unsupportedOperator,
                "its kernel is dilated, which no operator on the boards is; train with dilation 1.");
    MICROT_TRY(said.pads, padsOf(op, input, said.kernel, said.strides));
    if (!isWithin(said.pads, 4, 0))
        return op.fail(Error::unsupportedOperator, "its pads must be four numbers of 0 to 16384.");
    return said;
}

} // namespace

Result<OnnxWindow> onnxWindow(const OnnxOperator& op, const Shape& input, const OnnxIntegers& kernel)
{
    MICROT_TRY(const Said said, whatItSays(op, input, kernel));
    const auto outputs = [&](std::size_t side, std::int64_t length) {
        const std::int64_t room = length + said.pads[side] + said.pads[side + 2] - said.kernel[side];
        const std::int64_t stride = said.strides[side];
        if (room < 0)
            return std::int64_t{0};
        const std::int64_t count = (room + (said.ceiling ? stride - 1 : 0)) / stride + 1;
        // A window that would begin in the far padding is none.
        return said.ceiling && (count - 1) * stride >= length + said.pads[side] ? count - 1 : count;
    };
    OnnxWindow result;
    const auto number = [](std::int64_t value) { return static_cast<std::int32_t>(value); };
    result.window = {number(said.kernel[0]),  number(said.kernel[1]), number(said.strides[0]),
                     number(said.strides[1]), number(said.pads[0]),   number(said.pads[1])};
    result.bottom = number(said.pads[2]);
    result.right = number(said.pads[3]);
    result.output = {number(outputs(0, input.height)), number(outputs(1, input.width)), input.channels};
    if (result.output.height < 1 || result.output.width < 1)
        return op.fail(Error::shapeMismatch, "its kernel is larger than its input.");
    return result;
}

Status readOnnxConvolution(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(int input, network.picture(op, 0));
    MICROT_TRY(const OnnxConstantPointer weights, network.reals(op, 1, 4));
    const OnnxIntegers& shape = weights->shape;
    if (*std::max_element(shape.begin(), shape.end()) > kMaxOnnxSide)
        return op.fail(Error::shapeMismatch, "its weights have a side above 16384.");
    MICROT_TRY(OnnxWindow window, onnxWindow(op, network.shapeOf(input), {shape[2], shape[3]}));
    MICROT_TRY(const std::int64_t groups, op.integer("group", 1));
    if (window.window.height != shape[2] || window.window.width != shape[3])
        return op.fail(Error::shapeMismatch, "its kernel_shape is not that of its weights.");
    const int channels = network.shapeOf(input).channels;
    if (groups < 1 || groups > kMaxOnnxSide || shape[1] * groups != channels || shape[0] % groups != 0)
        return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(shape[1]) +
                                                 " channels in " + std::to_string(groups) +
                                                 " groups, its input has " + std::to_string(channels) + ".");
    Window& w = window.window;
    // Windows that lie in the padding alone: as zeros of their own.
    if (std::max(w.padTop, window.bottom) >= w.height || std::max(w.padLeft, window.right) >= w.width) {
        MICROT_TRY(input, addOnnxPad(network, op, input, {w.padTop, w.padLeft, window.bottom, window.right}));
        w.padTop = w.padLeft = 0;
    }
    Node node = network.nodeOf(op, OpKind::convolution, input);
    node.window = w;
    node.groups = static_cast<int>(groups);
    node.output = {window.output.height, window.output.width, static_cast<int>(shape[0])};
    node.weight = weights->real;
    OnnxLayer layer{weights, nullptr};
    if (!op.input(2).empty()) {
        MICROT_TRY(const OnnxConstantPointer bias, network.reals(op, 2, 1));
        if (static_cast<std::int64_t>(bias->real.size()) != shape[0])
            return op.fail(Error::shapeMismatch, "its bias must have one number a filter.");
        node.bias = bias->real;
        layer.bias = bias;
    }
    MICROT_CHECK(network.addPicture(op, std::move(node)));
    network.layers.emplace(network.graph.nodes.back().name, std::move(layer));
    return {};
}

} // namespace microt
