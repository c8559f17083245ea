// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/runtime/fixed_point.h"

namespace microt {

// Reference int8 operators: plain loops, TFLite's arithmetic to the last bit, the oracle for every faster
// kernel. One picture at a time. Tensors are int8 [height, width, channels], channels fastest. Input and
// output must not overlap unless an operator says so. Nothing is checked here: parameters come from a
// validated image (image.h).

/// Height, width and channels of a tensor.
struct Extent
{
    std::int32_t height = 0;
    std::int32_t width = 0;
    std::int32_t channels = 0;
};

/// A window that slides over the input. Padding is what lies above and left of the input; below and right
/// follow from the output's extent. Padded values are the input's zero point.
struct Window
{
    std::int32_t height = 1;
    std::int32_t width = 1;
    std::int32_t strideY = 1;
    std::int32_t strideX = 1;
    std::int32_t padTop = 0;
    std::int32_t padLeft = 0;
};

inline bool operator==(const Window& a, const Window& b)
{
    return a.height == b.height && a.width == b.width && a.strideY == b.strideY && a.strideX == b.strideX &&
           a.padTop == b.padTop && a.padLeft == b.padLeft;
}

/// Per-channel constants of a convolution. All arrays have one entry an output channel.
struct ChannelConstants
{
    const std::int32_t* bias = nullptr; ///< accumulator units: scale = input scale * weight scale
    const std::int32_t* multiplier =
        nullptr;                        ///< of input scale * weight scale / output scale, see fixed_point.h
    const std::int8_t* shift = nullptr; ///< [-31, 30]
};

/// How accumulators become outputs: clamp(multiply(acc) + zeroPoint, low, high).
struct OutputRange
{
    std::int32_t zeroPoint = 0;
    std::int32_t low = -128;
    std::int32_t high = 127;
};

/// out[y,x,o] = requantize(bias[o] + sum (in - inputZeroPoint) * weights[o,ky,kx,i]). weights: int8
/// [out channels, window height, window width, in channels], zero point 0. A 1x1 window is a pointwise
/// convolution, a 1x1 input a fully connected layer.
/// With `groups` the channels of input and output fall into as many equal parts, each convolved alone; the
/// weights' last side is then in channels / groups.
void convolution(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
                 const std::int8_t* weights, const ChannelConstants& constants, Window window,
                 std::int32_t groups, OutputRange range, std::int8_t* output, Extent outputExtent);

/// The same without groups, weights in WeightLayout::pairs.
void convolutionOfPairs(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
                        const std::int8_t* weights, const ChannelConstants& constants, Window window,
                        OutputRange range, std::int8_t* output, Extent outputExtent);

/// One filter a channel, weights int8 [window height, window width, channels]; input and output have the same
/// channels.
void depthwise(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint,
               const std::int8_t* weights, const ChannelConstants& constants, Window window,
               OutputRange range, std::int8_t* output, Extent outputExtent);

/// depthwise() with output == input in memory: strides 1 and equal extents only. `plane`: scratch of height *
/// width bytes.
void depthwiseInPlace(std::int8_t* inputAndOutput, Extent extent, std::int32_t inputZeroPoint,
                      const std::int8_t* weights, const ChannelConstants& constants, Window window,
                      OutputRange range, std::int8_t* plane);

/// Constants of the residual addition: both inputs are shifted left by 20 bits, scaled to a common scale,
/// added, scaled to the output's.
struct AddConstants
{
    std::int32_t zeroPoint[2] = {0, 0};     ///< of the inputs
    std::int32_t multiplier[3] = {0, 0, 0}; ///< input 0, input 1, output
    std::int32_t shift[3] = {0, 0, 0};      ///< not positive
};
constexpr int kAddLeftShift = 20;

/// Element by element; output may be one of the inputs.
void add(const std::int8_t* a, const std::int8_t* b, std::int64_t count, const AddConstants& constants,
         OutputRange range, std::int8_t* output);

/// x * multiplier * 2^(shift - 31), rounded, plus the zero point, within the range.
inline std::int8_t requantize(std::int32_t x, std::int32_t multiplier, std::int32_t shift, OutputRange range)
{
    return clampToInt8(wrappingSum(multiplyByQuantizedMultiplier(x, multiplier, shift), range.zeroPoint),
                       range.low, range.high);
}

/// Average over the whole picture without requantization (TFLite AVERAGE_POOL_2D over all pixels): sum /
/// pixels rounded to nearest, halves away from zero. output: [channels].
void averagePool(const std::int8_t* input, Extent extent, OutputRange range, std::int8_t* output);

/// Average over the whole picture with requantization (TFLite MEAN over height and width): the sum less
/// pixels * inputZeroPoint, times multiplier and shift, which include 1 / pixels. output: [channels].
void mean(const std::int8_t* input, Extent extent, std::int32_t inputZeroPoint, std::int32_t multiplier,
          std::int32_t shift, OutputRange range, std::int8_t* output);

/// floor(sqrt(pixels * squares - sum^2)): pixels times the standard deviation of values with this sum and sum
/// of squares, exact. At most 2^22 pixels of int8.
std::int32_t scaledDeviation(std::int32_t pixels, std::int32_t sum, std::int64_t squares);

/// Mean and standard deviation of every channel over the whole picture, requantized: as mean(), then
/// scaledDeviation() times the same multiplier and shift. output: [2 * channels], all means first.
void meanAndDeviation(const std::int8_t* input, Extent extent, std::int32_t inputZeroPoint,
                      std::int32_t multiplier, std::int32_t shift, OutputRange range, std::int8_t* output);

/// Average over each window, of what lies inside the picture, without requantization (TFLite
/// AVERAGE_POOL_2D): rounded to nearest, halves away from zero.
void localAverage(const std::int8_t* input, Extent inputExtent, Window window, OutputRange range,
                  std::int8_t* output, Extent outputExtent);

/// The largest value of each window, of what lies inside the picture (TFLite MAX_POOL_2D).
void localMax(const std::int8_t* input, Extent inputExtent, Window window, OutputRange range,
              std::int8_t* output, Extent outputExtent);

/// As mean(), over each window: all of it inside the picture, multiplier and shift include 1 / (height *
/// width of the window). TFLite's MEAN over one side is a window as long as that side.
void localMean(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint, Window window,
               std::int32_t multiplier, std::int32_t shift, OutputRange range, std::int8_t* output,
               Extent outputExtent);

/// requantize((a - zeroA) * (b - zeroB)) (TFLite MUL). `b` has a's extent, or one value a channel if
/// `perChannel`. Output may be `a`.
void multiply(const std::int8_t* a, std::int32_t zeroA, const std::int8_t* b, std::int32_t zeroB,
              bool perChannel, Extent extent, std::int32_t multiplier, std::int32_t shift, OutputRange range,
              std::int8_t* output);

/// The channels of a, then those of b, each value v through its table's entry v + 128, clamped. `tables`:
/// int8 [2][256].
void concat(const std::int8_t* a, std::int32_t channelsA, const std::int8_t* b, std::int32_t channelsB,
            std::int64_t pixels, const std::int8_t* tables, OutputRange range, std::int8_t* output);

/// Output channel c of every pixel is input channel channels[c].
void selectChannels(const std::int8_t* input, std::int32_t inputChannels, std::int64_t pixels,
                    const std::uint16_t* channels, std::int32_t outputChannels, std::int8_t* output);

/// The input with `value` around it; it begins at (top, left) of the output.
void pad(const std::int8_t* input, Extent inputExtent, std::int32_t top, std::int32_t left, std::int8_t value,
         std::int8_t* output, Extent outputExtent);

/// Nearest neighbour: output (y, x) is input (floor(y H / output H), floor(x W / output W)) (TFLite
/// RESIZE_NEAREST_NEIGHBOR without aligned corners and half pixels).
void resize(const std::int8_t* input, Extent inputExtent, std::int8_t* output, Extent outputExtent);

/// Each value v becomes entry v + 128 of a table, clamped: int8 [256], or [channels][256] if `perChannel`.
/// Output may be the input.
void lookUp(const std::int8_t* input, Extent extent, const std::int8_t* tables, bool perChannel,
            OutputRange range, std::int8_t* output);

} // namespace microt
