// SPDX-License-Identifier: Apache-2.0
#include "engine/train/depthwise_gradient.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include "engine/train/vector_dispatch_private.h"

namespace microt {

namespace {

constexpr int kLanes = 16;
constexpr int kLargestKernel = 7;
/// Channels that are computed together; compilers split it where registers are shorter.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

/// Aligned in a std::vector, too, which the bare type is not.
struct alignas(kLanes * sizeof(float)) Pixel
{
    Lanes lanes;
};

/// Copies `channels` (at most kLanes) of picture `source` [height, width, stride] into the middle of
/// `target`, rows of `targetWidth`.
[[gnu::always_inline]] inline void copyChannels(const float* source, int height, int width, int stride,
                                                int channels, int border, int targetWidth, Pixel* target)
{
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            Pixel& pixel = target[(y + border) * targetWidth + x + border];
            const float* from = source + (static_cast<std::ptrdiff_t>(y) * width + x) * stride;
            if (channels == kLanes)
                std::memcpy(&pixel, from, sizeof pixel);
            else
                std::memcpy(&pixel, from, static_cast<std::size_t>(channels) * sizeof(float));
        }
}

/// Adds what one row of output gives to one row of the kernel. Two sums for each weight where few weights
/// would leave the multipliers waiting.
template <int Columns>
[[gnu::always_inline]] inline void addRow(const Pixel* input, const Pixel* gradient, int width, int stride,
                                          Lanes* sums)
{
    std::array<Lanes, Columns> even;
    std::array<Lanes, Columns> odd{};
    std::copy(sums, sums + Columns, even.begin());
    int x = 0;
    for (; x + 1 < width; x += 2) {
        const Pixel* first = input + x * stride;
        const Pixel* second = first + stride;
#pragma GCC unroll 7
        for (int k = 0; k < Columns; ++k) {
            even[k] += first[k].lanes * gradient[x].lanes;
            odd[k] += second[k].lanes * gradient[x + 1].lanes;
        }
    }
    if (x < width)
#pragma GCC unroll 7
        for (int k = 0; k < Columns; ++k)
            even[k] += input[x * stride + k].lanes * gradient[x].lanes;
#pragma GCC unroll 7
    for (int k = 0; k < Columns; ++k)
        sums[k] = even[k] + odd[k];
}

/// `Columns` of the kernel from `firstColumn` on; the others get nothing.
template <int Columns>
[[gnu::always_inline]] inline void accumulate(const DepthwiseShape& shape, int firstColumn,
                                              const float* input, const float* outputGradient,
                                              float* weightGradient)
{
    const int kernel = shape.kernel;
    const Taps rows = metTaps(shape.height, shape.outputHeight, kernel, shape.stride, shape.padding);
    std::fill(weightGradient, weightGradient + std::ptrdiff_t{1} * shape.channels * kernel * kernel, 0.0F);
    const int paddedWidth =
        std::max(shape.width + 2 * shape.padding, (shape.outputWidth - 1) * shape.stride + kernel);
    const int paddedHeight =
        std::max(shape.height + 2 * shape.padding, (shape.outputHeight - 1) * shape.stride + kernel);
    std::vector<Pixel> padded(static_cast<std::size_t>(paddedWidth) * paddedHeight);
    std::vector<Pixel> gradient(static_cast<std::size_t>(shape.outputWidth) * shape.outputHeight);
    const std::ptrdiff_t inputSize = std::ptrdiff_t{1} * shape.height * shape.width * shape.channels;
    const std::ptrdiff_t outputSize =
        std::ptrdiff_t{1} * shape.outputHeight * shape.outputWidth * shape.channels;
    for (int first = 0; first < shape.channels; first += kLanes) {
        const int channels = std::min(kLanes, shape.channels - first);
        std::array<Lanes, kLargestKernel * Columns> sums{};
        for (int n = 0; n < shape.pictures; ++n) {
            copyChannels(input + n * inputSize + first, shape.height, shape.width, shape.channels, channels,
                         shape.padding, paddedWidth, padded.data());
            copyChannels(outputGradient + n * outputSize + first, shape.outputHeight, shape.outputWidth,
                         shape.channels, channels, 0, shape.outputWidth, gradient.data());
            for (int y = 0; y < shape.outputHeight; ++y)
                for (int k = rows.first; k < rows.end; ++k)
                    addRow<Columns>(padded.data() + (y * shape.stride + k) * paddedWidth + firstColumn,
                                    gradient.data() + y * shape.outputWidth, shape.outputWidth, shape.stride,
                                    sums.data() + k * Columns);
        }
        for (int c = 0; c < channels; ++c)
            for (int k = rows.first; k < rows.end; ++k)
                for (int j = 0; j < Columns; ++j)
                    weightGradient[((first + c) * kernel + k) * kernel + firstColumn + j] =
                        sums[static_cast<std::size_t>(k * Columns + j)][c];
    }
}

} // namespace

Taps metTaps(int input, int output, int kernel, int stride, int padding)
{
    // The last output place reaches back furthest from its own start, the first one ahead.
    return {std::max(0, padding - (output - 1) * stride), std::min(kernel, input + padding)};
}

bool hasDepthwiseGradient(int kernel)
{
    return kernel == 3 || kernel == 5 || kernel == 7;
}

void depthwiseWeightGradient(const DepthwiseShape& shape, const float* input, const float* outputGradient,
                             float* weightGradient)
{
    const Taps met = metTaps(shape.width, shape.outputWidth, shape.kernel, shape.stride, shape.padding);
    const int columns = met.end - met.first;
    const int computed = columns <= 3 ? 3 : columns <= 5 ? 5 : 7;
    const int first = std::min(met.first, shape.kernel - computed);
    onLongestVectors([&]() __attribute__((always_inline)) {
        if (computed == 3)
            accumulate<3>(shape, first, input, outputGradient, weightGradient);
        else if (computed == 5)
            accumulate<5>(shape, first, input, outputGradient, weightGradient);
        else
            accumulate<7>(shape, first, input, outputGradient, weightGradient);
    });
}

} // namespace microt
