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
template <int Kernel>
[[gnu::always_inline]] inline void addRow(const Pixel* input, const Pixel* gradient, int width, int stride,
                                          Lanes* sums)
{
    std::array<Lanes, Kernel> even;
    std::array<Lanes, Kernel> odd{};
    std::copy(sums, sums + Kernel, even.begin());
    int x = 0;
    for (; x + 1 < width; x += 2) {
        const Pixel* first = input + x * stride;
        const Pixel* second = first + stride;
#pragma GCC unroll 7
        for (int k = 0; k < Kernel; ++k) {
            even[k] += first[k].lanes * gradient[x].lanes;
            odd[k] += second[k].lanes * gradient[x + 1].lanes;
        }
    }
    if (x < width)
#pragma GCC unroll 7
        for (int k = 0; k < Kernel; ++k)
            even[k] += input[x * stride + k].lanes * gradient[x].lanes;
#pragma GCC unroll 7
    for (int k = 0; k < Kernel; ++k)
        sums[k] = even[k] + odd[k];
}

template <int Kernel>
[[gnu::always_inline]] inline void accumulate(const DepthwiseShape& shape, const float* input,
                                              const float* outputGradient, float* weightGradient)
{
    const int paddedWidth =
        std::max(shape.width + 2 * shape.padding, (shape.outputWidth - 1) * shape.stride + Kernel);
    const int paddedHeight =
        std::max(shape.height + 2 * shape.padding, (shape.outputHeight - 1) * shape.stride + Kernel);
    std::vector<Pixel> padded(static_cast<std::size_t>(paddedWidth) * paddedHeight);
    std::vector<Pixel> gradient(static_cast<std::size_t>(shape.outputWidth) * shape.outputHeight);
    const std::ptrdiff_t inputSize = std::ptrdiff_t{1} * shape.height * shape.width * shape.channels;
    const std::ptrdiff_t outputSize =
        std::ptrdiff_t{1} * shape.outputHeight * shape.outputWidth * shape.channels;
    for (int first = 0; first < shape.channels; first += kLanes) {
        const int channels = std::min(kLanes, shape.channels - first);
        std::array<Lanes, Kernel * Kernel> sums{};
        for (int n = 0; n < shape.pictures; ++n) {
            copyChannels(input + n * inputSize + first, shape.height, shape.width, shape.channels, channels,
                         shape.padding, paddedWidth, padded.data());
            copyChannels(outputGradient + n * outputSize + first, shape.outputHeight, shape.outputWidth,
                         shape.channels, channels, 0, shape.outputWidth, gradient.data());
            for (int y = 0; y < shape.outputHeight; ++y)
                for (int k = 0; k < Kernel; ++k)
                    addRow<Kernel>(padded.data() + (y * shape.stride + k) * paddedWidth,
                                   gradient.data() + y * shape.outputWidth, shape.outputWidth, shape.stride,
                                   sums.data() + k * Kernel);
        }
        for (int c = 0; c < channels; ++c)
            for (int k = 0; k < Kernel * Kernel; ++k)
                weightGradient[(first + c) * Kernel * Kernel + k] = sums[static_cast<std::size_t>(k)][c];
    }
}

} // namespace

bool hasDepthwiseGradient(int kernel)
{
    return kernel == 3 || kernel == 5 || kernel == 7;
}

void depthwiseWeightGradient(const DepthwiseShape& shape, const float* input, const float* outputGradient,
                             float* weightGradient)
{
    onLongestVectors([&]() __attribute__((always_inline)) {
        if (shape.kernel == 3)
            accumulate<3>(shape, input, outputGradient, weightGradient);
        else if (shape.kernel == 5)
            accumulate<5>(shape, input, outputGradient, weightGradient);
        else
            accumulate<7>(shape, input, outputGradient, weightGradient);
    });
}

} // namespace microt
