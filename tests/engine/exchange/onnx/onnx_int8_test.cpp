// SPDX-License-Identifier: Apache-2.0
// Networks in the QDQ format in their own integers: the same int8 network as a .tflite file would give.
#include <cmath>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/open_extractor.h"
#include "tests/engine/exchange/onnx/onnx_builder.h"
#include "tests/support/checkpoint_writer.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;
using onnx::TensorProto;

/// Writes networks as quantizers do: DequantizeLinear before, QuantizeLinear behind every operator.
class Qdq
{
public:
    explicit Qdq(bool isSigned) : m_signed(isSigned) {}

    OnnxBuilder net;

    std::string zero(std::int32_t zeroPoint)
    {
        return net.bytes({}, m_signed ? TensorProto::INT8 : TensorProto::UINT8,
                         {zeroPoint + (m_signed ? 0 : 128)});
    }
    /// What `tensor` is after it was rounded to the steps of an int8 tensor.
    std::string steps(const std::string& tensor, float scale, std::int32_t zeroPoint)
    {
        const std::string by = net.scalar(scale);
        const std::string from = zero(zeroPoint);
        return net.op("DequantizeLinear", {net.op("QuantizeLinear", {tensor, by, from}), by, from});
    }
    std::string weights(const Sides& shape, const std::vector<std::int32_t>& values,
                        const std::vector<float>& scales, std::int64_t axis = 0)
    {
        const auto count = static_cast<std::int64_t>(scales.size());
        const bool one = count == 1;
        const std::string zeros = net.bytes(one ? Sides{} : Sides{count}, TensorProto::INT8,
                                            std::vector<std::int32_t>(scales.size(), 0));
        return net
            .op("DequantizeLinear", {net.bytes(shape, TensorProto::INT8, values),
                                     net.reals(one ? Sides{} : Sides{count}, scales), zeros})
            .with("axis", axis);
    }
    std::string bias(const std::vector<std::int32_t>& values, const std::vector<float>& scales)
    {
        const auto count = static_cast<std::int64_t>(values.size());
        const bool one = scales.size() == 1;
        return net
            .op("DequantizeLinear", {net.bytes({count}, TensorProto::INT32, values),
                                     net.reals(one ? Sides{} : Sides{count}, scales)})
            .with("axis", std::int64_t{0});
    }

private:
    bool m_signed;
};

/// The random network of convolutions, depthwise ones and additions as such a file.
onnx::ModelProto qdqOf(const QuantModel& model, bool isSigned)
{
    Qdq file(isSigned);
    std::vector<std::string> values(model.tensors.size());
    const Shape in = model.tensors[0].shape;
    values[0] = file.steps(file.net.input({1, in.channels, in.height, in.width}), model.tensors[0].scale,
                           model.tensors[0].zeroPoint);
    for (const QuantOp& op : model.ops) {
        const QuantTensor& input = model.tensors[static_cast<std::size_t>(op.input)];
        const QuantTensor& output = model.tensors[static_cast<std::size_t>(op.output)];
        std::string made;
        if (op.kind == ImageOpKind::add) {
            made = file.net.op("Add", {values[static_cast<std::size_t>(op.input)],
                                       values[static_cast<std::size_t>(op.input2)]});
        } else {
            const bool depthwise = op.kind == ImageOpKind::depthwise;
            const int inputs = depthwise ? 1 : input.shape.channels;
            const int outputs = output.shape.channels;
            const Window& w = op.window;
            std::vector<std::int32_t> weights; // [out, in, window] of [out, window, in] or [window, channel]
            for (int o = 0; o < outputs; ++o)
                for (int i = 0; i < inputs; ++i)
                    for (int k = 0; k < w.height * w.width; ++k)
                        weights.push_back(op.weights[static_cast<std::size_t>(
                            depthwise ? k * outputs + o : (o * w.height * w.width + k) * inputs + i)]);
            std::vector<float> biasScale;
            for (const float scale : op.weightScale)
                biasScale.push_back(scale * input.scale);
            const auto far = [](int out, int stride, int window, int pad, int side) {
                return std::int64_t{std::max(0, (out - 1) * stride + window - pad - side)};
            };
            made =
                file.net
                    .op("Conv", {values[static_cast<std::size_t>(op.input)],
                                 file.weights({outputs, inputs, w.height, w.width}, weights, op.weightScale),
                                 file.bias(op.bias, biasScale)})
                    .with("group", std::int64_t{depthwise ? outputs : 1})
                    .with("strides", Sides{w.strideY, w.strideX})
                    .with("pads",
                          Sides{w.padTop, w.padLeft,
                                far(output.shape.height, w.strideY, w.height, w.padTop, input.shape.height),
                                far(output.shape.width, w.strideX, w.width, w.padLeft, input.shape.width)});
        }
        if (op.low > -128 || op.high < 127)
            made = file.net.op(
                "Clip", {made, file.net.scalar(output.scale * static_cast<float>(op.low - output.zeroPoint)),
                         file.net.scalar(output.scale * static_cast<float>(op.high - output.zeroPoint))});
        values[static_cast<std::size_t>(op.output)] = file.steps(made, output.scale, output.zeroPoint);
    }
    const QuantTensor& pooled = model.cuts.back().pooled;
    file.net.output(file.steps(
        file.net.op("GlobalAveragePool", {values[static_cast<std::size_t>(model.cuts.back().tensor)]}),
        pooled.scale, pooled.zeroPoint));
    return file.net.model;
}

