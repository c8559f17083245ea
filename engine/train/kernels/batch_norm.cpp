// SPDX-License-Identifier: Apache-2.0
#include "engine/train/kernels/batch_norm.h"

#include <algorithm>
#include <cmath>

#include "engine/train/kernels/vector_dispatch_private.h"

namespace microt {

namespace {

constexpr std::int64_t kBlock = 64; ///< rows summed in float32 before they are added up in float64

/// Sums over the rows of [rows, channels] of two values, each made by `terms(row, c, first, second)`.
template <typename Terms>
[[gnu::always_inline]] inline void sumRows(std::int64_t rows, int channels, const Terms& terms,
                                           std::vector<double>& firsts, std::vector<double>& seconds)
{
    const auto count = static_cast<std::size_t>(channels);
    firsts.assign(count, 0.0);
    seconds.assign(count, 0.0);
    std::vector<float> partial(2 * count);
    float* const first = partial.data();
    float* const second = first + channels;
    for (std::int64_t start = 0; start < rows; start += kBlock) {
        std::fill(partial.begin(), partial.end(), 0.0F);
        const std::int64_t end = std::min(rows, start + kBlock);
        for (std::int64_t row = start; row < end; ++row)
#pragma GCC ivdep
            for (int c = 0; c < channels; ++c)
                terms(row * channels, c, first[c], second[c]);
        for (std::size_t c = 0; c < count; ++c) {
            firsts[c] += first[c];
            seconds[c] += second[c];
        }
    }
}

} // namespace

BatchNorm::BatchNorm(std::int64_t rows, int channels, const float* gamma, const float* beta, double epsilon,
                     float low, float high)
    : m_rows(rows), m_channels(channels), m_gamma(gamma), m_beta(beta), m_epsilon(epsilon), m_low(low),
      m_high(high), m_scale(static_cast<std::size_t>(channels)), m_shift(static_cast<std::size_t>(channels))
{}

void BatchNorm::forward(const float* input, float* output)
{
    onLongestVectors([&](auto) __attribute__((always_inline)) {
        const auto terms = [input](std::int64_t row, int c, float& sum, float& squares)
            __attribute__((always_inline))
        {
            const float x = input[row + c];
            sum += x;
            squares += x * x;
        };
        sumRows(m_rows, m_channels, terms, m_mean, m_variance);
        const auto count = static_cast<double>(m_rows);
        for (std::size_t c = 0; c < m_scale.size(); ++c) {
            m_mean[c] /= count;
            m_variance[c] = std::max(m_variance[c] / count - m_mean[c] * m_mean[c], 0.0);
            const double scale = m_gamma[c] / std::sqrt(m_variance[c] + m_epsilon);
            m_scale[c] = static_cast<float>(scale);
            m_shift[c] = static_cast<float>(m_beta[c] - m_mean[c] * scale);
        }
        const float* const scale = m_scale.data();
        const float* const shift = m_shift.data();
        const float low = m_low;
        const float high = m_high;
        const int channels = m_channels;
        for (std::int64_t row = 0; row < m_rows * channels; row += channels)
#pragma GCC ivdep
            for (int c = 0; c < channels; ++c) {
                const float y = input[row + c] * scale[c] + shift[c];
                const float raised = y < low ? low : y;
                output[row + c] = raised > high ? high : raised;
            }
    });
}

void BatchNorm::backward(const float* input, const float* outputGradient, float* inputGradient,
                         float* gammaGradient, float* betaGradient) const
{
    onLongestVectors([&](auto) __attribute__((always_inline)) {
        const float* const scale = m_scale.data();
        const float* const shift = m_shift.data();
        const float low = m_low;
        const float high = m_high;
        // What the clip lets through.
        const auto passed = [=](std::int64_t row, int c) __attribute__((always_inline))
        {
            const float y = input[row + c] * scale[c] + shift[c];
            return y > low && y < high ? outputGradient[row + c] : 0.0F;
        };
        const auto terms = [&](std::int64_t row, int c, float& sum, float& products)
            __attribute__((always_inline))
        {
            const float gradient = passed(row, c);
            sum += gradient;
            products += gradient * input[row + c];
        };
        std::vector<double> sums;
        std::vector<double> products;
        sumRows(m_rows, m_channels, terms, sums, products);
        // dx = scale (g - mean(g) - xhat mean(g xhat)), as scale g - slope x - offset.
        std::vector<float> slopes(m_scale.size());
        std::vector<float> offsets(m_scale.size());
        const auto count = static_cast<double>(m_rows);
        for (std::size_t c = 0; c < m_scale.size(); ++c) {
            const double inverse = 1.0 / std::sqrt(m_variance[c] + m_epsilon);
            const double onNormal = inverse * (products[c] - m_mean[c] * sums[c]);
            gammaGradient[c] = static_cast<float>(onNormal);
            betaGradient[c] = static_cast<float>(sums[c]);
            const double slope = m_gamma[c] * inverse * inverse * onNormal / count;
            slopes[c] = static_cast<float>(slope);
            offsets[c] = static_cast<float>(m_gamma[c] * inverse * sums[c] / count - slope * m_mean[c]);
        }
        const float* const slope = slopes.data();
        const float* const offset = offsets.data();
        const int channels = m_channels;
        for (std::int64_t row = 0; row < m_rows * channels; row += channels)
#pragma GCC ivdep
            for (int c = 0; c < channels; ++c)
                inputGradient[row + c] = scale[c] * passed(row, c) - slope[c] * input[row + c] - offset[c];
    });
}

} // namespace microt
