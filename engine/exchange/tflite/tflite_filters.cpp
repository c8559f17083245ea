// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_filters_private.h"

#include <algorithm>
#include <cstring>

namespace microt::tflite {

namespace {

/// Calls `take(ours, file's)` for every weight in the order [out, height, width, in].
template <typename Take>
void forEachWeight(const Filters& f, const Take& take)
{
    std::size_t at = 0;
    for (int o = 0; o < f.out; ++o)
        for (int y = 0; y < f.height; ++y)
            for (int x = 0; x < f.width; ++x)
                for (int i = 0; i < f.in; ++i)
                    take(at++, f.place(o, y, x, i));
}

Status readScales(const TfliteOperator& op, const TensorInfo& weights, const Filters& f, QuantOp& made)
{
    const auto count = static_cast<std::size_t>(f.out);
    if (weights.type != TensorType::INT8)
        return op.fail(Error::unsupportedFormat,
                       "has weights that are not int8, as an int8 network's are; convert all of it to int8");
    if (weights.scale.size() != 1 &&
        (weights.scale.size() != count || weights.quantizedDimension != f.dimension))
        return op.fail(Error::hostileContent, "has weights whose scales do not fit its channels");
    for (const std::int64_t zero : weights.zeroPoint)
        if (zero != 0)
            return op.fail(Error::unsupportedFormat, "has weights with a zero point other than 0");
    made.weightScale.assign(count, weights.scale[0]);
    if (weights.scale.size() > 1)
        made.weightScale = weights.scale;
    return {};
}

Status readIntegerBias(const TfliteNetwork& network, const TfliteOperator& op, QuantOp& made)
{
    made.bias.assign(made.weightScale.size(), 0);
    if (op.input(2) < 0)
        return {};
    MICROT_TRY(const TensorInfo bias, network.constant(op, 2));
    if (bias.type != TensorType::INT32)
        return op.fail(Error::unsupportedFormat, "has biases that are not int32");
    if (bias.bytes != made.bias.size() * sizeof(std::int32_t))
        return op.fail(Error::shapeMismatch, "has another number of biases than channels");
    std::memcpy(made.bias.data(), bias.data, bias.bytes);
    return {};
}

/// Channels with a negative scale, which some converters write: both signs turned, their products and so
/// every rounding are the same.
Status turnNegativeScales(const TfliteOperator& op, QuantOp& made)
{
    const std::size_t perChannel = made.weights.size() / made.weightScale.size();
    for (std::size_t c = 0; c < made.weightScale.size(); ++c) {
        if (made.weightScale[c] >= 0.0F)
            continue;
        made.weightScale[c] = -made.weightScale[c];
        if (made.bias[c] == INT32_MIN)
            return op.fail(Error::hostileContent, "has a bias out of range");
        made.bias[c] = -made.bias[c];
        for (std::size_t i = c * perChannel; i < (c + 1) * perChannel; ++i) {
            if (made.weights[i] == -128)
                return op.fail(Error::unsupportedFormat, "has a weight of -128 with a negative scale");
            made.weights[i] = static_cast<std::int8_t>(-made.weights[i]);
        }
    }
    return {};
}

Status readIntegers(const TfliteNetwork& network, const TfliteOperator& op, const TensorInfo& weights,
                    const Filters& f, Step& step)
{
    QuantOp& made = step.op;
    MICROT_CHECK(readScales(op, weights, f, made));
    MICROT_CHECK(readIntegerBias(network, op, made));
    made.weights.resize(weights.bytes);
    const auto* raw = reinterpret_cast<const std::int8_t*>(weights.data);
    forEachWeight(f, [&](std::size_t ours, std::size_t theirs) { made.weights[ours] = raw[theirs]; });
    MICROT_CHECK(turnNegativeScales(op, made));
    if (!isDepthwise(step.node, network.shapeOf(step.node.inputs[0])))
        return {};
    // One filter a channel lies with its channels fastest.
    const std::vector<std::int8_t> byChannel = made.weights;
    const auto channels = static_cast<std::size_t>(f.out);
    const std::size_t pixels = byChannel.size() / channels;
    for (std::size_t i = 0; i < byChannel.size(); ++i)
        made.weights[i % pixels * channels + i / pixels] = byChannel[i];
    return {};
}

/// Scale of a bias that has none of its own: of its accumulator.
float biasScale(const TfliteOperator& op, const TensorInfo& weights)
{
    const auto input = op.file.tensor(op.input(0));
    if (!input.ok() || input.value().scale.size() != 1 || weights.scale.size() != 1)
        return 1.0F;
    return input.value().scale[0] * weights.scale[0];
}

Status readReals(const TfliteNetwork& network, const TfliteOperator& op, const TensorInfo& weights,
                 const Filters& f, Step& step)
{
    MICROT_TRY(const std::vector<float> numbers, network.reals(op, weights));
    std::vector<float>& made = step.node.weight;
    made.resize(numbers.size());
    const auto in = static_cast<std::size_t>(f.in);
    const std::size_t pixels = static_cast<std::size_t>(f.height) * static_cast<std::size_t>(f.width);
    forEachWeight(f, [&](std::size_t ours, std::size_t theirs) {
        // [out, height, width, in] to [out, in, height, width].
        const std::size_t out = ours / (pixels * in);
        made[(out * in + ours % in) * pixels + ours / in % pixels] = numbers[theirs];
    });
    step.node.bias.assign(static_cast<std::size_t>(f.out), 0.0F);
    if (op.input(2) < 0)
        return {};
    MICROT_TRY(const TensorInfo bias, network.constant(op, 2));
    MICROT_TRY(step.node.bias, network.reals(op, bias, biasScale(op, weights)));
    if (step.node.bias.size() != static_cast<std::size_t>(f.out))
        return op.fail(Error::shapeMismatch, "has another number of biases than channels");
    return {};
}

/// One side of a window: what lies before the input, or a failure if the output's size is another.
bool placeSide(Padding padding, int input, int before, int after, int window, int stride, int output,
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

} // namespace

Status readFilters(TfliteNetwork& network, const TfliteOperator& op, const Filters& filters, Step& step)
{
    MICROT_TRY(const TensorInfo weights, network.constant(op, 1));
    const std::int64_t count =
        std::int64_t{filters.out} * filters.in * std::int64_t{filters.height} * filters.width;
    if (weights.elements() != count)
        return op.fail(Error::shapeMismatch, "has weights that do not fit its input and output");
    MICROT_CHECK(network.spend(op, count));
    return network.int8 ? readIntegers(network, op, weights, filters, step)
                        : readReals(network, op, weights, filters, step);
}

Result<Window> placeWindow(const TfliteOperator& op, const Sliding& sliding, const Pads& pads,
                           const Shape& in, const Shape& out)
{
    const auto within = [](int size) { return size >= 1 && size <= kMaxWindow; };
    if (!within(sliding.strideX) || !within(sliding.strideY))
        return op.fail(Error::hostileContent, "has a stride out of range");
    if (!within(sliding.height) || !within(sliding.width))
        return op.fail(Error::unsupportedOperator,
                       "has a window larger than " + std::to_string(kMaxWindow) + " pixels");
    Window window{sliding.height, sliding.width, sliding.strideY, sliding.strideX, 0, 0};
    if (!placeSide(sliding.padding, in.height, pads.top, pads.bottom, sliding.height, sliding.strideY,
                   out.height, window.padTop) ||
        !placeSide(sliding.padding, in.width, pads.left, pads.right, sliding.width, sliding.strideX,
                   out.width, window.padLeft))
        return op.fail(Error::shapeMismatch, "has an output of another size than its window gives");
    return window;
}

bool reachesTooFar(const Window& window, const Shape& in, const Shape& out)
{
    const auto tooFar = [](int input, int output, int size, int stride, int before) {
        const std::int64_t after = (std::int64_t{output} - 1) * stride + size - before - input;
        return before >= size || after >= size;
    };
    return tooFar(in.height, out.height, window.height, window.strideY, window.padTop) ||
           tooFar(in.width, out.width, window.width, window.strideX, window.padLeft);
}

} // namespace microt::tflite
