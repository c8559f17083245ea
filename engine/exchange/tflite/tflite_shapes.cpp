// SPDX-License-Identifier: Apache-2.0
// Operators that only move numbers: PAD, RESHAPE, TRANSPOSE, RESIZE, QUANTIZE and DEQUANTIZE.
#include <algorithm>
#include <cmath>

#include "engine/exchange/tflite/tflite_network_private.h"
#include "engine/exchange/tflite/tflite_tables_private.h"
#include "engine/exchange/tflite/tflite_writer_private.h"

namespace microt::tflite {

namespace {

/// What lies around the picture for PADV2, or PAD's zeros.
enum class Filling { zeros, lowest };

Result<Filling> fillingOf(const TfliteNetwork& network, const TfliteOperator& op, int place)
{
    if (op.code == kMirrorPad)
        return op.fail(Error::unsupportedOperator, "mirrors the picture's edges, which is not read here");
    if (op.code != kPadV2)
        return Filling::zeros;
    MICROT_TRY(const TensorInfo constant, network.constant(op, 2));
    if (constant.elements() != 1)
        return op.fail(Error::shapeMismatch, "pads with several numbers");
    if (network.int8 && constant.type == TensorType::INT8) {
        const std::int32_t filling = static_cast<std::int8_t>(constant.data[0]);
        if (filling == network.tensor(place).zeroPoint)
            return Filling::zeros;
        if (filling == -128)
            return Filling::lowest;
    } else {
        MICROT_TRY(const std::vector<float> filling, network.reals(op, constant));
        if (filling[0] == 0.0F)
            return Filling::zeros;
        if (filling[0] < -1e30F)
            return Filling::lowest;
    }
    return op.fail(Error::unsupportedOperator, "pads with another number than zero");
}

/// Further channels of zeros: a pointwise convolution that copies the others, exact in int8.
Status padChannels(TfliteNetwork& network, const TfliteOperator& op, int place, int before, int after)
{
    const Shape in = network.shapeOf(place);
    Step step;
    step.node.kind = OpKind::convolution;
    step.node.inputs = {place};
    step.node.output = {in.height, in.width, in.channels + before + after};
    MICROT_CHECK(network.spend(op, std::int64_t{in.channels} * step.node.output.channels));
    const auto inputs = static_cast<std::size_t>(in.channels);
    const auto outputs = static_cast<std::size_t>(step.node.output.channels);
    std::vector<float> weights(inputs * outputs, 0.0F);
    for (std::size_t c = 0; c < inputs; ++c)
        weights[(c + static_cast<std::size_t>(before)) * inputs + c] = 1.0F;
    if (network.int8) {
        step.op.weights.assign(weights.begin(), weights.end());
        step.op.weightScale.assign(outputs, 1.0F);
        step.op.bias.assign(outputs, 0);
    } else {
        step.node.weight = std::move(weights);
        step.node.bias.assign(outputs, 0.0F);
    }
    return network.define(op, std::move(step));
}

/// Numbers as a RESHAPE's own sizes say, one of them perhaps -1.
std::optional<std::vector<int>> toldSizes(const TfliteNetwork& network, const TfliteOperator& op,
                                          std::int64_t elements)
{
    const auto told = network.integers(op, 1);
    if (!told.ok())
        return std::nullopt;
    std::vector<int> sizes = told.value();
    std::int64_t known = 1;
    for (const int size : sizes)
        known *= size > 0 && known < elements * 2 ? size : 1;
    if (known == 0 || elements % known != 0)
        return std::nullopt;
    for (int& size : sizes)
        if (size == -1)
            size = static_cast<int>(elements / known);
    return sizes;
}

std::int64_t elementsOf(const std::vector<int>& sizes)
{
    std::int64_t count = 1;
    for (const int size : sizes)
        count *= size;
    return count;
}

/// Input `which` before anything is made of the file's input, or of numbers that are float for a while: a
/// view alone needs neither.
Result<Value> unmade(TfliteNetwork& network, const TfliteOperator& op, std::uint32_t which)
{
    const auto found = network.values.find(op.input(which));
    if (found != network.values.end() && (found->second.kind == Value::Kind::input || found->second.real))
        return found->second;
    return network.value(op, which);
}

/// TFLite's choice of the neighbour, in float.
int neighbour(int at, int input, int output, bool alignCorners, bool halfPixels)
{
    const float scale = alignCorners && output > 1
                            ? static_cast<float>(input - 1) / static_cast<float>(output - 1)
                            : static_cast<float>(input) / static_cast<float>(output);
    const float place = (static_cast<float>(at) + (halfPixels ? 0.5F : 0.0F)) * scale;
    const auto whole = static_cast<int>(alignCorners ? std::round(place) : std::floor(place));
    return std::max(std::min(whole, input - 1), 0);
}

Status readDequantize(TfliteNetwork& network, const TfliteOperator& op)
{
    if (network.isConstant(op, 0)) {
        const auto behind = network.constants.find(op.input(0));
        network.constants[op.output()] = behind == network.constants.end() ? op.input(0) : behind->second;
        return {};
    }
    MICROT_TRY(Value value, unmade(network, op, 0));
    if (value.pads.any()) {
        MICROT_TRY(value, network.value(op, 0));
    }
    value.real = network.int8 && value.kind == Value::Kind::read;
    return network.alias(op, std::move(value));
}

Status readCast(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value value, unmade(network, op, 0));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    if (value.kind != Value::Kind::input || info.type != TensorType::FLOAT32)
        return op.fail(Error::unsupportedOperator, "is read only at the input, to float");
    network.forgetInputScale();
    return network.alias(op, value);
}

} // namespace

