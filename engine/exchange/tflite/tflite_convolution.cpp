// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

Status readWeights(const TfliteOperator& op, const TensorInfo& weights, int dimension, int channels,
                   QuantOp& made)
{
    const auto count = static_cast<std::size_t>(channels);
    if (weights.scale.size() != 1 &&
        (weights.scale.size() != count || weights.quantizedDimension != dimension))
        return op.fail(Error::hostileContent, "has weights whose scales do not fit its channels");
    for (const std::int64_t zero : weights.zeroPoint)
        if (zero != 0)
            return op.fail(Error::unsupportedFormat, "has weights with a zero point other than 0");
    made.weights.resize(weights.bytes);
    std::memcpy(made.weights.data(), weights.data, weights.bytes);
    for (std::size_t c = 0; c < count; ++c)
        made.weightScale.push_back(weights.scale.size() == 1 ? weights.scale[0] : weights.scale[c]);
    return {};
}

Status readBias(const TfliteOperator& op, int channels, QuantOp& made)
{
    made.bias.assign(static_cast<std::size_t>(channels), 0);
    if (op.inputs() < 3 || op.input(2) < 0)
        return {};
    MICROT_TRY(const TensorInfo bias, op.constant(2, TensorType::INT32));
    if (bias.bytes != made.bias.size() * sizeof(std::int32_t))
        return op.fail(Error::shapeMismatch, "has another number of biases than channels");
    std::memcpy(made.bias.data(), bias.data, bias.bytes);
    return {};
}

/// Channels with a negative scale, which some converters write: both signs turned, their products and so
/// every rounding are the same.
Status turnNegativeScales(const TfliteOperator& op, QuantOp& made)
{
    const std::size_t channels = made.weightScale.size();
    const std::size_t perChannel = made.weights.size() / channels;
    for (std::size_t c = 0; c < channels; ++c) {
        if (made.weightScale[c] >= 0.0F)
            continue;
        made.weightScale[c] = -made.weightScale[c];
        if (made.bias[c] == INT32_MIN)
            return op.fail(Error::hostileContent, "has a bias out of range");
        made.bias[c] = -made.bias[c];
        for (std::size_t i = 0; i < perChannel; ++i) {
            std::int8_t& weight =
                made.weights[made.kind == ImageOpKind::depthwise ? i * channels + c : c * perChannel + i];
            if (weight == -128)
                return op.fail(Error::unsupportedFormat, "has a weight of -128 with a negative scale");
            weight = static_cast<std::int8_t>(-weight);
        }
    }
    return {};
}

/// Weights and biases, scales positive. `dimension`: that of the weights which counts channels.
Status readNumbers(const TfliteOperator& op, const TensorInfo& weights, int dimension, int channels,
                   QuantOp& made)
{
    MICROT_CHECK(readWeights(op, weights, dimension, channels, made));
    MICROT_CHECK(readBias(op, channels, made));
    return turnNegativeScales(op, made);
}

struct WindowOptions
{
    Padding padding = Padding::SAME;
    int strideY = 1, strideX = 1, dilationY = 1, dilationX = 1;
    Activation activation = Activation::NONE;
};

template <typename Options>
Result<WindowOptions> windowOptions(const TfliteOperator& op, const Options* found)
{
    MICROT_TRY(const Options* o, op.options(found));
    return WindowOptions{o->padding(),    o->stride_h(),   o->stride_w(),
                         o->dilation_h(), o->dilation_w(), o->activation()};
}

/// One side of a window: what lies before the input, or a failure if the output's size is another.
bool placeWindow(Padding padding, int input, int before, int after, int window, int stride, int output,
                 std::int32_t& padBefore)
{
    const int padded = input + before + after;
    if (padding == Padding::VALID) {
        padBefore = before;
        return padded >= window && (padded - window) / stride + 1 == output;
    }
    const int expected = (padded + stride - 1) / stride;
    const int total = std::max((expected - 1) * stride + window - padded, 0);
    padBefore = before + total / 2;
    return expected == output;
}

