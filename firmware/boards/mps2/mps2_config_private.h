// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

// What differs between the virtual boards. The build defines one of MPS2_AN500, MPS2_AN386, MPS2_AN385,
// MPS2_AN505 and MPS3_AN547.

#if defined(MPS2_AN500)
constexpr const char* kBoardName = "mps2-an500"; // a Cortex-M7 with the memories of the STM32H7A3ZI
constexpr std::uint32_t kUart = 0x40004000;
constexpr std::uint32_t kUartInterruptNumber = 0; // received
constexpr std::uint32_t kTickHz = 25000000;
constexpr std::uint32_t kSharedMemory = 0x60000000;
constexpr std::uint32_t kRamBytes = 1024 * 1024;
constexpr std::uint32_t kSectorBytes = 8 * 1024;
constexpr std::uint32_t kGranuleBytes = 16;
constexpr std::uint32_t kArenaBytes = 384 * 1024;
constexpr std::uint32_t kBankBytes = 288 * 1024;
#elif defined(MPS2_AN386)
constexpr const char* kBoardName = "mps2-an386"; // a Cortex-M4F with the memories of the STM32L4R5ZI
constexpr std::uint32_t kUart = 0x40004000;
constexpr std::uint32_t kUartInterruptNumber = 0;
constexpr std::uint32_t kTickHz = 25000000;
constexpr std::uint32_t kSharedMemory = 0x21000000;
constexpr std::uint32_t kRamBytes = 640 * 1024;
constexpr std::uint32_t kSectorBytes = 4 * 1024;
constexpr std::uint32_t kGranuleBytes = 8;
constexpr std::uint32_t kArenaBytes = 320 * 1024;
constexpr std::uint32_t kBankBytes = 208 * 1024;
#elif defined(MPS2_AN505)
constexpr const char* kBoardName = "mps2-an505"; // a Cortex-M33 with the memories of the STM32U575ZI
constexpr std::uint32_t kUart = 0x50200000;      // the secure aliases: nothing here is non-secure
constexpr std::uint32_t kUartInterruptNumber = 32;
constexpr std::uint32_t kTickHz = 20000000;
constexpr std::uint32_t kSharedMemory = 0x80000000;
constexpr std::uint32_t kRamBytes = 768 * 1024;
constexpr std::uint32_t kSectorBytes = 8 * 1024;
constexpr std::uint32_t kGranuleBytes = 16;
constexpr std::uint32_t kArenaBytes = 352 * 1024;
constexpr std::uint32_t kBankBytes = 224 * 1024;
#elif defined(MPS3_AN547)
constexpr const char* kBoardName =
    "mps3-an547"; // a Cortex-M55 with the memories of the Ensemble E7's larger one
constexpr std::uint32_t kUart = 0x59303000;
constexpr std::uint32_t kUartInterruptNumber = 33;
constexpr std::uint32_t kTickHz = 32000000;
constexpr std::uint32_t kSharedMemory = 0x60000000;
constexpr std::uint32_t kRamBytes = 1024 * 1024;
constexpr std::uint32_t kSectorBytes = 8 * 1024;
constexpr std::uint32_t kGranuleBytes = 16;
constexpr std::uint32_t kArenaBytes = 384 * 1024;
constexpr std::uint32_t kBankBytes = 288 * 1024;
#elif defined(MPS2_AN385)
// Code for a Cortex-M0+ with the memories of the RP2040, on a Cortex-M3, which executes all of Armv6-M.
constexpr const char* kBoardName = "mps2-an385";
constexpr std::uint32_t kUart = 0x40004000;
constexpr std::uint32_t kUartInterruptNumber = 0;
constexpr std::uint32_t kTickHz = 25000000;
constexpr std::uint32_t kSharedMemory = 0x21000000;
constexpr std::uint32_t kRamBytes = 264 * 1024;
constexpr std::uint32_t kSectorBytes = 4 * 1024;
constexpr std::uint32_t kGranuleBytes = 8;
constexpr std::uint32_t kArenaBytes = 128 * 1024;
constexpr std::uint32_t kBankBytes = 64 * 1024;
#else
#error "define the virtual board"
#endif

} // namespace microt::firmware
