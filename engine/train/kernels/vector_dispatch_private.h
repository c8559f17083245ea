// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

namespace microt {

/// Floats that are computed together; aligned in a std::vector, too, which the bare vector is not.
template <int Lanes>
struct alignas(Lanes * sizeof(float)) Floats
{
    typedef float Vector __attribute__((vector_size(Lanes * sizeof(float))));
    Vector lanes;
};

#if defined(__x86_64__)
template <typename Work>
[[gnu::target("avx512f")]] void runWithAvx512(const Work& work)
{
    work(std::integral_constant<int, 16>());
}

template <typename Work>
[[gnu::target("avx2,fma")]] void runWithAvx2(const Work& work)
{
    work(std::integral_constant<int, 8>());
}
#endif

/// Runs `work` compiled for the longest vectors that this CPU has, and tells it how many floats they hold. It
/// and what it calls must always be inlined:
/// `onLongestVectors([&](auto lanes) __attribute__((always_inline)) { ... decltype(lanes)::value ... });`
template <typename Work>
void onLongestVectors(const Work& work)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return runWithAvx512(work);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return runWithAvx2(work);
#endif
    work(std::integral_constant<int, 4>());
}

} // namespace microt
