// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace microt {

/// multiplyAdd() for processors without such an instruction: in double, where the product is exact and the
/// sum, where the nearest double is not good enough, is rounded to odd, which the second rounding cannot
/// spoil (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding
/// to odd", IEEE Transactions on Computers 57(4), 2008).
[[gnu::const]] float multiplyAddInDouble(float a, float b, float c);

#if defined(__x86_64__) && !defined(__FMA__)
/// Whether this very processor has the instruction.
inline const bool kMultipliesAndAdds = __builtin_cpu_supports("fma") != 0;
#endif

/// a * b + c, rounded once, the same bits on every machine: one instruction where there is one, as on
/// Cortex-M4F and M7.
inline float multiplyAdd(float a, float b, float c)
{
#if defined(__FP_FAST_FMAF) || defined(__ARM_FEATURE_FMA) || defined(__FMA__)
    return __builtin_fmaf(a, b, c);
#else
#if defined(__x86_64__)
    if (kMultipliesAndAdds) {
        asm("vfmadd231ss %2, %1, %0" : "+x"(c) : "x"(a), "x"(b));
        return c;
    }
#endif
    return multiplyAddInDouble(a, b, c);
#endif
}

} // namespace microt
