// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/mve_private.h"

#if defined(__ARM_FEATURE_MVE)

#include "firmware/kernels/requantize_mve.h"
#include "firmware/kernels/window_vectors.h"

namespace microt::firmware::mve {

namespace {

constexpr std::uint32_t kBehind = 48; ///< bytes that are read, and do not matter, behind a plane

/// A strip of one channel's plane in scratch memory: DepthwisePlane's columns of two rows as bytes, at stride
/// 2 too in their own order.
struct Strip
{
    Strip(const OpCall& of, const DepthwisePlane& its)
        : call(of), plane(its), bytes(of.scratch), rows(rowsIn(its, of.scratchBytes)),
          pairs(its.pairsOf(rows)), pitch(2 * its.pitch())
    {}

    /// Output rows of a strip; 0: none fits.
    static std::int32_t rowsIn(const DepthwisePlane& plane, std::uint32_t scratch)
    {
        return scratch > kBehind ? plane.rowsIn(2 * (scratch - kBehind)) : 0;
    }

    const OpCall& call;
    const DepthwisePlane& plane;
    std::int8_t* bytes;
    int rows;  ///< of outputs
    int pairs; ///< of padded input rows
    int pitch; ///< bytes of a pair
};

/// Two rows of a channel, each perhaps not there, side by side.
__attribute__((noinline)) void fillPair(const Strip& strip, const std::int8_t* upper,
                                        const std::int8_t* lower, std::int8_t* to)
{
    const OpCall& call = strip.call;
    const int channels = call.inputTensor->channels;
    const auto step = static_cast<std::uint16_t>(channels);
    const uint16x8_t offsets = vmulq_n_u16(vidupq_n_u16(0, 1), step);
    const uint16x8_t zeros = vdupq_n_u16(static_cast<std::uint8_t>(call.inputTensor->zeroPoint));
    const auto read = [&](const std::int8_t* from) {
        return vldrbq_gather_offset_u16(reinterpret_cast<const std::uint8_t*>(from), offsets);
    };
    const auto put = [&](uint16x8_t above, uint16x8_t below, mve_pred16_t some) {
        vstrhq_p_u16(reinterpret_cast<std::uint16_t*>(to), vsliq_n_u16(above, below, 8), some);
    };
    auto* halves = reinterpret_cast<std::uint16_t*>(to);
    int left = call.inputTensor->width;
    if (upper != nullptr && lower != nullptr)
        for (; left >= 8; left -= 8, halves += 8, upper += 8 * channels, lower += 8 * channels)
            vstrhq_u16(halves, vsliq_n_u16(read(upper), read(lower), 8));
    to = reinterpret_cast<std::int8_t*>(halves);
    for (; left > 0; left -= 8, to += 16) {
        const mve_pred16_t some = vctp16q(static_cast<std::uint32_t>(left));
        const auto readSome = [&](const std::int8_t*& from) {
            if (from == nullptr)
                return zeros;
            const uint16x8_t values =
                vldrbq_gather_offset_z_u16(reinterpret_cast<const std::uint8_t*>(from), offsets, some);
            from += 8 * channels;
            return values;
        };
        const uint16x8_t above = readSome(upper);
        const uint16x8_t below = readSome(lower);
        put(above, below, some);
    }
}

/// Pairs [begin, end) of padded rows of a channel; `first` is the pair that the strip begins with.
void fill(const Strip& strip, int channel, int begin, int end, int first)
{
    const OpCall& call = strip.call;
    const int line = call.inputTensor->width * call.inputTensor->channels;
    const int top = call.window.padTop;
    const auto row = [&](int padded) {
        const int y = padded - top;
        return y >= 0 && y < call.inputTensor->height ? call.input + y * line + channel : nullptr;
    };
    std::int8_t* to = strip.bytes + (begin - first) * strip.pitch + 2 * call.window.padLeft;
    for (int pair = begin; pair < end; ++pair, to += strip.pitch)
        fillPair(strip, row(2 * pair), row(2 * pair + 1), to);
}

/// What one channel's outputs need.
struct Channel
{
    OneRecord record;
    bool slow;
    std::int32_t index;
    const std::int8_t* tables[2]; ///< vectors of weights, by the parity of the output row at stride 1
};

/// The weights of a channel as windowSums takes them, for windows that begin in the upper row of a pair and,
/// at stride 1, for those that begin in the lower.
template <int Kernel>
struct WeightTables
{
    static constexpr int kPairs = (Kernel + 1) / 2;

