// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace microt {

/// A depthwise convolution over channels-last data: every channel with its own square kernel.
struct DepthwiseShape
{
    int pictures = 0;
    int channels = 0;
    int height = 0; ///< of the input
    int width = 0;
    int outputHeight = 0;
    int outputWidth = 0;
    int kernel = 0; ///< 3, 5 or 7
    int stride = 1;
    int padding = 0; ///< on each side
};

/// Rows or columns of a kernel, [first, end).
struct Taps
{
    int first = 0;
    int end = 0;
};

/// Those that meet the input at least once; the others see padding alone, as most of a kernel of 7 does on an
/// input of 2 x 2. Without them a convolution whose padding is less by `first` gives the same.
/// `input` and `output`: pixels along that side.
Taps metTaps(int input, int output, int kernel, int stride, int padding);

/// Whether depthwiseWeightGradient computes this shape.
bool hasDepthwiseGradient(int kernel);

/// Gradient of the weights of a depthwise convolution, [channels, kernel, kernel]:
/// sum over pictures and places of input [pictures, height, width, channels] x outputGradient [pictures,
/// outputHeight, outputWidth, channels]. libtorch 1.13 spends most of a training step of a mobile network
/// here; this is about ten times as fast. On the calling thread; the same numbers give the same sums.
void depthwiseWeightGradient(const DepthwiseShape& shape, const float* input, const float* outputGradient,
                             float* weightGradient);

} // namespace microt
