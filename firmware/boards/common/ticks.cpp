// SPDX-License-Identifier: Apache-2.0
#include "firmware/boards/common/ticks.h"

#include "firmware/boards/common/registers.h"

namespace microt::firmware {

namespace {

constexpr std::uint32_t kControl = 0xE000E010;
constexpr std::uint32_t kReload = 0xE000E014;
constexpr std::uint32_t kValue = 0xE000E018;
constexpr std::uint32_t kSpan = 1U << 24;

volatile std::uint32_t s_spans = 0;

} // namespace

void startTicks()
{
    reg(kReload) = kSpan - 1;
    reg(kValue) = 0;
    reg(kControl) = 7; // on, interrupt, processor clock
}

std::uint64_t ticks()
{
    for (;;) {
        const std::uint32_t spans = s_spans;
        const std::uint32_t value = reg(kValue);
        if (spans == s_spans)
            return std::uint64_t{spans} * kSpan + (kSpan - 1 - value);
    }
}

} // namespace microt::firmware

extern "C" void sysTickHandler()
{
    microt::firmware::s_spans = microt::firmware::s_spans + 1;
}