bool isOurNeighbour(int input, int output, bool alignCorners, bool halfPixels)
{
    for (int at = 0; at < output; ++at)
        if (neighbour(at, input, output, alignCorners, halfPixels) !=
            static_cast<int>(std::int64_t{at} * input / output))
            return false;
    return true;
}

Status readPad(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const int place, network.picture(op, 0));
    MICROT_TRY(const std::vector<int> amounts, network.integers(op, 1));
    MICROT_TRY(const Filling filling, fillingOf(network, op, place));
    if (amounts.size() != 8)
        return op.fail(Error::shapeMismatch, "must pad four dimensions");
    for (const int amount : amounts)
        if (amount < 0 || amount > kMaxWindow)
            return op.fail(Error::hostileContent, "pads by " + std::to_string(amount));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    if (network.int8) {
        MICROT_TRY(const QuantTensor made, network.quantTensor(info, {}));
        const QuantTensor& input = network.tensor(place);
        if (made.scale != input.scale || made.zeroPoint != input.zeroPoint)
            return op.fail(Error::unsupportedOperator, "changes the scale of what it pads");
    }
    const bool sides = amounts[2] + amounts[3] + amounts[4] + amounts[5] > 0;
    const bool channels = amounts[6] + amounts[7] > 0;
    if (amounts[0] + amounts[1] != 0 || (channels && (sides || filling != Filling::zeros)))
        return op.fail(Error::unsupportedOperator, "pads other sides than height and width");
    if (channels)
        return padChannels(network, op, place, amounts[6], amounts[7]);
    const Shape& in = network.shapeOf(place);
    if (network.shapeIn(info) != std::vector<int>{1, in.height + amounts[2] + amounts[3],
                                                  in.width + amounts[4] + amounts[5], in.channels})
        return op.fail(Error::shapeMismatch, "has an output of another shape than it computes");
    Value value;
    value.place = place;
    value.view = pictureView(in);
    value.pads = {amounts[2], amounts[3], amounts[4], amounts[5]};
    value.lowest = filling == Filling::lowest;
    return network.alias(op, std::move(value));
}

