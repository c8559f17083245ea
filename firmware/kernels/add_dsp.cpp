// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/kernels_private.h"
#include "firmware/kernels/requantize.h"

namespace microt::firmware {

using namespace dsp;

namespace {

/// An input's share of the sum: equal to the reference's for inputs of 9 bits shifted by kAddLeftShift.
std::int32_t scaledInput(std::int32_t value, const AddConstants& constants, int input)
{
    const std::int32_t shift = -constants.shift[input];
    const std::int32_t scaled = multiplyHigh((value - constants.zeroPoint[input]) * (2 << kAddLeftShift),
                                             constants.multiplier[input]);
    return shift > 0 ? (scaled + (1 << (shift - 1)) + (scaled >> 31)) >> shift : scaled;
}

template <Limits L>
void addAll(const OpCall& call, const std::int32_t* scaledA, const std::int32_t* scaledB,
            const ChannelRecord& record)
{
    const std::int8_t* a = call.input;
    const std::int8_t* b = call.input2;
    std::int8_t* to = call.output;
    const std::int8_t* end =
        to + call.outputTensor->height * call.outputTensor->width * call.outputTensor->channels;
    const ChannelRecord own = record;
    const OutputRange range = call.range;
    while (to < end)
        *to++ = fastRequantize<L>(scaledA[*a++] + scaledB[*b++], own, range);
}

} // namespace

bool knowsAdd(const OpCall& call)
{
    // Each share is below 2^28, so that twice their sum fits.
    return call.addition.shift[2] <= -1 && call.addition.shift[2] >= -22;
}

void addDsp(const OpCall& call)
{
    // Every value an input can have, scaled once, times two.
    std::int32_t scaled[2][256];
    for (int input = 0; input < 2; ++input)
        for (int value = -128; value < 128; ++value)
            scaled[input][value + 128] = 2 * scaledInput(value, call.addition, input);
    const std::int32_t shift = -call.addition.shift[2];
    const ChannelRecord record{0, call.addition.multiplier[2],
                               (1 << (shift - 1)) + call.range.zeroPoint * (1 << shift), shift};
    if (limitsOf(call.range) == Limits::clamped)
        addAll<Limits::clamped>(call, scaled[0] + 128, scaled[1] + 128, record);
    else
        addAll<Limits::saturated>(call, scaled[0] + 128, scaled[1] + 128, record);
}

} // namespace microt::firmware
