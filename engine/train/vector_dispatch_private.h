// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace microt {

#if defined(__x86_64__)
template <typename Work>
[[gnu::target("avx512f")]] void runWithAvx512(const Work& work)
{
    work();
}

template <typename Work>
[[gnu::target("avx2,fma")]] void runWithAvx2(const Work& work)
{
    work();
}
#endif

/// Runs `work` compiled for the longest vectors that this CPU has. It and what it calls must always be
/// inlined: `onLongestVectors([&]() __attribute__((always_inline)) { ... });`
template <typename Work>
void onLongestVectors(const Work& work)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return runWithAvx512(work);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return runWithAvx2(work);
#endif
    work();
}

} // namespace microt
