// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "firmware/boards/common/cortex_board.h"
#include "firmware/boards/common/registers.h"
#include "firmware/boards/common/stack_gauge.h"
#include "firmware/boards/common/ticks.h"
#include "firmware/boards/mps2/mps2_config_private.h"
#include "serial/protocol/virtual_memory.h"

// The virtual boards: an Arm MPS2 or MPS3 under QEMU, with no more memory than the microcontroller that it
// stands for. 16 MB of RAM that the emulator keeps in a file hold flash and camera.

extern "C" {
extern std::uint32_t linkStackTop;
void resetHandler();
void defaultHandler();
void sysTickHandler();
void uartReceiveHandler();
void boardSetUp()
{
#if defined(MPS2_AN385)
    microt::firmware::setBits(0xE000ED14, 1U << 3); // CCR.UNALIGN_TRP, as Armv6-M
#endif
}
}

namespace microt::firmware {

namespace {

// The host writes images there.
static_assert(kFlashLayout.slot[0] == protocol::kVirtualSlotOffset[0] &&
              kFlashLayout.slot[1] == protocol::kVirtualSlotOffset[1] &&
              kFlashLayout.slotBytes == protocol::kVirtualSlotBytes);

// CMSDK UART 0.
constexpr std::uint32_t kUartData = kUart;
constexpr std::uint32_t kUartState = kUart + 0x4;   // 0: transmit buffer full, 1: received
constexpr std::uint32_t kUartControl = kUart + 0x8; // 0, 1: transmit, receive on; 3: interrupt on receiving
constexpr std::uint32_t kUartInterrupt = kUart + 0xC;
constexpr std::uint32_t kUartDivisor = kUart + 0x10;
constexpr std::uint32_t kNvicEnable = 0xE000E100 + kUartInterruptNumber / 32 * 4;
/// With -icount shift=0 an instruction takes a nanosecond of the emulator's time: four ticks so many.
constexpr std::uint32_t kInstructionsPerFourTicks = 4000000000U / kTickHz;
static_assert(std::uint64_t{kInstructionsPerFourTicks} * kTickHz == 4000000000U, "not a whole number");

/// Flash of the microcontroller, imitated in RAM: erased by sectors to 0xFF, programmed once a granule.
class VirtualFlash final : public Flash
{
public:
    std::uint32_t bytes() const override { return protocol::kVirtualFlashBytes; }
    std::uint32_t sectorBytes() const override { return kSectorBytes; }
    std::uint32_t granuleBytes() const override { return kGranuleBytes; }
    const std::uint8_t* data() const override { return memory(); }

    bool eraseSector(std::uint32_t offset) override
    {
        if (offset % kSectorBytes != 0 || offset >= protocol::kVirtualFlashBytes)
            return false;
        std::memset(memory() + offset, 0xFF, kSectorBytes);
        return true;
    }

    bool program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count) override
    {
        if (offset % kGranuleBytes != 0 || count % kGranuleBytes != 0 ||
            offset > protocol::kVirtualFlashBytes || count > protocol::kVirtualFlashBytes - offset)
            return false;
        for (std::uint32_t i = 0; i < count; ++i)
            if (memory()[offset + i] != 0xFF)
                return false;
        std::memcpy(memory() + offset, bytes, count);
        return true;
    }

private:
    static std::uint8_t* memory() { return reinterpret_cast<std::uint8_t*>(kSharedMemory); }
};

__attribute__((section(".large"), aligned(16))) std::uint8_t s_arena[kArenaBytes];
__attribute__((section(".large"), aligned(16))) std::uint8_t s_bank[kBankBytes];

class Mps2 final : public CortexBoard
{
public:
    void setUp()
    {
        const auto* given = reinterpret_cast<const char*>(kSharedMemory + protocol::kVirtualSerialOffset);
        for (std::size_t i = 0; i + 1 < sizeof m_serial && given[i] > ' ' && given[i] <= '~'; ++i)
            m_serial[i] = given[i];
        startTicks();
        reg(kUartDivisor) = 16;
        reg(kUartControl) = 0xB;
        reg(kNvicEnable) = 1U << kUartInterruptNumber % 32; // UART 0 received
    }

    const char* board() const override { return kBoardName; }
    const char* serial() const override { return m_serial[0] != '\0' ? m_serial : "virtual"; }
    std::uint32_t clockHz() const override { return kTickHz; }
    protocol::CounterUnit counterUnit() const override { return protocol::CounterUnit::instructions; }

    void send(const std::uint8_t* bytes, std::size_t count) override
    {
        for (std::size_t i = 0; i < count; ++i) {
            while ((reg(kUartState) & 1U) != 0) {
            }
            reg(kUartData) = bytes[i];
        }
    }
    std::uint32_t baud() const override { return 0; }
    const std::uint32_t* bauds(int& count) const override
    {
        count = 0;
        return nullptr;
    }
    void setBaud(std::uint32_t) override {}

    std::uint32_t milliseconds() override { return static_cast<std::uint32_t>(ticks() / (kTickHz / 1000)); }
    std::uint64_t counter() override { return ticks() * kInstructionsPerFourTicks / 4; }

    Flash& flash() override { return m_flash; }
    Span arena() override { return {s_arena, kArenaBytes}; }
    Span bank() override { return {s_bank, kBankBytes}; }
    std::uint32_t ramBytes() const override { return kRamBytes; }

    const std::uint8_t* takeFrame(std::uint32_t bytes) override
    {
        const auto* frame =
            reinterpret_cast<const protocol::VirtualFrame*>(kSharedMemory + protocol::kVirtualFrameOffset);
        if (frame->magic != protocol::kVirtualFrameMagic || (bytes != 0 && frame->bytes != bytes))
            return nullptr;
        return reinterpret_cast<const std::uint8_t*>(frame + 1);
    }

private:
    VirtualFlash m_flash;
    char m_serial[33] = {};
};

} // namespace

} // namespace microt::firmware

extern "C" void uartReceiveHandler()
{
    using namespace microt::firmware;
    reg(kUartInterrupt) = 2;
    while ((reg(kUartState) & 2U) != 0)
        received.put(static_cast<std::uint8_t>(reg(kUartData)));
}

namespace {

using Handler = void (*)();

/// Where the processor looks for its handlers; no interrupt but the UART's is ever on.
struct Vectors
{
    const void* stackTop = &linkStackTop;
    Handler reset = resetHandler;
    Handler faults[5] = {defaultHandler, defaultHandler, defaultHandler, defaultHandler, defaultHandler};
    Handler secureFault = nullptr;
    Handler reserved[3] = {};
    Handler calls[4] = {defaultHandler, defaultHandler, nullptr, defaultHandler}; // SVCall, PendSV
    Handler tick = sysTickHandler;
    Handler interrupts[microt::firmware::kUartInterruptNumber + 1] = {};
};

constexpr Vectors makeVectors()
{
    Vectors made;
    for (Handler& interrupt : made.interrupts)
        interrupt = defaultHandler;
    made.interrupts[microt::firmware::kUartInterruptNumber] = uartReceiveHandler;
    return made;
}

__attribute__((section(".vectors"), used)) constexpr Vectors kVectors = makeVectors();

} // namespace

int main()
{
    using namespace microt::firmware;
    paintStack();
    static Mps2 board;
    board.setUp();
    serve(board);
}
