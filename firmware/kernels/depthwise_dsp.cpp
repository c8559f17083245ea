// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/kernels_private.h"
#include "firmware/kernels/requantize.h"
#include "firmware/kernels/window_sums.h"

namespace microt::firmware {

using namespace dsp;

namespace {

Extent extentOf(const ImageTensor& tensor)
{
    return ImageView::extentOf(tensor);
}

/// A strip of one channel's plane in scratch memory.
struct Strip
{
    Strip(const OpCall& of, const DepthwisePlane& its)
        : call(of), plane(its), words(reinterpret_cast<std::int32_t*>(of.scratch)),
          rows(its.rowsIn(of.scratchBytes)), pairs(its.pairsOf(rows))
    {}

    /// Everything the zero point.
    void clear() const
    {
        const std::int32_t zeros = pack(call.inputTensor->zeroPoint, call.inputTensor->zeroPoint);
        for (int i = 0; i < pairs * plane.pitch() + 2; ++i)
            words[i] = zeros;
    }

    const OpCall& call;
    const DepthwisePlane& plane;
    std::int32_t* words;
    int rows;  ///< of outputs
    int pairs; ///< of padded input rows
};

/// One row of a channel, `channels` bytes apart, into its half of the words.
template <int Stride>
MICROT_INLINE void fillRow(const std::int8_t* from, int width, int channels, std::int16_t* first,
                           std::int16_t* second)
{
    constexpr int kNext = Stride == 1 ? 2 : 1; // of four pixels, in pairs of words
    int left = width;
    for (; left >= 4; left -= 4, first += 4 * kNext, second += 4 * kNext, from += 4 * channels) {
        first[0] = from[0];
        second[0] = from[channels];
        first[2 * kNext] = from[2 * channels];
        second[2 * kNext] = from[3 * channels];
    }
#pragma GCC unroll 1
    for (; left >= 2; left -= 2, first += 2 * kNext, second += 2 * kNext, from += 2 * channels) {
        first[0] = from[0];
        second[0] = from[channels];
    }
    if (left != 0)
        first[0] = from[0];
}

/// Padded rows [begin, end) of a channel; `above` is the padded row that the strip begins with, even.
template <int Stride>
__attribute__((noinline)) void fill(const Strip& strip, int channel, int begin, int end, int above)
{
    const OpCall& call = strip.call;
    const int channels = call.inputTensor->channels;
    const int width = call.inputTensor->width;
    const int height = call.inputTensor->height;
    const int pitch = strip.plane.pitch();
    const int top = call.window.padTop;
    const int left = call.window.padLeft;
    const bool whole = strip.rows == strip.plane.height; // then the border stays as it was cleared
    if (whole) {
        begin = top;
        end = end < top + height ? end : top + height;
    }
    auto* halves = reinterpret_cast<std::int16_t*>(strip.words);
    // Where the first pixel of a row goes, and the second.
    const int odd = 2 * strip.plane.evenWords;
    const int first = Stride == 1 ? 2 * left : left / 2 * 2 + left % 2 * odd;
    const int second = Stride == 1 ? 2 * left + 2 : (left + 1) / 2 * 2 + (left + 1) % 2 * odd;
    const std::int8_t* from = call.input + (begin - top) * width * channels + channel;
    for (int row = begin; row < end; ++row, from += width * channels) {
        const int place = row - above;
        std::int16_t* to = halves + (place >> 1) * 2 * pitch + (place & 1);
        if (whole || static_cast<unsigned>(row - top) < static_cast<unsigned>(height))
            fillRow<Stride>(from, width, channels, to + first, to + second);
        else
            for (int i = 0; i < pitch; ++i)
                to[2 * i] = static_cast<std::int16_t>(call.inputTensor->zeroPoint);
    }
}

/// Tables of one channel's weights as windowSums reads them: for windows that begin in the upper half of a
/// word and, at stride 1, for those that begin in the lower.
template <int Kernel, int Stride>
struct WeightTables
{
    static constexpr int kRun = Kernel + Stride; ///< words of a pair of rows

    /// Where the weights of column `k` begin.
    static constexpr int column(int k) { return Stride == 1 ? k : k / 2 + k % 2 * ((Kernel + 1) / 2 + 1); }

