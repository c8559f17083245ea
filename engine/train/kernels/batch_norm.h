// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace microt {

/// Batch-norm in training with the clip that follows it (ReLU6), over channels-last values [rows, channels]:
/// y = clip(gamma (x - mean) / sqrt(variance + epsilon) + beta, low, high), with mean and variance of the
/// batch (Ioffe and Szegedy, 2015). One pass where separate operators take two, each way. Without a clip, low
/// and high are infinite. On the calling thread; the same numbers give the same results.
class BatchNorm
{
public:
    /// gamma and beta: `channels` numbers each.
    BatchNorm(std::int64_t rows, int channels, const float* gamma, const float* beta, double epsilon,
              float low, float high);

    void forward(const float* input, float* output);

    /// After forward, of the same input. `gammaGradient`, `betaGradient`: `channels` numbers each.
    void backward(const float* input, const float* outputGradient, float* inputGradient, float* gammaGradient,
                  float* betaGradient) const;

    const std::vector<double>& mean() const { return m_mean; }
    const std::vector<double>& variance() const { return m_variance; } ///< biased

private:
    std::int64_t m_rows;
    int m_channels;
    const float* m_gamma;
    const float* m_beta;
    double m_epsilon;
    float m_low;
    float m_high;
    std::vector<double> m_mean;
    std::vector<double> m_variance;
    std::vector<float> m_scale; ///< y = x scale + shift
    std::vector<float> m_shift;
};

} // namespace microt
