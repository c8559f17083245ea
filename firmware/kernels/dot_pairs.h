// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/kernel_scratch.h"
#include "firmware/kernels/dsp.h"

namespace microt::firmware {

/// Sums of two channels at four pixels.
struct Sums
{
    std::int32_t a0, a1, a2, a3; ///< the first channel
    std::int32_t b0, b1, b2, b3;
};

#if defined(__ARM_FEATURE_DSP)

// Two taps of two channels at four pixels: 16 products in 13 instructions of four bytes each. The weights of
// a pair of rows come as a0 b0 a2 b2 (or a1 b1 a3 b3), the inputs as words of taps 0 and 2 (1 and 3).
#define MICROT_TWO_TAPS                                                                                      \
    "ldr.w %[a], [%[w]], #4\n"                                                                               \
    "ldrd %[p], %[q], [%[x]], #8\n"                                                                          \
    "sxtb16 %[b], %[a], ror #8\n"                                                                            \
    "sxtb16.w %[a], %[a]\n"                                                                                  \
    "smlad %[a0], %[a], %[p], %[a0]\n"                                                                       \
    "smlad %[b0], %[b], %[p], %[b0]\n"                                                                       \
    "smlad %[a1], %[a], %[q], %[a1]\n"                                                                       \
    "smlad %[b1], %[b], %[q], %[b1]\n"                                                                       \
    "ldrd %[p], %[q], [%[x]], #8\n"                                                                          \
    "smlad %[a2], %[a], %[p], %[a2]\n"                                                                       \
    "smlad %[b2], %[b], %[p], %[b2]\n"                                                                       \
    "smlad %[a3], %[a], %[q], %[a3]\n"                                                                       \
    "smlad %[b3], %[b], %[q], %[b3]\n"
#define MICROT_EIGHT_TAPS MICROT_TWO_TAPS MICROT_TWO_TAPS MICROT_TWO_TAPS MICROT_TWO_TAPS

// fastRequantize of Limits::rectified: multiplier in x, offset in q, shift in a.
#define MICROT_RECTIFIED(SUM)                                                                                \
    "smmlar %[" SUM "], %[" SUM "], %[x], %[q]\n"                                                            \
    "asrs %[" SUM "], %[a]\n"                                                                                \
    "ssat %[" SUM "], #8, %[" SUM "]\n"

/// Adds all taps: `weights` to `end`, the inputs from `inputs`. `skipped` is in bytes of code: what the first
/// round through the 32 taps of the loop leaves out, see skippedCode.
MICROT_INLINE void dotPairs(const std::int8_t* weights, const std::int8_t* end, const std::int32_t* inputs,
                            std::int32_t skipped, Sums& s)
{
    std::int32_t a, b, p, q;
    __asm volatile("ldr %[a], %[skipped]\n"
                   "add pc, %[a]\n"
                   "nop.n\n"
                   "1:\n" MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS
                   "ldr %[a], %[end]\n"
                   "cmp %[w], %[a]\n"
                   "bne.w 1b\n"
                   : [a0] "+r"(s.a0), [a1] "+r"(s.a1), [a2] "+r"(s.a2), [a3] "+r"(s.a3), [b0] "+r"(s.b0),
                     [b1] "+r"(s.b1), [b2] "+r"(s.b2), [b3] "+r"(s.b3), [w] "+r"(weights), [x] "+r"(inputs),
                     [a] "=&r"(a), [b] "=&r"(b), [p] "=&r"(p), [q] "=&r"(q)
                   : [end] "m"(end), [skipped] "m"(skipped)
                   : "cc", "memory");
}

/// What the channels of four pixels need.
struct PairBlock
{
    const std::int32_t* inputs;
    const std::int32_t* inputsEnd;
    const ChannelRecord* records;
    std::int8_t* to;
    const std::int8_t* stop; ///< of the first pixel's outputs
    std::int32_t at1;        ///< where the other pixels' outputs lie, in bytes from the first's
    std::int32_t at2;
    std::int32_t at3;
    std::int32_t skipped; ///< see skippedCode
};

/// All pairs of channels, doubled inputs, Limits::rectified: what convolution_dsp.cpp writes in C++ for the
/// others. Here every register is taken, and what the compiler would move out and in costs a sixth.
MICROT_INLINE void rectifiedPairs(const PairBlock& block, const std::int8_t* weights)
{
    const std::int32_t* inputs = block.inputs;
    const std::int32_t* inputsEnd = block.inputsEnd;
    const ChannelRecord* records = block.records;
    std::int8_t* to = block.to;
    const std::int8_t* stop = block.stop;
    std::int32_t at1 = block.at1;
    std::int32_t at2 = block.at2;
    std::int32_t at3 = block.at3;
    std::int32_t skipped = block.skipped;
    std::int32_t a0, a1, a2, a3, b0, b1, b2, b3, a, b, p, q, x;
    __asm volatile(
        "2:\n"
        "ldr %[p], %[records]\n"
        "ldr %[x], %[inputs]\n"
        "ldr %[a0], [%[p]]\n"
        "ldr %[b0], [%[p], #16]\n"
        "mov %[a1], %[a0]\n"
        "mov %[a2], %[a0]\n"
        "mov %[a3], %[a0]\n"
        "mov %[b1], %[b0]\n"
        "mov %[b2], %[b0]\n"
        "mov %[b3], %[b0]\n"
        "ldr %[a], %[skipped]\n"
        "add pc, %[a]\n"
        "nop.n\n"
        "1:\n" MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS MICROT_EIGHT_TAPS
        "ldr %[a], %[inputsEnd]\n"
        "cmp %[x], %[a]\n"
        "bne.w 1b\n"
        "ldr %[p], %[records]\n"
        "ldr %[b], %[to]\n"
        "ldrd %[x], %[q], [%[p], #4]\n"
        "ldr %[a], [%[p], #12]\n" MICROT_RECTIFIED("a0") MICROT_RECTIFIED("a1") MICROT_RECTIFIED("a2")
            MICROT_RECTIFIED("a3") "strb %[a0], [%[b]]\n"
                                   "ldr %[a0], %[at1]\n"
                                   "strb %[a1], [%[b], %[a0]]\n"
                                   "ldr %[a1], %[at2]\n"
                                   "strb %[a2], [%[b], %[a1]]\n"
                                   "ldr %[a2], %[at3]\n"
                                   "strb %[a3], [%[b], %[a2]]\n"
                                   "ldrd %[x], %[q], [%[p], #20]\n"
                                   "ldr %[a], [%[p], #28]\n" MICROT_RECTIFIED("b0") MICROT_RECTIFIED("b1")
                                       MICROT_RECTIFIED("b2")
                                           MICROT_RECTIFIED("b3") "strb %[b0], [%[b], #1]!\n"
                                                                  "strb %[b1], [%[b], %[a0]]\n"
                                                                  "strb %[b2], [%[b], %[a1]]\n"
                                                                  "strb %[b3], [%[b], %[a2]]\n"
                                                                  "adds %[p], %[p], #32\n"
                                                                  "str %[p], %[records]\n"
                                                                  "adds %[b], %[b], #1\n"
                                                                  "str %[b], %[to]\n"
                                                                  "ldr %[a], %[stop]\n"
                                                                  "cmp %[b], %[a]\n"
                                                                  "bcc.w 2b\n"
        : [a0] "=&r"(a0), [a1] "=&r"(a1), [a2] "=&r"(a2), [a3] "=&r"(a3), [b0] "=&r"(b0), [b1] "=&r"(b1),
          [b2] "=&r"(b2), [b3] "=&r"(b3), [w] "+&r"(weights), [x] "=&r"(x), [a] "=&r"(a), [b] "=&r"(b),
          [p] "=&r"(p), [q] "=&r"(q), [records] "+m"(records), [to] "+m"(to)
        : [inputs] "m"(inputs), [inputsEnd] "m"(inputsEnd), [skipped] "m"(skipped), [stop] "m"(stop),
          [at1] "m"(at1), [at2] "m"(at2), [at3] "m"(at3)
        : "cc", "memory");
}

#undef MICROT_RECTIFIED
#undef MICROT_EIGHT_TAPS
#undef MICROT_TWO_TAPS

#else

MICROT_INLINE void dotPairs(const std::int8_t* weights, const std::int8_t* end, const std::int32_t* inputs,
                            std::int32_t /*skipped*/, Sums& s)
{
    for (; weights != end; weights += 4, inputs += 4) {
        const std::int32_t a = dsp::pack(weights[0], weights[2]);
        const std::int32_t b = dsp::pack(weights[1], weights[3]);
        s.a0 = dsp::smlad(a, inputs[0], s.a0);
        s.a1 = dsp::smlad(a, inputs[1], s.a1);
        s.a2 = dsp::smlad(a, inputs[2], s.a2);
        s.a3 = dsp::smlad(a, inputs[3], s.a3);
        s.b0 = dsp::smlad(b, inputs[0], s.b0);
        s.b1 = dsp::smlad(b, inputs[1], s.b1);
        s.b2 = dsp::smlad(b, inputs[2], s.b2);
        s.b3 = dsp::smlad(b, inputs[3], s.b3);
    }
}

#endif

/// For a number of taps that is a multiple of four.
constexpr std::int32_t skippedCode(std::int32_t taps)
{
    constexpr std::int32_t kBytesOfTwoTaps = 13 * 4;
    return (16 - taps / 2 % 16) % 16 * kBytesOfTwoTaps;
}

} // namespace microt::firmware
