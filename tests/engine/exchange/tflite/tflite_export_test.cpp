// SPDX-License-Identifier: Apache-2.0
// Each operator from a file, out again, and back: the same numbers.
#include <cmath>

#include "engine/base/files.h"
#include "engine/deploy/unplanned_run.h"
#include "tests/engine/exchange/tflite/one_operator.h"
#include "tests/support/quant_models.h"

namespace microt {
namespace {

using namespace test;

std::vector<std::int8_t> featuresOf(const QuantModel& model, const std::vector<std::int8_t>& input)
{
    UnplannedRun run(model);
    run.setInput(input.data());
    for (const QuantOp& op : model.ops)
        run.run(op);
    return run.tensor(model.cuts.back().tensor);
}

class TfliteExport : public testing::Test
{
protected:
    TfliteExport()
    {
        model.preprocessing.height = 6;
        model.preprocessing.width = 5;
        model.tensors.push_back({{6, 5, 3}, 1.0F / 32.0F, -5});
    }

    /// Appends an operator that reads the last tensor.
    QuantOp& add(ImageOpKind kind, const QuantTensor& output)
    {
        QuantOp op;
        op.kind = kind;
        op.name = "op " + std::to_string(model.ops.size());
        op.input = static_cast<int>(model.tensors.size()) - 1;
        model.tensors.push_back(output);
        op.output = static_cast<int>(model.tensors.size()) - 1;
        model.ops.push_back(op);
        return model.ops.back();
    }
    QuantTensor last(const Shape& shape) const
    {
        QuantTensor tensor = model.tensors.back();
        tensor.shape = shape;
        return tensor;
    }

    void addTable(const Node& meaning, const QuantTensor& output, double (*function)(double))
    {
        const QuantTensor in = model.tensors.back();
        QuantOp& op = add(ImageOpKind::table, output);
        op.meaning = meaning;
        for (int v = -128; v <= 127; ++v) {
            const double real = function(static_cast<double>(in.scale) * (v - in.zeroPoint));
            op.weights.push_back(static_cast<std::int8_t>(
                std::clamp(std::lround(real / output.scale) + output.zeroPoint, -128L, 127L)));
        }
    }

    /// Writes the model and reads it: the same features but for `steps`.
    void expectSame(int steps = 0, std::string name = {})
    {
        for (QuantOp& op : model.ops)
            prepareScaling(op, model.tensors);
        const int end = static_cast<int>(model.tensors.size()) - 1;
        QuantCut cut;
        cut.tensor = end;
        cut.flat = true;
        cut.pooled = last({1, 1, static_cast<int>(model.tensors.back().shape.elements())});
        model.cuts = {cut};
        const auto path = m_scratch / "out.tflite";
        const Status status = exportTflite(model, 0, path);
        ASSERT_TRUE(status.ok()) << status.failure().what;
        if (name.empty())
            name = model.ops.back().name;
        const auto back = importTflite(path, "flatten:" + name);
        ASSERT_TRUE(back.ok()) << back.failure().what;
        ASSERT_TRUE(back.value().int8.has_value());
        const auto input = randomInput(model, 3);
        const auto wanted = featuresOf(model, input);
        const auto made = featuresOf(*back.value().int8, input);
        ASSERT_EQ(made.size(), wanted.size());
        for (std::size_t i = 0; i < made.size(); ++i)
            ASSERT_LE(std::abs(made[i] - wanted[i]), steps) << "at " << i;
    }

    void expectRefused(const std::string& what)
    {
        QuantCut cut;
        cut.tensor = static_cast<int>(model.tensors.size()) - 1;
        cut.pooled = last({1, 1, model.tensors.back().shape.channels});
        model.cuts = {cut};
        const Status status = exportTflite(model, 0, m_scratch / "out.tflite");
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.failure().code, Error::unsupportedOperator);
        EXPECT_NE(status.failure().what.find(what), std::string::npos) << status.failure().what;
    }

    void addConvolution(const Window& window, const Shape& out, int groups)
    {
        const int inputs = model.tensors.back().shape.channels;
        QuantOp& op = add(ImageOpKind::convolution, {out, 0.2F, 4});
        op.window = window;
        op.groups = groups;
        const int count = out.channels * window.height * window.width * inputs / groups;
        for (int i = 0; i < count; ++i)
            op.weights.push_back(static_cast<std::int8_t>(i * 37 % 101 - 50));
        for (int c = 0; c < out.channels; ++c) {
            op.weightScale.push_back(0.01F * static_cast<float>(c + 1));
            op.bias.push_back(100 * c - 200);
        }
    }

