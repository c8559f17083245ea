// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <set>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

struct TfliteReader
{
    OpCode code;
    Status (*read)(TfliteNetwork& network, const TfliteOperator& op);
};

/// All operators that are read. A further one is a row here and its function, in a file of its own if it is
/// long.
constexpr TfliteReader kReaders[] = {
    {kConvolution, readConvolution},
    {kDepthwise, readConvolution},
    {kAdd, readAdd},
    {kPad, readPad},
    {kAveragePool, readAveragePool},
    {kMean, readMean},
    {kFullyConnected, readLinear},
    {kReshape, readReshape},
    {kQuantize, readQuantize},
    {kSoftmax, readEnd},
    {kDequantize, readEnd},
};

Status addPool(TfliteNetwork& network, const TfliteOperator& op, ImageOpKind kind, Activation activation)
{
    MICROT_TRY(const Value input, network.plainInputOf(op, 0));
    QuantOp made;
    made.kind = kind;
    made.input = input.tensor;
    MICROT_TRY(const int output, network.setOutput(op, activation, made));
    const Shape& pooled = network.shapeOf(output);
    if (pooled.height != 1 || pooled.width != 1 || pooled.channels != network.shapeOf(input.tensor).channels)
        return op.fail(Error::shapeMismatch, "has an output that is not [1, 1, channels]");
    return network.append(std::move(made));
}

} // namespace

Status readTfliteOperator(TfliteNetwork& network, int index)
{
    const TfliteFile& file = network.file;
    MICROT_TRY(const int code, file.opCode(index));
    const TfliteOperator op{file, index, code, file.op(index)};
    if (op.raw.inputs() == nullptr || op.inputs() < 1 || op.inputs() > 8 || op.raw.outputs() == nullptr ||
        op.raw.outputs()->size() != 1)
        return op.fail(Error::malformed, "has no input or not one output");
    if (network.values.count(op.output()) != 0)
        return op.fail(Error::malformed, "writes a tensor that is written already");
    if (network.ended)
        return op.fail(Error::unsupportedOperator, "comes after the end of the network");
    const auto* reader = std::find_if(std::begin(kReaders), std::end(kReaders),
                                      [code](const TfliteReader& one) { return one.code == code; });
    if (reader == std::end(kReaders))
        return op.fail(Error::unsupportedOperator, "is not known here");
    return reader->read(network, op);
}

Status readAdd(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value a, network.plainInputOf(op, 0));
    MICROT_TRY(const Value b, network.plainInputOf(op, 1));
    const auto* options = op.raw.options_as_Add();
    QuantOp made;
    made.kind = ImageOpKind::add;
    made.input = a.tensor;
    made.input2 = b.tensor;
    MICROT_TRY(const int output,
               network.setOutput(op, options != nullptr ? options->activation() : Activation::NONE, made));
    for (const int input : {a.tensor, b.tensor})
        if (!(network.shapeOf(input) == network.shapeOf(output)))
            return op.fail(Error::shapeMismatch, "adds tensors of different shapes");
    return network.append(std::move(made));
}

Status readPad(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(Value value, network.plainInputOf(op, 0));
    MICROT_TRY(const TensorInfo pads, op.constant(1, TensorType::INT32));
    if (pads.shape != std::vector<int>{4, 2})
        return op.fail(Error::shapeMismatch, "must pad four dimensions");
    std::int32_t amounts[8];
    std::memcpy(amounts, pads.data, sizeof amounts);
    for (const std::int32_t amount : amounts)
        if (amount < 0 || amount > kMaxWindow)
            return op.fail(Error::hostileContent, "pads by " + std::to_string(amount));
    if (amounts[0] + amounts[1] + amounts[6] + amounts[7] != 0)
        return op.fail(Error::unsupportedOperator, "pads more than height and width");
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const QuantTensor& input = network.tensor(value.tensor);
    if (info.scale.size() != 1 || info.scale[0] != input.scale || info.zeroPoint[0] != input.zeroPoint)
        return op.fail(Error::unsupportedOperator, "changes the scale of what it pads");
    network.values[op.output()] = {value.tensor, amounts[2], amounts[3],
                                   amounts[4],   amounts[5], value.clipped};
    return {};
}

Status readAveragePool(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const auto* options, op.options(op.raw.options_as_Pool2D()));
    MICROT_TRY(const Value input, network.plainInputOf(op, 0));
    const Shape& in = network.shapeOf(input.tensor);
    if (options->filter_height() != in.height || options->filter_width() != in.width)
        return op.fail(Error::unsupportedOperator, "pools less than the whole picture");
    return addPool(network, op, ImageOpKind::averagePool, options->activation());
}

Status readMean(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const TensorInfo axes, op.constant(1, TensorType::INT32));
    std::set<std::int32_t> over;
    for (std::size_t i = 0; i < axes.bytes / sizeof(std::int32_t); ++i) {
        std::int32_t axis = 0;
        std::memcpy(&axis, axes.data + i * sizeof axis, sizeof axis);
        over.insert(axis < 0 ? axis + 4 : axis);
    }
    if (over != std::set<std::int32_t>{1, 2})
        return op.fail(Error::unsupportedOperator, "averages over other axes than height and width");
    return addPool(network, op, ImageOpKind::mean, Activation::NONE);
}

/// Bytes are copied, whatever scale the output claims.
Status readReshape(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(const Value value, network.plainInputOf(op, 0));
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    const Shape& shape = network.shapeOf(value.tensor);
    std::int64_t elements = 1;
    for (const int side : info.shape)
        elements *= side;
    if (shape.height != 1 || shape.width != 1 || elements != shape.channels)
        return op.fail(Error::unsupportedOperator, "reshapes more than a vector of features");
    network.values[op.output()] = value;
    return {};
}

Status readQuantize(TfliteNetwork& network, const TfliteOperator& op)
{
    if (op.input(0) != network.rawInput || network.rawInput < 0)
        return op.fail(Error::unsupportedOperator, "does not stand at the input");
    MICROT_TRY(const TensorInfo info, network.file.tensor(op.output()));
    if (info.shape != std::vector<int>{1, network.resolution, network.resolution, 3})
        return op.fail(Error::shapeMismatch, "changes the picture's shape");
    return network.setInput(op.output(), info);
}

Status readEnd(TfliteNetwork& network, const TfliteOperator& op)
{
    MICROT_TRY(network.values[op.output()], network.plainInputOf(op, 0));
    network.ended = op.code == kDequantize;
    return {};
}

} // namespace microt::tflite