    /// The distances behind the weights, which are the same for all channels.
    void setDistances(const DepthwisePlane& plane)
    {
        for (int pair = 0; pair < (Kernel + 1) / 2; ++pair)
            for (int half = 0; half < 2; ++half) {
                std::int32_t* table = half == 0 ? upper : lower;
                table[pair * kRun + kRun - 1] = 4 * (Stride == 1 ? plane.pitch() : plane.oddWords);
                if (Stride == 2)
                    table[pair * kRun + (Kernel + 1) / 2] = 4 * plane.evenWords;
            }
    }

    /// Takes a channel's weights, `channels` bytes apart, times two. Returns their sum.
    std::int32_t set(const std::int8_t* weights, int channels)
    {
        std::int32_t sum = 0;
#pragma GCC unroll 1
        for (int k = 0; k < Kernel; ++k) {
            std::int32_t* up = upper + column(k);
            std::int32_t* low = lower + column(k);
            const std::int8_t* from = weights + k * channels;
            std::int32_t before = 0;
#pragma GCC unroll 8
            for (int ky = 0; ky <= Kernel; ++ky, from += Kernel * channels) {
                const std::int32_t weight = ky < Kernel ? *from * 2 : 0;
                if (ky % 2 != 0)
                    up[ky / 2 * kRun] = pack(before, weight);
                else if (Stride == 1 && ky < Kernel)
                    low[ky / 2 * kRun] = pack(before, weight);
                sum += weight;
                before = weight;
            }
        }
        return sum / 2;
    }

