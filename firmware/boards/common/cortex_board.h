// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firmware/app/app.h"
#include "firmware/boards/common/byte_queue.h"

namespace microt::firmware {

/// What arrived on the serial line and was not taken yet; the board's interrupt fills it.
constexpr std::uint32_t kReceiveQueueBytes = 8192;
extern ByteQueue<kReceiveQueueBytes> received;

/// Firmware 128 KB, store 2 x 256 KB, image slots 2 x 704 KB.
constexpr FlashLayout kFlashLayout{128 << 10, 512 << 10, {640 << 10, 1344 << 10}, 704 << 10};

/// What all our boards have in common: 2 MB of flash divided alike, memories placed by link.ld, the kernels
/// for what the processor has.
class CortexBoard : public Platform
{
public:
    std::size_t receive(std::uint8_t* bytes, std::size_t capacity) override;
    std::uint32_t receiveQueueBytes() const override { return kReceiveQueueBytes; }
    std::uint32_t lostBytes() const override { return received.lost(); }
    FlashLayout flashLayout() const override { return kFlashLayout; }
    std::uint32_t ramHighWater() const override;
    std::uint32_t stackHighWater() const override;
    RunOp kernels() const override;
    void restart() override;

protected:
    ~CortexBoard() = default;
};

/// Serves requests on `board` and sleeps between them.
[[noreturn]] void serve(CortexBoard& board);

} // namespace microt::firmware
