// SPDX-License-Identifier: Apache-2.0
// A program for a virtual board: its kernels on the board's own instructions against the reference, on random
// operators with every kind of limits and spoilt channels, between bytes that nothing may touch. Says what
// differs, and how many operators there were, on the serial line; ends the emulator.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sys/types.h>

#include "firmware/boards/common/registers.h"
#include "firmware/boards/mps2/mps2_config_private.h"
#include "firmware/kernels/dsp_kernels.h"
#include "firmware/kernels/mve_kernels.h"
#include "tests/firmware/kernel_cases.h"

extern "C" {
extern std::uint32_t linkStackTop;
void resetHandler();
void defaultHandler();
void boardSetUp()
{
#if defined(MPS2_AN385)
    microt::firmware::setBits(0xE000ED14, 1U << 3); // CCR.UNALIGN_TRP, as Armv6-M
#endif
}

/// newlib's heap.
void* _sbrk(std::ptrdiff_t bytes)
{
    alignas(16) static char s_heap[192 * 1024];
    static std::ptrdiff_t s_used = 0;
    if (bytes > static_cast<std::ptrdiff_t>(sizeof s_heap) - s_used)
        std::abort();
    s_used += bytes;
    return s_heap + s_used - bytes;
}
}

namespace microt::firmware {

namespace {

#if defined(__ARM_FEATURE_MVE)
constexpr RunOp kOwn = runOpMve;
constexpr bool (*kKnows)(const OpCall&) = mveKnows;
#else
constexpr RunOp kOwn = runOpDsp;
constexpr bool (*kKnows)(const OpCall&) = dspKnows;
#endif

int s_compared = 0;
int s_own = 0;
int s_wrong = 0;

void say(const char* text)
{
    reg(kUart + 0x10) = 16;
    reg(kUart + 0x8) = 1;
    for (; *text != '\0'; ++text) {
        while ((reg(kUart + 0x4) & 1U) != 0) {
        }
        reg(kUart) = static_cast<std::uint8_t>(*text);
    }
}

/// Ends the emulator (semihosting, SYS_EXIT).
[[noreturn]] void leave()
{
    __asm volatile("movs r0, #0x18\n ldr r1, =0x20026\n bkpt 0xAB" ::: "r0", "r1", "memory");
    for (;;) {
    }
}

void runOwn(const OpCall& call, void* context)
{
    ++s_compared;
    s_own += kKnows(call) ? 1 : 0;
    kOwn(call, context);
}

void expectExact(const KernelCase::Shape& shape, std::uint32_t seed, int share)
{
    const bool paired = shape.kind == ImageOpKind::convolution;
    for (int range = 0; range < 4; ++range)
        for (const bool spoilt : {false, true}) {
            if (spoilt && shape.kind == ImageOpKind::add)
                continue;
            KernelCase one(shape, seed * 8 + static_cast<std::uint32_t>(range));
            one.setRange(range);
            if (spoilt) {
                one.spoil(0, INT32_MIN + 77, -8);                       // wraps
                one.spoil(shape.outputs / 2, one.number(-900, 900), 1); // a scale above 1
                one.spoil(shape.outputs - 1, (1 << 30) + 12345, -31);   // the same output always
            }
            const auto wanted = one.run(runOpReference, paired, 1U << 13);
            const auto least = static_cast<std::uint32_t>(shape.input.height * shape.input.width);
            const std::uint32_t wished =
                shape.kind == ImageOpKind::add ? 0 : one.wantedScratch() / 10 * static_cast<unsigned>(share);
            const std::uint32_t bytes = (std::max(wished, least) + 3) / 4 * 4;
            if (wanted == one.run(runOwn, paired, bytes) && !one.touched())
                continue;
            ++s_wrong;
            char line[200];
            std::snprintf(
                line, sizeof line,
                "differs: kind %d input %dx%dx%d outputs %d window %dx%d stride %dx%d pad %d %d seed %u "
                "range %d spoilt %d scratch %u%s\n",
                static_cast<int>(shape.kind), static_cast<int>(shape.input.height),
                static_cast<int>(shape.input.width), static_cast<int>(shape.input.channels), shape.outputs,
                static_cast<int>(shape.window.height), static_cast<int>(shape.window.width),
                static_cast<int>(shape.window.strideY), static_cast<int>(shape.window.strideX),
                static_cast<int>(shape.window.padTop), static_cast<int>(shape.window.padLeft),
                static_cast<unsigned>(seed), range, spoilt ? 1 : 0, static_cast<unsigned>(bytes),
                one.touched() ? " touched" : "");
            if (s_wrong <= 20)
                say(line);
        }
}

int number(int low, int high)
{
    static std::mt19937 s_random(11); // here, as nobody runs what other places would need
    return low + static_cast<int>(s_random() % static_cast<unsigned>(high - low + 1));
}

void convolutions()
{
    for (std::uint32_t seed = 0; seed < 48; ++seed) {
        KernelCase::Shape shape;
        const int height = seed % 3 == 0 ? number(1, 5) : 1;
        const int width = seed % 3 == 0 ? number(1, 5) : 1;
        const int padTop = number(0, height - 1);
        const int padLeft = number(0, width - 1);
        shape.input = {number(std::max(1, height - 2 * padTop), 9),
                       number(std::max(1, width - 2 * padLeft), 9), seed % 5 == 0 ? 3 : number(1, 40)};
        shape.outputs = number(1, 38);
        shape.window = {height, width, number(1, 2), number(1, 2), padTop, padLeft};
        expectExact(shape, seed, seed % 2 == 0 ? 10 : 0);
    }
}

void depthwises()
{
    for (std::uint32_t seed = 0; seed < 84; ++seed) {
        KernelCase::Shape shape;
        const int kernel = 3 + 2 * static_cast<int>(seed % 3);
        const int stride = 1 + static_cast<int>(seed / 3 % 2);
        const int pad = seed % 7 == 0 ? number(0, kernel - 1) : kernel / 2;
        const int least = std::max(1, kernel - 2 * pad);
        shape.input = {number(least, 19), number(least, 19), number(1, 9)};
        shape.outputs = static_cast<int>(shape.input.channels);
        shape.window = {kernel, kernel, stride, stride, pad, pad};
        const bool inPlace = stride == 1 && pad == kernel / 2 && seed % 2 == 0;
        shape.kind = inPlace ? ImageOpKind::depthwiseInPlace : ImageOpKind::depthwise;
        expectExact(shape, seed, 1 + static_cast<int>(seed / 6 % 10));
    }
}

void additions()
{
    for (std::uint32_t seed = 0; seed < 16; ++seed) {
        KernelCase::Shape shape;
        shape.kind = ImageOpKind::add;
        shape.input = {5, 3, 16 + static_cast<int>(seed % 4)};
        shape.outputs = static_cast<int>(shape.input.channels);
        expectExact(shape, seed, 0);
    }
}

} // namespace

} // namespace microt::firmware

extern "C" __attribute__((section(".vectors"), used)) const void* const vectors[] = {
    &linkStackTop,
    reinterpret_cast<const void*>(&resetHandler),
};

int main()
{
    using namespace microt::firmware;
    convolutions();
    depthwises();
    additions();
    char line[100];
    std::snprintf(line, sizeof line, "%s: %d operators, %d by own kernels, %d differ\n", kBoardName,
                  s_compared, s_own, s_wrong);
    say(line);
    leave();
}
