// SPDX-License-Identifier: Apache-2.0
// exp, logistic and tanh in 32-bit fixed point, as gemmlowp computes them (fixedpoint/fixedpoint.h). A number
// with n integer bits is raw / 2^(31 - n).
#include "engine/exchange/tflite/tflite_tables_private.h"
#include "engine/runtime/fixed_point.h"

namespace microt::tflite {

namespace {

constexpr int kInputBits = 4;
constexpr std::int32_t kOne = INT32_MAX; ///< without integer bits

std::int32_t product(std::int32_t a, std::int32_t b)
{
    return saturatingRoundingDoublingHighMul(a, b);
}

/// x * 2^exponent, saturated.
std::int32_t timesPowerOfTwo(std::int32_t x, int exponent)
{
    if (exponent <= 0)
        return roundingDivideByPowerOfTwo(x, -exponent);
    const std::int32_t limit = (std::int32_t{1} << (31 - exponent)) - 1;
    if (x > limit)
        return INT32_MAX;
    return x < -limit ? INT32_MIN
                      : static_cast<std::int32_t>(std::int64_t{x} * (std::int64_t{1} << exponent));
}

/// (a + 1) / 2, rounded away from zero.
std::int32_t halfOfOnePlus(std::int32_t a)
{
    const std::int64_t sum = std::int64_t{a} + kOne;
    return static_cast<std::int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/// exp(a) for a in [-1/4, 0), no integer bits: Taylor around -1/8.
std::int32_t expNearZero(std::int32_t a)
{
    constexpr std::int32_t kExpOfMinusEighth = 1895147668;
    constexpr std::int32_t kThird = 715827883;
    const std::int32_t x = wrappingSum(a, std::int32_t{1} << 28);
    const std::int32_t x2 = product(x, x);
    const std::int32_t x3 = product(x2, x);
    const std::int32_t x4 = product(x2, x2);
    const std::int32_t quarter = timesPowerOfTwo(x4, -2);
    const std::int32_t tail = timesPowerOfTwo(wrappingSum(product(wrappingSum(quarter, x3), kThird), x2), -1);
    return wrappingSum(kExpOfMinusEighth, product(kExpOfMinusEighth, wrappingSum(x, tail)));
}

/// exp(a) for a <= 0 with `bits` integer bits (at most 5); the result has none.
std::int32_t expOfNegative(std::int32_t a, int bits)
{
    if (a == 0)
        return kOne;
    constexpr std::int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308,
                                         39332535,   720401,     242}; ///< exp(-1/4), exp(-1/2), ... exp(-16)
    const int fraction = 31 - bits;
    const std::int32_t quarter = std::int32_t{1} << (fraction - 2);
    const std::int32_t rest = (a & (quarter - 1)) - quarter;
    std::int32_t result = expNearZero(timesPowerOfTwo(rest, bits));
    const std::int32_t whole = wrappingSum(rest, -a);
    for (int exponent = -2; exponent < bits; ++exponent)
        if ((whole & (std::int32_t{1} << (fraction + exponent))) != 0)
            result = product(result, kFactors[exponent + 2]);
    return result;
}

/// 2 / (1 + a) for a in [0, 1]: Newton's steps; the result has 2 integer bits.
std::int32_t twoOverOnePlus(std::int32_t a)
{
    constexpr std::int32_t kStart = 1515870810;  ///< 48 / 17
    constexpr std::int32_t kSlope = -1010580540; ///< -32 / 17
    constexpr std::int32_t kOneOf2 = std::int32_t{1} << 29;
    const std::int32_t half = halfOfOnePlus(a);
    std::int32_t x = wrappingSum(kStart, product(half, kSlope));
    for (int i = 0; i < 3; ++i) {
        const std::int32_t missing = kOneOf2 - product(half, x);
        x = wrappingSum(x, timesPowerOfTwo(product(x, missing), 2));
    }
    return x;
}

} // namespace

std::int32_t fixedLogistic(std::int32_t x)
{
    if (x == 0)
        return std::int32_t{1} << 30;
    // 1 / (1 + e) is half of 2 / (1 + e): one integer bit less.
    const std::int32_t positive =
        timesPowerOfTwo(twoOverOnePlus(expOfNegative(x > 0 ? -x : x, kInputBits)), 1);
    return x > 0 ? positive : kOne - positive;
}

std::int32_t fixedTanh(std::int32_t x)
{
    if (x == 0)
        return 0;
    // (1 - e) / (1 + e) with e = exp(-2 |x|), which has one integer bit more.
    const std::int32_t e = expOfNegative(x > 0 ? -x : x, kInputBits + 1);
    const std::int32_t positive = timesPowerOfTwo(twoOverOnePlus(e) - (std::int32_t{1} << 29), 2);
    return x > 0 ? positive : -positive;
}

} // namespace microt::tflite