class OnnxInt8 : public testing::Test
{
protected:
    OnnxImport imported(const onnx::ModelProto& model)
    {
        writeBytes(m_scratch / "net.onnx", model.SerializeAsString());
        auto made = importOnnx(m_scratch / "net.onnx");
        EXPECT_TRUE(made.ok()) << made.failure().what;
        return made.ok() ? std::move(made).value() : OnnxImport();
    }

    ScratchFolder m_scratch;
};

TEST_F(OnnxInt8, ConvolutionsAndAdditionsKeepEveryInteger)
{
    for (const bool isSigned : {true, false}) {
        const QuantModel model =
            randomQuantModel(11, {{0, 3, 1, 8}, {24, 5, 2, 12}, {20, 3, 1, 12}, {16, 7, 2, 9}}, 5);
        const OnnxImport made = imported(qdqOf(model, isSigned));
        ASSERT_TRUE(made.int8.has_value()) << made.notInt8;
        const QuantModel& read = *made.int8;
        ASSERT_EQ(read.ops.size(), model.ops.size());
        UnplannedRun wanted(model);
        UnplannedRun run(read);
        const std::vector<std::int8_t> input = randomInput(model, 3);
        wanted.setInput(input.data());
        run.setInput(input.data());
        for (std::size_t i = 0; i < model.ops.size(); ++i) {
            EXPECT_EQ(read.ops[i].kind, model.ops[i].kind) << i;
            EXPECT_EQ(read.ops[i].weights, model.ops[i].weights) << i;
            EXPECT_EQ(read.ops[i].bias, model.ops[i].bias) << i;
            EXPECT_EQ(read.ops[i].multiplier, model.ops[i].multiplier) << i;
            EXPECT_EQ(read.ops[i].shift, model.ops[i].shift) << i;
            EXPECT_EQ(read.ops[i].low, model.ops[i].low) << i;
            EXPECT_EQ(read.ops[i].high, model.ops[i].high) << i;
            wanted.run(model.ops[i]);
            run.run(read.ops[i]);
            EXPECT_EQ(run.tensor(read.ops[i].output), wanted.tensor(model.ops[i].output)) << i;
        }
        EXPECT_EQ(read.findCut(0)->pooled.scale, model.cuts.back().pooled.scale);
        EXPECT_EQ(read.findCut(0)->pooled.zeroPoint, model.cuts.back().pooled.zeroPoint);
        EXPECT_TRUE(buildImage(read, {}, "{}").ok());
        EXPECT_EQ(made.graph.featureCount(), 9);
    }
}

std::vector<std::int32_t> someBytes(std::size_t count)
{
    std::vector<std::int32_t> bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::int32_t>(i * 73 % 255) - 127);
    return bytes;
}

