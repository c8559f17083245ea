// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace microt {

/// How the weights of a convolution lie in an image.
enum class WeightLayout : std::uint8_t {
    rows = 0, ///< [out, taps]: one output channel's after the other, taps in the order of int8_ops.h
    /// Two output channels side by side, four taps at a time, so that a board reads them in one pass: for
    /// channels a, b and taps 0..3 the bytes a0 b0 a2 b2 a1 b1 a3 b3. What fills up the last pair of channels
    /// and the last four taps is 0. Only for convolutions without groups.
    pairs = 1,
};
constexpr int kWeightLayoutCount = 2;

/// Taps of an output, filled up to fours.
constexpr std::int32_t paddedTaps(std::int32_t taps)
{
    return (taps + 3) / 4 * 4;
}

/// Bytes of all weights.
constexpr std::int64_t weightBytes(WeightLayout layout, std::int64_t outputs, std::int32_t taps)
{
    return layout == WeightLayout::rows ? outputs * taps : (outputs + 1) / 2 * 2 * paddedTaps(taps);
}

/// Where the weight of a tap lies in WeightLayout::pairs.
constexpr std::int32_t pairedWeightIndex(std::int32_t output, std::int32_t tap, std::int32_t taps)
{
    return (output & ~1) * paddedTaps(taps) + (tap >> 2) * 8 + (tap & 1) * 4 + (tap & 2) + (output & 1);
}

/// From WeightLayout::rows to WeightLayout::pairs: int8 [outputs, taps] to weightBytes() bytes. Does not
/// write those that fill up.
inline void pairWeights(const std::int8_t* rows, std::int32_t outputs, std::int32_t taps, std::int8_t* pairs)
{
    for (std::int32_t o = 0; o < outputs; ++o)
        for (std::int32_t tap = 0; tap < taps; ++tap)
            pairs[pairedWeightIndex(o, tap, taps)] = *rows++;
}

} // namespace microt