Status readReshape(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(Value value, unmade(network, op, 0));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    std::vector<int> sizes = network.shapeIn(info);
    const std::int64_t elements = elementsOf(sizesOf(value.view));
    if (elementsOf(sizes) != elements) {
        const auto told = toldSizes(network, op, elements);
        if (!told || elementsOf(*told) != elements)
            return op.fail(Error::shapeMismatch,
                           "has an output of another number of elements than its input");
        sizes = *told;
    }
    auto view = reshaped(value.view, sizes);
    if (!view)
        return op.fail(Error::unsupportedOperator, "mixes height, width and channels");
    value.view = std::move(*view);
    return network.alias(op, std::move(value));
}

Status readTranspose(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(Value value, unmade(network, op, 0));
    MICROT_TRY(const std::vector<int> order, network.integers(op, 1));
    View view;
    std::vector<bool> taken(value.view.size(), false);
    for (const int from : order) {
        if (from < 0 || static_cast<std::size_t>(from) >= taken.size() ||
            taken[static_cast<std::size_t>(from)])
            return op.fail(Error::malformed, "names no order of its input's dimensions");
        taken[static_cast<std::size_t>(from)] = true;
        view.push_back(value.view[static_cast<std::size_t>(from)]);
    }
    if (view.size() != value.view.size())
        return op.fail(Error::malformed, "names no order of its input's dimensions");
    value.view = std::move(view);
    return network.alias(op, std::move(value));
}

Status readResize(TfliteNetwork& network, const TfliteOperator& op)
{
    const auto* options = op.raw.options_as_ResizeNearest();
    const bool align = options != nullptr && options->align_corners();
    const bool half = options != nullptr && options->half_pixel_centers();
    MICROT_TRY(const int place, network.picture(op, 0));
    MICROT_TRY(const std::vector<int> size, network.integers(op, 1));
    const Shape in = network.shapeOf(place);
    constexpr int kMaxSide = 16384;
    if (size.size() != 2 || size[0] < 1 || size[1] < 1 || size[0] > kMaxSide || size[1] > kMaxSide)
        return op.fail(Error::hostileContent, "has no height and width to resize to");
    if (!isOurNeighbour(in.height, size[0], align, half) || !isOurNeighbour(in.width, size[1], align, half))
        return op.fail(Error::unsupportedOperator,
                       "chooses other neighbours than those at floor(y H / output H), which are read here");
    Step step;
    step.node.kind = OpKind::resize;
    step.node.inputs = {place};
    step.node.output = {size[0], size[1], in.channels};
    return network.define(op, std::move(step));
}

Status readQuantize(TfliteNetwork& network, const TfliteOperator& op)
{
    if (op.code == kDequantize)
        return readDequantize(network, op);
    if (op.code == kCast)
        return readCast(network, op);
    MICROT_TRY(Value value, unmade(network, op, 0));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    if (!network.int8 || info.type == TensorType::UINT8)
        return network.alias(op, std::move(value));
    if (value.kind == Value::Kind::input) {
        if (network.inputType() != TensorType::INT8) {
            MICROT_CHECK(network.quantTensor(info, {}));
            MICROT_TRY(value.place, network.makeInput(value, &info));
            value.kind = Value::Kind::read;
            return network.alias(op, std::move(value));
        }
        MICROT_TRY(value, network.value(op, 0));
    }
    MICROT_TRY(const QuantTensor output, network.quantTensor(info, network.shapeOf(value.place)));
    const QuantTensor input = network.tensor(value.place);
    if (output.scale == input.scale && output.zeroPoint == input.zeroPoint) {
        value.real = false;
        return network.alias(op, std::move(value));
    }
    Step step;
    step.kind = ImageOpKind::table;
    step.node.inputs = {value.place};
    step.node.output = input.shape;
    step.op.weights = value.real ? roundTripTable(input, output) : requantizeTable(input, output);
    return network.define(op, std::move(step), value.view);
}

} // namespace microt::tflite
