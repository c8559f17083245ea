// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/confidence.h"

#include <cfloat>
#include <cstring>
#include <limits>

namespace microt {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::uint32_t bitsOf(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

float floatOf(std::uint32_t bits)
{
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// expPortable(), for loops that keep its constants in registers.
inline float exponential(float x)
{
    if (!(x >= -87.3F && x <= 88.7F))
        return x != x ? x : (x < 0.0F ? 0.0F : kInfinity);

    // x = n ln 2 + r with |r| <= ln 2 / 2; ln 2 is split so that n * kLn2High is exact. The lowest bits of
    // 1.5 * 2^23 + n are those of n.
    constexpr float kRounding = 12582912.0F;
    constexpr float kLn2High = 0.693359375F;
    constexpr float kLn2Low = -2.12194440e-4F;
    const float rounded = x * 1.44269504F + kRounding;
    const float whole = rounded - kRounding;
    const float r = (x - whole * kLn2High) - whole * kLn2Low;

    // Minimax polynomial of (e^r - 1 - r) / r^2 (Cephes, expf).
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    const float y = (p * (r * r) + r) + 1.0F;
    // y 2^n is a normal number for every such x: n is added to its exponent.
    return floatOf(bitsOf(y) + (bitsOf(rounded) << 23));
}

/// Finite stand-in for a logit; NaN becomes the smallest number, so it never wins against another one.
float tamed(float logit)
{
    if (logit != logit || logit < -FLT_MAX)
        return -FLT_MAX;
    return logit > FLT_MAX ? FLT_MAX : logit;
}

float clampedToUnit(float value)
{
    return value < 0.0F ? 0.0F : (value > 1.0F ? 1.0F : value);
}

} // namespace

float expPortable(float x)
{
    return exponential(x);
}

float exponentialsBelow(float largest, int count, int stride, float* logits)
{
    float sum = 0.0F;
    for (int i = 0; i < count; ++i, logits += stride) {
        *logits = exponential(*logits - largest);
        sum += *logits;
    }
    return sum;
}

float logPortable(float x)
{
    if (x != x)
        return x;
    if (x <= 0.0F)
        return -kInfinity;
    if (x > FLT_MAX)
        return x;

    std::int32_t exponent = 0;
    if (x < FLT_MIN) {
        x *= 8388608.0F;
        exponent = -23;
    }
    // x = m 2^exponent with m in [sqrt(1/2), sqrt(2)).
    const std::uint32_t bits = bitsOf(x);
    exponent += static_cast<std::int32_t>(bits >> 23) - 126;
    float m = floatOf((bits & 0x007FFFFFU) | 0x3F000000U);
    if (m < 0.707106781F) {
        exponent -= 1;
        m = m + m;
    }
    m = m - 1.0F;

    // Minimax polynomial of (log(1 + m) - m + m^2 / 2) / m^3 (Cephes, logf).
    const float square = m * m;
    float p = 7.0376836292e-2F;
    p = p * m - 1.1514610310e-1F;
    p = p * m + 1.1676998740e-1F;
    p = p * m - 1.2420140846e-1F;
    p = p * m + 1.4249322787e-1F;
    p = p * m - 1.6668057665e-1F;
    p = p * m + 2.0000714765e-1F;
    p = p * m - 2.4999993993e-1F;
    p = p * m + 3.3333331174e-1F;
    float tail = p * m * square;
    const auto whole = static_cast<float>(exponent);
    tail = tail + whole * -2.12194440e-4F;
    tail = tail - 0.5F * square;
    return (m + tail) + whole * 0.693359375F;
}

Decision decide(const float* logits, int classes, ConfidenceMeasure measure, float temperature)
{
    Decision decision;
    decision.predicted = 0;
    float highest = tamed(logits[0]);
    bool broken = logits[0] != logits[0];
    for (int c = 1; c < classes; ++c) {
        broken = broken || logits[c] != logits[c];
        if (tamed(logits[c]) > highest) {
            highest = tamed(logits[c]);
            decision.predicted = c;
        }
    }
    if (broken)
        return decision;
    if (classes == 1) {
        decision.confidence = 1.0F;
        return decision;
    }

    float sum = 0.0F;
    float second = 0.0F; ///< e^t of the runner-up, where e^t of the winner is 1
    float weighted = 0.0F;
    for (int c = 0; c < classes; ++c) {
        const float t = (tamed(logits[c]) - highest) / temperature;
        const float e = exponential(t);
        sum += e;
        if (c != decision.predicted && e > second)
            second = e;
        if (e > 0.0F)
            weighted += e * t;
    }
    switch (measure) {
    case ConfidenceMeasure::maxProbability:
        decision.confidence = 1.0F / sum;
        break;
    case ConfidenceMeasure::margin:
        decision.confidence = (1.0F - second) / sum;
        break;
    case ConfidenceMeasure::entropy: {
        // H = log(sum e^t) - sum(e^t t) / sum e^t.
        const float entropy = logPortable(sum) - weighted / sum;
        decision.confidence = clampedToUnit(1.0F - entropy / logPortable(static_cast<float>(classes)));
        break;
    }
    }
    return decision;
}

} // namespace microt
