// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

// What every Cortex-M board does between power-on and main.

extern "C" {

extern std::uint32_t linkDataFrom;  // where .data lies in flash
extern std::uint32_t linkDataStart; // where it belongs in RAM
extern std::uint32_t linkDataEnd;
extern std::uint32_t linkBssStart;
extern std::uint32_t linkBssEnd;
extern std::uint32_t linkStackBottom;
extern std::uint32_t linkStackTop;

int main();
void boardSetUp(); // clocks and memories, before .data and .bss exist

[[noreturn]] void restartBoard()
{
    // AIRCR: key, SYSRESETREQ.
    *reinterpret_cast<volatile std::uint32_t*>(0xE000ED0C) = 0x05FA0004;
    for (;;) {
    }
}

void resetHandler()
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    // Floating point and vectors for all: CPACR, coprocessors 10 and 11.
    *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88) |= 0xFU << 20;
    __asm volatile("dsb\nisb");
#endif
    boardSetUp();
    const std::uint32_t* from = &linkDataFrom;
    for (std::uint32_t* to = &linkDataStart; to < &linkDataEnd; ++to)
        *to = *from++;
    for (std::uint32_t* to = &linkBssStart; to < &linkBssEnd; ++to)
        *to = 0;
    main();
    restartBoard();
}

void defaultHandler()
{
    restartBoard(); // a fault: the store holds the last good state
}

void __cxa_pure_virtual()
{
    restartBoard();
}

} // extern "C"
