// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/int8_ops.h"

#include "engine/runtime/weight_layout.h"
#include "engine/runtime/window_overlap.h"

namespace microt {

namespace {

std::int8_t requantize(std::int32_t accumulator, const ChannelConstants& constants, std::int32_t channel,
                       const OutputRange& range)
{
    return requantize(accumulator, constants.multiplier[channel], constants.shift[channel], range);
}

/// One depthwise output. `pixelStride` and `rowStride` are in elements of `input`, which points at the
/// channel.
std::int32_t depthwiseSum(const std::int8_t* input, Extent extent, std::int32_t pixelStride,
                          std::int32_t rowStride, std::int32_t zeroPoint, const std::int8_t* weights,
                          std::int32_t weightStride, const Window& window, std::int32_t originY,
                          std::int32_t originX)
{
    const Overlap rows = overlap(originY, window.height, extent.height);
    const Overlap columns = overlap(originX, window.width, extent.width);
    std::int32_t sum = 0;
    for (std::int32_t ky = rows.begin; ky < rows.end; ++ky)
        for (std::int32_t kx = columns.begin; kx < columns.end; ++kx)
            sum += (input[(originY + ky) * rowStride + (originX + kx) * pixelStride] - zeroPoint) *
                   weights[(ky * window.width + kx) * weightStride];
    return sum;
}

/// weightAt(o, tap): the weight of a tap of output channel o.
template <typename WeightAt>
void convolve(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint, WeightAt weightAt,
              const ChannelConstants& constants, Window window, std::int32_t groups, OutputRange range,
              std::int8_t* output, Extent outputExtent)
{
    const std::int32_t channels = inputExtent.channels / groups;
    const std::int32_t outputs = outputExtent.channels / groups;
    for (std::int32_t y = 0; y < outputExtent.height; ++y) {
        const std::int32_t originY = y * window.strideY - window.padTop;
        const Overlap rows = overlap(originY, window.height, inputExtent.height);
        for (std::int32_t x = 0; x < outputExtent.width; ++x) {
            const std::int32_t originX = x * window.strideX - window.padLeft;
            const Overlap columns = overlap(originX, window.width, inputExtent.width);
            for (std::int32_t o = 0; o < outputExtent.channels; ++o) {
                const std::int32_t first = o / outputs * channels;
                std::int32_t sum = 0;
                for (std::int32_t ky = rows.begin; ky < rows.end; ++ky)
                    for (std::int32_t kx = columns.begin; kx < columns.end; ++kx) {
                        const std::int8_t* pixel =
                            input +
                            ((originY + ky) * inputExtent.width + originX + kx) * inputExtent.channels +
                            first;
                        const std::int32_t tap = (ky * window.width + kx) * channels;
                        for (std::int32_t c = 0; c < channels; ++c)
                            sum += (pixel[c] - inputZeroPoint) * weightAt(o, tap + c);
                    }
                *output++ = requantize(wrappingSum(constants.bias[o], sum), constants, o, range);
            }
        }
    }
}

} // namespace

void convolution(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
                 const std::int8_t* weights, const ChannelConstants& constants, Window window,
                 std::int32_t groups, OutputRange range, std::int8_t* output, Extent outputExtent)
{
    const std::int32_t taps = window.height * window.width * (inputExtent.channels / groups);
    convolve(
        input, inputExtent, inputZeroPoint,
        [=](std::int32_t o, std::int32_t tap) { return weights[o * taps + tap]; }, constants, window, groups,
        range, output, outputExtent);
}

void convolutionOfPairs(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
                        const std::int8_t* weights, const ChannelConstants& constants, Window window,
                        OutputRange range, std::int8_t* output, Extent outputExtent)
{
    const std::int32_t taps = window.height * window.width * inputExtent.channels;
    convolve(
        input, inputExtent, inputZeroPoint,
        [=](std::int32_t o, std::int32_t tap) { return weights[pairedWeightIndex(o, tap, taps)]; }, constants,
        window, 1, range, output, outputExtent);
}

void depthwise(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
               const std::int8_t* weights, const ChannelConstants& constants, Window window,
               OutputRange range, std::int8_t* output, Extent outputExtent)
{
    const std::int32_t channels = inputExtent.channels;
    for (std::int32_t y = 0; y < outputExtent.height; ++y)
        for (std::int32_t x = 0; x < outputExtent.width; ++x)
            for (std::int32_t c = 0; c < channels; ++c) {
                const std::int32_t sum =
                    depthwiseSum(input + c, inputExtent, channels, inputExtent.width * channels,
                                 inputZeroPoint, weights + c, channels, window,
                                 y * window.strideY - window.padTop, x * window.strideX - window.padLeft);
                *output++ = requantize(wrappingSum(constants.bias[c], sum), constants, c, range);
            }
}

void depthwiseInPlace(std::int8_t* inputAndOutput, Extent extent, std::int32_t inputZeroPoint,
                      const std::int8_t* weights, const ChannelConstants& constants, Window window,
                      OutputRange range, std::int8_t* plane)
{
    const std::int32_t channels = extent.channels;
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t c = 0; c < channels; ++c) {
        for (std::int32_t i = 0; i < pixels; ++i)
            plane[i] = inputAndOutput[i * channels + c];
        for (std::int32_t y = 0; y < extent.height; ++y)
            for (std::int32_t x = 0; x < extent.width; ++x) {
                const std::int32_t sum =
                    depthwiseSum(plane, extent, 1, extent.width, inputZeroPoint, weights + c, channels,
                                 window, y - window.padTop, x - window.padLeft);
                inputAndOutput[(y * extent.width + x) * channels + c] =
                    requantize(wrappingSum(constants.bias[c], sum), constants, c, range);
            }
    }
}

