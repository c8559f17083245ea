// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace microt::protocol {

// The memory that a virtual board and its host share: a file of the host, RAM of the board. It holds the
// board's flash, and a picture that the host shows as a camera would by DMA.

constexpr std::size_t kVirtualMemoryBytes = std::size_t{16} << 20;
constexpr std::size_t kVirtualFlashBytes = std::size_t{2} << 20; ///< from the start; 0xFF where erased
/// Where the image slots lie in flash; the host may write into the one that receives.
constexpr std::size_t kVirtualSlotOffset[2] = {std::size_t{640} << 10, std::size_t{1344} << 10};
constexpr std::size_t kVirtualSlotBytes = std::size_t{704} << 10;
constexpr std::size_t kVirtualFrameOffset = std::size_t{8} << 20;
constexpr std::size_t kVirtualSerialOffset = std::size_t{15}
                                             << 20; ///< the board's serial number, ended by zero

/// What lies at kVirtualFrameOffset; as many bytes of a fitted picture follow.
struct VirtualFrame
{
    std::uint32_t magic = 0; ///< kVirtualFrameMagic while somebody shows pictures
    std::uint32_t bytes = 0;
    std::uint32_t reserved[2] = {0, 0};
};
constexpr std::uint32_t kVirtualFrameMagic = 0x314D5246U; // "FRM1"

} // namespace microt::protocol
