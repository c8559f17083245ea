// SPDX-License-Identifier: Apache-2.0
#include "firmware/kernels/requantize.h"

namespace microt::firmware {

namespace {

constexpr std::int64_t kMaxSum = std::int64_t{1} << 30;
constexpr std::int64_t kLargestInput = 255;
constexpr std::int32_t kMaxShift = 22; // the zero point times 2^22 and half a step stay below 2^30

bool fits32(std::int64_t value)
{
    return value >= INT32_MIN && value <= INT32_MAX;
}

std::int8_t exact(std::int64_t sum, const OpCall& call, int channel)
{
    return requantize(static_cast<std::int32_t>(sum), call.constants.multiplier[channel],
                      call.constants.shift[channel], call.range);
}

/// Whether all sums of [low, high] become the same output: requantization is monotone while nothing wraps.
bool isConstant(const OpCall& call, int channel, std::int64_t low, std::int64_t high)
{
    if (call.constants.multiplier[channel] == 0)
        return true;
    const int left = call.constants.shift[channel] > 0 ? call.constants.shift[channel] : 0;
    return fits32(low * (std::int64_t{1} << left)) && fits32(high * (std::int64_t{1} << left)) &&
           exact(low, call, channel) == exact(high, call, channel);
}

} // namespace

Limits limitsOf(const OutputRange& range)
{
    if (range.low == -128 && range.high == 127)
        return range.zeroPoint == -128 ? Limits::rectified : Limits::saturated;
    return Limits::clamped;
}

ChannelRecord makeRecord(const OpCall& call, int channel, std::int64_t weightSize, std::int32_t biasFactor)
{
    const std::int32_t bias = call.constants.bias[channel];
    const std::int32_t shift = -call.constants.shift[channel];
    const std::int64_t low = bias - kLargestInput * weightSize;
    const std::int64_t high = bias + kLargestInput * weightSize;
    if (low > -kMaxSum && high < kMaxSum && shift >= 1 && shift <= kMaxShift)
        return {bias * biasFactor, call.constants.multiplier[channel],
                (1 << (shift - 1)) + call.range.zeroPoint * (1 << shift), shift};
    if (isConstant(call, channel, low, high)) // an odd offset, so that the correction changes nothing
        return {0, 0, 2 * exact(bias, call, channel) + 1, 1};
    return {0, 0, 0, kSlowChannel};
}

ChannelRecord depthwiseRecord(const OpCall& call, int channel, std::int32_t biasFactor)
{
    const int taps = call.window.height * call.window.width;
    const ChannelRecord record = makeRecord(call, channel, std::int64_t{128} * taps, biasFactor);
    if (record.shift != kSlowChannel)
        return record;
    std::int64_t size = 0; // look closer
    for (int tap = 0; tap < taps; ++tap) {
        const int weight = call.weights[tap * call.inputTensor->channels + channel];
        size += weight < 0 ? -weight : weight;
    }
    return makeRecord(call, channel, size, biasFactor);
}

} // namespace microt::firmware
