// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/confidence.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace microt {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
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

/// Distance in units in the last place of the exact result.
double ulps(float got, double exact)
{
    int exponent = 0;
    std::frexp(static_cast<float>(exact), &exponent);
    return std::fabs(got - exact) / std::ldexp(1.0, std::max(exponent, -125) - 24);
}

Decision decide(const std::vector<float>& logits,
                ConfidenceMeasure measure = ConfidenceMeasure::maxProbability, float temperature = 1.0F)
{
    return microt::decide(logits.data(), static_cast<int>(logits.size()), measure, temperature);
}

TEST(ExpPortable, IsWithinTwoUlpOfTheExactValue)
{
    double worst = 0.0;
    for (std::uint32_t bits = 0; bits < 0x42B20000U; bits += 1009) {
        for (const float x : {floatOf(bits), -floatOf(bits)}) {
            if (x >= -87.3F && x <= 88.7F)
                worst = std::max(worst, ulps(expPortable(x), std::exp(static_cast<double>(x))));
        }
    }
    EXPECT_LT(worst, 2.0);
}

TEST(LogPortable, IsWithinTwoUlpOfTheExactValue)
{
    double worst = 0.0;
    for (std::uint32_t bits = 1; bits < 0x7F800000U; bits += 1009)
        worst =
            std::max(worst, ulps(logPortable(floatOf(bits)), std::log(static_cast<double>(floatOf(bits)))));
    for (std::uint32_t bits = 0x3F700000U; bits < 0x3F900000U; bits += 3) {
        if (bits != 0x3F800000U)
            worst = std::max(worst,
                             ulps(logPortable(floatOf(bits)), std::log(static_cast<double>(floatOf(bits)))));
    }
    EXPECT_LT(worst, 2.0);
}

TEST(ExpPortable, HasDefinedEnds)
{
    EXPECT_EQ(expPortable(0.0F), 1.0F);
    EXPECT_EQ(expPortable(-0.0F), 1.0F);
    EXPECT_EQ(expPortable(-87.31F), 0.0F);
    EXPECT_EQ(expPortable(-kInfinity), 0.0F);
    EXPECT_EQ(expPortable(88.71F), kInfinity);
    EXPECT_EQ(expPortable(kInfinity), kInfinity);
    EXPECT_TRUE(std::isnan(expPortable(kNan)));
}

TEST(LogPortable, HasDefinedEnds)
{
    EXPECT_EQ(logPortable(1.0F), 0.0F);
    EXPECT_EQ(logPortable(0.0F), -kInfinity);
    EXPECT_EQ(logPortable(-3.0F), -kInfinity);
    EXPECT_EQ(logPortable(kInfinity), kInfinity);
    EXPECT_TRUE(std::isnan(logPortable(kNan)));
}

struct Golden
{
    float input;
    std::uint32_t bits;
};

// These bits are the contract between the host and every board: a machine or compiler that gives others is
// wrong.
TEST(ExpPortable, GivesTheSameBitsOnEveryMachine)
{
    for (const Golden& golden : std::vector<Golden>{{-87.3F, 0x0084C38BU},
                                                    {-50.0F, 0x1B692BEBU},
                                                    {-10.25F, 0x38144CD4U},
                                                    {-1.0F, 0x3EBC5AB2U},
                                                    {-0.1F, 0x3F67A36DU},
                                                    {1e-4F, 0x3F800347U},
                                                    {0.3F, 0x3FACC82CU},
                                                    {1.0F, 0x402DF854U},
                                                    {5.5F, 0x4374B122U},
                                                    {42.0F, 0x5DC1192BU},
                                                    {88.5F, 0x7F4CDCC4U},
                                                    {88.7F, 0x7F7A37FCU}})
        EXPECT_EQ(bitsOf(expPortable(golden.input)), golden.bits) << golden.input;
}

TEST(LogPortable, GivesTheSameBitsOnEveryMachine)
{
    for (const Golden& golden : std::vector<Golden>{{1e-40F, 0xC2B834F2U},
                                                    {1.17549435e-38F, 0xC2AEAC50U},
                                                    {1e-10F, 0xC1B834F1U},
                                                    {0.1F, 0xC0135D8EU},
                                                    {0.70710678F, 0xBEB17218U},
                                                    {0.99F, 0xBC24AA20U},
                                                    {1.0F, 0x00000000U},
                                                    {1.01F, 0x3C2306ACU},
                                                    {2.0F, 0x3F317218U},
                                                    {10.0F, 0x40135D8EU},
                                                    {200.0F, 0x40A98BD1U},
                                                    {3.4e38F, 0x42B171ABU}})
        EXPECT_EQ(bitsOf(logPortable(golden.input)), golden.bits) << golden.input;
}

TEST(Decide, GivesTheSameBitsOnEveryMachine)
{
    struct Case
    {
        ConfidenceMeasure measure;
        float temperature;
        std::uint32_t bits;
    };
    const std::vector<float> logits{1.25F, -0.5F, 3.75F, 3.5F, 0.0F, -7.0F};
    for (const Case& expected : std::vector<Case>{{ConfidenceMeasure::maxProbability, 1.0F, 0x3F06D472U},
                                                  {ConfidenceMeasure::maxProbability, 0.3F, 0x3F326AAFU},
                                                  {ConfidenceMeasure::maxProbability, 4.0F, 0x3E9C19EEU},
                                                  {ConfidenceMeasure::margin, 1.0F, 0x3DEE9816U},
                                                  {ConfidenceMeasure::margin, 0.3F, 0x3EC9C119U},
                                                  {ConfidenceMeasure::margin, 4.0F, 0x3C9752BBU},
                                                  {ConfidenceMeasure::entropy, 1.0F, 0x3EF62AECU},
                                                  {ConfidenceMeasure::entropy, 0.3F, 0x3F282545U},
                                                  {ConfidenceMeasure::entropy, 4.0F, 0x3DE9A1B0U}}) {
        const Decision decision = decide(logits, expected.measure, expected.temperature);
        EXPECT_EQ(decision.predicted, 2);
        EXPECT_EQ(bitsOf(decision.confidence), expected.bits);
    }
}

