// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__ARM_FEATURE_MVE)

#include <arm_mve.h>

#include "firmware/kernels/requantize.h"

namespace microt::firmware::mve {

// requantize.h's arithmetic on four sums a vector. VQRDMULH's upper word of 2 a b, rounded, is SMMLAR's of
// (2 a) b, and the offset is added behind it: sums below 2^30 and offsets below 2^31 - 2^30 wrap nowhere that
// the scalar one does not.

/// The lower bytes of the four words are the outputs. `shift`: VSHL's, negative to the right.
template <Limits L>
MICROT_INLINE int32x4_t limited(int32x4_t value, const OutputRange& range)
{
    if constexpr (L == Limits::clamped) {
        value = vmaxq_s32(value, vdupq_n_s32(range.low));
        return vminq_s32(value, vdupq_n_s32(range.high));
    } else {
        const int16x8_t halves = vqmovnbq_s32(vreinterpretq_s16_s32(value), value);
        return vreinterpretq_s32_s8(vqmovnbq_s16(vreinterpretq_s8_s16(halves), halves));
    }
}

/// Four channels.
struct FourRecords
{
    int32x4_t bias;
    int32x4_t multiplier;
    int32x4_t offset;
    int32x4_t shift;
};

template <Limits L>
MICROT_INLINE int32x4_t requantized(int32x4_t sums, const FourRecords& record, const OutputRange& range)
{
    sums = vaddq_s32(sums, record.bias);
    int32x4_t value = vaddq_s32(vqrdmulhq_s32(sums, record.multiplier), record.offset);
    if constexpr (L != Limits::rectified)
        value = vaddq_s32(value, vshrq_n_s32(sums, 31));
    return limited<L>(vshlq_s32(value, record.shift), range);
}

/// One channel at four places.
struct OneRecord
{
    std::int32_t bias;
    std::int32_t multiplier;
    std::int32_t offset;
    std::int32_t shift;
};

template <Limits L>
MICROT_INLINE int32x4_t requantized(int32x4_t sums, const OneRecord& record, const OutputRange& range)
{
    sums = vaddq_n_s32(sums, record.bias);
    int32x4_t value = vaddq_n_s32(vqrdmulhq_n_s32(sums, record.multiplier), record.offset);
    if constexpr (L != Limits::rectified)
        value = vaddq_s32(value, vshrq_n_s32(sums, 31));
    return limited<L>(vshlq_r_s32(value, record.shift), range);
}

} // namespace microt::firmware::mve

#endif
