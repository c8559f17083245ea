// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/deploy/unplanned_run.h"
#include "tests/support/support.h"

namespace microt {
namespace {

/// One operator and what TensorFlow Lite for Microcontrollers computed, as tflm_vectors.txt says.
struct Case
{
    std::string kind;
    std::string activation;
    std::map<std::string, std::vector<double>> numbers;

    template <typename T>
    std::vector<T> as(const std::string& key) const
    {
        const std::vector<double>& values = numbers.at(key);
        return std::vector<T>(values.begin(), values.end());
    }
    QuantTensor tensor(const std::string& key) const
    {
        const std::vector<double>& v = numbers.at(key);
        return {{static_cast<int>(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2])},
                static_cast<float>(v[3]),
                static_cast<std::int32_t>(v[4])};
    }
};

struct Vectors
{
    std::vector<Case> cases;
    std::vector<std::array<double, 3>> multipliers; ///< factor, multiplier, shift
};

Vectors readVectors()
{
    Vectors vectors;
    std::ifstream file(test::sourceFolder() / "tests/engine/deploy/tflm_vectors.txt");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string key;
        words >> key;
        if (key == "case") {
            vectors.cases.emplace_back();
            words >> vectors.cases.back().kind >> vectors.cases.back().activation;
        } else if (key == "multiplier") {
            std::array<double, 3> numbers{};
            words >> numbers[0] >> numbers[1] >> numbers[2];
            vectors.multipliers.push_back(numbers);
        } else if (key != "#") {
            for (double number = 0.0; words >> number;)
                vectors.cases.back().numbers[key].push_back(number);
        }
    }
    return vectors;
}

QuantModel modelOf(const Case& one)
{
    static const std::map<std::string, ImageOpKind> kKinds = {{"convolution", ImageOpKind::convolution},
                                                              {"depthwise", ImageOpKind::depthwise},
                                                              {"add", ImageOpKind::add},
                                                              {"average_pool", ImageOpKind::averagePool},
                                                              {"mean", ImageOpKind::mean}};
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    static const std::map<std::string, std::pair<float, float>> kBounds = {{"none", {-kInfinity, kInfinity}},
                                                                           {"relu", {0.0F, kInfinity}},
                                                                           {"relu6", {0.0F, 6.0F}},
                                                                           {"relu_n1_to_1", {-1.0F, 1.0F}}};
    QuantModel model;
    model.tensors = {one.tensor("input"), one.tensor("output")};
    QuantOp op;
    op.kind = kKinds.at(one.kind);
    op.input = 0;
    op.output = 1;
    op.low = quantizedBound(kBounds.at(one.activation).first, model.tensors[1]);
    op.high = quantizedBound(kBounds.at(one.activation).second, model.tensors[1]);
    if (one.numbers.count("input2") > 0) {
        model.tensors.push_back(one.tensor("input2"));
        op.input2 = 2;
    }
    if (one.numbers.count("window") > 0) {
        const auto w = one.as<std::int32_t>("window");
        op.window = {w[0], w[1], w[2], w[3], w[4], w[5]};
        op.weightScale = one.as<float>("scales");
        op.weights = one.as<std::int8_t>("weights");
        op.bias = one.as<std::int32_t>("bias");
    }
    prepareScaling(op, model.tensors);
    model.ops = {op};
    return model;
}

TEST(TflmVectors, EveryOperatorGivesTheSameBits)
{
    const Vectors vectors = readVectors();
    ASSERT_EQ(vectors.cases.size(), 144U);
    std::map<std::string, int> compared;
    for (std::size_t i = 0; i < vectors.cases.size(); ++i) {
        const Case& one = vectors.cases[i];
        QuantModel model = modelOf(one);
        // An add's second input enters as another network's input.
        UnplannedRun run(model);
        run.setInput(one.as<std::int8_t>("x").data());
        if (model.ops[0].input2 >= 0) {
            model.inputTensor = 2;
            run.setInput(one.as<std::int8_t>("x2").data());
            model.inputTensor = 0;
        }
        run.run(model.ops[0]);
        EXPECT_EQ(run.tensor(1), one.as<std::int8_t>("y")) << "case " << i << ", " << one.kind;
        ++compared[one.kind];
    }
    EXPECT_EQ(compared,
              (std::map<std::string, int>{
                  {"convolution", 48}, {"depthwise", 24}, {"add", 24}, {"average_pool", 24}, {"mean", 24}}));
}

TEST(TflmVectors, FactorsBecomeTheSameFixedPointNumbers)
{
    const Vectors vectors = readVectors();
    ASSERT_EQ(vectors.multipliers.size(), 200U);
    for (const auto& [factor, wantedMultiplier, wantedShift] : vectors.multipliers) {
        std::int32_t multiplier = 0;
        int shift = 0;
        quantizeMultiplier(factor, multiplier, shift);
        EXPECT_EQ(multiplier, wantedMultiplier) << factor;
        EXPECT_EQ(shift, wantedShift) << factor;
    }
}

} // namespace
} // namespace microt