TEST(Decide, MeasuresFollowTheirFormulas)
{
    const std::vector<float> logits{0.4F, 2.1F, -1.3F, 1.9F};
    for (const float temperature : {0.5F, 1.0F, 3.0F}) {
        std::vector<double> p;
        double sum = 0.0;
        for (const float z : logits)
            sum += std::exp(static_cast<double>(z) / temperature);
        double entropy = 0.0;
        for (const float z : logits) {
            p.push_back(std::exp(static_cast<double>(z) / temperature) / sum);
            entropy -= p.back() * std::log(p.back());
        }
        EXPECT_NEAR(decide(logits, ConfidenceMeasure::maxProbability, temperature).confidence, p[1], 1e-6);
        EXPECT_NEAR(decide(logits, ConfidenceMeasure::margin, temperature).confidence, p[1] - p[3], 1e-6);
        EXPECT_NEAR(decide(logits, ConfidenceMeasure::entropy, temperature).confidence,
                    1.0 - entropy / std::log(4.0), 1e-6);
    }
}

TEST(Decide, LowestIndexWinsTies)
{
    EXPECT_EQ(decide({1.0F, 5.0F, 5.0F, 5.0F}).predicted, 1);
    EXPECT_EQ(decide({2.0F, 2.0F}, ConfidenceMeasure::margin).confidence, 0.0F);
    const Decision even = decide({0.0F, 0.0F, 0.0F, 0.0F}, ConfidenceMeasure::entropy);
    EXPECT_EQ(even.predicted, 0);
    EXPECT_NEAR(even.confidence, 0.0F, 1e-6F);
    EXPECT_EQ(decide({0.0F, 0.0F, 0.0F, 0.0F}).confidence, 0.25F);
}

TEST(Decide, OneClassIsCertain)
{
    for (const auto measure :
         {ConfidenceMeasure::maxProbability, ConfidenceMeasure::margin, ConfidenceMeasure::entropy}) {
        EXPECT_EQ(decide({-3.0F}, measure).predicted, 0);
        EXPECT_EQ(decide({-3.0F}, measure).confidence, 1.0F);
    }
}

TEST(Decide, HugeLogitsDoNotOverflow)
{
    for (const auto measure :
         {ConfidenceMeasure::maxProbability, ConfidenceMeasure::margin, ConfidenceMeasure::entropy}) {
        EXPECT_EQ(decide({-3.0e38F, 3.0e38F, 1.0F}, measure, 0.05F).confidence, 1.0F);
        EXPECT_EQ(decide({-3.0e38F, 3.0e38F, 1.0F}, measure, 0.05F).predicted, 1);
        EXPECT_EQ(decide({kInfinity, 0.0F, -kInfinity}, measure).confidence, 1.0F);
        EXPECT_EQ(decide({kInfinity, 0.0F, -kInfinity}, measure).predicted, 0);
    }
    EXPECT_EQ(decide({-kInfinity, -kInfinity}).confidence, 0.5F);
}

TEST(Decide, NanNeverWinsAndIsNeverSure)
{
    for (const auto measure :
         {ConfidenceMeasure::maxProbability, ConfidenceMeasure::margin, ConfidenceMeasure::entropy}) {
        EXPECT_EQ(decide({kNan, -2.0F, 4.0F}, measure).predicted, 2);
        EXPECT_EQ(decide({kNan, -2.0F, 4.0F}, measure).confidence, 0.0F);
        EXPECT_EQ(decide({1.0F, kNan}, measure).predicted, 0);
        EXPECT_EQ(decide({kNan, kNan}, measure).predicted, 0);
        EXPECT_EQ(decide({kNan, kNan}, measure).confidence, 0.0F);
        EXPECT_EQ(decide({kNan}, measure).confidence, 0.0F);
    }
}

TEST(Decide, ConfidenceStaysInTheUnitInterval)
{
    std::uint32_t state = 1;
    for (int round = 0; round < 2000; ++round) {
        std::vector<float> logits(2 + static_cast<std::size_t>(round % 9));
        for (float& z : logits) {
            state = state * 1664525U + 1013904223U;
            z = static_cast<float>(state >> 8) / 16777216.0F * 40.0F - 20.0F;
        }
        for (const auto measure :
             {ConfidenceMeasure::maxProbability, ConfidenceMeasure::margin, ConfidenceMeasure::entropy}) {
            const float confidence =
                decide(logits, measure, 0.1F + static_cast<float>(round % 50)).confidence;
            EXPECT_GE(confidence, 0.0F);
            EXPECT_LE(confidence, 1.0F);
        }
    }
}

TEST(PartAnswers, AtTheThresholdAndAbove)
{
    EXPECT_TRUE(partAnswers(0.5F, 0.5F));
    EXPECT_FALSE(partAnswers(std::nextafter(0.5F, 0.0F), 0.5F));
}

} // namespace
} // namespace microt