    /// Takes a channel's weights, `channels` bytes apart. Returns their sum.
    std::int32_t set(const std::int8_t* weights, int channels)
    {
        const uint16x8_t offsets = vmulq_n_u16(vidupq_n_u16(0, 1), static_cast<std::uint16_t>(channels));
        const mve_pred16_t some = vctp16q(Kernel);
        uint16x8_t rows[Kernel + 1];
        for (int k = 0; k < Kernel; ++k)
            rows[k] = vldrbq_gather_offset_z_u16(
                reinterpret_cast<const std::uint8_t*>(weights + k * Kernel * channels), offsets, some);
        rows[Kernel] = vdupq_n_u16(0);
        std::int32_t sum = 0;
        for (int pair = 0; pair < kPairs; ++pair) {
            const int8x16_t two = vreinterpretq_s8_u16(vsliq_n_u16(rows[2 * pair], rows[2 * pair + 1], 8));
            sum = vaddvaq_s8(sum, two);
            vstrbq_s8(upper + 16 * pair, two);
            const uint16x8_t before = pair == 0 ? rows[Kernel] : rows[2 * pair - 1];
            vstrbq_s8(lower + 16 * pair, vreinterpretq_s8_u16(vsliq_n_u16(before, rows[2 * pair], 8)));
        }
        return sum;
    }

