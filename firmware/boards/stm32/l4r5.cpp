// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "firmware/boards/common/registers.h"
#include "firmware/boards/stm32/stm32_config_private.h"

// STM32L4R5ZI: clock tree, flash, pins. NOT YET RUN ON HARDWARE.

namespace microt::firmware {

namespace {

constexpr std::uint32_t kRcc = 0x40021000;
constexpr std::uint32_t kRccControl = kRcc;        // CR: 0 MSION, 1 MSIRDY, 24 PLLON, 25 PLLRDY
constexpr std::uint32_t kRccSwitch = kRcc + 0x08;  // CFGR: 1:0 SW, 3:2 SWS, 7:4 HPRE
constexpr std::uint32_t kRccPll = kRcc + 0x0C;     // PLLCFGR: 1:0 source, 7:4 M - 1, 14:8 N, 24 R on, 26:25 R
constexpr std::uint32_t kRccPorts = kRcc + 0x4C;   // AHB2ENR: 6 GPIOG
constexpr std::uint32_t kRccLow1 = kRcc + 0x58;    // APB1ENR1: 28 PWR
constexpr std::uint32_t kRccLow2 = kRcc + 0x5C;    // APB1ENR2: 0 LPUART1
constexpr std::uint32_t kRccKernel = kRcc + 0x88;  // CCIPR: 11:10 LPUART1
constexpr std::uint32_t kPwrControl2 = 0x40007004; // 9 IOSV
constexpr std::uint32_t kPwrControl5 = 0x40007080; // 8 R1MODE
constexpr std::uint32_t kFlash = 0x40022000;
constexpr std::uint32_t kFlashKey = kFlash + 0x08;
constexpr std::uint32_t kFlashStatus = kFlash + 0x10;  // 7:0, 15, 14 errors and end; 16 BSY
constexpr std::uint32_t kFlashControl = kFlash + 0x14; // 0 PG, 1 PER, 10:3 PNB, 11 BKER, 16 STRT, 31 LOCK
constexpr std::uint32_t kFlashOptions = kFlash + 0x20; // 22 DBANK
constexpr std::uint32_t kErrors = 0xC3FA;
constexpr std::uint32_t kPortG = 0x48001800;

void unlock()
{
    if ((reg(kFlashControl) & 1U << 31) != 0) {
        reg(kFlashKey) = 0x45670123;
        reg(kFlashKey) = 0xCDEF89AB;
    }
    waitFor(kFlashStatus, 1U << 16, 0);
    reg(kFlashStatus) = kErrors;
}

bool finish()
{
    waitFor(kFlashStatus, 1U << 16, 0);
    const bool good = (reg(kFlashStatus) & kErrors) == 0;
    reg(kFlashControl) = 1U << 31;
    return good;
}

bool erasePage(std::uint32_t bank, std::uint32_t page)
{
    unlock();
    reg(kFlashControl) = 1U << 1 | page << 3 | bank << 11;
    setBits(kFlashControl, 1U << 16);
    return finish();
}

} // namespace

bool eraseFlash(std::uint32_t offset)
{
    if ((reg(kFlashOptions) & 1U << 22) == 0) // one bank, pages of 8 KB
        return erasePage(0, offset / (8 * 1024));
    const std::uint32_t bank = offset / (1024 * 1024);
    const std::uint32_t page = offset % (1024 * 1024) / (4 * 1024);
    return erasePage(bank, page) && erasePage(bank, page + 1);
}

bool programFlash(std::uint32_t offset, const std::uint8_t* granule)
{
    unlock();
    reg(kFlashControl) = 1;
    for (std::uint32_t word = 0; word < kGranuleBytes; word += 4) {
        std::uint32_t value;
        std::memcpy(&value, granule + word, sizeof value);
        reg(kFlashBase + offset + word) = value; // the lower word first
    }
    return finish();
}

void setUpUartPins()
{
    setBits(kRccLow1, 1U << 28);
    setBits(kPwrControl2, 1U << 9); // port G has a supply of its own; without it the line is silent
    setBits(kRccPorts, 1U << 6);
    setField(kRccKernel, 3U << 10, 1U << 10); // the system clock
    setBits(kRccLow2, 1U);
    // PG7 and PG8: alternate function 8.
    setField(kPortG, 0xFU << 14, 0xAU << 14);
    setField(kPortG + 0x20, 0xFU << 28, 8U << 28);
    setField(kPortG + 0x24, 0xFU, 8U);
}

} // namespace microt::firmware

extern "C" void boardSetUp()
{
    using namespace microt::firmware;
    setBits(kRccLow1, 1U << 28);
    setField(kPwrControl5, 1U << 8, 0); // boost: above 80 MHz
    // 4 MHz / 1 * 60 / 2, first at half the bus clock.
    setField(kRccControl, 1U << 24, 0);
    waitFor(kRccControl, 1U << 25, 0);
    reg(kRccPll) = 1U | 60U << 8 | 1U << 24;
    setBits(kRccControl, 1U << 24);
    waitFor(kRccControl, 1U << 25, 1U << 25);
    setField(kFlash, 0xF, 5); // wait states of 120 MHz
    waitFor(kFlash, 0xF, 5);
    setField(kRccSwitch, 0xFU << 4 | 3U, 8U << 4 | 3U);
    waitFor(kRccSwitch, 3U << 2, 3U << 2);
    for (int i = 0; i < 100; ++i) // a microsecond at half speed, as the voltage settles
        __asm volatile("nop");
    setField(kRccSwitch, 0xFU << 4, 0);
    setBits(kFlash, 1U << 9 | 1U << 8); // instruction cache, prefetch
}
