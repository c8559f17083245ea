// SPDX-License-Identifier: Apache-2.0
#include "firmware/boards/common/stack_gauge.h"

extern "C" std::uint32_t linkStackBottom;
extern "C" std::uint32_t linkStackTop;

namespace microt::firmware {

namespace {
constexpr std::uint32_t kMark = 0xA5C35AE1U;
constexpr std::uintptr_t kSparedBytes = 64; // below the present frame
} // namespace

void paintStack()
{
    std::uintptr_t here = 0;
    __asm volatile("mov %0, sp" : "=r"(here));
    auto* end = reinterpret_cast<volatile std::uint32_t*>(here - kSparedBytes);
    for (volatile std::uint32_t* word = &linkStackBottom; word < end; ++word)
        *word = kMark;
}

std::uint32_t stackUsed()
{
    const volatile std::uint32_t* word = &linkStackBottom;
    while (word < &linkStackTop && *word == kMark)
        ++word;
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&linkStackTop) -
                                      reinterpret_cast<std::uintptr_t>(word));
}

} // namespace microt::firmware
