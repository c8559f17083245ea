// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/range.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace microt {

namespace {

constexpr double kPercentileShare = 1e-4;
constexpr int kShrinkSteps = 64;
constexpr int kSmallestEnd = 16; ///< of kShrinkSteps: an end is never cut below a quarter

} // namespace

void setScale(QuantTensor& tensor, Range range)
{
    const double low = std::min(range.low, 0.0);
    const double high = std::max(range.high, 0.0);
    if (!(high > low)) {
        tensor.scale = 1.0F;
        tensor.zeroPoint = 0;
        return;
    }
    tensor.scale = std::max(static_cast<float>((high - low) / 255.0), 1e-30F);
    const double zero = -128.0 - low / static_cast<double>(tensor.scale);
    tensor.zeroPoint = static_cast<std::int32_t>(std::clamp(std::round(zero), -128.0, 127.0));
}

void RangeObserver::addExtremes(const float* values, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        m_bad += std::isfinite(values[i]) ? 0 : 1;
        m_low = std::min(m_low, values[i]);
        m_high = std::max(m_high, values[i]);
    }
}

void RangeObserver::addHistogram(const float* values, std::size_t count)
{
    m_histogram.resize(kBins, 0);
    const float width = m_high - m_low;
    const float scale = width > 0.0F ? kBins / width : 0.0F;
    for (std::size_t i = 0; i < count; ++i) {
        const auto bin = static_cast<int>((values[i] - m_low) * scale);
        ++m_histogram[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
    }
}

Range RangeObserver::range(RangeMethod method) const
{
    switch (method) {
    case RangeMethod::percentile:
        return percentile();
    case RangeMethod::meanSquaredError:
        return leastError();
    case RangeMethod::minMax:
        break;
    }
    return {m_low, m_high};
}

double RangeObserver::binCentre(int bin) const
{
    return m_low + (bin + 0.5) * (double{m_high} - m_low) / kBins;
}

Range RangeObserver::percentile() const
{
    const auto total = std::accumulate(m_histogram.begin(), m_histogram.end(), std::uint64_t{0});
    const auto allowed = static_cast<std::uint64_t>(kPercentileShare * static_cast<double>(total));
    const double width = (double{m_high} - m_low) / kBins;
    int first = 0;
    for (std::uint64_t cut = 0; first < kBins - 1; ++first)
        if ((cut += m_histogram[static_cast<std::size_t>(first)]) > allowed)
            break;
    int last = kBins - 1;
    for (std::uint64_t cut = 0; last > first; --last)
        if ((cut += m_histogram[static_cast<std::size_t>(last)]) > allowed)
            break;
    return {std::min(m_low + first * width, 0.0), std::max(m_low + (last + 1) * width, 0.0)};
}

double RangeObserver::squaredError(Range range) const
{
    QuantTensor tensor;
    setScale(tensor, range);
    const double scale = tensor.scale;
    double error = 0.0;
    for (int bin = 0; bin < kBins; ++bin) {
        const std::uint64_t count = m_histogram[static_cast<std::size_t>(bin)];
        if (count == 0)
            continue;
        const double value = binCentre(bin);
        const double quantized =
            std::clamp(std::round(value / scale) + tensor.zeroPoint, -128.0, 127.0) - tensor.zeroPoint;
        const double difference = value - scale * quantized;
        error += static_cast<double>(count) * difference * difference;
    }
    return error;
}

Range RangeObserver::leastError() const
{
    Range best{m_low, m_high};
    double least = squaredError(best);
    for (double Range::*end : {&Range::high, &Range::low}) {
        const double extreme = best.*end;
        for (int step = kShrinkSteps - 1; step >= kSmallestEnd; --step) {
            Range candidate = best;
            candidate.*end = extreme * step / kShrinkSteps;
            if (const double error = squaredError(candidate); error < least) {
                least = error;
                best = candidate;
            }
        }
    }
    return best;
}

} // namespace microt
