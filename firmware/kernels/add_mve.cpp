// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/mve_private.h"

#if defined(__ARM_FEATURE_MVE)

#include "firmware/kernels/requantize_mve.h"

namespace microt::firmware::mve {

namespace {

/// An input's share of the sum, as the reference computes it: 9 bits shifted by kAddLeftShift, scaled, and
/// rounded to the right with halves away from zero.
struct Share
{
    std::int32_t zeroPoint;
    std::int32_t multiplier;
    std::int32_t shift; ///< to the right

    template <bool Shifts>
    MICROT_INLINE int32x4_t of(const std::int8_t* values) const
    {
        const int32x4_t value = vsubq_n_s32(vldrbq_s32(values), zeroPoint);
        const int32x4_t scaled = vqrdmulhq_n_s32(vshlq_n_s32(value, kAddLeftShift), multiplier);
        if constexpr (!Shifts)
            return scaled;
        const int32x4_t fixed = vaddq_s32(scaled, vshrq_n_s32(scaled, 31));
        return vrshlq_n_s32(fixed, -shift);
    }
};

template <Limits L, bool ShiftsA, bool ShiftsB>
__attribute__((noinline)) void addAll(const OpCall& call, const Share& a, const Share& b,
                                      const OneRecord& record)
{
    const Share shareA = a;
    const Share shareB = b;
    const OneRecord own = record;
    const OutputRange range = call.range;
    const std::int8_t* fromA = call.input;
    const std::int8_t* fromB = call.input2;
    std::int8_t* to = call.output;
    int left = call.outputTensor->height * call.outputTensor->width * call.outputTensor->channels;
    for (; left >= 4; left -= 4, fromA += 4, fromB += 4, to += 4)
        vstrbq_s32(
            to, requantized<L>(vaddq_s32(shareA.of<ShiftsA>(fromA), shareB.of<ShiftsB>(fromB)), own, range));
    if (left > 0) {
        const int32x4_t sum = vaddq_s32(shareA.of<ShiftsA>(fromA), shareB.of<ShiftsB>(fromB));
        vstrbq_p_s32(to, requantized<L>(sum, own, range), vctp32q(static_cast<std::uint32_t>(left)));
    }
}

template <Limits L>
void addWithin(const OpCall& call)
{
    const AddConstants& constants = call.addition;
    const Share a{constants.zeroPoint[0], constants.multiplier[0], -constants.shift[0]};
    const Share b{constants.zeroPoint[1], constants.multiplier[1], -constants.shift[1]};
    const std::int32_t shift = -constants.shift[2];
    const OneRecord record{0, constants.multiplier[2],
                           (1 << (shift - 1)) + call.range.zeroPoint * (1 << shift), -shift};
    if (a.shift == 0)
        return b.shift == 0 ? addAll<L, false, false>(call, a, b, record)
                            : addAll<L, false, true>(call, a, b, record);
    return b.shift == 0 ? addAll<L, true, false>(call, a, b, record)
                        : addAll<L, true, true>(call, a, b, record);
}

} // namespace

bool knowsAdd(const OpCall& call)
{
    // Each share is below 2^28, so that twice their sum fits.
    return call.addition.shift[2] <= -1 && call.addition.shift[2] >= -22;
}

void add(const OpCall& call)
{
    if (limitsOf(call.range) == Limits::clamped)
        addWithin<Limits::clamped>(call);
    else
        addWithin<Limits::saturated>(call);
}

} // namespace microt::firmware::mve

#endif
