// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/runtime/int8_ops.h"
#include "engine/runtime/weight_layout.h"

namespace microt {

// What the boards' kernels keep beside their tensors, so that the planner can give it to them. A kernel that
// was given less falls back to the reference one; less than what it wants costs a depthwise operator time.

/// A kernel keeps this much on the stack instead; what needs no more is not in the plan.
constexpr std::uint32_t kKernelStackBytes = 2048;

/// How a channel becomes an output, as the kernels read it; see firmware/kernels/requantize.h.
struct ChannelRecord
{
    std::int32_t bias;
    std::int32_t multiplier;
    std::int32_t offset;
    std::int32_t shift;
};

/// Taps of a convolution without groups.
constexpr std::int32_t windowTaps(const Window& window, std::int32_t inputChannels)
{
    return window.height * window.width * inputChannels;
}

/// Whether a convolution in WeightLayout::pairs copies each window; one pixel that needs no filling up is
/// read where it lies.
constexpr bool gathersWindow(const Window& window, std::int32_t inputChannels)
{
    const std::int32_t taps = windowTaps(window, inputChannels);
    return window.height != 1 || window.width != 1 || paddedTaps(taps) != taps;
}

/// Of a convolution in WeightLayout::pairs: four windows, widened to 16 bits, a window as bytes if it is
/// gathered, a record for each channel.
constexpr std::uint32_t convolutionScratch(const Window& window, std::int32_t inputChannels,
                                           std::int32_t outputs)
{
    const std::int32_t padded = paddedTaps(windowTaps(window, inputChannels));
    const std::int32_t gathered = gathersWindow(window, inputChannels) ? padded : 0;
    return static_cast<std::uint32_t>(8 * padded + gathered +
                                      (outputs + 1) / 2 * 2 * static_cast<int>(sizeof(ChannelRecord)));
}

/// The plane of a depthwise operator: one channel, widened to 16 bits, with its border, two rows interleaved
/// to 32-bit words; at stride 2 the even columns, then the odd ones. Held in strips of output rows.
struct DepthwisePlane
{
    DepthwisePlane(const Window& window, Extent input, Extent output)
    {
        const std::int32_t kernel = window.width;
        const std::int32_t reach = (output.width < 3 ? 3 : output.width) - 1;
        const std::int32_t held = window.padLeft + input.width;
        stride = window.strideX;
        rowPairs = (kernel + 1) / 2;
        height = output.height;
        if (stride == 1) {
            evenWords = larger(held, reach + kernel);
        } else {
            evenWords = larger((held + 1) / 2, reach + (kernel + 1) / 2);
            oddWords = larger(held / 2, reach + kernel / 2);
        }
    }

    std::int32_t pitch() const { return evenWords + oddWords; } ///< words of a pair of rows
    /// Pairs of rows that `rows` output rows see; at stride 1 strips begin at even rows.
    std::int32_t pairsOf(std::int32_t rows) const
    {
        return (stride == 1 ? (rows - 1) / 2 : rows - 1) + rowPairs;
    }
    std::uint32_t bytesOf(std::int32_t rows) const ///< the last pair is read two words further
    {
        return 4 * static_cast<std::uint32_t>(pairsOf(rows) * pitch() + 2);
    }
    std::uint32_t wantedBytes() const { return bytesOf(height); }
    std::uint32_t leastBytes() const { return bytesOf(height < 2 ? height : 2); }
    /// Output rows of a strip that fits; 0: none does.
    std::int32_t rowsIn(std::uint32_t bytes) const
    {
        if (bytes >= wantedBytes())
            return height;
        if (bytes < leastBytes())
            return 0;
        const std::int32_t pairs = (static_cast<std::int32_t>(bytes / 4) - 2) / pitch();
        return stride == 1 ? 2 * (pairs - rowPairs + 1) : pairs - rowPairs + 1;
    }

    std::int32_t stride = 1;
    std::int32_t rowPairs = 0; ///< of the window
    std::int32_t height = 0;   ///< of the output
    std::int32_t evenWords = 0;
    std::int32_t oddWords = 0;

private:
    static std::int32_t larger(std::int32_t a, std::int32_t b) { return a > b ? a : b; }
};

/// Whether the boards have a kernel for a depthwise operator with this window.
constexpr bool isFastDepthwise(const Window& window)
{
    return window.height == window.width && window.strideY == window.strideX &&
           (window.height == 3 || window.height == 5 || window.height == 7) &&
           (window.strideX == 1 || window.strideX == 2);
}

} // namespace microt
