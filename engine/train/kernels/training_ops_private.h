// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: includes torch.
#pragma once

#include <cstdint>

#include <torch/torch.h>

namespace microt {

/// Operators of a mobile network that libtorch 1.13 computes slowly on a CPU, gradients above all, for
/// float32 in channels-last. Elsewhere (a GPU, other types) libtorch's own are used.

/// Whether these operators compute `input`.
bool isPlainFloat(const torch::Tensor& input);

/// Whether a convolution is one that depthwiseConvolution computes.
bool isDepthwise(const torch::Tensor& input, const torch::Tensor& weight, std::int64_t groups);

/// Every channel of [N, C, H, W] with its own kernel, [C, 1, K, K]. `bias`: [C] or undefined.
torch::Tensor depthwiseConvolution(const torch::Tensor& input, const torch::Tensor& weight,
                                   const torch::Tensor& bias, std::int64_t stride, std::int64_t padding);

/// Batch-norm's parameters and running figures, [C] each.
struct NormTensors
{
    torch::Tensor gamma;
    torch::Tensor beta;
    torch::Tensor mean;
    torch::Tensor variance;
};

/// Batch-norm with the batch's statistics, then a clip to [low, high] (infinite: none). Moves the running
/// figures towards the batch's by `momentum`, the variance unbiased.
torch::Tensor normAndClip(const torch::Tensor& input, const NormTensors& norm, double momentum,
                          double epsilon, double low, double high);

} // namespace microt
