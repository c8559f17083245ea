// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/executor.h"
#include "engine/runtime/kernel_scratch.h"
#include "firmware/kernels/dsp.h"

namespace microt::firmware {

// From a sum to an output in four to six instructions, equal to requantize() in int8_ops.h.
//
// With |sum| < 2^30 gemmlowp's doubling high product is the upper word of 2 sum * multiplier, rounded, and a
// right shift by e >= 1 that rounds halves away from zero is (x + 2^(e-1) - (x < 0)) >> e. x and the sum have
// the same sign, or x is 0 and the correction changes nothing. 2^(e-1) and the zero point times 2^e are one
// offset, which SMMLAR adds to the product. Where the output's lower clamp is not below the zero point, no
// negative x shows, and the correction is left out.

/// How the outputs of an operator are limited.
enum class Limits {
    rectified, ///< [zero point or more, 127] and the zero point is -128, so that saturation does it
    saturated, ///< [-128, 127]
    clamped,   ///< anything else
};
Limits limitsOf(const OutputRange& range);

/// Marks a channel whose sums or scale meet no condition of the above: kernels compute it number by number.
constexpr std::int32_t kSlowChannel = -1;

/// The record of a channel whose sums are bias + products, |products| <= 255 * `weightSize`. A channel that
/// gives the same output whatever the products are gets a record that says so. ChannelRecord::bias is
/// `biasFactor` (1 or 2) times the bias.
ChannelRecord makeRecord(const OpCall& call, int channel, std::int64_t weightSize, std::int32_t biasFactor);
/// Of a channel of a depthwise operator: where the largest weights there could be meet no condition, by those
/// that it has.
ChannelRecord depthwiseRecord(const OpCall& call, int channel, std::int32_t biasFactor);

/// `twice`: two times the sum.
template <Limits L>
inline std::int8_t fastRequantize(std::int32_t twice, const ChannelRecord& record, const OutputRange& range)
{
    const std::int32_t offset = L == Limits::rectified ? record.offset : record.offset + (twice >> 31);
    const std::int32_t value = dsp::multiplyHighAdd(twice, record.multiplier, offset) >> record.shift;
    if (L != Limits::clamped)
        return static_cast<std::int8_t>(dsp::saturate8(value));
    return clampToInt8(value, range.low, range.high);
}

} // namespace microt::firmware
