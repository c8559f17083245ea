// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/mve_private.h"

#if defined(__ARM_FEATURE_MVE)

#include "engine/runtime/window_overlap.h"
#include "firmware/kernels/dot_vectors.h"
#include "firmware/kernels/requantize_mve.h"

namespace microt::firmware::mve {

namespace {

constexpr std::int32_t kLargestWeight = 128;

/// What one call works with: its scratch, divided up.
struct Work
{
    const OpCall& call;
    std::int32_t taps;
    std::int32_t padded;
    std::int32_t vectors; ///< of 16 taps
    bool gathers;
    bool slow = false;     ///< some channel is
    std::int32_t* records; ///< of four channels: biases, multipliers, offsets, shifts
    std::int8_t* inputs;   ///< [vectors][kPixels][16], taps in the order of the weights
    std::int8_t* window;   ///< a window's bytes in their own order

    Work(const OpCall& of, std::uint8_t* scratch)
        : call(of), taps(windowTaps(of.window, of.inputTensor->channels)), padded(paddedTaps(taps)),
          vectors((taps + 15) / 16), gathers(gathersWindow(of.window, of.inputTensor->channels)),
          records(reinterpret_cast<std::int32_t*>(scratch)),
          inputs(reinterpret_cast<std::int8_t*>(records + recordWords(of))),
          window(inputs + 16 * kPixels * vectors)
    {}

