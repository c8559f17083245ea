// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/runtime/executor.h"
#include "serial/protocol/messages.h"

namespace microt::firmware {

/// Flash of a board, memory-mapped. Offsets count from its start. Erased bytes are 0xFF; a granule is
/// programmed once after an erase.
class Flash
{
public:
    virtual std::uint32_t bytes() const = 0;
    virtual std::uint32_t sectorBytes() const = 0;  ///< erased together
    virtual std::uint32_t granuleBytes() const = 0; ///< programmed together, at most 32
    virtual const std::uint8_t* data() const = 0;

    /// False if the hardware reports a failure.
    virtual bool eraseSector(std::uint32_t offset) = 0;
    /// `offset` and `count` are multiples of granuleBytes().
    virtual bool program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count) = 0;

protected:
    ~Flash() = default;
};

/// How a board's flash is divided. All multiples of its sector.
struct FlashLayout
{
    std::uint32_t store = 0;      ///< offset
    std::uint32_t storeBytes = 0; ///< two halves
    std::uint32_t slot[2] = {0, 0};
    std::uint32_t slotBytes = 0;
};

/// Memory that the application may use as it likes. Aligned to 16.
struct Span
{
    std::uint8_t* data = nullptr;
    std::uint32_t bytes = 0;
};

/// What a board is, and what differs between boards. Implemented once a board, and by tests.
class Platform
{
public:
    // Identity
    virtual const char* board() const = 0;  ///< "mps2-an500"
    virtual const char* serial() const = 0; ///< unique
    virtual std::uint32_t clockHz() const = 0;
    virtual protocol::CounterUnit counterUnit() const = 0;

    // Link
    virtual std::size_t receive(std::uint8_t* bytes, std::size_t capacity) = 0;
    virtual void send(const std::uint8_t* bytes, std::size_t count) = 0;
    virtual std::uint32_t receiveQueueBytes() const = 0;
    virtual std::uint32_t lostBytes() const = 0; ///< that arrived while the queue was full
    virtual std::uint32_t baud() const = 0;
    virtual const std::uint32_t*
    bauds(int& count) const = 0;                  ///< that can be set; none where the line has no rate
    virtual void setBaud(std::uint32_t baud) = 0; ///< after everything sent has left

    // Time
    virtual std::uint32_t milliseconds() = 0; ///< since the start; wraps
    virtual std::uint64_t counter() = 0;      ///< instructions or cycles

    // Memory
    virtual Flash& flash() = 0;
    virtual FlashLayout flashLayout() const = 0;
    virtual Span arena() = 0;
    virtual Span bank() = 0;
    virtual std::uint32_t ramBytes() const = 0;
    virtual std::uint32_t ramHighWater() const = 0; ///< stack included
    virtual std::uint32_t stackHighWater() const = 0;

    // Work
    virtual RunOp kernels() const { return runOpReference; }
    /// The camera's picture, fitted, `bytes` long, or null if there is no camera or it makes others. 0 asks
    /// whether there is one.
    virtual const std::uint8_t* takeFrame(std::uint32_t bytes) = 0;
    virtual void restart() = 0;

protected:
    ~Platform() = default;
};

} // namespace microt::firmware
