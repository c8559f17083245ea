// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "engine/runtime/multiply_add.h"

namespace microt {

// The loops of training a linear head over samples side by side, so that a weight is loaded and changed once
// for all of them. Each sum runs in the order of its index; how many classes and samples a call takes only
// says how many of them registers hold, 32 on Cortex-M4F and M7, and changes no bit.

/// Samples side by side: of `columns` [.., kColumns] each row has a number of every sample.
constexpr int kColumns = 8;
/// That the first two loops take at a time, from a row's beginning or its middle.
constexpr int kHalfColumns = kColumns / 2;

/// inputs [dimensions, kColumns], half of the columns: (q - mean) * inverseDeviation of rows of int8
/// features.
inline void standardiseColumns(const std::int8_t* const (&rows)[kHalfColumns], const float* mean,
                               const float* inverseDeviation, std::int32_t dimensions, float* inputs)
{
    const std::int8_t* row[kHalfColumns] = {rows[0], rows[1], rows[2], rows[3]};
    for (std::int32_t d = 0; d < dimensions; ++d, inputs += kColumns) {
        const float centre = mean[d];
        const float scale = inverseDeviation[d];
        for (int s = 0; s < kHalfColumns; ++s)
            inputs[s] = (static_cast<float>(row[s][d]) - centre) * scale;
    }
}

/// logits [Classes, kColumns] = bias + weights [Classes, dimensions] inputs [dimensions, kColumns], half of
/// the columns.
template <int Classes>
void columnLogits(const float* weights, const float* bias, const float* inputs, std::int32_t dimensions,
                  float* logits)
{
    float sums[Classes][kHalfColumns];
    const float* row[Classes];
    for (int c = 0; c < Classes; ++c) {
        row[c] = weights + static_cast<std::size_t>(c) * dimensions;
        for (int s = 0; s < kHalfColumns; ++s)
            sums[c][s] = bias[c];
    }
    for (const float* end = inputs + static_cast<std::size_t>(dimensions) * kColumns; inputs != end;
         inputs += kColumns)
        for (int c = 0; c < Classes; ++c) {
            const float weight = *row[c]++;
            for (int s = 0; s < kHalfColumns; ++s)
                sums[c][s] = multiplyAdd(weight, inputs[s], sums[c][s]);
        }
    for (int c = 0; c < Classes; ++c)
        for (int s = 0; s < kHalfColumns; ++s)
            logits[c * kColumns + s] = sums[c][s];
}

/// Of one step: velocity = momentum * velocity + decay * weight + gradient; weight -= rate * velocity.
struct StepFactors
{
    float momentum;
    float decay;
    float rate;
};

/// One step of weights and velocity [Classes, dimensions] against the gradient, which is the sum over the
/// first `Samples` columns of errors [Classes, kColumns] times inputs [dimensions, kColumns].
template <int Classes, int Samples>
void descend(const StepFactors& factors, const float* errors, const float* inputs, std::int32_t dimensions,
             float* __restrict weights, float* __restrict velocity)
{
    float error[Classes][Samples];
    for (int c = 0; c < Classes; ++c)
        for (int s = 0; s < Samples; ++s)
            error[c][s] = errors[c * kColumns + s];
    const StepFactors by = factors;
    for (std::int32_t d = 0; d < dimensions; ++d, inputs += kColumns) {
        float sum[Classes];
        float weight[Classes];
        for (int c = 0; c < Classes; ++c) {
            const std::size_t at = static_cast<std::size_t>(c) * dimensions + d;
            weight[c] = weights[at];
            sum[c] = multiplyAdd(by.decay, weight[c], by.momentum * velocity[at]);
        }
        for (int s = 0; s < Samples; ++s)
            for (int c = 0; c < Classes; ++c)
                sum[c] = multiplyAdd(error[c][s], inputs[s], sum[c]);
        for (int c = 0; c < Classes; ++c) {
            const std::size_t at = static_cast<std::size_t>(c) * dimensions + d;
            velocity[at] = sum[c];
            weights[at] = multiplyAdd(-by.rate, sum[c], weight[c]);
        }
    }
}

/// Calls run(std::integral_constant<int, n>, first) for runs of n classes, Most or, in the end, fewer.
template <int Most, typename Run>
void inRuns(std::int32_t classes, Run run, std::int32_t first = 0)
{
    for (; first + Most <= classes; first += Most)
        run(std::integral_constant<int, Most>{}, first);
    if constexpr (Most > 1)
        inRuns<Most - 1>(classes, run, first);
}

} // namespace microt