    alignas(8) std::int32_t upper[tableWords(Kernel, Stride)];
    alignas(8) std::int32_t lower[tableWords(Kernel, Stride)];
};

/// What one channel's outputs need.
struct Channel
{
    ChannelRecord record;
    const std::int32_t* tables[2]; ///< by the parity of the output row, at stride 1
    std::int8_t* output;           ///< of the first pixel
};

template <Limits L, bool Four>
MICROT_INLINE void put(const FourSums& s, const ChannelRecord& record, const OutputRange& range, int channels,
                       std::int8_t* to)
{
    to[0] = fastRequantize<L>(s.a0, record, range);
    to[channels] = fastRequantize<L>(s.a1, record, range);
    to[2 * channels] = fastRequantize<L>(s.a2, record, range);
    if (Four)
        to[3 * channels] = fastRequantize<L>(s.a3, record, range);
}

/// A row of outputs: groups of four, then of three so that nothing is left over; where that is impossible two
/// groups overlap, and a row of one or two is written with care.
template <int Kernel, int Stride, Limits L>
MICROT_INLINE void outputRow(const std::int32_t* inputs, const std::int32_t* table, const Channel& channel,
                             const OutputRange& range, int fours, int width, int channels, std::int8_t* to)
{
    const ChannelRecord record = channel.record;
    const std::int32_t bias = record.bias;
    const std::int8_t* stop = to + fours * channels;
    for (; to < stop; inputs += 4, to += 4 * channels) {
        FourSums sums{bias, bias, bias, bias};
        windowSums<Kernel, Stride, true>(inputs, table, sums);
        put<L, true>(sums, record, range, channels, to);
    }
    for (int left = width - fours; left > 0; left -= 3, inputs += 3, to += 3 * channels) {
        if (left < 3 && width >= 3) {
            inputs -= 3 - left;
            to -= (3 - left) * channels;
        }
        FourSums sums{bias, bias, bias, bias};
        windowSums<Kernel, Stride, false>(inputs, table, sums);
        if (width >= 3) {
            put<L, false>(sums, record, range, channels, to);
        } else {
            to[0] = fastRequantize<L>(sums.a0, record, range);
            if (width > 1)
                to[channels] = fastRequantize<L>(sums.a1, record, range);
        }
    }
}

/// How many outputs of a row come in fours.
int inFours(int width)
{
    const int threes = (4 - width % 4) % 4 * 3;
    return width >= threes ? width - threes : 0;
}

/// An output of a channel that meets no condition, number by number: its window begins in row `row` of the
/// strip.
std::int8_t slowOutput(const Strip& strip, int channel, int row, int column)
{
    const OpCall& call = strip.call;
    const int kernel = call.window.width;
    const int stride = strip.plane.stride;
    std::int32_t sum = call.constants.bias[channel];
    const std::int8_t* weight = call.weights + channel;
    for (int y = row; y < row + kernel; ++y)
        for (int x = column; x < column + kernel; ++x, weight += call.inputTensor->channels) {
            const int word =
                y / 2 * strip.plane.pitch() + (stride == 1 ? x : x / 2 + x % 2 * strip.plane.evenWords);
            const std::int32_t two = strip.words[word];
            const std::int32_t input = static_cast<std::int16_t>(y % 2 == 0 ? two : two >> 16);
            sum = wrappingSum(sum, (input - call.inputTensor->zeroPoint) * *weight);
        }
    return requantize(sum, call.constants.multiplier[channel], call.constants.shift[channel], call.range);
}

/// Output rows [first, end) of a slow channel; the strip begins at `first`.
__attribute__((noinline)) void slowRows(const Strip& strip, int channel, int first, int end)
{
    const int width = strip.call.outputTensor->width;
    const int stride = strip.plane.stride;
    for (int y = first; y < end; ++y)
        for (int x = 0; x < width; ++x)
            strip.call.output[(y * width + x) * strip.call.outputTensor->channels + channel] =
                slowOutput(strip, channel, (y - first) * stride, x * stride);
}

/// The same of a fast one.
template <int Kernel, int Stride, Limits L>
__attribute__((noinline)) void outputRows(const Strip& strip, const Channel& made, int first, int end)
{
    const OutputRange range = strip.call.range;
    const int width = strip.call.outputTensor->width;
    const int channels = strip.call.outputTensor->channels;
    const int fours = inFours(width);
    const int pitch = strip.plane.pitch();
    const std::int32_t* inputs = strip.words;
    std::int8_t* to = made.output + first * width * channels;
    for (int y = first; y < end; ++y, to += width * channels) {
        const bool lower = Stride == 1 && (y & 1) != 0;
        outputRow<Kernel, Stride, L>(inputs, made.tables[lower ? 1 : 0], made, range, fours, width, channels,
                                     to);
        if (lower || Stride == 2)
            inputs += pitch;
    }
}

/// outputRows for an operator's window and limits.
using OutputRows = void (*)(const Strip& strip, const Channel& made, int first, int end);

/// The outputs of one channel, strip by strip; the rows that two strips see are kept.
template <int Stride>
void outputsOf(const Strip& strip, int channel, const Channel& made, OutputRows outputRows)
{
    const int height = strip.call.outputTensor->height;
    const int pitch = strip.plane.pitch();
    const int advance = Stride == 1 ? strip.rows / 2 : strip.rows; // pairs, where there are several strips
    int filled = 0;
    for (int first = 0; first < height; first += strip.rows) {
        const int above = first * Stride;
        if (first > 0)
            std::memmove(strip.words, strip.words + advance * pitch,
                         sizeof(std::int32_t) * static_cast<std::size_t>((strip.pairs - advance) * pitch));
        fill<Stride>(strip, channel, filled, above + 2 * strip.pairs, above);
        filled = above + 2 * strip.pairs;
        const int end = first + strip.rows < height ? first + strip.rows : height;
        if (made.record.shift == kSlowChannel)
            slowRows(strip, channel, first, end);
        else
            outputRows(strip, made, first, end);
    }
}

template <int Kernel, int Stride>
void run(const OpCall& call)
{
    const DepthwisePlane plane(call.window, extentOf(*call.inputTensor), extentOf(*call.outputTensor));
    const Strip strip(call, plane);
    strip.clear();
    const OutputRows rows = limitsOf(call.range) == Limits::rectified
                                ? outputRows<Kernel, Stride, Limits::rectified>
                                : outputRows<Kernel, Stride, Limits::clamped>;
    const int channels = call.inputTensor->channels;
    WeightTables<Kernel, Stride> tables;
    tables.setDistances(plane);
    for (int c = 0; c < channels; ++c) {
        const std::int32_t sum = tables.set(call.weights + c, channels);
        Channel made{depthwiseRecord(call, c, 2), {tables.upper, tables.lower}, call.output + c};
        // The plane holds inputs as they are: their zero point leaves with the bias.
        made.record.bias = wrappingSum(made.record.bias, -2 * sum * call.inputTensor->zeroPoint);
        outputsOf<Stride>(strip, c, made, rows);
    }
}

} // namespace

bool knowsDepthwise(const OpCall& call)
{
    if (!isFastDepthwise(call.window))
        return false;
    const DepthwisePlane plane(call.window, extentOf(*call.inputTensor), extentOf(*call.outputTensor));
    return plane.rowsIn(call.scratchBytes) > 0;
}

void depthwiseDsp(const OpCall& call)
{
    static constexpr void (*kAll[][2])(const OpCall&) = {
        {run<3, 1>, run<3, 2>}, {run<5, 1>, run<5, 2>}, {run<7, 1>, run<7, 2>}};
    kAll[(call.window.height - 3) / 2][call.window.strideX - 1](call);
}

} // namespace microt::firmware
