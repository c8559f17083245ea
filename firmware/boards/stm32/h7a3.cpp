// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "firmware/boards/common/registers.h"
#include "firmware/boards/stm32/stm32_config_private.h"

// STM32H7A3ZI: clock tree, flash, pins. NOT YET RUN ON HARDWARE.

namespace microt::firmware {

namespace {

constexpr std::uint32_t kPwr = 0x58024800;
constexpr std::uint32_t kPwrStatus = kPwr + 0x04;  // CSR1: 13 ACTVOSRDY
constexpr std::uint32_t kPwrSupply = kPwr + 0x0C;  // CR3: 2 SMPSEN
constexpr std::uint32_t kPwrVoltage = kPwr + 0x18; // SRDCR: 13 VOSRDY, 15:14 VOS
constexpr std::uint32_t kRcc = 0x58024400;
constexpr std::uint32_t kRccControl = kRcc;       // CR: 16 HSEON, 17 HSERDY, 18 HSEBYP, 24 PLL1ON, 25 PLL1RDY
constexpr std::uint32_t kRccSwitch = kRcc + 0x10; // CFGR: 2:0 SW, 5:3 SWS
constexpr std::uint32_t kRccCpu = kRcc + 0x18;    // CDCFGR1: 3:0 HPRE, 6:4 CDPPRE
constexpr std::uint32_t kRccBuses = kRcc + 0x1C;  // CDCFGR2: 6:4 CDPPRE1, 10:8 CDPPRE2
constexpr std::uint32_t kRccDomain3 = kRcc + 0x20;     // SRDCFGR: 6:4 SRDPPRE
constexpr std::uint32_t kRccPllSource = kRcc + 0x28;   // PLLCKSELR: 1:0 source, 9:4 DIVM1
constexpr std::uint32_t kRccPllSetting = kRcc + 0x2C;  // PLLCFGR: 3:2 input range, 16 DIVP1EN
constexpr std::uint32_t kRccPllDividers = kRcc + 0x30; // PLL1DIVR
constexpr std::uint32_t kRccPorts = kRcc + 0x140;      // AHB4ENR: 3 GPIOD
constexpr std::uint32_t kRccLow = kRcc + 0x148;        // APB1LENR: 18 USART3
constexpr std::uint32_t kFlash = 0x52002000;
constexpr std::uint32_t kPortD = 0x58020C00;
constexpr std::uint32_t kBankBytesOfFlash = 1024 * 1024;

/// Registers of the bank that `offset` lies in.
std::uint32_t bankOf(std::uint32_t offset)
{
    return kFlash + (offset < kBankBytesOfFlash ? 0x000 : 0x100);
}

constexpr std::uint32_t kKey = 0x04;
constexpr std::uint32_t kControl = 0x0C; // 0 LOCK, 1 PG, 2 SER, 5 START, 12:6 SNB
constexpr std::uint32_t kStatus = 0x10;  // 0 BSY, 2 QW, 17… errors
constexpr std::uint32_t kClear = 0x14;
constexpr std::uint32_t kErrors = 0x0FEE0000;

void unlock(std::uint32_t bank)
{
    if ((reg(bank + kControl) & 1U) != 0) {
        reg(bank + kKey) = 0x45670123;
        reg(bank + kKey) = 0xCDEF89AB;
    }
    waitFor(bank + kStatus, 7, 0);
    reg(bank + kClear) = kErrors;
}

bool finish(std::uint32_t bank)
{
    waitFor(bank + kStatus, 7, 0);
    const bool good = (reg(bank + kStatus) & kErrors) == 0;
    reg(bank + kControl) = 1; // locked
    return good;
}

} // namespace

bool eraseFlash(std::uint32_t offset)
{
    const std::uint32_t bank = bankOf(offset);
    const std::uint32_t sector = offset % kBankBytesOfFlash / kSectorBytes;
    unlock(bank);
    reg(bank + kControl) = 1U << 2 | sector << 6;
    setBits(bank + kControl, 1U << 5);
    return finish(bank);
}

bool programFlash(std::uint32_t offset, const std::uint8_t* granule)
{
    const std::uint32_t bank = bankOf(offset);
    unlock(bank);
    reg(bank + kControl) = 1U << 1;
    for (std::uint32_t word = 0; word < kGranuleBytes; word += 4) {
        std::uint32_t value;
        std::memcpy(&value, granule + word, sizeof value);
        reg(kFlashBase + offset + word) = value;
    }
    __asm volatile("dsb");
    return finish(bank);
}

void setUpUartPins()
{
    setBits(kRccPorts, 1U << 3);
    setBits(kRccLow, 1U << 18);
    // PD8 and PD9: alternate function 7.
    setField(kPortD, 0xFU << 16, 0xAU << 16);
    setField(kPortD + 0x24, 0xFFU, 0x77U);
}

} // namespace microt::firmware

extern "C" void boardSetUp()
{
    using namespace microt::firmware;
    // The board feeds the core from its step-down converter. Another setting locks the debugger out.
    reg(kPwrSupply) = 1U << 2;
    waitFor(kPwrStatus, 1U << 13, 1U << 13);
    setField(kPwrVoltage, 3U << 14, 3U << 14); // scale 0, for 280 MHz
    waitFor(kPwrVoltage, 1U << 13, 1U << 13);
    setField(kFlash, 0x3F, 0x36); // 6 wait states
    // 8 MHz from the debug probe / 4 * 280 / 2.
    setBits(kRccControl, 1U << 18);
    setBits(kRccControl, 1U << 16);
    waitFor(kRccControl, 1U << 17, 1U << 17);
    reg(kRccPllSource) = 2U | 4U << 4;
    reg(kRccPllSetting) = 1U << 2 | 1U << 16;
    reg(kRccPllDividers) = (280U - 1) | (2U - 1) << 9 | (2U - 1) << 16 | (2U - 1) << 24;
    setBits(kRccControl, 1U << 24);
    waitFor(kRccControl, 1U << 25, 1U << 25);
    reg(kRccCpu) = 4U << 4; // buses at half the clock
    reg(kRccBuses) = 4U << 4 | 4U << 8;
    reg(kRccDomain3) = 4U << 4;
    setField(kRccSwitch, 7U, 3U);
    waitFor(kRccSwitch, 7U << 3, 3U << 3);
    // Instruction cache: empty it, switch it on. The data cache stays off: flash is written under it.
    reg(0xE000EF50) = 0;
    __asm volatile("dsb\nisb");
    setBits(0xE000ED14, 1U << 17);
    __asm volatile("dsb\nisb");
}
