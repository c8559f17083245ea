// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/kernels/dsp.h"

namespace microt::firmware {

// Sums of a depthwise window at three or four neighbouring outputs.
//
// The plane's words hold a column of two rows, so a word of the window is a column of two weights. A run is a
// row of such words and the weights that slide over it: word j of the plane meets weight k at output j - k.
// Behind the weights of each run but the last stands how many bytes further the next run's inputs begin.
// At stride 1 a pair of rows is one run of `Kernel` weights; at stride 2 one of the even columns and one of
// the odd ones, each with the weights that meet it.

constexpr int runsOf(int kernel, int stride)
{
    return (kernel + 1) / 2 * stride;
}
constexpr int weightsOfRun(int kernel, int stride, int run)
{
    return stride == 1 ? kernel : run % 2 == 0 ? (kernel + 1) / 2 : kernel / 2;
}
/// Words of all runs, with their distances.
constexpr int tableWords(int kernel, int stride)
{
    return (kernel + 1) / 2 * (kernel + stride);
}

struct FourSums
{
    std::int32_t a0, a1, a2, a3;
};

#if defined(__ARM_FEATURE_DSP)

// Inputs in turn in d0 to d5, two at a time; weights in u and v; N: MICROT_M4 or MICROT_M3, four outputs or
// three; MORE: what four outputs read in addition.
#define MICROT_M4(A, B, C, D, W)                                                                             \
    "smlad %[a0], %[" A "], %[" W "], %[a0]\n"                                                               \
    "smlad %[a1], %[" B "], %[" W "], %[a1]\n"                                                               \
    "smlad %[a2], %[" C "], %[" W "], %[a2]\n"                                                               \
    "smlad %[a3], %[" D "], %[" W "], %[a3]\n"
#define MICROT_M3(A, B, C, D, W)                                                                             \
    "smlad %[a0], %[" A "], %[" W "], %[a0]\n"                                                               \
    "smlad %[a1], %[" B "], %[" W "], %[a1]\n"                                                               \
    "smlad %[a2], %[" C "], %[" W "], %[a2]\n"
#define MICROT_IF4(TEXT) TEXT
#define MICROT_IF3(TEXT) ""
#define MICROT_INPUTS(A, B, AT) "ldrd %[" A "], %[" B "], [%[x], #" AT "]\n"
#define MICROT_WEIGHTS "ldrd %[u], %[v], [%[w]], #8\n"
#define MICROT_ON(R) "add %[x], %[x], %[" R "]\n"
#define MICROT_ON_EVEN "ldr %[u], [%[w]], #4\n" MICROT_ON("u")

#define MICROT_RUN1(N, MORE)                                                                                 \
    MICROT_WEIGHTS MICROT_INPUTS("d0", "d1", "0") MICROT_INPUTS("d2", "d3", "8")                             \
        N("d0", "d1", "d2", "d3", "u")
#define MICROT_RUN2(N, MORE)                                                                                 \
    MICROT_RUN1(N, MORE) MORE(MICROT_INPUTS("d4", "d5", "16")) N("d1", "d2", "d3", "d4", "v")
#define MICROT_RUN2_ALL(N) MICROT_RUN1(N, ) MICROT_INPUTS("d4", "d5", "16") N("d1", "d2", "d3", "d4", "v")
#define MICROT_RUN3(N, MORE) MICROT_RUN2_ALL(N) MICROT_WEIGHTS N("d2", "d3", "d4", "d5", "u")
#define MICROT_RUN4(N, MORE)                                                                                 \
    MICROT_RUN3(N, MORE) MORE(MICROT_INPUTS("d0", "d1", "24")) N("d3", "d4", "d5", "d0", "v")
#define MICROT_RUN4_ALL(N) MICROT_RUN3(N, ) MICROT_INPUTS("d0", "d1", "24") N("d3", "d4", "d5", "d0", "v")
#define MICROT_RUN5(N, MORE) MICROT_RUN4_ALL(N) MICROT_WEIGHTS N("d4", "d5", "d0", "d1", "u")
#define MICROT_RUN7(N, MORE)                                                                                 \
    MICROT_RUN5(N, MORE)                                                                                     \
    MICROT_INPUTS("d2", "d3", "32")                                                                          \
    N("d5", "d0", "d1", "d2", "v") MICROT_WEIGHTS N("d0", "d1", "d2", "d3", "u")

#define MICROT_31(N, MORE) MICROT_RUN3(N, MORE) MICROT_ON("v") MICROT_RUN3(N, MORE)
#define MICROT_51(N, MORE)                                                                                   \
    MICROT_RUN5(N, MORE) MICROT_ON("v") MICROT_RUN5(N, MORE) MICROT_ON("v") MICROT_RUN5(N, MORE)
#define MICROT_71(N, MORE)                                                                                   \
    MICROT_RUN7(N, MORE)                                                                                     \
    MICROT_ON("v")                                                                                           \
    MICROT_RUN7(N, MORE) MICROT_ON("v") MICROT_RUN7(N, MORE) MICROT_ON("v") MICROT_RUN7(N, MORE)
#define MICROT_32_PAIR(N, MORE) MICROT_RUN2(N, MORE) MICROT_ON_EVEN MICROT_RUN1(N, MORE)
#define MICROT_32(N, MORE) MICROT_32_PAIR(N, MORE) MICROT_ON("v") MICROT_32_PAIR(N, MORE)
#define MICROT_52_PAIR(N, MORE) MICROT_RUN3(N, MORE) MICROT_ON("v") MICROT_RUN2(N, MORE)
#define MICROT_52(N, MORE)                                                                                   \
    MICROT_52_PAIR(N, MORE) MICROT_ON_EVEN MICROT_52_PAIR(N, MORE)                                           \
    MICROT_ON_EVEN MICROT_52_PAIR(N, MORE)
#define MICROT_72_PAIR(N, MORE) MICROT_RUN4(N, MORE) MICROT_ON_EVEN MICROT_RUN3(N, MORE)
#define MICROT_72(N, MORE)                                                                                   \
    MICROT_72_PAIR(N, MORE)                                                                                  \
    MICROT_ON("v")                                                                                           \
    MICROT_72_PAIR(N, MORE) MICROT_ON("v") MICROT_72_PAIR(N, MORE) MICROT_ON("v") MICROT_72_PAIR(N, MORE)

#define MICROT_SUM(RUNS)                                                                                     \
    do {                                                                                                     \
        std::int32_t d0, d1, d2, d3, d4, d5, u, v;                                                           \
        if constexpr (Four)                                                                                  \
            __asm volatile(RUNS(MICROT_M4, MICROT_IF4)                                                       \
                           : [a0] "+r"(s.a0), [a1] "+r"(s.a1), [a2] "+r"(s.a2), [a3] "+r"(s.a3),             \
                             [x] "+r"(x), [w] "+r"(w), [d0] "=&r"(d0), [d1] "=&r"(d1), [d2] "=&r"(d2),       \
                             [d3] "=&r"(d3), [d4] "=&r"(d4), [d5] "=&r"(d5), [u] "=&r"(u), [v] "=&r"(v)      \
                           :                                                                                 \
                           : "memory");                                                                      \
        else                                                                                                 \
            __asm volatile(RUNS(MICROT_M3, MICROT_IF3)                                                       \
                           : [a0] "+r"(s.a0), [a1] "+r"(s.a1), [a2] "+r"(s.a2), [x] "+r"(x), [w] "+r"(w),    \
                             [d0] "=&r"(d0), [d1] "=&r"(d1), [d2] "=&r"(d2), [d3] "=&r"(d3), [d4] "=&r"(d4), \
                             [d5] "=&r"(d5), [u] "=&r"(u), [v] "=&r"(v)                                      \
                           :                                                                                 \
                           : "memory");                                                                      \
    } while (false)

/// Adds a window's products at four outputs, or three.
template <int Kernel, int Stride, bool Four>
MICROT_INLINE void windowSums(const std::int32_t* x, const std::int32_t* w, FourSums& s)
{
    if constexpr (Kernel == 3 && Stride == 1)
        MICROT_SUM(MICROT_31);
    else if constexpr (Kernel == 5 && Stride == 1)
        MICROT_SUM(MICROT_51);
    else if constexpr (Kernel == 7 && Stride == 1)
        MICROT_SUM(MICROT_71);
    else if constexpr (Kernel == 3)
        MICROT_SUM(MICROT_32);
    else if constexpr (Kernel == 5)
        MICROT_SUM(MICROT_52);
    else
        MICROT_SUM(MICROT_72);
}

#undef MICROT_SUM
#undef MICROT_72
#undef MICROT_72_PAIR
#undef MICROT_52
#undef MICROT_52_PAIR
#undef MICROT_32
#undef MICROT_32_PAIR
#undef MICROT_71
#undef MICROT_51
#undef MICROT_31
#undef MICROT_RUN7
#undef MICROT_RUN5
#undef MICROT_RUN4_ALL
#undef MICROT_RUN4
#undef MICROT_RUN3
#undef MICROT_RUN2_ALL
#undef MICROT_RUN2
#undef MICROT_RUN1
#undef MICROT_ON_EVEN
#undef MICROT_ON
#undef MICROT_WEIGHTS
#undef MICROT_INPUTS
#undef MICROT_IF3
#undef MICROT_IF4
#undef MICROT_M3
#undef MICROT_M4

#else

template <int Kernel, int Stride, bool Four>
MICROT_INLINE void windowSums(const std::int32_t* x, const std::int32_t* w, FourSums& s)
{
    for (int run = 0; run < runsOf(Kernel, Stride); ++run) {
        for (int k = 0; k < weightsOfRun(Kernel, Stride, run); ++k, ++w) {
            s.a0 = dsp::smlad(x[k], *w, s.a0);
            s.a1 = dsp::smlad(x[k + 1], *w, s.a1);
            s.a2 = dsp::smlad(x[k + 2], *w, s.a2);
            if (Four)
                s.a3 = dsp::smlad(x[k + 3], *w, s.a3);
        }
        x += *w++ / 4;
    }
}

#endif

} // namespace microt::firmware
