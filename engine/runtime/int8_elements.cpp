// SPDX-License-Identifier: Apache-2.0
// Operators that compute or move one number at a time.
#include <cstring>

#include "engine/runtime/int8_ops.h"

namespace microt {

void multiply(const std::int8_t* a, std::int32_t zeroA, const std::int8_t* b, std::int32_t zeroB,
              bool perChannel, Extent extent, std::int32_t multiplier, std::int32_t shift, OutputRange range,
              std::int8_t* output)
{
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t i = 0; i < pixels; ++i)
        for (std::int32_t c = 0; c < extent.channels; ++c) {
            const std::int32_t at = i * extent.channels + c;
            output[at] =
                requantize((a[at] - zeroA) * (b[perChannel ? c : at] - zeroB), multiplier, shift, range);
        }
}

void concat(const std::int8_t* a, std::int32_t channelsA, const std::int8_t* b, std::int32_t channelsB,
            std::int64_t pixels, const std::int8_t* tables, OutputRange range, std::int8_t* output)
{
    for (std::int64_t i = 0; i < pixels; ++i) {
        for (std::int32_t c = 0; c < channelsA; ++c)
            *output++ = clampToInt8(tables[128 + *a++], range.low, range.high);
        for (std::int32_t c = 0; c < channelsB; ++c)
            *output++ = clampToInt8(tables[256 + 128 + *b++], range.low, range.high);
    }
}

void selectChannels(const std::int8_t* input, std::int32_t inputChannels, std::int64_t pixels,
                    const std::uint16_t* channels, std::int32_t outputChannels, std::int8_t* output)
{
    for (std::int64_t i = 0; i < pixels; ++i, input += inputChannels)
        for (std::int32_t c = 0; c < outputChannels; ++c)
            *output++ = input[channels[c]];
}

void pad(const std::int8_t* input, Extent inputExtent, std::int32_t top, std::int32_t left, std::int8_t value,
         std::int8_t* output, Extent outputExtent)
{
    const auto row = static_cast<std::size_t>(inputExtent.width * inputExtent.channels);
    const std::int32_t outputRow = outputExtent.width * outputExtent.channels;
    std::memset(output, value, static_cast<std::size_t>(outputExtent.height * outputRow));
    for (std::int32_t y = 0; y < inputExtent.height; ++y)
        std::memcpy(output + (top + y) * outputRow + left * outputExtent.channels,
                    input + static_cast<std::size_t>(y) * row, row);
}

void resize(const std::int8_t* input, Extent inputExtent, std::int8_t* output, Extent outputExtent)
{
    const auto channels = static_cast<std::size_t>(inputExtent.channels);
    for (std::int32_t y = 0; y < outputExtent.height; ++y)
        for (std::int32_t x = 0; x < outputExtent.width; ++x, output += channels) {
            const std::int32_t row = y * inputExtent.height / outputExtent.height;
            const std::int32_t column = x * inputExtent.width / outputExtent.width;
            std::memcpy(output, input + static_cast<std::size_t>(row * inputExtent.width + column) * channels,
                        channels);
        }
}

void lookUp(const std::int8_t* input, Extent extent, const std::int8_t* tables, bool perChannel,
            OutputRange range, std::int8_t* output)
{
    const std::int32_t pixels = extent.height * extent.width;
    for (std::int32_t i = 0; i < pixels; ++i)
        for (std::int32_t c = 0; c < extent.channels; ++c, ++input, ++output)
            *output = clampToInt8(tables[(perChannel ? 256 * c : 0) + 128 + *input], range.low, range.high);
}

} // namespace microt