/// The window of weights `shape`, which must make `out` of `in` with `input`'s padding.
Status readWindow(const TfliteOperator& op, const WindowOptions& options, const std::vector<int>& shape,
                  const Value& input, const Shape& in, const Shape& out, Window& window)
{
    const int height = shape[1];
    const int width = shape[2];
    if (options.strideX < 1 || options.strideY < 1 || options.strideX > kMaxWindow ||
        options.strideY > kMaxWindow || height > kMaxWindow || width > kMaxWindow)
        return op.fail(Error::hostileContent, "has a stride or a window out of range");
    if (options.dilationX != 1 || options.dilationY != 1)
        return op.fail(Error::unsupportedOperator, "is dilated");
    window = {height, width, options.strideY, options.strideX, 0, 0};
    if (!placeWindow(options.padding, in.height, input.padTop, input.padBottom, height, options.strideY,
                     out.height, window.padTop) ||
        !placeWindow(options.padding, in.width, input.padLeft, input.padRight, width, options.strideX,
                     out.width, window.padLeft))
        return op.fail(Error::shapeMismatch, "has an output of another size than its window gives");
    if (window.padTop >= height || window.padLeft >= width)
        return op.fail(Error::unsupportedOperator, "is padded by more than its window");
    return {};
}

} // namespace

Status readConvolution(TfliteNetwork& network, const TfliteOperator& op)
{
    const bool depthwise = op.code == kDepthwise;
    MICROT_TRY(const Value input, network.inputOf(op, 0));
    MICROT_TRY(const TensorInfo weights, op.constant(1, TensorType::INT8));
    MICROT_TRY(const WindowOptions options, depthwise ? windowOptions(op, op.raw.options_as_DepthwiseConv2D())
                                                      : windowOptions(op, op.raw.options_as_Conv2D()));
    QuantOp made;
    made.kind = depthwise ? ImageOpKind::depthwise : ImageOpKind::convolution;
    made.input = input.tensor;
    MICROT_TRY(const int output, network.setOutput(op, options.activation, made));
    const Shape& in = network.shapeOf(input.tensor);
    const Shape& out = network.shapeOf(output);
    const std::vector<int>& shape = weights.shape;
    if (shape.size() != 4)
        return op.fail(Error::shapeMismatch, "has weights that are not four-dimensional");
    if (shape[3] != in.channels ||
        !(depthwise ? shape[0] == 1 && out.channels == in.channels : shape[0] == out.channels))
        return op.fail(Error::shapeMismatch, "has weights that do not fit its input and output");
    MICROT_CHECK(readWindow(op, options, shape, input, in, out, made.window));
    MICROT_CHECK(readNumbers(op, weights, depthwise ? 3 : 0, out.channels, made));
    return network.append(std::move(made));
}

Status readLinear(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value input, network.plainInputOf(op, 0));
    MICROT_TRY(const TensorInfo weights, op.constant(1, TensorType::INT8));
    const auto* options = op.raw.options_as_FullyConnected();
    QuantOp made;
    made.kind = ImageOpKind::convolution;
    made.input = input.tensor;
    MICROT_TRY(const int output,
               network.setOutput(op, options != nullptr ? options->activation() : Activation::NONE, made));
    const QuantTensor& in = network.tensor(input.tensor);
    const QuantTensor& out = network.tensor(output);
    const int classes = out.shape.channels;
    if (in.shape.height != 1 || in.shape.width != 1)
        return op.fail(Error::unsupportedOperator, "reads a picture; it must be pooled first");
    if (weights.shape != std::vector<int>{classes, in.shape.channels})
        return op.fail(Error::shapeMismatch, "has weights that do not fit its input and output");
    MICROT_CHECK(readNumbers(op, weights, 0, classes, made));
    MICROT_CHECK(network.append(std::move(made)));
    if (weights.scale.size() == 1) {
        // TFLite multiplies the two scales in float here, in double elsewhere.
        QuantOp& linear = network.model.ops.back();
        const auto product = static_cast<double>(in.scale * linear.weightScale[0]);
        std::int32_t multiplier = 0;
        int shift = 0;
        quantizeMultiplier(product / out.scale, multiplier, shift);
        std::fill(linear.multiplier.begin(), linear.multiplier.end(), multiplier);
        std::fill(linear.shift.begin(), linear.shift.end(), static_cast<std::int8_t>(shift));
    }
    return {};
}

} // namespace microt::tflite
