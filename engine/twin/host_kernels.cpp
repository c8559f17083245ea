// SPDX-License-Identifier: Apache-2.0
#include "engine/twin/twin.h"

namespace microt {

const char* hostKernelsName(HostKernels kernels)
{
    switch (kernels) {
    case HostKernels::reference:
        return "reference";
    case HostKernels::avx2:
        return "AVX2";
    case HostKernels::avx512vnni:
        return "AVX-512 VNNI";
    case HostKernels::best:
        break;
    }
    return "best";
}

bool hostSupports(HostKernels kernels)
{
#if defined(__x86_64__)
    switch (kernels) {
    case HostKernels::avx2:
        return __builtin_cpu_supports("avx2") != 0;
    case HostKernels::avx512vnni:
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
               __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
    case HostKernels::reference:
    case HostKernels::best:
        break;
    }
    return true;
#else
    return kernels == HostKernels::reference || kernels == HostKernels::best;
#endif
}

} // namespace microt
