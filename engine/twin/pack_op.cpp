// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "engine/twin/packed_op.h"

namespace microt {

namespace {

constexpr std::int64_t kMaxSum = std::int64_t{1} << 30;

int blocksOf(int channels, int lanes)
{
    return (channels + lanes - 1) / lanes;
}

int groupsOf(int inputs, int taps)
{
    return (inputs + taps - 1) / taps;
}

/// Weight `tap` of a group in its place: one of four bytes, or of two 16-bit numbers.
void putWeight(std::uint32_t& group, int tap, int taps, std::int8_t weight)
{
    const int bits = 32 / taps;
    const std::uint32_t mask = (std::uint32_t{1} << bits) - 1;
    group |= (static_cast<std::uint32_t>(static_cast<std::int32_t>(weight)) & mask) << (tap * bits);
}

/// Offsets folded into the bias, requantization as vectors. False: sums could leave 31 bits.
bool packChannels(const OpCall& call, const DotShape& shape, const std::vector<std::int64_t>& weightSum,
                  const std::vector<std::int64_t>& weightSize, PackedOp& packed)
{
    const auto channels = static_cast<std::size_t>(call.outputTensor->channels);
    const std::int64_t zeroPoint = call.inputTensor->zeroPoint;
    for (std::size_t c = 0; c < channels; ++c) {
        const std::int64_t bias = call.constants.bias[c];
        const std::int64_t folded = bias - (zeroPoint + shape.offset) * weightSum[c];
        if (std::abs(bias) + 255 * weightSize[c] >= kMaxSum ||
            std::abs(folded) + 255 * weightSize[c] >= kMaxSum || call.constants.shift[c] > 0)
            return false;
        packed.bias[c] = static_cast<std::int32_t>(folded);
        packed.multiplier[c] = call.constants.multiplier[c];
        packed.rightShift[c] = -call.constants.shift[c];
        packed.rounding[c] = packed.rightShift[c] > 0 ? std::int32_t{1} << (packed.rightShift[c] - 1) : 0;
        packed.sign[c] = packed.rightShift[c] > 0 ? -1 : 0;
    }
    return true;
}

} // namespace

PackedOp packOp(const OpCall& call, const DotShape& shape)
{
    PackedOp packed;
    const auto kind = static_cast<ImageOpKind>(call.op->kind);
    const bool depthwise = kind == ImageOpKind::depthwise || kind == ImageOpKind::depthwiseInPlace;
    if (kind != ImageOpKind::convolution && !depthwise) {
        packed.usable = true;
        return packed;
    }
    if (call.op->groups > 1)
        return packed;
    const int channels = call.outputTensor->channels;
    const int height = call.window.height;
    const int width = call.window.width;
    const int inputs = depthwise ? width : height * width * call.inputTensor->channels;
    const bool paired = static_cast<WeightLayout>(call.op->layout) == WeightLayout::pairs;
    const int rows = depthwise ? height : 1;
    const int blocks = blocksOf(channels, shape.lanes);
    packed.groups = groupsOf(inputs, shape.taps);
    packed.weights.assign(static_cast<std::size_t>(blocks) * static_cast<std::size_t>(rows) *
                              static_cast<std::size_t>(packed.groups) * static_cast<std::size_t>(shape.lanes),
                          0);
    for (auto* values :
         {&packed.bias, &packed.multiplier, &packed.rightShift, &packed.rounding, &packed.sign})
        values->assign(static_cast<std::size_t>(blocks) * static_cast<std::size_t>(shape.lanes), 0);

    std::vector<std::int64_t> sum(static_cast<std::size_t>(channels), 0);
    std::vector<std::int64_t> size(static_cast<std::size_t>(channels), 0);
    for (int c = 0; c < channels; ++c)
        for (int row = 0; row < rows; ++row)
            for (int i = 0; i < inputs; ++i) {
                const std::int8_t weight = depthwise ? call.weights[(row * width + i) * channels + c]
                                           : paired
                                               ? call.weights[pairedWeightIndex(c, i, inputs)]
                                               : call.weights[static_cast<std::ptrdiff_t>(c) * inputs + i];
                const std::size_t at =
                    ((static_cast<std::size_t>(c / shape.lanes) * static_cast<std::size_t>(rows) +
                      static_cast<std::size_t>(row)) *
                         static_cast<std::size_t>(packed.groups) +
                     static_cast<std::size_t>(i / shape.taps)) *
                        static_cast<std::size_t>(shape.lanes) +
                    static_cast<std::size_t>(c % shape.lanes);
                putWeight(packed.weights[at], i % shape.taps, shape.taps, weight);
                sum[static_cast<std::size_t>(c)] += weight;
                size[static_cast<std::size_t>(c)] += std::abs(static_cast<int>(weight));
            }
    packed.usable = packChannels(call, shape, sum, size, packed);
    return packed;
}

std::size_t kernelScratchBytes(const ImageView& image, const DotShape& shape)
{
    std::size_t most = 0;
    for (int i = 0; i < image.header->opCount; ++i) {
        const ImageOp& op = image.ops[i];
        const ImageTensor& input = image.tensors[op.input];
        const ImageTensor& output = image.tensors[op.output];
        const auto kind = static_cast<ImageOpKind>(op.kind);
        std::size_t bytes = std::size_t{4} * (input.channels + 64U);
        if (kind == ImageOpKind::convolution) {
            // The inputs of up to 8 outputs: as bytes, and as groups.
            const std::size_t inputs =
                static_cast<std::size_t>(op.windowHeight) * op.windowWidth * input.channels;
            bytes += inputs + 64 + 8 * (4 * (inputs / static_cast<std::size_t>(shape.taps) + 1) + 64);
        } else if (kind != ImageOpKind::add) {
            // A ring of padded rows, groups for one block of channels.
            const std::size_t columns = std::max<std::size_t>(
                static_cast<std::size_t>(output.width - 1) * op.strideX + op.windowWidth + 8,
                input.width + 2U * op.windowWidth + 8U);
            bytes += (op.windowHeight + 1U) * columns * 4 * static_cast<std::size_t>(shape.lanes);
        }
        most = std::max(most, bytes);
    }
    return (most + 63) / 64 * 64;
}

} // namespace microt
