// SPDX-License-Identifier: Apache-2.0
// Pools over a window.
#include "engine/runtime/int8_ops.h"
#include "engine/runtime/window_overlap.h"

namespace microt {

namespace {

/// What of a window lies inside the picture, for one output pixel.
struct View
{
    const std::int8_t* first; ///< channel 0 of its first pixel
    std::int32_t rows;
    std::int32_t columns;
    std::int32_t rowStride; ///< elements
    std::int32_t channels;

    std::int32_t sum(std::int32_t channel) const
    {
        std::int32_t total = 0;
        for (std::int32_t y = 0; y < rows; ++y)
            for (std::int32_t x = 0; x < columns; ++x)
                total += first[y * rowStride + x * channels + channel];
        return total;
    }
};

/// Calls `pool(view, channel)` for each output number, in order, and stores what it returns.
template <typename Pool>
void forEachWindow(const std::int8_t* input, Extent extent, const Window& window, Extent outputExtent,
                   std::int8_t* output, Pool&& pool)
{
    for (std::int32_t y = 0; y < outputExtent.height; ++y)
        for (std::int32_t x = 0; x < outputExtent.width; ++x) {
            const std::int32_t originY = y * window.strideY - window.padTop;
            const std::int32_t originX = x * window.strideX - window.padLeft;
            const Overlap rows = overlap(originY, window.height, extent.height);
            const Overlap columns = overlap(originX, window.width, extent.width);
            const View view{input + ((originY + rows.begin) * extent.width + originX + columns.begin) *
                                        extent.channels,
                            rows.end - rows.begin, columns.end - columns.begin,
                            extent.width * extent.channels, extent.channels};
            for (std::int32_t c = 0; c < extent.channels; ++c)
                *output++ = pool(view, c);
        }
}

} // namespace

void localAverage(const std::int8_t* input, Extent inputExtent, Window window, OutputRange range,
                  std::int8_t* output, Extent outputExtent)
{
    forEachWindow(input, inputExtent, window, outputExtent, output, [&](const View& view, std::int32_t c) {
        const std::int32_t count = view.rows * view.columns;
        const std::int32_t sum = view.sum(c);
        return clampToInt8(sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count, range.low,
                           range.high);
    });
}

void localMax(const std::int8_t* input, Extent inputExtent, Window window, OutputRange range,
              std::int8_t* output, Extent outputExtent)
{
    forEachWindow(input, inputExtent, window, outputExtent, output, [&](const View& view, std::int32_t c) {
        std::int32_t most = -128;
        for (std::int32_t y = 0; y < view.rows; ++y)
            for (std::int32_t x = 0; x < view.columns; ++x) {
                const std::int32_t value = view.first[y * view.rowStride + x * view.channels + c];
                most = value > most ? value : most;
            }
        return clampToInt8(most, range.low, range.high);
    });
}

void localMean(const std::int8_t* input, Extent inputExtent, std::int32_t inputZeroPoint, Window window,
               std::int32_t multiplier, std::int32_t shift, OutputRange range, std::int8_t* output,
               Extent outputExtent)
{
    forEachWindow(input, inputExtent, window, outputExtent, output, [&](const View& view, std::int32_t c) {
        return requantize(view.sum(c) - inputZeroPoint * view.rows * view.columns, multiplier, shift, range);
    });
}

} // namespace microt
