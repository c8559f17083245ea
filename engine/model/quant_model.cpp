// SPDX-License-Identifier: Apache-2.0
#include "engine/model/quant_model.h"

#include <algorithm>
#include <cmath>

namespace microt {

std::array<std::array<std::int8_t, 256>, 3> QuantModel::inputTable() const
{
    std::array<std::array<std::int8_t, 256>, 3> table{};
    const QuantTensor& input = tensors[static_cast<std::size_t>(inputTensor)];
    for (std::size_t colour = 0; colour < 3; ++colour)
        for (std::size_t pixel = 0; pixel < 256; ++pixel) {
            const double real = (static_cast<double>(pixel) / 255.0 - preprocessing.mean[colour]) /
                                preprocessing.deviation[colour];
            // Halves go up, also those that float32 constants miss by a little: scaling to [-1, 1] with scale
            // 1 / 127.5 must give pixel - 128, as the field has it.
            const double quantized = std::floor(real / input.scale + 0.5 + 1e-4) + input.zeroPoint;
            table[colour][pixel] = static_cast<std::int8_t>(std::clamp(quantized, -128.0, 127.0));
        }
    return table;
}

const QuantCut* QuantModel::findCut(int cut) const
{
    const auto found = std::find_if(cuts.begin(), cuts.end(),
                                    [cut](const QuantCut& candidate) { return candidate.cut == cut; });
    return found == cuts.end() ? nullptr : &*found;
}

void quantizeMultiplier(double factor, std::int32_t& multiplier, int& shift)
{
    multiplier = 0;
    shift = 0;
    if (!(factor > 0.0))
        return;
    const double fraction = std::frexp(factor, &shift);
    auto fixed = static_cast<std::int64_t>(std::round(fraction * static_cast<double>(std::int64_t{1} << 31)));
    if (fixed == (std::int64_t{1} << 31)) {
        fixed /= 2;
        ++shift;
    }
    if (shift < -31) {
        shift = 0;
        fixed = 0;
    } else if (shift > 30) {
        shift = 30;
        fixed = (std::int64_t{1} << 31) - 1;
    }
    multiplier = static_cast<std::int32_t>(fixed);
}

std::int32_t quantizedBound(float bound, const QuantTensor& tensor)
{
    const float steps = std::clamp(std::round(bound / tensor.scale), -1e6F, 1e6F);
    return std::clamp(static_cast<std::int32_t>(steps) + tensor.zeroPoint, -128, 127);
}

namespace {

void appendScaling(QuantOp& op, double factor)
{
    std::int32_t multiplier = 0;
    int shift = 0;
    quantizeMultiplier(factor, multiplier, shift);
    op.multiplier.push_back(multiplier);
    op.shift.push_back(static_cast<std::int8_t>(shift));
}

/// TFLite folds 1 / pixels into the multiplier with as many bits as the shift has room for.
void divideByPixels(QuantOp& op, std::int64_t pixels)
{
    int bits = 0;
    while ((pixels >> (bits + 1)) != 0)
        ++bits;
    bits = std::min({bits, 32, 31 + op.shift[0]});
    op.multiplier[0] = static_cast<std::int32_t>((std::int64_t{op.multiplier[0]} << bits) / pixels);
    op.shift[0] = static_cast<std::int8_t>(op.shift[0] - bits);
}

/// Entry v + 128 of a table: what stands for `value(real of v)` in `output`.
template <typename Value>
void fillTable(std::int8_t* entries, const QuantTensor& input, const QuantTensor& output, Value&& value)
{
    for (int v = -128; v < 128; ++v) {
        const double real = value(double{input.scale} * (v - input.zeroPoint));
        const double steps = std::round(real / output.scale) + output.zeroPoint;
        entries[v + 128] = static_cast<std::int8_t>(std::clamp(steps, -128.0, 127.0));
    }
}

} // namespace

void fillTables(QuantOp& op, const std::vector<QuantTensor>& tensors)
{
    const QuantTensor& output = tensors[static_cast<std::size_t>(op.output)];
    const auto same = [](double real) { return real; };
    fillTable(op.weights.data(), tensors[static_cast<std::size_t>(op.input)], output, same);
    if (op.kind == ImageOpKind::concat) {
        fillTable(op.weights.data() + 256, tensors[static_cast<std::size_t>(op.input2)], output, same);
        return;
    }
    const Node& meaning = *op.meaning;
    for (std::size_t t = 0; t < static_cast<std::size_t>(op.groups); ++t) {
        const bool prelu = meaning.function == Function::prelu && !meaning.weight.empty();
        const double slope = prelu ? meaning.weight[t] : meaning.alpha;
        fillTable(op.weights.data() + 256 * t, tensors[static_cast<std::size_t>(op.input)], output,
                  [&](double real) {
                      return meaning.kind == OpKind::clip
                                 ? std::clamp<double>(real, meaning.clipMin, meaning.clipMax)
                                 : applyFunction(meaning.function, real, slope, meaning.beta);
                  });
    }
}

void prepareScaling(QuantOp& op, const std::vector<QuantTensor>& tensors)
{
    const QuantTensor& input = tensors[static_cast<std::size_t>(op.input)];
    const QuantTensor& output = tensors[static_cast<std::size_t>(op.output)];
    const double inputScale = input.scale;
    const double outputScale = output.scale;
    op.multiplier.clear();
    op.shift.clear();
    switch (op.kind) {
    case ImageOpKind::convolution:
    case ImageOpKind::depthwise:
    case ImageOpKind::depthwiseInPlace:
        for (const float weightScale : op.weightScale)
            appendScaling(op, inputScale * static_cast<double>(weightScale) / outputScale);
        break;
    case ImageOpKind::add: {
        const double otherScale = tensors[static_cast<std::size_t>(op.input2)].scale;
        const double common = 2.0 * std::max(inputScale, otherScale);
        appendScaling(op, inputScale / common);
        appendScaling(op, otherScale / common);
        appendScaling(op, common / ((1 << kAddLeftShift) * outputScale));
        break;
    }
    case ImageOpKind::mean:
    case ImageOpKind::meanAndDeviation:
        appendScaling(op, inputScale / outputScale);
        divideByPixels(op, std::int64_t{input.shape.height} * input.shape.width);
        break;
    case ImageOpKind::localMean:
        appendScaling(op, inputScale / outputScale);
        divideByPixels(op, std::int64_t{op.window.height} * op.window.width);
        break;
    case ImageOpKind::multiply:
        appendScaling(op, inputScale * tensors[static_cast<std::size_t>(op.input2)].scale / outputScale);
        break;
    default: // these have none
        break;
    }
}

} // namespace microt