/// Pools, a gate, a concatenation and a classifier; `biasScale` of the convolution is `off` times what it is
/// to be.
onnx::ModelProto branches(bool isSigned, float off = 1.0F)
{
    Qdq file(isSigned);
    OnnxBuilder& net = file.net;
    const std::string x = file.steps(net.input({1, 3, 9, 7}), 1.0F / 127.5F, 0);
    const OnnxOp conv = net.op("Conv", {x, file.weights({6, 3, 3, 3}, someBytes(162), {0.004F}),
                                        file.bias({100, -50, 7, 0, 900, -900}, {0.004F / 127.5F * off})})
                            .with("pads", Sides{1, 0, 0, 1});
    const std::string map = file.steps(net.op("Relu", {conv}), 0.02F, -127);
    const std::string small = file.steps(
        net.op("MaxPool", {map}).with("kernel_shape", Sides{2, 2}).with("strides", Sides{2, 2}), 0.02F, -127);
    const std::string average = file.steps(
        net.op("AveragePool", {map}).with("kernel_shape", Sides{2, 2}).with("strides", Sides{2, 2}), 0.015F,
        -120);
    const std::string gate = file.steps(net.op("Sigmoid", {small}), 1.0F / 256.0F, -127);
    const std::string product = file.steps(net.op("Mul", {small, gate}), 0.018F, -127);
    const std::string both =
        file.steps(net.op("Concat", {product, average, small}).with("axis", std::int64_t{1}), 0.021F, -125);
    const std::string mean = file.steps(net.op("GlobalAveragePool", {both}), 0.01F, -127);
    const OnnxOp flat = net.op("Flatten", {mean});
    const std::vector<float> scales = {0.003F, 0.004F, 0.005F};
    const std::string logits = file.steps(
        net.op("Gemm", {flat, file.weights({18, 3}, someBytes(54), scales, 1),
                        file.bias({40, -300, 0}, {0.003F * 0.01F, 0.004F * 0.01F, 0.005F * 0.01F})}),
        0.05F, -3);
    net.output(net.op("Softmax", {logits}));
    return net.model;
}

TEST_F(OnnxInt8, BranchesAndAClassifierComputeWhatPlainLoopsDo)
{
    for (const bool isSigned : {true, false}) {
        const onnx::ModelProto file = branches(isSigned);
        const OnnxImport made = imported(file);
        ASSERT_TRUE(made.int8.has_value()) << made.notInt8;
        const QuantModel& model = *made.int8;
        ASSERT_GE(model.logitsTensor, 0);
        UnplannedRun run(model);
        std::vector<std::int8_t> input;
        OnnxTensor picture{{1, 3, 9, 7}, std::vector<double>(189)};
        for (int i = 0; i < 63; ++i)
            for (int c = 0; c < 3; ++c) {
                input.push_back(static_cast<std::int8_t>((i * 37 + c * 11) % 256 - 128));
                picture.values[static_cast<std::size_t>(c * 63 + i)] = input.back() / 127.5;
            }
        run.setInput(input.data());
        for (const std::vector<QuantOp>* ops : {&model.ops, &model.classifier})
            for (const QuantOp& op : *ops)
                run.run(op);
        const std::string logits = file.graph().node(file.graph().node_size() - 1).input(0);
        const OnnxTensor wanted = computeOnnx(file, picture, logits);
        ASSERT_EQ(wanted.values.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_NEAR(0.05 * (run.tensor(model.logitsTensor)[i] + 3), wanted.values[i], 0.051) << i;
        EXPECT_EQ(made.graph.featureCount(), 18);
        EXPECT_TRUE(buildImage(model, {}, "{}").ok());
    }
}

TEST_F(OnnxInt8, WhereTheScalesDoNotAllowItTheNetworkIsFloatAndSaysWhy)
{
    const OnnxImport made = imported(branches(true, 2.0F));
    EXPECT_FALSE(made.int8.has_value());
    EXPECT_NE(made.notInt8.find("bias"), std::string::npos) << made.notInt8;
    const auto opened = openExtractor((m_scratch / "net.onnx").string());
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value().format, "ONNX");
    EXPECT_NE(opened.value().note.find("bias"), std::string::npos);
    writeBytes(m_scratch / "net.onnx", branches(true).SerializeAsString());
    const auto exact = openExtractor((m_scratch / "net.onnx").string());
    ASSERT_TRUE(exact.ok());
    EXPECT_EQ(exact.value().format, "ONNX int8");
    EXPECT_TRUE(exact.value().note.empty());
}

} // namespace
} // namespace microt
