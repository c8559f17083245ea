// SPDX-License-Identifier: Apache-2.0
#include "engine/train/kernels/depthwise_gradient.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include "engine/train/kernels/vector_dispatch_private.h"

namespace microt {

namespace {

constexpr int kLargestKernel = 7;
/// Input of pictures whose channels are gone through one after another: small enough for a core's own cache.
constexpr std::ptrdiff_t kCachedFloats = 32 * 1024;

/// Copies `channels` (at most Lanes) of picture `source` [height, width, stride] into the middle of
/// `target`, rows of `targetWidth`.
template <int Lanes>
[[gnu::always_inline]] inline void copyChannels(const float* source, int height, int width, int stride,
                                                int channels, int border, int targetWidth,
                                                Floats<Lanes>* target)
{
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            Floats<Lanes>& pixel = target[(y + border) * targetWidth + x + border];
            const float* from = source + (static_cast<std::ptrdiff_t>(y) * width + x) * stride;
            if (channels == Lanes)
                std::memcpy(&pixel, from, sizeof pixel);
            else
                std::memcpy(&pixel, from, static_cast<std::size_t>(channels) * sizeof(float));
        }
}

/// Adds what one row of output gives to one row of the kernel. Two sums for each weight where few weights
/// would leave the multipliers waiting.
template <int Lanes, int Columns>
[[gnu::always_inline]] inline void addRow(const Floats<Lanes>* input, const Floats<Lanes>* gradient,
                                          int width, int stride, Floats<Lanes>* sums)
{
    std::array<Floats<Lanes>, Columns> even;
    std::array<Floats<Lanes>, Columns> odd{};
    std::copy(sums, sums + Columns, even.begin());
    int x = 0;
    for (; x + 1 < width; x += 2) {
        const Floats<Lanes>* first = input + x * stride;
        const Floats<Lanes>* second = first + stride;
#pragma GCC unroll 7
        for (int k = 0; k < Columns; ++k) {
            even[k].lanes += first[k].lanes * gradient[x].lanes;
            odd[k].lanes += second[k].lanes * gradient[x + 1].lanes;
        }
    }
    if (x < width)
#pragma GCC unroll 7
        for (int k = 0; k < Columns; ++k)
            even[k].lanes += input[x * stride + k].lanes * gradient[x].lanes;
#pragma GCC unroll 7
    for (int k = 0; k < Columns; ++k)
        sums[k].lanes = even[k].lanes + odd[k].lanes;
}

/// `Columns` of the kernel from `firstColumn` on; the others get nothing.
template <int Lanes, int Columns>
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
    std::vector<Floats<Lanes>> padded(static_cast<std::size_t>(paddedWidth) * paddedHeight);
    std::vector<Floats<Lanes>> gradient(static_cast<std::size_t>(shape.outputWidth) * shape.outputHeight);
    const std::ptrdiff_t inputSize = std::ptrdiff_t{1} * shape.height * shape.width * shape.channels;
    const std::ptrdiff_t outputSize =
        std::ptrdiff_t{1} * shape.outputHeight * shape.outputWidth * shape.channels;
    const int chunks = (shape.channels + Lanes - 1) / Lanes;
    std::vector<std::array<Floats<Lanes>, kLargestKernel * Columns>> sums(static_cast<std::size_t>(chunks));
    const auto together = static_cast<int>(std::max<std::ptrdiff_t>(1, kCachedFloats / inputSize));
    for (int begin = 0; begin < shape.pictures; begin += together)
        for (int chunk = 0; chunk < chunks; ++chunk) {
            const int first = chunk * Lanes;
            const int channels = std::min(Lanes, shape.channels - first);
            auto ofChunk = sums[static_cast<std::size_t>(chunk)]; // a copy, which nothing else can be
            for (int n = begin; n < std::min(begin + together, shape.pictures); ++n) {
                copyChannels(input + n * inputSize + first, shape.height, shape.width, shape.channels,
                             channels, shape.padding, paddedWidth, padded.data());
                copyChannels(outputGradient + n * outputSize + first, shape.outputHeight, shape.outputWidth,
                             shape.channels, channels, 0, shape.outputWidth, gradient.data());
                for (int y = 0; y < shape.outputHeight; ++y)
                    for (int k = rows.first; k < rows.end; ++k)
                        addRow<Lanes, Columns>(padded.data() + (y * shape.stride + k) * paddedWidth +
                                                   firstColumn,
                                               gradient.data() + y * shape.outputWidth, shape.outputWidth,
                                               shape.stride, ofChunk.data() + k * Columns);
            }
            sums[static_cast<std::size_t>(chunk)] = ofChunk;
        }
    for (int c = 0; c < shape.channels; ++c)
        for (int k = rows.first; k < rows.end; ++k)
            for (int j = 0; j < Columns; ++j)
                weightGradient[(c * kernel + k) * kernel + firstColumn + j] =
                    sums[static_cast<std::size_t>(c / Lanes)][static_cast<std::size_t>(k * Columns + j)]
                        .lanes[c % Lanes];
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
    onLongestVectors([&](auto lanes) __attribute__((always_inline)) {
        constexpr int kLanes = decltype(lanes)::value;
        if (computed == 3)
            accumulate<kLanes, 3>(shape, first, input, outputGradient, weightGradient);
        else if (computed == 5)
            accumulate<kLanes, 5>(shape, first, input, outputGradient, weightGradient);
        else
            accumulate<kLanes, 7>(shape, first, input, outputGradient, weightGradient);
    });
}

} // namespace microt
