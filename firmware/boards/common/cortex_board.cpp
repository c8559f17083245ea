// SPDX-License-Identifier: Apache-2.0
#include "firmware/boards/common/cortex_board.h"

#include "firmware/boards/common/stack_gauge.h"
#include "firmware/kernels/dsp_kernels.h"
#include "firmware/kernels/mve_kernels.h"

extern "C" {
extern std::uint32_t linkDataStart;
extern std::uint32_t linkLargeEnd;
extern std::uint32_t linkStackBottom;
extern std::uint32_t linkStackTop;
[[noreturn]] void restartBoard();
}

namespace microt::firmware {

namespace {

std::uint32_t bytesBetween(const std::uint32_t& from, const std::uint32_t& to)
{
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&to) -
                                      reinterpret_cast<std::uintptr_t>(&from));
}

} // namespace

ByteQueue<kReceiveQueueBytes> received;

std::size_t CortexBoard::receive(std::uint8_t* bytes, std::size_t capacity)
{
    return received.take(bytes, capacity);
}

std::uint32_t CortexBoard::ramHighWater() const
{
    return bytesBetween(linkDataStart, linkLargeEnd) - bytesBetween(linkStackBottom, linkStackTop) +
           stackUsed();
}

std::uint32_t CortexBoard::stackHighWater() const
{
    return stackUsed();
}

RunOp CortexBoard::kernels() const
{
#if defined(__ARM_FEATURE_MVE)
    return runOpMve;
#else
    return runOpDsp;
#endif
}

void CortexBoard::restart()
{
    restartBoard();
}

void serve(CortexBoard& board)
{
    static App app(board);
    static_cast<void>(app.start()); // what could not be read is answered to the requests that need it
    for (;;)
        if (!app.run()) {
            // Nothing came between looking and sleeping, or the interrupt wakes at once.
            __asm volatile("cpsid i");
            if (received.empty())
                __asm volatile("wfi");
            __asm volatile("cpsie i");
        }
}

} // namespace microt::firmware
