// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// All operators that are read. A further one is a row here and its function, in a file of its own if it is
/// long.
const std::vector<OnnxReader>& readers()
{
    static const std::vector<OnnxReader> kReaders = {
        {"Conv",
         2,
         3,
         {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"},
         readOnnxConvolution},
        {"BatchNormalization", 5, 5, {"epsilon", "momentum", "training_mode"}, readOnnxBatchNorm},
        {"Clip", 1, 3, {}, readOnnxClip},
        {"Relu", 1, 1, {}, readOnnxRelu},
        {"Add", 2, 2, {}, readOnnxAdd},
        {"GlobalAveragePool", 1, 1, {}, readOnnxPool},
        {"ReduceMean", 1, 1, {"axes", "keepdims"}, readOnnxMean},
        {"Flatten", 1, 1, {"axis"}, readOnnxFlatten},
        {"Reshape", 2, 2, {"allowzero"}, readOnnxReshape},
        {"Gemm", 2, 3, {"alpha", "beta", "transA", "transB"}, readOnnxLinear},
        {"Constant", 0, 0, {"value"}, readOnnxConstant},
        {"Identity", 1, 1, {}, readOnnxIdentity},
    };
    return kReaders;
}

Failure notKnown(const onnx::NodeProto& node)
{
    std::string known;
    for (const OnnxReader& reader : readers())
        known += (known.empty() ? "" : ", ") + std::string(reader.type);
    return {Error::unsupportedOperator, "the operator " + onnxName(node.op_type()) + " (" +
                                            onnxName(node.name()) + ") is not supported; " + known + " are."};
}

Result<float> bound(const OnnxNetwork& network, const OnnxOperator& op, int index, float otherwise)
{
    if (op.input(index).empty())
        return otherwise;
    MICROT_TRY(const OnnxConstant* numbers, network.constant(op, index));
    if (numbers->real.size() != 1)
        return op.fail(Error::shapeMismatch, "its bounds must be single FLOAT numbers.");
    return numbers->real[0];
}

} // namespace

Status readOnnxOperator(OnnxNetwork& network, const onnx::NodeProto& node)
{
    const bool ours = node.domain().empty() || node.domain() == "ai.onnx";
    const auto reader = std::find_if(readers().begin(), readers().end(), [&](const OnnxReader& one) {
        return ours && one.type == node.op_type();
    });
    if (reader == readers().end())
        return notKnown(node);
    MICROT_TRY(const OnnxOperator op,
               OnnxOperator::of(node, reader->attributes, reader->leastInputs, reader->mostInputs));
    return reader->read(network, op);
}

Status readOnnxBatchNorm(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::batchNorm));
    MICROT_TRY(node.weight, network.vectorOf(op, 1));
    MICROT_TRY(node.bias, network.vectorOf(op, 2));
    MICROT_TRY(node.mean, network.vectorOf(op, 3));
    MICROT_TRY(node.variance, network.vectorOf(op, 4));
    MICROT_TRY(node.epsilon, op.real("epsilon", 1e-5F));
    // ONNX: the share of the old value that stays; torch: the share of the new one.
    MICROT_TRY(const float stays, op.real("momentum", 0.9F));
    MICROT_TRY(const std::int64_t training, op.integer("training_mode", 0));
    if (training != 0)
        return op.fail(Error::unsupportedOperator, "it is in training mode; export in evaluation mode.");
    node.momentum = 1.0F - stays;
    return network.add(op, std::move(node));
}

Status readOnnxClip(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::clip));
    MICROT_TRY(node.clipMin, bound(network, op, 1, -kInfinity));
    MICROT_TRY(node.clipMax, bound(network, op, 2, kInfinity));
    return network.add(op, std::move(node));
}

Status readOnnxRelu(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::clip));
    node.clipMin = 0.0F;
    node.clipMax = kInfinity;
    return network.add(op, std::move(node));
}

Status readOnnxAdd(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::add));
    MICROT_TRY(const int second, network.activation(op, 1));
    node.inputs.push_back(second);
    return network.add(op, std::move(node));
}

Status readOnnxLinear(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(Node node, network.nodeOf(op, OpKind::linear));
    MICROT_TRY(const OnnxConstant* weights, network.constant(op, 1));
    MICROT_TRY(const float alpha, op.real("alpha", 1.0F));
    MICROT_TRY(const float beta, op.real("beta", 1.0F));
    MICROT_TRY(const std::int64_t inputTransposed, op.integer("transA", 0));
    MICROT_TRY(const std::int64_t transposed, op.integer("transB", 0));
    if (alpha != 1.0F || beta != 1.0F || inputTransposed != 0 || transposed < 0 || transposed > 1)
        return op.fail(Error::unsupportedOperator, "only x W + b with alpha = beta = 1 is supported.");
    if (weights->shape.size() != 2 || weights->real.empty())
        return op.fail(Error::shapeMismatch, "its weights must be a FLOAT matrix.");
    const auto outputs = static_cast<std::size_t>(weights->shape[transposed == 1 ? 0 : 1]);
    const std::size_t inputs = weights->real.size() / outputs;
    if (static_cast<std::int64_t>(inputs) != node.output.channels ||
        outputs > static_cast<std::size_t>(kMaxOnnxSide))
        return op.fail(Error::shapeMismatch, "its weights are for " + std::to_string(inputs) +
                                                 " features, its input has " +
                                                 std::to_string(node.output.channels) + ".");
    node.output = {1, 1, static_cast<int>(outputs)};
    node.weight = weights->real;
    if (transposed == 0)
        for (std::size_t o = 0; o < outputs; ++o)
            for (std::size_t i = 0; i < inputs; ++i)
                node.weight[o * inputs + i] = weights->real[i * outputs + o];
    if (!op.input(2).empty()) {
        MICROT_TRY(node.bias, network.vectorOf(op, 2));
    }
    return network.add(op, std::move(node));
}

Status readOnnxConstant(OnnxNetwork& network, const OnnxOperator& op)
{
    const onnx::AttributeProto* value = op.attribute("value");
    if (value == nullptr || !value->has_t())
        return op.fail(Error::unsupportedOperator, "it must hold a tensor (attribute value).");
    MICROT_CHECK(network.claim(op.output()));
    MICROT_TRY(network.constants[op.output()],
               readOnnxTensor(value->t(), "tensor " + onnxName(op.output()) + ": "));
    return {};
}

Status readOnnxIdentity(OnnxNetwork& network, const OnnxOperator& op)
{
    if (const auto found = network.constants.find(op.input(0)); found != network.constants.end()) {
        MICROT_CHECK(network.claim(op.output()));
        network.constants[op.output()] = found->second;
        return {};
    }
    MICROT_TRY(const int input, network.activation(op, 0));
    return network.setValue(op.output(), input);
}

} // namespace microt
