// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/window_overlap.h"
#include "firmware/kernels/dot_pairs.h"
#include "firmware/kernels/kernels_private.h"
#include "firmware/kernels/requantize.h"

namespace microt::firmware {

using namespace dsp;

namespace {

constexpr std::int32_t kLanes = 4; // pixels at a time
constexpr std::int32_t kLargestWeight = 128;

/// What one call works with: its scratch, divided up.
struct Work
{
    const OpCall& call;
    std::int32_t taps;
    std::int32_t padded;
    bool gathers;
    bool slow = false; // some channel is
    std::int32_t* inputs;
    ChannelRecord* records;
    std::int8_t* window;

    Work(const OpCall& of, std::uint8_t* scratch)
        : call(of), taps(windowTaps(of.window, of.inputTensor->channels)), padded(paddedTaps(taps)),
          gathers(gathersWindow(of.window, of.inputTensor->channels)),
          inputs(reinterpret_cast<std::int32_t*>(scratch)),
          records(reinterpret_cast<ChannelRecord*>(scratch + 8 * padded)),
          window(reinterpret_cast<std::int8_t*>(records + (of.outputTensor->channels + 1) / 2 * 2))
    {}
};

void prepare(Work& work, std::int32_t biasFactor)
{
    const OpCall& call = work.call;
    const int outputs = call.outputTensor->channels;
    for (int o = 0; o < outputs; ++o) {
        ChannelRecord record = makeRecord(call, o, std::int64_t{kLargestWeight} * work.taps, biasFactor);
        if (record.shift == kSlowChannel) { // look closer
            std::int64_t size = 0;
            for (int tap = 0; tap < work.taps; ++tap) {
                const int weight = call.weights[pairedWeightIndex(o, tap, work.taps)];
                size += weight < 0 ? -weight : weight;
            }
            record = makeRecord(call, o, size, biasFactor);
            work.slow = work.slow || record.shift == kSlowChannel;
        }
        work.records[o] = record;
    }
    if (outputs % 2 != 0)
        work.records[outputs] = {0, 0, 0, 1};
}

void copyBytes(const std::int8_t* from, int count, std::int8_t* to)
{
    for (; count >= 4; count -= 4, from += 4, to += 4)
        std::memcpy(to, from, 4);
    for (; count > 0; --count)
        *to++ = *from++;
}

/// Three times nine bytes, as a 3x3 window of colours has.
void copyNines(const std::int8_t* from, int line, std::int8_t* to)
{
    for (int row = 0; row < 3; ++row, from += line, to += 9) {
        std::memcpy(to, from, 8);
        to[8] = from[8];
    }
}

/// The window of an output as bytes, the zero point where it hangs over and behind the last tap.
void gather(const Work& work, int y, int x)
{
    const OpCall& call = work.call;
    const int channels = call.inputTensor->channels;
    const int width = call.inputTensor->width;
    const int originY = y * call.window.strideY - call.window.padTop;
    const int originX = x * call.window.strideX - call.window.padLeft;
    const Overlap rows = overlap(originY, call.window.height, call.inputTensor->height);
    const Overlap columns = overlap(originX, call.window.width, width);
    const int line = call.window.width * channels;
    const bool whole =
        rows.end - rows.begin == call.window.height && columns.end - columns.begin == call.window.width;
    if (whole && line == 9 && call.window.height == 3)
        return copyNines(call.input + (originY * width + originX) * channels, width * channels, work.window);
    if (!whole)
        std::memset(work.window, call.inputTensor->zeroPoint, static_cast<std::size_t>(work.taps));
    const std::int8_t* from =
        call.input + ((originY + rows.begin) * width + originX + columns.begin) * channels;
    std::int8_t* to = work.window + rows.begin * line + columns.begin * channels;
    for (int ky = rows.begin; ky < rows.end; ++ky, from += width * channels, to += line)
        copyBytes(from, (columns.end - columns.begin) * channels, to);
}

/// Widens `padded` bytes less the zero point, perhaps times two, into lane `lane` of the inputs: of every
/// four taps the words of 0 and 2, then of 1 and 3.
template <bool Double>
void widenOne(const Work& work, const std::int8_t* bytes, int lane, std::int32_t lessZeroPoints)
{
    std::int32_t* to = work.inputs + lane;
#pragma GCC unroll 4
    for (int k = 0; k < work.padded; k += 4, to += 2 * kLanes) {
        const std::int32_t four = load(bytes + k);
        const std::int32_t even = addEven(lessZeroPoints, four);
        const std::int32_t odd = addOdd(lessZeroPoints, four);
        to[0] = Double ? doubleHalves(even) : even;
        to[kLanes] = Double ? doubleHalves(odd) : odd;
    }
}

/// The same for four pixels that lie behind each other.
template <bool Double>
void widenFour(const Work& work, const std::int8_t* bytes, std::int32_t lessZeroPoints)
{
    std::int32_t* to = work.inputs;
    const int next = work.taps;
    for (int k = 0; k < next; k += 4, bytes += 4, to += 2 * kLanes) {
        const std::int32_t p0 = load(bytes);
        const std::int32_t p1 = load(bytes + next);
        const std::int32_t p2 = load(bytes + 2 * next);
        const std::int32_t p3 = load(bytes + 3 * next);
        const auto put = [to](int at, std::int32_t two) { to[at] = Double ? doubleHalves(two) : two; };
        put(0, addEven(lessZeroPoints, p0));
        put(1, addEven(lessZeroPoints, p1));
        put(2, addEven(lessZeroPoints, p2));
        put(3, addEven(lessZeroPoints, p3));
        put(4, addOdd(lessZeroPoints, p0));
        put(5, addOdd(lessZeroPoints, p1));
        put(6, addOdd(lessZeroPoints, p2));
        put(7, addOdd(lessZeroPoints, p3));
    }
}

/// Where the outputs of four pixels lie, in bytes from the first; those that do not exist lie on the last.
struct Lanes
{
    std::int32_t at1;
    std::int32_t at2;
    std::int32_t at3;
};

template <Limits L, bool Double>
MICROT_INLINE void finish(const ChannelRecord& record, const OutputRange& range, std::int32_t s0,
                          std::int32_t s1, std::int32_t s2, std::int32_t s3, const Lanes& lanes,
                          std::int8_t* to)
{
    constexpr std::int32_t kFactor = Double ? 1 : 2;
    const ChannelRecord own = record;
    const std::int32_t v0 = fastRequantize<L>(s0 * kFactor, own, range);
    const std::int32_t v1 = fastRequantize<L>(s1 * kFactor, own, range);
    const std::int32_t v2 = fastRequantize<L>(s2 * kFactor, own, range);
    const std::int32_t v3 = fastRequantize<L>(s3 * kFactor, own, range);
    to[0] = static_cast<std::int8_t>(v0);
    to[lanes.at1] = static_cast<std::int8_t>(v1);
    to[lanes.at2] = static_cast<std::int8_t>(v2);
    to[lanes.at3] = static_cast<std::int8_t>(v3);
}

/// The last of an odd number of channels; its partner is empty and is not kept.
template <bool Double>
__attribute__((noinline)) void lastChannel(const Work& work, std::int8_t* to, const Lanes& lanes)
{
    const int outputs = work.call.outputTensor->channels;
    const ChannelRecord& record = work.records[outputs - 1];
    const std::int8_t* weights = work.call.weights + (outputs - 1) * work.padded;
    const std::int32_t bias = record.bias;
    Sums sums{bias, bias, bias, bias, 0, 0, 0, 0};
    dotPairs(weights, weights + 2 * work.padded, work.inputs, skippedCode(work.padded), sums);
    finish<Limits::clamped, Double>(record, work.call.range, sums.a0, sums.a1, sums.a2, sums.a3, lanes,
                                    to + outputs - 1);
}

/// All channels of four pixels whose inputs are widened.
template <Limits L>
__attribute__((noinline)) void fourPixels(const Work& work, std::int8_t* to, const Lanes& where)
{
    constexpr bool kDouble = L == Limits::rectified;
    const std::int32_t step = 2 * work.padded;
    const std::int32_t skipped = skippedCode(work.padded);
    const std::int32_t* inputs = work.inputs;
    const std::int8_t* weights = work.call.weights;
    const ChannelRecord* record = work.records;
    const OutputRange range = work.call.range;
    const Lanes lanes = where;
    const int outputs = work.call.outputTensor->channels;
#if defined(__ARM_FEATURE_DSP)
    if constexpr (L == Limits::rectified) {
        if (outputs > 1)
            rectifiedPairs({inputs, inputs + 2 * work.padded, record, to, to + outputs - 1, lanes.at1,
                            lanes.at2, lanes.at3, skipped},
                           weights);
        if (outputs % 2 != 0)
            lastChannel<kDouble>(work, to, lanes);
        return;
    }
#endif
    for (const std::int8_t* stop = to + outputs - 1; to < stop; to += 2, record += 2) {
        const std::int8_t* end = weights + step;
        const std::int32_t a = record[0].bias;
        const std::int32_t b = record[1].bias;
        Sums sums{a, a, a, a, b, b, b, b};
        dotPairs(weights, end, inputs, skipped, sums);
        weights = end;
        finish<L, kDouble>(record[0], range, sums.a0, sums.a1, sums.a2, sums.a3, lanes, to);
        finish<L, kDouble>(record[1], range, sums.b0, sums.b1, sums.b2, sums.b3, lanes, to + 1);
    }
    if (outputs % 2 != 0)
        lastChannel<kDouble>(work, to - outputs + 1, lanes);
}

/// A channel that meets no condition, at one of the four pixels.
std::int8_t slowOutput(const Work& work, int output, int lane, std::int32_t factor)
{
    const OpCall& call = work.call;
    std::int32_t sum = call.constants.bias[output];
    for (int tap = 0; tap < work.taps; ++tap) {
        const std::int32_t two = work.inputs[tap / 4 * 8 + tap % 2 * 4 + lane];
        const std::int32_t input = static_cast<std::int16_t>(tap % 4 < 2 ? two : two >> 16);
        sum = wrappingSum(sum, input / factor * call.weights[pairedWeightIndex(output, tap, work.taps)]);
    }
    return requantize(sum, call.constants.multiplier[output], call.constants.shift[output], call.range);
}

void slowChannels(const Work& work, std::int8_t* to, int count, std::int32_t factor)
{
    const int outputs = work.call.outputTensor->channels;
    for (int o = 0; o < outputs; ++o)
        for (int lane = 0; work.records[o].shift == kSlowChannel && lane < count; ++lane)
            to[lane * outputs + o] = slowOutput(work, o, lane, factor);
}

using FourPixels = void (*)(const Work& work, std::int8_t* to, const Lanes& lanes);

/// Widens the inputs of up to four outputs from `pixel` on, one by one; the last stands for what is missing.
template <bool Double>
__attribute__((noinline)) void widenEach(const Work& work, std::int32_t pixel, int count,
                                         std::int32_t lessZeroPoints)
{
    const OpCall& call = work.call;
    const std::int32_t width = call.outputTensor->width;
    int y = pixel / width;
    int x = pixel % width;
    for (int lane = 0; lane < kLanes; ++lane) {
        const std::int8_t* bytes = work.window;
        if (work.gathers)
            gather(work, y, x);
        else
            bytes = call.input +
                    (y * call.window.strideY * call.inputTensor->width + x * call.window.strideX) * work.taps;
        widenOne<Double>(work, bytes, lane, lessZeroPoints);
        if (lane < count - 1 && ++x == width)
            x = 0, ++y;
    }
}

template <bool Double>
void run(const OpCall& call, std::uint8_t* scratch, FourPixels fourPixels)
{
    Work work(call, scratch);
    prepare(work, Double ? 2 : 1);
    const std::int32_t outputs = call.outputTensor->channels;
    const std::int32_t pixels = call.outputTensor->height * call.outputTensor->width;
    const std::int32_t less = pack(-call.inputTensor->zeroPoint, -call.inputTensor->zeroPoint);
    const bool plain = !work.gathers && call.window.strideY == 1 && call.window.strideX == 1 &&
                       call.inputTensor->width == call.outputTensor->width;
    if (work.gathers) // what fills up the taps adds nothing, whatever its weights
        std::memset(work.window, call.inputTensor->zeroPoint, static_cast<std::size_t>(work.padded));
    for (std::int32_t pixel = 0; pixel < pixels; pixel += kLanes) {
        const std::int32_t count = pixels - pixel < kLanes ? pixels - pixel : kLanes;
        if (plain && count == kLanes)
            widenFour<Double>(work, call.input + pixel * work.taps, less);
        else
            widenEach<Double>(work, pixel, count, less);
        const auto at = [&](std::int32_t lane) { return (lane < count ? lane : count - 1) * outputs; };
        std::int8_t* to = call.output + pixel * outputs;
        fourPixels(work, to, {at(1), at(2), at(3)});
        if (work.slow)
            slowChannels(work, to, count, Double ? 2 : 1);
    }
}

void runIn(const OpCall& call, std::uint8_t* scratch)
{
    switch (limitsOf(call.range)) {
    case Limits::rectified:
        return run<true>(call, scratch, fourPixels<Limits::rectified>);
    case Limits::saturated:
        return run<false>(call, scratch, fourPixels<Limits::saturated>);
    case Limits::clamped:
        return run<false>(call, scratch, fourPixels<Limits::clamped>);
    }
}

/// In a function of its own: only what needs it has it on its stack.
__attribute__((noinline)) void runOnStack(const OpCall& call)
{
    alignas(8) std::uint8_t scratch[kKernelStackBytes];
    runIn(call, scratch);
}

std::uint32_t scratchOf(const OpCall& call)
{
    return convolutionScratch(call.window, call.inputTensor->channels, call.outputTensor->channels);
}

} // namespace

bool knowsConvolution(const OpCall& call)
{
    return static_cast<WeightLayout>(call.op->layout) == WeightLayout::pairs &&
           (scratchOf(call) <= kKernelStackBytes || scratchOf(call) <= call.scratchBytes);
}

void convolutionDsp(const OpCall& call)
{
    if (scratchOf(call) <= call.scratchBytes)
        runIn(call, reinterpret_cast<std::uint8_t*>(call.scratch));
    else
        runOnStack(call);
}

} // namespace microt::firmware
