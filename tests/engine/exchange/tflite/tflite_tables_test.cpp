// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_tables_private.h"

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/support.h"

namespace microt::tflite {
namespace {

/// One line of tflm_tables.txt.
struct Case
{
    std::string kind;
    QuantTensor input, output, constant;
    std::int32_t k = 0;
    float alpha = 0.0F;
    std::uint32_t hash = 0;
};

std::vector<Case> readCases()
{
    std::vector<Case> cases;
    std::ifstream file(test::sourceFolder() / "tests/engine/exchange/tflite/tflm_tables.txt");
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#')
            continue;
        std::istringstream words(line);
        Case one;
        words >> one.kind >> one.input.scale >> one.input.zeroPoint >> one.output.scale >>
            one.output.zeroPoint >> one.constant.scale >> one.constant.zeroPoint >> one.k >> one.alpha >>
            one.hash;
        cases.push_back(one);
    }
    return cases;
}

Table tableOf(const Case& c)
{
    if (c.kind == "logistic")
        return logisticTable(c.input);
    if (c.kind == "tanh")
        return tanhTable(c.input);
    if (c.kind == "hswish")
        return hardSwishTable(c.input, c.output);
    if (c.kind == "leaky")
        return leakyReluTable(c.input, c.output, c.alpha);
    if (c.kind == "prelu")
        return preluTable(c.input, c.output, c.constant, c.k);
    if (c.kind == "add")
        return addTable(c.input, c.constant, c.k, c.output);
    if (c.kind == "sub" || c.kind == "rsub")
        return subTable(c.input, c.constant, c.k, c.kind == "rsub", c.output);
    if (c.kind == "mul")
        return mulTable(c.input, c.constant, c.k, c.output);
    return c.kind == "requant" ? requantizeTable(c.input, c.output) : Table{};
}

std::uint32_t hashOf(const Table& table)
{
    std::uint32_t hash = 2166136261U;
    for (const std::int8_t entry : table)
        hash = (hash ^ static_cast<std::uint8_t>(entry)) * 16777619U;
    return hash;
}

TEST(TfliteTables, AreThoseOfTheReferenceKernelsInEveryByte)
{
    std::map<std::string, int> compared;
    for (const Case& one : readCases()) {
        const Table table = tableOf(one);
        ASSERT_EQ(table.size(), 256U) << one.kind;
        EXPECT_EQ(hashOf(table), one.hash) << one.kind << " at scale " << one.input.scale;
        ++compared[one.kind];
    }
    EXPECT_EQ(compared.size(), 10U);
    for (const auto& [kind, count] : compared)
        EXPECT_EQ(count, 5) << kind;
}

TEST(TfliteTables, FixedPointFunctionsComeCloseToTheRealOnes)
{
    constexpr double kUnit = 1 << 27;
    for (int i = -400; i <= 400; ++i) {
        const double x = i / 27.0;
        const auto fixed = static_cast<std::int32_t>(std::lround(x * kUnit));
        EXPECT_NEAR(fixedLogistic(fixed) / 2147483648.0, 1.0 / (1.0 + std::exp(-x)), 1e-6) << x;
        EXPECT_NEAR(fixedTanh(fixed) / 2147483648.0, std::tanh(x), 1e-6) << x;
    }
}

TEST(TfliteTables, AnOutputScaleTooFineForHardSwishGivesNoTable)
{
    EXPECT_TRUE(hardSwishTable({{}, 1.0F, 0}, {{}, 1e-4F, 0}).empty());
    EXPECT_EQ(hardSwishTable({{}, 1.0F, 0}, {{}, 0.5F, 0}).size(), 256U);
}

} // namespace
} // namespace microt::tflite