void add(const std::int8_t* a, const std::int8_t* b, std::int64_t count, const AddConstants& constants,
         OutputRange range, std::int8_t* output)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int32_t shiftedA = (a[i] - constants.zeroPoint[0]) * (1 << kAddLeftShift);
        const std::int32_t shiftedB = (b[i] - constants.zeroPoint[1]) * (1 << kAddLeftShift);
        const std::int32_t sum =
            multiplyByQuantizedMultiplier(shiftedA, constants.multiplier[0], constants.shift[0]) +
            multiplyByQuantizedMultiplier(shiftedB, constants.multiplier[1], constants.shift[1]);
        output[i] = requantize(sum, constants.multiplier[2], constants.shift[2], range);
    }
}

void averagePool(const std::int8_t* input, Extent extent, OutputRange range, std::int8_t* output)
{
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t c = 0; c < extent.channels; ++c) {
        std::int32_t sum = 0;
        for (std::int32_t i = 0; i < pixels; ++i)
            sum += input[i * extent.channels + c];
        const std::int32_t rounded = sum > 0 ? (sum + pixels / 2) / pixels : (sum - pixels / 2) / pixels;
        output[c] = clampToInt8(rounded, range.low, range.high);
    }
}

void mean(const std::int8_t* input, Extent extent, std::int32_t inputZeroPoint, std::int32_t multiplier,
          std::int32_t shift, OutputRange range, std::int8_t* output)
{
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t c = 0; c < extent.channels; ++c) {
        std::int32_t sum = 0;
        for (std::int32_t i = 0; i < pixels; ++i)
            sum += input[i * extent.channels + c];
        output[c] = requantize(sum - inputZeroPoint * pixels, multiplier, shift, range);
    }
}

std::int32_t scaledDeviation(std::int32_t pixels, std::int32_t sum, std::int64_t squares)
{
    // pixels^2 times the variance, below 2^59. Its root digit by digit (Wilkes, Wheeler, Gill 1951).
    auto rest = static_cast<std::uint64_t>(pixels * squares - std::int64_t{sum} * sum);
    std::uint64_t root = 0;
    for (std::uint64_t digit = std::uint64_t{1} << 58; digit != 0; digit >>= 2) {
        if (rest >= root + digit) {
            rest -= root + digit;
            root = (root >> 1) + digit;
        } else {
            root >>= 1;
        }
    }
    return static_cast<std::int32_t>(root);
}

void meanAndDeviation(const std::int8_t* input, Extent extent, std::int32_t inputZeroPoint,
                      std::int32_t multiplier, std::int32_t shift, OutputRange range, std::int8_t* output)
{
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t c = 0; c < extent.channels; ++c) {
        std::int32_t sum = 0;
        std::int64_t squares = 0;
        for (std::int32_t i = 0; i < pixels; ++i) {
            const std::int32_t value = input[i * extent.channels + c];
            sum += value;
            squares += value * value;
        }
        output[c] = requantize(sum - inputZeroPoint * pixels, multiplier, shift, range);
        output[extent.channels + c] =
            requantize(scaledDeviation(pixels, sum, squares), multiplier, shift, range);
    }
}

} // namespace microt
