// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/range.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace microt {
namespace {

TEST(SetScale, ZeroIsExactAndBothEndsAreReached)
{
    for (const Range range : {Range{-1.0, 1.0}, Range{0.0, 6.0}, Range{-3.7, 0.0}, Range{-0.01, 12.5}}) {
        QuantTensor tensor;
        setScale(tensor, range);
        ASSERT_GE(tensor.zeroPoint, -128);
        ASSERT_LE(tensor.zeroPoint, 127);
        // One step at most is lost at an end, so that zero stays exact.
        EXPECT_NEAR(tensor.scale * (-128.0 - tensor.zeroPoint), range.low, tensor.scale * 0.51);
        EXPECT_NEAR(tensor.scale * (127.0 - tensor.zeroPoint), range.high, tensor.scale * 0.51);
    }
}

TEST(SetScale, RangesGrowToHoldZeroAndEmptyOnesAreHarmless)
{
    QuantTensor tensor;
    setScale(tensor, {2.0, 5.1});
    EXPECT_EQ(tensor.zeroPoint, -128);
    EXPECT_NEAR(tensor.scale, 0.02F, 1e-6F);
    setScale(tensor, {0.0, 0.0});
    EXPECT_EQ(tensor.scale, 1.0F);
    setScale(tensor, {0.0, 1e-300});
    EXPECT_GT(tensor.scale, 0.0F);
}

/// A hundred thousand values of 0..1 and two far away.
RangeObserver withOutliers()
{
    std::vector<float> values;
    for (int i = 0; i < 100000; ++i)
        values.push_back(static_cast<float>(i) / 100000.0F);
    values.push_back(40.0F);
    values.push_back(-10.0F);
    RangeObserver observer;
    observer.addExtremes(values.data(), values.size());
    observer.addHistogram(values.data(), values.size());
    return observer;
}

TEST(RangeObserver, MinMaxKeepsOutliersPercentileDropsThem)
{
    const RangeObserver observer = withOutliers();
    EXPECT_EQ(observer.range(RangeMethod::minMax).low, -10.0);
    EXPECT_EQ(observer.range(RangeMethod::minMax).high, 40.0);
    const Range percentile = observer.range(RangeMethod::percentile);
    EXPECT_NEAR(percentile.high, 1.0, 0.05);
    EXPECT_NEAR(percentile.low, 0.0, 0.05);
}

TEST(RangeObserver, LeastErrorLiesBetween)
{
    const RangeObserver observer = withOutliers();
    const Range range = observer.range(RangeMethod::meanSquaredError);
    EXPECT_LE(range.high, 40.0);
    EXPECT_GE(range.low, -10.0);
    EXPECT_LT(range.high - range.low, 50.0);
}

TEST(RangeObserver, CountsWhatIsNotFinite)
{
    const float values[] = {1.0F, std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(), -1.0F};
    RangeObserver observer;
    observer.addExtremes(values, 4);
    EXPECT_EQ(observer.bad(), 2U);
}

TEST(RangeMethod, NamesGoThereAndBack)
{
    for (const RangeMethod method :
         {RangeMethod::minMax, RangeMethod::percentile, RangeMethod::meanSquaredError})
        EXPECT_EQ(parseName<RangeMethod>(nameOf(method), "ranges").value(), method);
    EXPECT_EQ(parseName<RangeMethod>("median", "ranges").failure().code, Error::invalidArgument);
}

} // namespace
} // namespace microt
