// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Dot products of pairs of channels at three pixels, 16 taps an instruction. VLD2 takes the weights of two
// channels apart (WeightLayout::pairs), VMLADAV multiplies and adds across a vector. Six sums: the processor
// adds into even registers alone, and one of them counts the loop.

namespace microt::firmware::mve {

constexpr int kPixels = 3;
constexpr int kBlock = 32; ///< channels whose sums are kept at a time: 128 bytes a pixel

#define MICROT_WEIGHTS(A, B) "vld20.8 {" A ", " B "}, [%[w]]\n vld21.8 {" A ", " B "}, [%[w]]!\n"
#define MICROT_INPUT(X) "vldrb.u8 " X ", [%[x]], #16\n"
#define MICROT_PIXEL(OP, N, X, A, B) OP " %[a" N "], " X ", " A "\n " OP " %[b" N "], " X ", " B "\n"
#define MICROT_STORE                                                                                         \
    "strd %[a0], %[b0], [%[s]], #8\n strd %[a1], %[b1], [%[s], #120]\n strd %[a2], %[b2], [%[s], #248]\n"
#define MICROT_SUMS                                                                                          \
    [a0] "=&Te"(a0), [a1] "=&Te"(a1), [a2] "=&Te"(a2), [b0] "=&Te"(b0), [b1] "=&Te"(b1), [b2] "=&Te"(b2)

/// `pairs` pairs of channels with inputs of one vector: sums[pixel][channel]. `step`: bytes of a pair.
inline void dotPairsOfOne(const std::int8_t* w, const std::int8_t* x, std::int32_t step, std::int32_t pairs,
                          std::int32_t* s)
{
    std::int32_t a0, a1, a2, b0, b1, b2;
    const std::int32_t back = step - 32;
    __asm volatile(MICROT_INPUT("q2") MICROT_INPUT("q3") MICROT_INPUT("q4") //
                   "1:\n" MICROT_WEIGHTS("q0", "q1")                        //
                   MICROT_PIXEL("vmladav.s8", "0", "q2", "q0", "q1")        //
                   MICROT_PIXEL("vmladav.s8", "1", "q3", "q0", "q1")        //
                   MICROT_PIXEL("vmladav.s8", "2", "q4", "q0", "q1")        //
                   "subs %[n], #1\n add %[w], %[back]\n" MICROT_STORE "bne 1b\n"
                   : MICROT_SUMS, [w] "+r"(w), [x] "+r"(x), [s] "+r"(s), [n] "+r"(pairs)
                   : [back] "r"(back)
                   : "cc", "memory", "q0", "q1", "q2", "q3", "q4");
}

/// The same with inputs of two vectors.
inline void dotPairsOfTwo(const std::int8_t* w, const std::int8_t* x, std::int32_t step, std::int32_t pairs,
                          std::int32_t* s)
{
    std::int32_t a0, a1, a2, b0, b1, b2;
    const std::int32_t back = step - 64;
    __asm volatile(MICROT_INPUT("q2") MICROT_INPUT("q3") MICROT_INPUT("q4") //
                   MICROT_INPUT("q5") MICROT_INPUT("q6") MICROT_INPUT("q7") //
                   "1:\n" MICROT_WEIGHTS("q0", "q1")                        //
                   MICROT_PIXEL("vmladav.s8", "0", "q2", "q0", "q1")        //
                   MICROT_PIXEL("vmladav.s8", "1", "q3", "q0", "q1")        //
                   MICROT_PIXEL("vmladav.s8", "2", "q4", "q0", "q1")        //
                   MICROT_WEIGHTS("q0", "q1")                               //
                   MICROT_PIXEL("vmladava.s8", "0", "q5", "q0", "q1")       //
                   MICROT_PIXEL("vmladava.s8", "1", "q6", "q0", "q1")       //
                   MICROT_PIXEL("vmladava.s8", "2", "q7", "q0", "q1")       //
                   "subs %[n], #1\n add %[w], %[back]\n" MICROT_STORE "bne 1b\n"
                   : MICROT_SUMS, [w] "+r"(w), [x] "+r"(x), [s] "+r"(s), [n] "+r"(pairs)
                   : [back] "r"(back)
                   : "cc", "memory", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7");
}

/// The same with inputs of any number of vectors above one.
inline void dotPairs(const std::int8_t* w, const std::int8_t* inputs, std::int32_t step, std::int32_t vectors,
                     std::int32_t pairs, std::int32_t* s)
{
    const std::int32_t back = step - 32 * vectors;
    for (; pairs > 0; --pairs, w += back) {
        std::int32_t a0, a1, a2, b0, b1, b2;
        const std::int8_t* x = inputs;
        std::int32_t n = vectors - 1;
        __asm volatile(MICROT_WEIGHTS("q0", "q1")                               //
                       MICROT_INPUT("q2") MICROT_INPUT("q3") MICROT_INPUT("q4") //
                       MICROT_PIXEL("vmladav.s8", "0", "q2", "q0", "q1")        //
                       MICROT_PIXEL("vmladav.s8", "1", "q3", "q0", "q1")        //
                       MICROT_PIXEL("vmladav.s8", "2", "q4", "q0", "q1")        //
                       "1:\n" MICROT_WEIGHTS("q0", "q1")                        //
                       MICROT_INPUT("q2") MICROT_INPUT("q3") MICROT_INPUT("q4") //
                       MICROT_PIXEL("vmladava.s8", "0", "q2", "q0", "q1")       //
                       MICROT_PIXEL("vmladava.s8", "1", "q3", "q0", "q1")       //
                       MICROT_PIXEL("vmladava.s8", "2", "q4", "q0", "q1")       //
                       "subs %[n], #1\n bne 1b\n" MICROT_STORE
                       : MICROT_SUMS, [w] "+r"(w), [x] "+r"(x), [s] "+r"(s), [n] "+r"(n)
                       :
                       : "cc", "memory", "q0", "q1", "q2", "q3", "q4");
    }
}

#define MICROT_BIAS(V) "vadd.i32 " V ", " V ", q0\n"
#define MICROT_SIGN(V, S) "vshr.s32 " S ", " V ", #31\n"
#define MICROT_SCALE(V) "vqrdmulh.s32 " V ", " V ", q1\n vadd.i32 " V ", " V ", q2\n"
#define MICROT_NARROW(V, TO)                                                                                 \
    "vshl.s32 " V ", " V ", q3\n vqmovnb.s32 " V ", " V "\n vqmovnb.s16 " V ", " V "\n vstrb.32 " V          \
    ", [%[" TO "]], #4\n"
#define MICROT_ADD(V, S) "vadd.i32 " V ", " V ", " S "\n"
#define MICROT_RECORD                                                                                        \
    "1:\n vldrw.u32 q0, [%[r]], #64\n vldrw.u32 q1, [%[r], #-48]\n vldrw.u32 q2, [%[r], #-32]\n"             \
    "vldrw.u32 q3, [%[r], #-16]\n"
#define MICROT_LOOP "subs %[n], #1\n bne 1b\n"

/// What the sums of `fours` times four channels become at three pixels, `pitch` bytes apart, saturated: as
/// requantized() in requantize_mve.h. `r`: four channels' biases, multipliers, offsets and shifts.
template <bool Rectified>
inline void finishFours(const std::int32_t* r, const std::int32_t* s, std::int32_t pitch, std::int32_t fours,
                        std::int8_t* to)
{
    std::int8_t* to1 = to + pitch;
    std::int8_t* to2 = to1 + pitch;
    if constexpr (Rectified)
        __asm volatile(
            MICROT_RECORD                                                                   //
            "vldrw.u32 q4, [%[s]], #16\n" MICROT_BIAS("q4")                                 //
            "vldrw.u32 q5, [%[s], #112]\n" MICROT_BIAS("q5")                                //
            "vldrw.u32 q6, [%[s], #240]\n" MICROT_BIAS("q6")                                //
            MICROT_SCALE("q4") MICROT_SCALE("q5") MICROT_SCALE("q6")                        //
            MICROT_NARROW("q4", "to") MICROT_NARROW("q5", "to1") MICROT_NARROW("q6", "to2") //
            MICROT_LOOP
            : [r] "+r"(r), [s] "+r"(s), [n] "+r"(fours), [to] "+l"(to), [to1] "+l"(to1), [to2] "+l"(to2)
            :
            : "cc", "memory", "q0", "q1", "q2", "q3", "q4", "q5", "q6");
    else
        __asm volatile(
            MICROT_RECORD                                                                   //
            "vldrw.u32 q4, [%[s]], #16\n" MICROT_BIAS("q4") MICROT_SIGN("q4", "q7")         //
            MICROT_SCALE("q4") MICROT_ADD("q4", "q7")                                       //
            "vldrw.u32 q5, [%[s], #112]\n" MICROT_BIAS("q5") MICROT_SIGN("q5", "q7")        //
            MICROT_SCALE("q5") MICROT_ADD("q5", "q7")                                       //
            "vldrw.u32 q6, [%[s], #240]\n" MICROT_BIAS("q6") MICROT_SIGN("q6", "q7")        //
            MICROT_SCALE("q6") MICROT_ADD("q6", "q7")                                       //
            MICROT_NARROW("q4", "to") MICROT_NARROW("q5", "to1") MICROT_NARROW("q6", "to2") //
            MICROT_LOOP
            : [r] "+r"(r), [s] "+r"(s), [n] "+r"(fours), [to] "+l"(to), [to1] "+l"(to1), [to2] "+l"(to2)
            :
            : "cc", "memory", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7");
}

#undef MICROT_LOOP
#undef MICROT_RECORD
#undef MICROT_ADD
#undef MICROT_NARROW
#undef MICROT_SCALE
#undef MICROT_SIGN
#undef MICROT_BIAS
#undef MICROT_SUMS
#undef MICROT_STORE
#undef MICROT_PIXEL
#undef MICROT_INPUT
#undef MICROT_WEIGHTS

} // namespace microt::firmware::mve
