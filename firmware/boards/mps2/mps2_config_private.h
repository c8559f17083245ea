// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt::firmware {

// What differs between the virtual boards. MPS2_AN386 or MPS2_AN500 is defined by the build.

#if defined(MPS2_AN500)
constexpr const char* kBoardName = "mps2-an500"; // a Cortex-M7 with the memories of the STM32H7A3ZI
constexpr std::uint32_t kSharedMemory = 0x60000000;
constexpr std::uint32_t kRamBytes = 1024 * 1024;
constexpr std::uint32_t kSectorBytes = 8 * 1024;
constexpr std::uint32_t kGranuleBytes = 16;
constexpr std::uint32_t kArenaBytes = 384 * 1024;
constexpr std::uint32_t kBankBytes = 288 * 1024;
#elif defined(MPS2_AN386)
constexpr const char* kBoardName = "mps2-an386"; // a Cortex-M4F with the memories of the STM32L4R5ZI
constexpr std::uint32_t kSharedMemory = 0x21000000;
constexpr std::uint32_t kRamBytes = 640 * 1024;
constexpr std::uint32_t kSectorBytes = 4 * 1024;
constexpr std::uint32_t kGranuleBytes = 8;
constexpr std::uint32_t kArenaBytes = 320 * 1024;
constexpr std::uint32_t kBankBytes = 208 * 1024;
#else
#error "define MPS2_AN386 or MPS2_AN500"
#endif

} // namespace microt::firmware
