// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

// What differs between the Nucleo boards, from the registers' headers of the vendor. NOT YET RUN ON HARDWARE.
// NUCLEO_H7A3 or NUCLEO_L4R5 is defined by the build.

#if defined(NUCLEO_H7A3)
constexpr const char* kBoardName = "nucleo-h7a3zi-q";
constexpr std::uint32_t kClockHz = 280000000;
constexpr std::uint32_t kUart = 0x40004800; // USART3, the debug probe's serial line
constexpr std::uint32_t kUartClockHz = 140000000;
constexpr std::uint32_t kUartInterrupt = 39;
constexpr std::uint32_t kUartScale = 1; // BRR = scale * clock / baud
constexpr std::uint32_t kFlashBase = 0x08000000;
constexpr std::uint32_t kSectorBytes = 8 * 1024;
constexpr std::uint32_t kGranuleBytes = 16;
constexpr std::uint32_t kRamBytes = 1024 * 1024;
constexpr std::uint32_t kArenaBytes = 384 * 1024;
constexpr std::uint32_t kBankBytes = 288 * 1024;
constexpr std::uint32_t kUniqueId = 0x08FFF800;
#elif defined(NUCLEO_L4R5)
constexpr const char* kBoardName = "nucleo-l4r5zi";
constexpr std::uint32_t kClockHz = 120000000;
constexpr std::uint32_t kUart = 0x40008000; // LPUART1
constexpr std::uint32_t kUartClockHz = 120000000;
constexpr std::uint32_t kUartInterrupt = 70;
constexpr std::uint32_t kUartScale = 256;
constexpr std::uint32_t kFlashBase = 0x08000000;
constexpr std::uint32_t kSectorBytes = 8 * 1024; // two pages of 4 KB, or one where the banks are joined
constexpr std::uint32_t kGranuleBytes = 8;
constexpr std::uint32_t kRamBytes = 640 * 1024;
constexpr std::uint32_t kArenaBytes = 320 * 1024;
constexpr std::uint32_t kBankBytes = 208 * 1024;
constexpr std::uint32_t kUniqueId = 0x1FFF7590;
#else
#error "define NUCLEO_H7A3 or NUCLEO_L4R5"
#endif

constexpr std::uint32_t kFlashBytes = 2048 * 1024;

/// Erases kSectorBytes at `offset`, programs one granule; false if the flash controller reports an error.
bool eraseFlash(std::uint32_t offset);
bool programFlash(std::uint32_t offset, const std::uint8_t* granule);

/// Connects the pins of the serial line and gives it a clock.
void setUpUartPins();

} // namespace microt::firmware
