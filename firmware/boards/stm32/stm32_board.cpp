// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "firmware/boards/common/cortex_board.h"
#include "firmware/boards/common/registers.h"
#include "firmware/boards/common/stack_gauge.h"
#include "firmware/boards/common/ticks.h"
#include "firmware/boards/stm32/stm32_config_private.h"

// The Nucleo boards. NOT YET RUN ON HARDWARE: they link, and fit.

extern "C" void uartReceiveHandler();

namespace microt::firmware {

namespace {

// USART and LPUART have these in common.
constexpr std::uint32_t kUartControl = kUart;       // CR1: 0 UE, 2 RE, 3 TE, 5 RXNEIE
constexpr std::uint32_t kUartRate = kUart + 0x0C;   // BRR
constexpr std::uint32_t kUartStatus = kUart + 0x1C; // ISR: 3 ORE, 5 RXNE, 6 TC, 7 TXE
constexpr std::uint32_t kUartClear = kUart + 0x20;  // ICR
constexpr std::uint32_t kUartReceived = kUart + 0x24;
constexpr std::uint32_t kUartSend = kUart + 0x28;
constexpr std::uint32_t kNvicEnable = 0xE000E100;
constexpr std::uint32_t kFirstBaud = 115200;
constexpr std::uint32_t kBauds[] = {115200, 460800, 921600};

volatile std::uint32_t s_overruns = 0;

__attribute__((section(".large"), aligned(16))) std::uint8_t s_arena[kArenaBytes];
__attribute__((section(".large"), aligned(16))) std::uint8_t s_bank[kBankBytes];

class ChipFlash final : public Flash
{
public:
    std::uint32_t bytes() const override { return kFlashBytes; }
    std::uint32_t sectorBytes() const override { return kSectorBytes; }
    std::uint32_t granuleBytes() const override { return kGranuleBytes; }
    const std::uint8_t* data() const override { return reinterpret_cast<const std::uint8_t*>(kFlashBase); }
    bool eraseSector(std::uint32_t offset) override { return eraseFlash(offset); }
    bool program(std::uint32_t offset, const std::uint8_t* bytes, std::uint32_t count) override
    {
        for (std::uint32_t at = 0; at < count; at += kGranuleBytes)
            if (!programFlash(offset + at, bytes + at) ||
                std::memcmp(data() + offset + at, bytes + at, kGranuleBytes) != 0)
                return false;
        return true;
    }
};

class Stm32 final : public CortexBoard
{
public:
    void setUp()
    {
        for (int i = 0; i < 24; ++i) {
            const std::uint32_t word = reg(kUniqueId + 4U * static_cast<std::uint32_t>(i / 8));
            m_serial[i] = "0123456789ABCDEF"[word >> (28 - 4 * (i % 8)) & 15U];
        }
        startTicks();
        setUpUartPins();
        setBaud(kFirstBaud);
        reg(kNvicEnable + 4 * (kUartInterrupt / 32)) = 1U << kUartInterrupt % 32;
    }

    const char* board() const override { return kBoardName; }
    const char* serial() const override { return m_serial; }
    std::uint32_t clockHz() const override { return kClockHz; }
    protocol::CounterUnit counterUnit() const override { return protocol::CounterUnit::cycles; }

    void send(const std::uint8_t* bytes, std::size_t count) override
    {
        for (std::size_t i = 0; i < count; ++i) {
            waitFor(kUartStatus, 1U << 7, 1U << 7);
            reg(kUartSend) = bytes[i];
        }
    }
    std::uint32_t lostBytes() const override { return CortexBoard::lostBytes() + s_overruns; }
    std::uint32_t baud() const override { return m_baud; }
    const std::uint32_t* bauds(int& count) const override
    {
        count = static_cast<int>(sizeof kBauds / sizeof kBauds[0]);
        return kBauds;
    }
    void setBaud(std::uint32_t baud) override
    {
        if (m_baud != 0)
            waitFor(kUartStatus, 1U << 6, 1U << 6);
        m_baud = baud;
        reg(kUartControl) = 0;
        reg(kUartRate) =
            static_cast<std::uint32_t>((std::uint64_t{kUartScale} * kUartClockHz + baud / 2) / baud);
        reg(kUartControl) = 1U | 1U << 2 | 1U << 3 | 1U << 5;
    }

    std::uint32_t milliseconds() override { return static_cast<std::uint32_t>(ticks() / (kClockHz / 1000)); }
    std::uint64_t counter() override { return ticks(); }

    Flash& flash() override { return m_flash; }
    Span arena() override { return {s_arena, kArenaBytes}; }
    Span bank() override { return {s_bank, kBankBytes}; }
    std::uint32_t ramBytes() const override { return kRamBytes; }
    const std::uint8_t* takeFrame(std::uint32_t) override { return nullptr; }
    void restart() override
    {
        waitFor(kUartStatus, 1U << 6, 1U << 6);
        CortexBoard::restart();
    }

private:
    ChipFlash m_flash;
    char m_serial[25] = {};
    std::uint32_t m_baud = 0;
};

} // namespace

} // namespace microt::firmware

extern "C" void uartReceiveHandler()
{
    using namespace microt::firmware;
    const std::uint32_t status = reg(kUartStatus);
    if ((status & 1U << 3) != 0) {
        reg(kUartClear) = 1U << 3;
        s_overruns = s_overruns + 1;
    }
    if ((status & 1U << 5) != 0)
        received.put(static_cast<std::uint8_t>(reg(kUartReceived)));
}

// Stack, 15 handlers of the processor, then the interrupts: 39 is USART3 of the H7A3, 70 LPUART1 of the L4R5;
// no other is ever enabled.
__asm(".section .vectors, \"a\"\n"
      ".word linkStackTop, resetHandler\n"
      ".rept 13\n .word defaultHandler\n .endr\n"
      ".word sysTickHandler\n"
      ".rept 39\n .word defaultHandler\n .endr\n"
      ".word uartReceiveHandler\n"
      ".rept 30\n .word defaultHandler\n .endr\n"
      ".word uartReceiveHandler\n"
      ".rept 25\n .word defaultHandler\n .endr\n"
      ".text\n");

int main()
{
    using namespace microt::firmware;
    paintStack();
    static Stm32 board;
    board.setUp();
    serve(board);
}
