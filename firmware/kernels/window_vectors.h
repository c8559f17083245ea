// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__ARM_FEATURE_MVE)

#include <arm_mve.h>

#include "firmware/kernels/dsp.h"

// Sums of a depthwise window at four neighbouring outputs. The plane's bytes hold columns of two rows, so 16
// of them are eight columns of two rows of the window; what hangs over meets weights of zero.

namespace microt::firmware::mve {

#define MICROT_AT(OP, X, W, J, BACK)                                                                         \
    "vldrb.u8 %q[in], [%[" X "], #-" BACK "]\n " OP " %[s" J "], %q[in], %q[" W "]\n"
#define MICROT_ROWS(OP, X, W, ON, B1, B2, B3)                                                                \
    "vldrb.u8 %q[in], [%[" X "]], #" ON "\n " OP " %[s0], %q[in], %q[" W "]\n" MICROT_AT(OP, X, W, "1", B1)  \
        MICROT_AT(OP, X, W, "2", B2) MICROT_AT(OP, X, W, "3", B3)
#define MICROT_SUMS [s0] "=&Te"(s0), [s1] "=&Te"(s1), [s2] "=&Te"(s2), [s3] "=&Te"(s3), [in] "=&w"(in)
#define MICROT_TWO(ON, B1, B2, B3)                                                                           \
    __asm volatile(MICROT_ROWS("vmladav.s8", "x0", "w0", ON, B1, B2, B3)                                     \
                       MICROT_ROWS("vmladava.s8", "x1", "w1", ON, B1, B2, B3)                                \
                   : MICROT_SUMS, [x0] "+r"(x.at[0]), [x1] "+r"(x.at[1])                                     \
                   : [w0] "w"(w.rows[0]), [w1] "w"(w.rows[1])                                                \
                   : "memory")
#define MICROT_THREE(ON, B1, B2, B3)                                                                         \
    __asm volatile(MICROT_ROWS("vmladav.s8", "x0", "w0", ON, B1, B2, B3)                                     \
                       MICROT_ROWS("vmladava.s8", "x1", "w1", ON, B1, B2, B3)                                \
                           MICROT_ROWS("vmladava.s8", "x2", "w2", ON, B1, B2, B3)                            \
                   : MICROT_SUMS, [x0] "+r"(x.at[0]), [x1] "+r"(x.at[1]), [x2] "+r"(x.at[2])                 \
                   : [w0] "w"(w.rows[0]), [w1] "w"(w.rows[1]), [w2] "w"(w.rows[2])                           \
                   : "memory")
#define MICROT_FOUR(ON, B1, B2, B3)                                                                          \
    __asm volatile(                                                                                          \
        MICROT_ROWS("vmladav.s8", "x0", "w0", ON, B1, B2, B3)                                                \
            MICROT_ROWS("vmladava.s8", "x1", "w1", ON, B1, B2, B3)                                           \
                MICROT_ROWS("vmladava.s8", "x2", "w2", ON, B1, B2, B3)                                       \
                    MICROT_ROWS("vmladava.s8", "x3", "w3", ON, B1, B2, B3)                                   \
        : MICROT_SUMS, [x0] "+r"(x.at[0]), [x1] "+r"(x.at[1]), [x2] "+r"(x.at[2]), [x3] "+r"(x.at[3])        \
        : [w0] "w"(w.rows[0]), [w1] "w"(w.rows[1]), [w2] "w"(w.rows[2]), [w3] "w"(w.rows[3])                 \
        : "memory")

/// Pairs of rows of a window.
template <int Pairs>
struct WindowWeights
{
    int8x16_t rows[Pairs];
};
template <int Pairs>
struct WindowInputs
{
    const std::int8_t* at[Pairs];
};

/// The sums without bias; moves the inputs on by four outputs.
template <int Pairs, int Stride>
MICROT_INLINE int32x4_t windowSums(WindowInputs<Pairs>& x, const WindowWeights<Pairs>& w)
{
    static_assert(Pairs >= 2 && Pairs <= 4 && (Stride == 1 || Stride == 2), "others are not known");
    std::int32_t s0, s1, s2, s3;
    int8x16_t in;
    if constexpr (Pairs == 2 && Stride == 1)
        MICROT_TWO("8", "6", "4", "2");
    else if constexpr (Pairs == 2)
        MICROT_TWO("16", "12", "8", "4");
    else if constexpr (Pairs == 3 && Stride == 1)
        MICROT_THREE("8", "6", "4", "2");
    else if constexpr (Pairs == 3)
        MICROT_THREE("16", "12", "8", "4");
    else if constexpr (Stride == 1)
        MICROT_FOUR("8", "6", "4", "2");
    else
        MICROT_FOUR("16", "12", "8", "4");
    int32x4_t sums;
    __asm("vmov %q0[2], %q0[0], %1, %2\n vmov %q0[3], %q0[1], %3, %4"
          : "=&w"(sums)
          : "r"(s0), "r"(s2), "r"(s1), "r"(s3));
    return sums;
}

#undef MICROT_FOUR
#undef MICROT_THREE
#undef MICROT_TWO
#undef MICROT_SUMS
#undef MICROT_ROWS
#undef MICROT_AT

} // namespace microt::firmware::mve

#endif