    alignas(8) std::int8_t upper[16 * kPairs];
    alignas(8) std::int8_t lower[16 * kPairs];
};

/// Up to four sums of a slow channel, number by number.
__attribute__((noinline)) void putSlow(const OpCall& call, const Channel& channel, int32x4_t sums, int count,
                                       std::int8_t* to)
{
    std::int32_t each[4];
    vstrwq_s32(each, sums);
    for (int i = 0; i < count; ++i, to += call.outputTensor->channels)
        *to = requantize(wrappingSum(each[i], channel.record.bias), call.constants.multiplier[channel.index],
                         call.constants.shift[channel.index], call.range);
}

/// Output rows first, first + step, ... of a channel, whose windows begin in rows of one parity.
template <int Kernel, int Stride, Limits L, bool Slow>
MICROT_INLINE void outputRows(const Strip& strip, const Channel& made, int first, int end, int step,
                              const std::int8_t* table, const std::int8_t* inputs)
{
    constexpr int kPairs = (Kernel + 1) / 2;
    const OpCall& call = strip.call;
    const OutputRange range = call.range;
    const OneRecord record = made.record;
    const int channels = call.outputTensor->channels;
    const int width = call.outputTensor->width;
    const int pitch = strip.pitch;
    const uint32x4_t offsets = vmulq_n_u32(vidupq_n_u32(0, 1), static_cast<std::uint32_t>(channels));
    WindowWeights<kPairs> weights;
    for (int pair = 0; pair < kPairs; ++pair)
        weights.rows[pair] = vldrbq_s8(table + 16 * pair);
    std::int8_t* to = call.output + first * width * channels + made.index;
    const int next = step * width * channels;
    for (int y = first; y < end; y += step, to += next, inputs += pitch) {
        WindowInputs<kPairs> x;
        for (int pair = 0; pair < kPairs; ++pair)
            x.at[pair] = inputs + pair * pitch;
        std::int8_t* at = to;
        int left = width;
        for (; left >= 4; left -= 4, at += 4 * channels) {
            const int32x4_t sums = windowSums<kPairs, Stride>(x, weights);
            if constexpr (Slow)
                putSlow(call, made, sums, 4, at);
            else
                vstrbq_scatter_offset_s32(at, offsets, requantized<L>(sums, record, range));
        }
        if (left > 0) {
            const int32x4_t sums = windowSums<kPairs, Stride>(x, weights);
            if constexpr (Slow)
                putSlow(call, made, sums, left, at);
            else
                vstrbq_scatter_offset_p_s32(at, offsets, requantized<L>(sums, record, range),
                                            vctp32q(static_cast<std::uint32_t>(left)));
        }
    }
}

/// Output rows [first, end) of a channel; the strip begins with what `first` sees.
template <int Kernel, int Stride, Limits L, bool Slow>
__attribute__((noinline)) void outputs(const Strip& strip, const Channel& made, int first, int end)
{
    if constexpr (Stride == 1) {
        outputRows<Kernel, 1, L, Slow>(strip, made, first, end, 2, made.tables[0], strip.bytes);
        outputRows<Kernel, 1, L, Slow>(strip, made, first + 1, end, 2, made.tables[1], strip.bytes);
    } else {
        outputRows<Kernel, 2, L, Slow>(strip, made, first, end, 1, made.tables[0], strip.bytes);
    }
}

using Outputs = void (*)(const Strip& strip, const Channel& made, int first, int end);

/// The outputs of one channel, strip by strip; the rows that two strips see are kept.
template <int Stride>
void outputsOf(const Strip& strip, int channel, const Channel& made, Outputs outputs)
{
    const int height = strip.call.outputTensor->height;
    if (strip.rows == height) { // the border above and below stays as it was cleared
        const int top = strip.call.window.padTop / 2;
        const int all = (strip.call.window.padTop + strip.call.inputTensor->height + 1) / 2;
        fill(strip, channel, top, all < strip.pairs ? all : strip.pairs, 0);
        return outputs(strip, made, 0, height);
    }
    const int advance = Stride == 1 ? strip.rows / 2 : strip.rows; // pairs
    int filled = 0;
    for (int first = 0; first < height; first += strip.rows) {
        const int begin = first * Stride / 2;
        if (first > 0)
            std::memmove(strip.bytes, strip.bytes + advance * strip.pitch,
                         static_cast<std::size_t>((strip.pairs - advance) * strip.pitch));
        fill(strip, channel, filled, begin + strip.pairs, begin);
        filled = begin + strip.pairs;
        outputs(strip, made, first, first + strip.rows < height ? first + strip.rows : height);
    }
}

template <int Kernel, int Stride>
void run(const OpCall& call)
{
    const DepthwisePlane plane(call.window, ImageView::extentOf(*call.inputTensor),
                               ImageView::extentOf(*call.outputTensor));
    const Strip strip(call, plane);
    std::memset(strip.bytes, call.inputTensor->zeroPoint,
                static_cast<std::size_t>(strip.pairs * strip.pitch));
    const Outputs fast = limitsOf(call.range) == Limits::rectified
                             ? outputs<Kernel, Stride, Limits::rectified, false>
                             : outputs<Kernel, Stride, Limits::clamped, false>;
    const int channels = call.inputTensor->channels;
    WeightTables<Kernel> tables;
    for (int c = 0; c < channels; ++c) {
        const std::int32_t sum = tables.set(call.weights + c, channels);
        const ChannelRecord record = depthwiseRecord(call, c, 1);
        const bool slow = record.shift == kSlowChannel;
        // The plane holds inputs as they are: their zero point leaves with the bias.
        const Channel made{{wrappingSum(call.constants.bias[c], -sum * call.inputTensor->zeroPoint),
                            record.multiplier, record.offset, -record.shift},
                           slow,
                           c,
                           {tables.upper, tables.lower}};
        outputsOf<Stride>(strip, c, made, slow ? outputs<Kernel, Stride, Limits::clamped, true> : fast);
    }
}

} // namespace

bool knowsDepthwise(const OpCall& call)
{
    if (!isFastDepthwise(call.window))
        return false;
    const DepthwisePlane plane(call.window, ImageView::extentOf(*call.inputTensor),
                               ImageView::extentOf(*call.outputTensor));
    return call.inputTensor->channels <= 0xFFFF / 8 && Strip::rowsIn(plane, call.scratchBytes) > 0;
}

void depthwise(const OpCall& call)
{
    static constexpr void (*kAll[][2])(const OpCall&) = {
        {run<3, 1>, run<3, 2>}, {run<5, 1>, run<5, 2>}, {run<7, 1>, run<7, 2>}};
    kAll[(call.window.height - 3) / 2][call.window.strideX - 1](call);
}

} // namespace microt::firmware::mve

#endif
