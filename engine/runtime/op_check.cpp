// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/op_check.h"

namespace microt {

namespace {

/// Taps of one output: 2^15 * 255 * 128 = 2^30 less a little, so that their sum fits 32 bits. Any bias may be
/// added: that sum wraps, and TFLite's own files have such biases where a channel is dead.
constexpr std::int64_t kMaxTaps = 1 << 15;

bool sameExtent(const ImageTensor& a, const ImageTensor& b)
{
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

bool scalingIsValid(const ImageView& image, const ImageOp& op, std::int32_t count, std::int32_t highestShift)
{
    if (!constantsInside(image, op.multiplier, std::uint64_t{4} * static_cast<std::uint32_t>(count), 4) ||
        !constantsInside(image, op.shift, static_cast<std::uint32_t>(count), 1))
        return false;
    const auto* multiplier = reinterpret_cast<const std::int32_t*>(image.constants + op.multiplier);
    const auto* shift = reinterpret_cast<const std::int8_t*>(image.constants + op.shift);
    for (std::int32_t i = 0; i < count; ++i)
        if (multiplier[i] < 0 || shift[i] < -31 || shift[i] > highestShift)
            return false;
    return true;
}

Error checkPool(const ImageTensor& input, const ImageTensor& output, int perChannel)
{
    if (output.height != 1 || output.width != 1 || output.channels != perChannel * input.channels)
        return Error::shapeMismatch;
    // The sum of all pixels must fit 32 bits with room to spare.
    return std::int64_t{input.height} * input.width > (1 << 22) ? Error::hostileContent : Error::none;
}

Error checkWindow(const ImageView& image, const ImageOp& op)
{
    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    if (op.windowHeight == 0 || op.windowWidth == 0 || op.strideY == 0 || op.strideX == 0 ||
        op.padTop >= op.windowHeight || op.padLeft >= op.windowWidth)
        return Error::hostileContent;
    // Every window must touch the input: the last one starts inside it.
    if ((output.height - 1) * op.strideY - op.padTop >= input.height ||
        (output.width - 1) * op.strideX - op.padLeft >= input.width)
        return Error::shapeMismatch;
    return Error::none;
}

Error checkConvolution(const ImageView& image, const ImageOp& op)
{
    if (const Error error = checkWindow(image, op); error != Error::none)
        return error;
    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    const bool dense = op.kind == static_cast<std::uint8_t>(ImageOpKind::convolution);
    const std::int32_t groups = dense && op.groups > 1 ? op.groups : 1;
    if ((!dense && op.groups > 1) || input.channels % groups != 0 || output.channels % groups != 0)
        return Error::shapeMismatch;
    const std::int64_t taps =
        std::int64_t{op.windowHeight} * op.windowWidth * (dense ? input.channels / groups : 1);
    if (taps > kMaxTaps)
        return Error::hostileContent;
    if (!dense && input.channels != output.channels)
        return Error::shapeMismatch;
    const auto layout = static_cast<WeightLayout>(op.layout);
    if (layout != WeightLayout::rows && (!dense || groups > 1))
        return Error::shapeMismatch;
    const std::int64_t bytes = weightBytes(layout, output.channels, static_cast<std::int32_t>(taps));
    if (!constantsInside(image, op.weights, static_cast<std::uint64_t>(bytes),
                         layout == WeightLayout::pairs ? 4 : 1) ||
        !constantsInside(image, op.bias, std::uint64_t{4} * output.channels, 4) ||
        !scalingIsValid(image, op, output.channels, 30))
        return Error::hostileContent;
    return Error::none;
}

Error checkLocalPool(const ImageView& image, const ImageOp& op)
{
    if (const Error error = checkWindow(image, op); error != Error::none)
        return error;
    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    if (input.channels != output.channels)
        return Error::shapeMismatch;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (kind == ImageOpKind::localAverage || kind == ImageOpKind::localMax)
        return Error::none;
    // All of a window must lie inside the picture.
    const bool inside = op.padTop == 0 && op.padLeft == 0 &&
                        (output.height - 1) * op.strideY + op.windowHeight <= input.height &&
                        (output.width - 1) * op.strideX + op.windowWidth <= input.width;
    if (!inside)
        return Error::shapeMismatch;
    return scalingIsValid(image, op, 1, 30) ? Error::none : Error::hostileContent;
}

/// One output number for each input number; perhaps a second input.
Error checkElementwise(const ImageView& image, const ImageOp& op)
{
    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    if (!sameExtent(input, output))
        return Error::shapeMismatch;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (kind == ImageOpKind::table) {
        if (op.groups > 1 && op.groups != input.channels)
            return Error::shapeMismatch;
        const std::uint64_t tables = op.groups > 1 ? op.groups : 1;
        return constantsInside(image, op.weights, 256 * tables, 1) ? Error::none : Error::hostileContent;
    }
    const ImageTensor& other = image.tensors[op.input2];
    const bool perChannel = other.height == 1 && other.width == 1 && other.channels == input.channels;
    if (!sameExtent(other, input) && !(kind == ImageOpKind::multiply && perChannel))
        return Error::shapeMismatch;
    const bool isAdd = kind == ImageOpKind::add;
    return scalingIsValid(image, op, isAdd ? 3 : 1, isAdd ? 0 : 30) ? Error::none : Error::hostileContent;
}

Error checkRearrangement(const ImageView& image, const ImageOp& op)
{
    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    const bool sameSides = input.height == output.height && input.width == output.width;
    switch (static_cast<ImageOpKind>(op.kind)) {
    case ImageOpKind::concat: {
        const ImageTensor& other = image.tensors[op.input2];
        if (!sameSides || other.height != input.height || other.width != input.width ||
            input.channels + other.channels != output.channels)
            return Error::shapeMismatch;
        return constantsInside(image, op.weights, 2 * 256, 1) ? Error::none : Error::hostileContent;
    }
    case ImageOpKind::selectChannels: {
        if (!sameSides)
            return Error::shapeMismatch;
        if (!constantsInside(image, op.weights, std::uint64_t{2} * output.channels, 4))
            return Error::hostileContent;
        const auto* channels = reinterpret_cast<const std::uint16_t*>(image.constants + op.weights);
        for (std::int32_t c = 0; c < output.channels; ++c)
            if (channels[c] >= input.channels)
                return Error::hostileContent;
        return Error::none;
    }
    case ImageOpKind::pad:
        return input.channels == output.channels && op.padTop + input.height <= output.height &&
                       op.padLeft + input.width <= output.width
                   ? Error::none
                   : Error::shapeMismatch;
    case ImageOpKind::resize:
        return input.channels == output.channels ? Error::none : Error::shapeMismatch;
    default: // flatten
        return output.height == 1 && output.width == 1 && elementsOf(input) == output.channels
                   ? Error::none
                   : Error::shapeMismatch;
    }
}

} // namespace

Error checkOp(const ImageView& image, const ImageOp& op)
{
    const ImageHeader& header = *image.header;
    if (op.kind >= kImageOpKindCount)
        return Error::unsupportedOperator;
    const auto kind = static_cast<ImageOpKind>(op.kind);
    if (op.layout >= (isConvolution(kind) ? kWeightLayoutCount : 1))
        return Error::hostileContent;
    if (op.input >= header.tensorCount || op.output >= header.tensorCount || op.low > op.high)
        return Error::hostileContent;
    if (hasTwoInputs(kind) ? op.input2 >= header.tensorCount : op.input2 != kNoTensor)
        return Error::hostileContent;
    if (op.scratch % 4 != 0 || std::uint64_t{op.scratch} + op.scratchBytes > header.arenaBytes)
        return Error::hostileContent;

    const ImageTensor& input = image.tensors[op.input];
    const ImageTensor& output = image.tensors[op.output];
    switch (kind) {
    case ImageOpKind::convolution:
    case ImageOpKind::depthwise:
        return checkConvolution(image, op);
    case ImageOpKind::depthwiseInPlace:
        if (!sameExtent(input, output) || input.arenaOffset != output.arenaOffset || op.strideX != 1 ||
            op.strideY != 1)
            return Error::shapeMismatch;
        if (op.scratchBytes < static_cast<std::uint32_t>(input.height) * input.width)
            return Error::hostileContent;
        return checkConvolution(image, op);
    case ImageOpKind::add:
    case ImageOpKind::multiply:
    case ImageOpKind::table:
        return checkElementwise(image, op);
    case ImageOpKind::localAverage:
    case ImageOpKind::localMax:
    case ImageOpKind::localMean:
        return checkLocalPool(image, op);
    case ImageOpKind::averagePool:
        return checkPool(input, output, 1);
    case ImageOpKind::mean:
        return scalingIsValid(image, op, 1, 30) ? checkPool(input, output, 1) : Error::hostileContent;
    case ImageOpKind::meanAndDeviation:
        return scalingIsValid(image, op, 1, 30) ? checkPool(input, output, 2) : Error::hostileContent;
    default:
        return checkRearrangement(image, op);
    }
}

} // namespace microt
