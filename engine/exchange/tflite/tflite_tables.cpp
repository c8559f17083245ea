// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_tables_private.h"

#include <algorithm>
#include <cmath>

#include "engine/runtime/fixed_point.h"
#include "engine/runtime/int8_ops.h"

namespace microt::tflite {

namespace {

/// A positive real factor in fixed point.
struct Factor
{
    explicit Factor(double factor) { quantizeMultiplier(factor, multiplier, shift); }
    std::int32_t times(std::int32_t x) const { return multiplyByQuantizedMultiplier(x, multiplier, shift); }

    std::int32_t multiplier = 0;
    int shift = 0;
};

/// Two numbers at their own scales, their sum or difference at the output's.
Table sumTable(const QuantTensor& input, const QuantTensor& constant, const QuantTensor& output,
               const Factor (&factors)[3], const std::function<std::int32_t(std::int32_t)>& combine,
               std::int32_t k, std::int32_t& scaledConstant)
{
    constexpr std::int32_t kUnit = std::int32_t{1} << kAddLeftShift;
    scaledConstant = factors[1].times((k - constant.zeroPoint) * kUnit);
    return tableOf([&](std::int32_t v) {
        const std::int32_t scaled = factors[0].times((v - input.zeroPoint) * kUnit);
        return wrappingSum(factors[2].times(combine(scaled)), output.zeroPoint);
    });
}

/// int16 as ARM's SQRDMULH: round(a * b / 2^15), halves away from zero for positive products and towards zero
/// for negative ones.
std::int16_t highMul16(std::int16_t a, std::int16_t b)
{
    if (a == INT16_MIN && b == INT16_MIN)
        return INT16_MAX;
    const std::int32_t product = std::int32_t{a} * b;
    return static_cast<std::int16_t>((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
}

/// The same towards zero.
std::int16_t highMulTowardsZero16(std::int16_t a, std::int16_t b)
{
    if (a == INT16_MIN && b == INT16_MIN)
        return INT16_MAX;
    return static_cast<std::int16_t>(std::int32_t{a} * b / (1 << 15));
}

std::int16_t shiftLeft16(std::int16_t x, int amount)
{
    const std::int64_t shifted = std::int64_t{x} * (std::int64_t{1} << std::min(amount, 30));
    return static_cast<std::int16_t>(std::clamp<std::int64_t>(shifted, INT16_MIN, INT16_MAX));
}

std::int16_t upperHalf(std::int32_t multiplier)
{
    constexpr std::int32_t kRounding = 1 << 15;
    return multiplier >= INT32_MAX - kRounding ? INT16_MAX
                                               : static_cast<std::int16_t>((multiplier + kRounding) >> 16);
}

/// min(max(x + 3, 0), 6) / 6 in [0, 1] as 15 bits, of x at the input's scale / 128.
std::int16_t hardGate(std::int16_t x, const Factor& factor)
{
    std::int16_t gate = factor.shift > 0 ? shiftLeft16(x, factor.shift - 1) : x;
    gate = highMul16(gate, upperHalf(factor.multiplier));
    if (factor.shift > 0)
        gate = shiftLeft16(gate, 1);
    else if (factor.shift < 0)
        gate = static_cast<std::int16_t>(roundingDivideByPowerOfTwo(gate, -factor.shift));
    return static_cast<std::int16_t>((gate + (1 << 15)) >> 1);
}

/// Logistic and tanh: the input in fixed point with 4 integer bits, or beyond them.
Table fixedTable(const QuantTensor& input, std::int32_t (*function)(std::int32_t), int outputBits,
                 std::int32_t zero)
{
    constexpr int kBits = 4;
    const Factor factor(static_cast<double>(input.scale) * (1 << (31 - kBits)));
    const double radius = std::floor(std::ldexp((1 << kBits) - 1, 31 - kBits - factor.shift));
    return tableOf([&](std::int32_t v) {
        const std::int32_t x = v - input.zeroPoint;
        if (x <= -radius)
            return -128;
        if (x >= radius)
            return 127;
        return roundingDivideByPowerOfTwo(function(factor.times(x)), 31 - outputBits) + zero;
    });
}

} // namespace

Table tableOf(const std::function<std::int32_t(std::int32_t)>& f)
{
    Table table;
    for (std::int32_t v = -128; v <= 127; ++v)
        table.push_back(clampToInt8(f(v), -128, 127));
    return table;
}

Table requantizeTable(const QuantTensor& input, const QuantTensor& output)
{
    const Factor factor(static_cast<double>(input.scale) / static_cast<double>(output.scale));
    return tableOf(
        [&](std::int32_t v) { return wrappingSum(factor.times(v - input.zeroPoint), output.zeroPoint); });
}

Table roundTripTable(const QuantTensor& input, const QuantTensor& output)
{
    return tableOf([&](std::int32_t v) {
        const auto real = static_cast<float>(static_cast<double>(input.scale) * (v - input.zeroPoint));
        const float steps = std::clamp(std::round(real / output.scale), -1e6F, 1e6F);
        return static_cast<std::int32_t>(steps) + output.zeroPoint;
    });
}

Table rectifierTable(const QuantTensor& input, const QuantTensor& output)
{
    const Factor factor(static_cast<double>(input.scale / output.scale));
    return tableOf(
        [&](std::int32_t v) { return wrappingSum(factor.times(v - input.zeroPoint), output.zeroPoint); });
}

Table leakyReluTable(const QuantTensor& input, const QuantTensor& output, float alpha)
{
    const Factor same(static_cast<double>(input.scale / output.scale));
    const Factor below(static_cast<double>(input.scale * std::abs(alpha) / output.scale));
    return tableOf([&](std::int32_t v) {
        const std::int32_t x = v - input.zeroPoint;
        const std::int32_t scaled = x >= 0 ? same.times(x) : alpha < 0 ? -below.times(x) : below.times(x);
        return wrappingSum(scaled, output.zeroPoint);
    });
}

Table preluTable(const QuantTensor& input, const QuantTensor& output, const QuantTensor& alpha,
                 std::int32_t slope)
{
    const double outputScale = output.scale;
    const Factor same(static_cast<double>(input.scale) / outputScale);
    const Factor below(static_cast<double>(input.scale) * static_cast<double>(alpha.scale) / outputScale);
    return tableOf([&](std::int32_t v) {
        const std::int32_t x = v - input.zeroPoint;
        return wrappingSum(x >= 0 ? same.times(x) : below.times(x * (slope - alpha.zeroPoint)),
                           output.zeroPoint);
    });
}

Table logisticTable(const QuantTensor& input)
{
    return fixedTable(input, fixedLogistic, 8, -128);
}

Table tanhTable(const QuantTensor& input)
{
    return fixedTable(input, fixedTanh, 7, 0);
}

Table hardSwishTable(const QuantTensor& input, const QuantTensor& output)
{
    const float fine = (1.0F / 128.0F) * input.scale;
    const Factor outputFactor(static_cast<double>(fine / output.scale));
    const Factor gateFactor(static_cast<double>(fine / (3.0F / 32768.0F)));
    if (outputFactor.shift > 0)
        return {};
    return tableOf([&](std::int32_t v) {
        const auto x = static_cast<std::int16_t>((v - input.zeroPoint) * (1 << 7));
        const std::int16_t scaled = highMul16(x, upperHalf(outputFactor.multiplier));
        const std::int16_t product = highMulTowardsZero16(hardGate(x, gateFactor), scaled);
        return roundingDivideByPowerOfTwo(product, -outputFactor.shift) + output.zeroPoint;
    });
}

Table addTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k,
               const QuantTensor& output)
{
    const double common = 2.0 * std::max(input.scale, constant.scale);
    const Factor factors[3] = {Factor(input.scale / common), Factor(constant.scale / common),
                               Factor(common / ((1 << kAddLeftShift) * static_cast<double>(output.scale)))};
    std::int32_t other = 0;
    return sumTable(
        input, constant, output, factors, [&](std::int32_t x) { return wrappingSum(x, other); }, k, other);
}

Table subTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k, bool constantFirst,
               const QuantTensor& output)
{
    const float common = 2.0F * std::max(input.scale, constant.scale);
    const auto unit = static_cast<float>(1 << kAddLeftShift);
    const Factor factors[3] = {Factor(static_cast<double>(input.scale / common)),
                               Factor(static_cast<double>(constant.scale / common)),
                               Factor(static_cast<double>(common / (unit * output.scale)))};
    std::int32_t other = 0;
    return sumTable(
        input, constant, output, factors,
        [&](std::int32_t x) { return constantFirst ? other - x : x - other; }, k, other);
}

Table mulTable(const QuantTensor& input, const QuantTensor& constant, std::int32_t k,
               const QuantTensor& output)
{
    const Factor factor(static_cast<double>(input.scale) * static_cast<double>(constant.scale) /
                        static_cast<double>(output.scale));
    return tableOf([&](std::int32_t v) {
        return wrappingSum(factor.times((v - input.zeroPoint) * (k - constant.zeroPoint)), output.zeroPoint);
    });
}

} // namespace microt::tflite
