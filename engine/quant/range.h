// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/quant_model.h"
#include "engine/quant/quantizer.h"

namespace microt {

/// Real values that an int8 tensor must be able to stand for; includes 0.
struct Range
{
    double low = 0.0;
    double high = 0.0;
};

/// Scale and zero point of the 256 steps that cover `range`, so that 0 is exact: TFLite's rounding of the
/// zero point.
void setScale(QuantTensor& tensor, Range range);

/// What one activation does on calibration pictures: first its extremes, then, for methods that need it, how
/// often each value comes between them.
class RangeObserver
{
public:
    static constexpr int kBins = 4096;

    /// First pass. Values that are not finite are counted in `bad()`.
    void addExtremes(const float* values, std::size_t count);

    /// Second pass, after all extremes are known.
    void addHistogram(const float* values, std::size_t count);

    /// minMax after the first pass, the others after the second. percentile: at most 0.01 % of the values
    /// lie beyond each end. meanSquaredError: ends shrunk one after the other, by steps of 1/64 of their
    /// extremes, to what loses least in squared error.
    Range range(RangeMethod method) const;

    std::uint64_t bad() const { return m_bad; }

private:
    Range percentile() const;
    Range leastError() const;
    double squaredError(Range range) const;
    double binCentre(int bin) const;

    float m_low = 0.0F;
    float m_high = 0.0F;
    std::uint64_t m_bad = 0;
    std::vector<std::uint64_t> m_histogram;
};

} // namespace microt
