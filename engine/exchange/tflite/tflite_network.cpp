// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite_network_private.h"

#include <cmath>

namespace microt::tflite {

Failure TfliteOperator::fail(Error error, const std::string& why) const
{
    return file.fail(error, file.describe(index) + " " + why + ".");
}

Result<TensorInfo> TfliteOperator::constant(std::uint32_t which, TensorType type) const
{
    if (which >= inputs())
        return fail(Error::malformed, "lacks a constant");
    MICROT_TRY(TensorInfo info, file.tensor(input(which)));
    if (!info.isConstant() || info.type != type)
        return fail(Error::unsupportedFormat,
                    "has no constants of the expected type; a full-integer int8 model is expected");
    return info;
}

Result<int> TfliteNetwork::newTensor(const TensorInfo& info)
{
    if (info.type != TensorType::INT8 || info.scale.size() != 1)
        return file.fail(Error::unsupportedFormat,
                         "the activation " + info.name +
                             " is not int8 with one scale; a full-integer int8 model is expected.");
    if (!std::isnormal(info.scale[0]) || info.scale[0] < 0.0F)
        return file.fail(Error::hostileContent,
                         "the activation " + info.name + " has a scale that is no positive number.");
    if (info.zeroPoint[0] < -128 || info.zeroPoint[0] > 127)
        return file.fail(Error::hostileContent, "the activation " + info.name + " has zero point " +
                                                    std::to_string(info.zeroPoint[0]) + ".");
    QuantTensor made;
    if (info.shape.size() == 4 && info.shape[0] == 1)
        made.shape = {info.shape[1], info.shape[2], info.shape[3]};
    else if (info.shape.size() == 2 && info.shape[0] == 1)
        made.shape = {1, 1, info.shape[1]};
    else
        return file.fail(Error::shapeMismatch, "the activation " + info.name +
                                                   " must be [1, height, width, channels] or [1, channels].");
    made.scale = info.scale[0];
    made.zeroPoint = static_cast<std::int32_t>(info.zeroPoint[0]);
    model.tensors.push_back(made);
    return static_cast<int>(model.tensors.size()) - 1;
}

Status TfliteNetwork::setInput(int index, const TensorInfo& info)
{
    MICROT_TRY(model.inputTensor, newTensor(info));
    values[index] = {model.inputTensor, 0, 0, 0, 0, true};
    const QuantTensor& input = tensor(model.inputTensor);
    // The field's convention: int8 input = pixel - 128, whatever scale and zero point claim.
    model.preprocessing.setSide(resolution);
    model.preprocessing.mean.fill(static_cast<float>((128.0 + input.zeroPoint) / 255.0));
    model.preprocessing.deviation.fill(static_cast<float>(1.0 / (255.0 * input.scale)));
    return {};
}

Result<Value> TfliteNetwork::inputOf(const TfliteOperator& op, std::uint32_t which) const
{
    const auto found = which < op.inputs() ? values.find(op.input(which)) : values.end();
    if (found == values.end())
        return op.fail(Error::malformed, "reads a tensor that nothing has written");
    return found->second;
}

Result<Value> TfliteNetwork::plainInputOf(const TfliteOperator& op, std::uint32_t which) const
{
    MICROT_TRY(const Value value, inputOf(op, which));
    if (value.padded())
        return op.fail(Error::unsupportedOperator, "reads a PAD that only convolutions may read");
    return value;
}

Result<int> TfliteNetwork::setOutput(const TfliteOperator& op, Activation activation, QuantOp& made)
{
    MICROT_TRY(const TensorInfo info, file.tensor(op.output()));
    if (info.isConstant())
        return op.fail(Error::malformed, "writes a constant");
    MICROT_TRY(made.output, newTensor(info));
    const QuantTensor& output = tensor(made.output);
    switch (activation) {
    case Activation::NONE:
        break;
    case Activation::RELU:
        made.low = quantizedBound(0.0F, output);
        break;
    case Activation::RELU_N1_TO_1:
        made.low = quantizedBound(-1.0F, output);
        made.high = quantizedBound(1.0F, output);
        break;
    case Activation::RELU6:
        made.low = quantizedBound(0.0F, output);
        made.high = quantizedBound(6.0F, output);
        break;
    default:
        return op.fail(Error::unsupportedOperator, "has a fused activation that is not known here");
    }
    made.name = info.name;
    values[op.output()] = {made.output, 0, 0, 0, 0, activation != Activation::NONE};
    return made.output;
}

Status TfliteNetwork::append(QuantOp op)
{
    prepareScaling(op, model.tensors);
    model.ops.push_back(std::move(op));
    return {};
}

} // namespace microt::tflite