    static std::int32_t recordWords(const OpCall& call) { return (call.outputTensor->channels + 3) / 4 * 16; }
    static std::uint32_t bytesFor(const OpCall& call)
    {
        const std::int32_t channels = call.inputTensor->channels;
        const std::int32_t vectors = (windowTaps(call.window, channels) + 15) / 16;
        const std::int32_t windows = kPixels + (gathersWindow(call.window, channels) ? 1 : 0);
        return static_cast<std::uint32_t>(4 * recordWords(call) + 16 * windows * vectors);
    }
};

/// Taps as WeightLayout::pairs has them: of every four 0, 2, 1, 3.
uint8x16_t tapOrder()
{
    static constexpr std::uint8_t kOrder[16] = {0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15};
    return vldrbq_u8(kOrder);
}

/// Puts a window's bytes into their lanes of pixel `pixel`; behind them are zeros, whose weights do not
/// matter.
MICROT_INLINE void place(const Work& work, const std::int8_t* bytes, int pixel, uint8x16_t order)
{
    std::int8_t* to = work.inputs + 16 * pixel;
    int left = work.padded;
    for (; left >= 16; left -= 16, bytes += 16, to += 16 * kPixels)
        vstrbq_s8(to, vldrbq_gather_offset_s8(bytes, order));
    if (left > 0)
        vstrbq_s8(to, vldrbq_gather_offset_z_s8(bytes, order, vctp8q(static_cast<std::uint32_t>(left))));
}

/// The window of an output as bytes, the zero point where it hangs over.
void gather(const Work& work, int y, int x)
{
    const OpCall& call = work.call;
    const int channels = call.inputTensor->channels;
    const int width = call.inputTensor->width;
    const int originY = y * call.window.strideY - call.window.padTop;
    const int originX = x * call.window.strideX - call.window.padLeft;
    const int lineBytes = call.window.width * channels;
    if (lineBytes <= 16 && originY >= 0 && originX >= 0 &&
        originY + call.window.height <= call.inputTensor->height && originX + call.window.width <= width) {
        const mve_pred16_t some = vctp8q(static_cast<std::uint32_t>(lineBytes));
        const std::int8_t* bytes = call.input + (originY * width + originX) * channels;
        std::int8_t* place = work.window;
        for (int ky = call.window.height; ky > 0; --ky, bytes += width * channels, place += lineBytes)
            vstrbq_p_s8(place, vldrbq_z_s8(bytes, some), some);
        return;
    }
    const Overlap rows = overlap(originY, call.window.height, call.inputTensor->height);
    const Overlap columns = overlap(originX, call.window.width, width);
    const int line = call.window.width * channels;
    const int bytes = (columns.end - columns.begin) * channels;
    if (rows.end - rows.begin != call.window.height || bytes != line)
        std::memset(work.window, call.inputTensor->zeroPoint, static_cast<std::size_t>(work.taps));
    const std::int8_t* from =
        call.input + ((originY + rows.begin) * width + originX + columns.begin) * channels;
    std::int8_t* to = work.window + rows.begin * line + columns.begin * channels;
    for (int ky = rows.begin; ky < rows.end; ++ky, from += width * channels, to += line) {
        int at = 0;
        for (; at + 16 <= bytes; at += 16)
            vstrbq_s8(to + at, vldrbq_s8(from + at));
        const mve_pred16_t some = vctp8q(static_cast<std::uint32_t>(bytes - at));
        vstrbq_p_s8(to + at, vldrbq_z_s8(from + at, some), some);
    }
}

/// Sums of up to kBlock channels from `first` on, at kPixels pixels.
void sumsOf(const Work& work, int first, int count, std::int32_t* sums)
{
    const std::int8_t* weights = work.call.weights + first * work.padded;
    const int pairs = (count + 1) / 2;
    if (work.vectors == 1)
        dotPairsOfOne(weights, work.inputs, 2 * work.padded, pairs, sums);
    else if (work.vectors == 2)
        dotPairsOfTwo(weights, work.inputs, 2 * work.padded, pairs, sums);
    else
        dotPairs(weights, work.inputs, 2 * work.padded, work.vectors, pairs, sums);
}

ChannelRecord recordOf(const Work& work, int output)
{
    const ChannelRecord record = makeRecord(work.call, output, std::int64_t{kLargestWeight} * work.taps, 1);
    if (record.shift != kSlowChannel)
        return record;
    std::int64_t size = 0; // look closer
    for (int tap = 0; tap < work.taps; ++tap) {
        const int weight = work.call.weights[pairedWeightIndex(output, tap, work.taps)];
        size += weight < 0 ? -weight : weight;
    }
    return makeRecord(work.call, output, size, 1);
}

void prepare(Work& work, std::int32_t* sums)
{
    const OpCall& call = work.call;
    const int outputs = call.outputTensor->channels;
    // Inputs of one: the sums are those of the weights, whose share of the zero point leaves with the bias.
    std::memset(work.inputs, 0, static_cast<std::size_t>(16 * kPixels * work.vectors));
    const uint8x16_t order = tapOrder();
    for (int vector = 0; vector < work.vectors; ++vector) {
        const std::int32_t left = work.taps - 16 * vector;
        const mve_pred16_t real =
            vcmphiq_u8(vdupq_n_u8(static_cast<std::uint8_t>(left < 16 ? left : 16)), order);
        vstrbq_p_s8(work.inputs + 16 * kPixels * vector, vdupq_n_s8(1), real);
    }
    for (int first = 0; first < outputs; first += kBlock) {
        const int count = outputs - first < kBlock ? outputs - first : kBlock;
        sumsOf(work, first, count, sums);
        for (int o = first; o < first + count; ++o) {
            const ChannelRecord record = recordOf(work, o);
            const bool slow = record.shift == kSlowChannel;
            std::int32_t* to = work.records + o / 4 * 16 + o % 4;
            to[0] = wrappingSum(call.constants.bias[o], -sums[o - first] * call.inputTensor->zeroPoint);
            to[4] = record.multiplier;
            to[8] = record.offset;
            to[12] = slow ? 0 : -record.shift;
            work.slow = work.slow || slow;
        }
    }
}

/// What sums become, four channels at a time.
template <Limits L>
MICROT_INLINE void finish(const Work& work, int first, int count, const std::int32_t* sums, int pixels,
                          std::int8_t* to)
{
    const OutputRange range = work.call.range;
    const int outputs = work.call.outputTensor->channels;
    const std::int32_t* record = work.records + first * 4;
    int left = count;
    if (L != Limits::clamped && pixels == kPixels && left >= 4) {
        const int fours = left / 4;
        finishFours<L == Limits::rectified>(record, sums, outputs, fours, to);
        record += 16 * fours;
        sums += 4 * fours;
        to += 4 * fours;
        left -= 4 * fours;
    }
    for (; left >= 4; left -= 4, record += 16, sums += 4, to += 4) {
        const FourRecords four{vldrwq_s32(record), vldrwq_s32(record + 4), vldrwq_s32(record + 8),
                               vldrwq_s32(record + 12)};
        vstrbq_s32(to, requantized<L>(vldrwq_s32(sums), four, range));
        if (pixels > 1)
            vstrbq_s32(to + outputs, requantized<L>(vldrwq_s32(sums + kBlock), four, range));
        if (pixels > 2)
            vstrbq_s32(to + 2 * outputs, requantized<L>(vldrwq_s32(sums + 2 * kBlock), four, range));
    }
    if (left > 0) {
        const mve_pred16_t some = vctp32q(static_cast<std::uint32_t>(left));
        const FourRecords four{vldrwq_s32(record), vldrwq_s32(record + 4), vldrwq_s32(record + 8),
                               vldrwq_s32(record + 12)};
        for (int pixel = 0; pixel < pixels; ++pixel)
            vstrbq_p_s32(to + pixel * outputs, requantized<L>(vldrwq_s32(sums + pixel * kBlock), four, range),
                         some);
    }
}

/// Channels that meet no condition, number by number; their sums are right all the same.
__attribute__((noinline)) void finishSlow(const Work& work, int first, int count, const std::int32_t* sums,
                                          int pixels, std::int8_t* to)
{
    const OpCall& call = work.call;
    for (int o = first; o < first + count; ++o) {
        const std::int32_t* record = work.records + o / 4 * 16 + o % 4;
        if (record[12] != 0)
            continue;
        for (int pixel = 0; pixel < pixels; ++pixel)
            to[pixel * call.outputTensor->channels + o - first] =
                requantize(wrappingSum(sums[pixel * kBlock + o - first], record[0]),
                           call.constants.multiplier[o], call.constants.shift[o], call.range);
    }
}

/// The inputs of up to kPixels outputs from `pixel` on.
__attribute__((noinline)) void placeEach(const Work& work, int pixel, int count)
{
    const OpCall& call = work.call;
    const uint8x16_t order = tapOrder();
    const int width = call.outputTensor->width;
    int y = pixel / width;
    int x = pixel % width;
    for (int lane = 0; lane < count; ++lane) {
        const std::int8_t* bytes = work.window;
        if (work.gathers)
            gather(work, y, x);
        else
            bytes = call.input +
                    (y * call.window.strideY * call.inputTensor->width + x * call.window.strideX) * work.taps;
        place(work, bytes, lane, order);
        if (++x == width)
            x = 0, ++y;
    }
}

/// The same of kPixels windows that are one pixel each and lie behind each other.
MICROT_INLINE void placeThree(const Work& work, int pixel, uint8x16_t order)
{
    const std::int8_t* bytes = work.call.input + pixel * work.taps;
    place(work, bytes, 0, order);
    place(work, bytes + work.taps, 1, order);
    place(work, bytes + 2 * work.taps, 2, order);
}

template <Limits L>
__attribute__((noinline)) void run(const OpCall& call, std::uint8_t* scratch)
{
    alignas(8) std::int32_t sums[kPixels * kBlock];
    Work work(call, scratch);
    prepare(work, sums);
    if (work.gathers)
        std::memset(work.window, 0, static_cast<std::size_t>(16 * work.vectors));
    const int outputs = call.outputTensor->channels;
    const int pixels = call.outputTensor->height * call.outputTensor->width;
    const bool plain = !work.gathers && call.window.strideY == 1 && call.window.strideX == 1 &&
                       call.inputTensor->width == call.outputTensor->width;
    const uint8x16_t order = tapOrder();
    for (int pixel = 0; pixel < pixels; pixel += kPixels) {
        const int count = pixels - pixel < kPixels ? pixels - pixel : kPixels;
        if (plain && count == kPixels)
            placeThree(work, pixel, order);
        else
            placeEach(work, pixel, count);
        for (int first = 0; first < outputs; first += kBlock) {
            const int some = outputs - first < kBlock ? outputs - first : kBlock;
            std::int8_t* to = call.output + pixel * outputs + first;
            sumsOf(work, first, some, sums);
            if (count == kPixels)
                finish<L>(work, first, some, sums, kPixels, to);
            else
                finish<L>(work, first, some, sums, count, to);
            if (work.slow)
                finishSlow(work, first, some, sums, count, to);
        }
    }
}

void runIn(const OpCall& call, std::uint8_t* scratch)
{
    switch (limitsOf(call.range)) {
    case Limits::rectified:
        return run<Limits::rectified>(call, scratch);
    case Limits::saturated:
        return run<Limits::saturated>(call, scratch);
    case Limits::clamped:
        return run<Limits::clamped>(call, scratch);
    }
}

/// In a function of its own: only what needs it has it on its stack.
__attribute__((noinline)) void runOnStack(const OpCall& call)
{
    alignas(8) std::uint8_t scratch[kKernelStackBytes];
    runIn(call, scratch);
}

} // namespace

bool knowsConvolution(const OpCall& call)
{
    const std::uint32_t bytes = Work::bytesFor(call);
    return static_cast<WeightLayout>(call.op->layout) == WeightLayout::pairs &&
           (bytes <= kKernelStackBytes || bytes <= call.scratchBytes);
}

void convolution(const OpCall& call)
{
    if (Work::bytesFor(call) <= call.scratchBytes)
        runIn(call, reinterpret_cast<std::uint8_t*>(call.scratch));
    else
        runOnStack(call);
}

} // namespace microt::firmware::mve

#endif