    QuantModel model;
    ScratchFolder m_scratch;
};

TEST_F(TfliteExport, WindowsOfEveryPaddingAndGroups)
{
    addConvolution({3, 2, 2, 1, 1, 1}, {3, 5, 6}, 1); // the width is padded on the left alone
    addConvolution({1, 3, 1, 2, 0, 0}, {3, 2, 4}, 2);
    addConvolution({2, 2, 1, 1, 0, 0}, {2, 1, 8}, 1);
    expectSame();
}

TEST_F(TfliteExport, NetworksThatEndOnASinglePixelComeBackWhole)
{
    // From the third block on the map is one pixel.
    model = randomQuantModel(8, {{16, 3, 2, 8}, {24, 5, 2, 12}, {24, 3, 1, 12}, {24, 3, 1, 16}}, 5);
    for (QuantOp& op : model.ops) { // no activation, which TFLite has not for every range
        op.low = -128;
        op.high = 127;
    }
    ASSERT_EQ(model.tensors[static_cast<std::size_t>(model.cuts.back().tensor)].shape.height, 1);
    const auto path = m_scratch / "out.tflite";
    const Status status = exportTflite(model, 0, path);
    ASSERT_TRUE(status.ok()) << status.failure().what;
    const auto back = importTflite(path);
    ASSERT_TRUE(back.ok()) << back.failure().what;
    ASSERT_TRUE(back.value().int8.has_value());
    EXPECT_EQ(back.value().int8->cuts.back().pooled.shape, model.cuts.back().pooled.shape);
    const auto input = randomInput(model, 3);
    EXPECT_EQ(featuresOf(*back.value().int8, input), featuresOf(model, input));
}

TEST_F(TfliteExport, PoolsOverWindows)
{
    add(ImageOpKind::localMax, last({4, 3, 3})).window = {3, 2, 2, 2, 1, 1};
    model.ops.back().window.padTop = 2; // neither SAME nor VALID
    add(ImageOpKind::localAverage, last({2, 2, 3})).window = {2, 2, 2, 2, 0, 0};
    add(ImageOpKind::localMean, {{1, 2, 3}, 0.05F, 9}).window = {2, 1, 2, 1, 0, 0};
    add(ImageOpKind::mean, {{1, 1, 3}, 0.02F, 1});
    expectSame();
}

TEST_F(TfliteExport, OperatorsThatMoveNumbers)
{
    add(ImageOpKind::pad, last({9, 8, 3})).window.padTop = 2;
    add(ImageOpKind::selectChannels, last({9, 8, 5})).channels = {2, 0, 0, 1, 2};
    add(ImageOpKind::selectChannels, last({9, 8, 3})).channels = {1, 2, 3};
    add(ImageOpKind::resize, last({18, 16, 3}));
    add(ImageOpKind::localMax, last({2, 2, 3})).window = {9, 8, 9, 8, 0, 0};
    add(ImageOpKind::flatten, last({1, 1, 12}));
    expectSame(0, "op 4"); // flattening is only another view there
}

TEST_F(TfliteExport, SumsProductsAndJoins)
{
    addConvolution({1, 1, 1, 1, 0, 0}, {6, 5, 4}, 1);
    const int map = model.ops.back().output;
    add(ImageOpKind::averagePool, last({1, 1, 4}));
    const int pooled = model.ops.back().output;
    QuantOp& product = add(ImageOpKind::multiply, {{6, 5, 4}, 0.5F, -9});
    product.input = map;
    product.input2 = pooled;
    QuantOp& sum = add(ImageOpKind::add, {{6, 5, 4}, 0.6F, 2});
    sum.input2 = map;
    QuantOp& joined = add(ImageOpKind::concat, {{6, 5, 8}, 0.6F, 2});
    joined.input2 = map;
    const QuantTensor& from = model.tensors[static_cast<std::size_t>(map)];
    for (int v = -128; v <= 127; ++v)
        joined.weights.push_back(static_cast<std::int8_t>(v));
    for (int v = -128; v <= 127; ++v)
        joined.weights.push_back(static_cast<std::int8_t>(
            std::lround(from.scale * static_cast<float>(v - from.zeroPoint) / 0.6F) + 2));
    expectSame(1);
}

TEST_F(TfliteExport, TablesAsTheOperatorsThatComputeThem)
{
    Node node;
    node.kind = OpKind::activation;
    node.function = Function::hardSwish;
    addTable(node, {{6, 5, 3}, 0.03F, -100},
             [](double x) { return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0; });
    node.function = Function::leakyRelu;
    node.alpha = 0.125F;
    addTable(node, {{6, 5, 3}, 0.03F, -90}, [](double x) { return x < 0.0 ? 0.125 * x : x; });
    node.function = Function::silu;
    addTable(node, {{6, 5, 3}, 0.02F, -80}, [](double x) { return x / (1.0 + std::exp(-x)); });
    node.function = Function::hardSigmoid;
    node.alpha = 1.0F / 6.0F;
    addTable(node, {{6, 5, 3}, 1.0F / 255.0F, -128},
             [](double x) { return std::clamp(x / 6.0 + 0.5, 0.0, 1.0); });
    node.function = Function::sigmoid;
    addTable(node, {{6, 5, 3}, 1.0F / 256.0F, -128}, [](double x) { return 1.0 / (1.0 + std::exp(-x)); });
    node.function = Function::tanh;
    addTable(node, {{6, 5, 3}, 0.006F, 3}, [](double x) { return std::tanh(x); });
    Node clip;
    clip.kind = OpKind::clip;
    clip.clipMin = 0.0F;
    clip.clipMax = INFINITY;
    addTable(clip, {{6, 5, 3}, 0.006F, -128}, [](double x) { return std::max(x, 0.0); });
    expectSame(9); // a step here and there, through seven of them
}

TEST_F(TfliteExport, AnAffineTableIsADepthwiseConvolution)
{
    Node norm;
    norm.kind = OpKind::batchNorm;
    norm.epsilon = 0.0F;
    norm.weight = {1.5F, -0.5F, 0.25F};
    norm.bias = {0.5F, 1.0F, -1.0F};
    norm.mean = {0.0F, 0.5F, 0.0F};
    norm.variance = {1.0F, 4.0F, 1.0F};
    const QuantTensor in = model.tensors.back();
    QuantOp& op = add(ImageOpKind::table, {{6, 5, 3}, 0.05F, 10});
    op.meaning = norm;
    op.groups = 3;
    for (std::size_t c = 0; c < 3; ++c)
        for (int v = -128; v <= 127; ++v) {
            const double x = static_cast<double>(in.scale) * (v - in.zeroPoint);
            const double y =
                norm.weight[c] * (x - norm.mean[c]) / std::sqrt(static_cast<double>(norm.variance[c])) +
                norm.bias[c];
            op.weights.push_back(
                static_cast<std::int8_t>(std::clamp(std::lround(y / 0.05) + 10, -128L, 127L)));
        }
    expectSame(1);
}

/// An image averages its features without rescaling where the scales allow it, as AVERAGE_POOL_2D does.
TEST_F(TfliteExport, FeaturesAtTheActivationsScaleAreAnAveragePool)
{
    addConvolution({1, 1, 1, 1, 0, 0}, {6, 5, 7}, 1);
    prepareScaling(model.ops.back(), model.tensors);
    QuantCut cut;
    cut.tensor = model.ops.back().output;
    cut.pooled = last({1, 1, 7});
    model.cuts = {cut};
    const auto path = m_scratch / "out.tflite";
    ASSERT_TRUE(exportTflite(model, 0, path).ok());
    const auto back = importTflite(path, "");
    ASSERT_TRUE(back.ok()) << back.failure().what;
    const QuantCut& read = back.value().int8->cuts.back();
    EXPECT_EQ(read.pooled.scale, cut.pooled.scale);
    const auto text = readTextFile(path);
    EXPECT_NE(text.value().find("average"), std::string::npos);

    model.cuts[0].pooled.scale *= 0.75F;
    ASSERT_TRUE(exportTflite(model, 0, path).ok());
    EXPECT_EQ(readTextFile(path).value().find("average"), std::string::npos);
}

TEST_F(TfliteExport, WhatTfliteLacksIsNamed)
{
    Node node;
    node.kind = OpKind::activation;
    node.function = Function::leakyRelu;
    node.alpha = 0.5F;
    addTable(node, {{6, 5, 3}, 0.03F, 0}, [](double x) { return std::sin(x); });
    expectRefused("The operator op 0 computes what no operator of TFLite does");
    model.ops.clear();
    model.tensors.resize(1);
    add(ImageOpKind::localAverage, last({6, 5, 3})).window = {3, 3, 1, 1, 2, 1};
    expectRefused("op 0 averages with padding");
    model.ops.clear();
    model.tensors.resize(1);
    add(ImageOpKind::localMean, last({3, 2, 3})).window = {2, 2, 2, 2, 0, 0};
    expectRefused("op 0 averages over windows");
}

} // namespace
} // namespace microt
