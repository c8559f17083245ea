// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

struct TfliteReader
{
    OpCode code;
    Status (*read)(TfliteNetwork& network, const TfliteOperator& op);
};

/// All operators that are read. A further one is a row here and its function.
constexpr TfliteReader kReaders[] = {
    {kConvolution, readConvolution},
    {kDepthwise, readConvolution},
    {kFullyConnected, readLinear},
    {kAdd, readArithmetic},
    {kSub, readArithmetic},
    {kMul, readArithmetic},
    {kDiv, readArithmetic},
    {kMaximum, readLimit},
    {kMinimum, readLimit},
    {kAveragePool, readPool},
    {kMaxPool, readPool},
    {kMean, readReduce},
    {kReduceMax, readReduce},
    {kSum, readReduce},
    {kRelu, readActivation},
    {kRelu6, readActivation},
    {kReluN1To1, readActivation},
    {kRelu0To1, readActivation},
    {kLeakyRelu, readActivation},
    {kPrelu, readActivation},
    {kLogistic, readActivation},
    {kTanh, readActivation},
    {kHardSwish, readActivation},
    {kPad, readPad},
    {kPadV2, readPad},
    {kMirrorPad, readPad},
    {kReshape, readReshape},
    {kSqueeze, readReshape},
    {kExpandDims, readReshape},
    {kTranspose, readTranspose},
    {kConcatenation, readConcatenation},
    {kSplit, readSplit},
    {kSplitV, readSplit},
    {kSlice, readSlice},
    {kStridedSlice, readSlice},
    {kGather, readSlice},
    {kReverse, readSlice},
    {kResizeNearest, readResize},
    {kQuantize, readQuantize},
    {kDequantize, readQuantize},
    {kCast, readQuantize},
};

/// Networks for other hardware, which hide what they compute.
Status refuseCompiled(const TfliteOperator& op)
{
    const std::string name = op.file.customName(op.index);
    const auto begins = [&name](const char* start) { return name.rfind(start, 0) == 0; };
    const char* hardware = begins("ethos-u")          ? "Ethos-U (Vela)"
                           : begins("edgetpu-custom") ? "the Edge TPU"
                                                      : nullptr;
    if (hardware == nullptr)
        return {};
    return op.file.fail(Error::unsupportedFormat,
                        std::string("it was compiled for ") + hardware +
                            ", which hides the network in one operator; open the .tflite file that it was "
                            "compiled from.");
}

bool isInteger(TensorType type)
{
    return type == TensorType::INT32 || type == TensorType::INT64;
}

/// SHAPE, and what computes with sizes alone: the file states every size it leads to.
bool onlySizes(const TfliteNetwork& network, const TfliteOperator& op)
{
    if (op.outputs() == 0)
        return false;
    const auto output = network.file.tensor(op.output());
    if (!output.ok() || !isInteger(output.value().type))
        return false;
    if (op.code == kShape)
        return true;
    for (std::uint32_t i = 0; i < op.inputs(); ++i) {
        const auto found = network.values.find(op.input(i));
        const bool shape = found != network.values.end() && found->second.kind == Value::Kind::shape;
        if (op.input(i) >= 0 && !shape && !network.isConstant(op, i))
            return false;
    }
    return true;
}

/// Operators that turn logits into an answer; nothing is lost if they are left out.
bool answers(int code)
{
    return code == kSoftmax || code == kLogSoftmax || code == kArgMax;
}

/// What may stand behind an answer.
bool passesOn(int code)
{
    return answers(code) || code == kDequantize || code == kQuantize || code == kReshape || code == kSqueeze;
}

/// The answer that `op` makes of an activation or of another answer; nothing if it does something else.
std::optional<Value> answerOf(const TfliteNetwork& network, const TfliteOperator& op)
{
    const auto found = network.values.find(op.input(0));
    if (found == network.values.end() || op.outputs() == 0)
        return std::nullopt;
    const bool first = found->second.kind == Value::Kind::read && answers(op.code);
    if (!first && !(found->second.kind == Value::Kind::answer && passesOn(op.code)))
        return std::nullopt;
    Value answer = found->second;
    answer.kind = Value::Kind::answer;
    return answer;
}

void setOutputs(TfliteNetwork& network, const TfliteOperator& op, const Value& value)
{
    for (std::uint32_t i = 0; i < op.outputs(); ++i)
        network.values[op.output(i)] = value;
}

/// The operator joins those that could not be read, for `why`; what it writes is unknown.
void leaveUnread(TfliteNetwork& network, const TfliteOperator& op, const Failure& why)
{
    Value unknown;
    unknown.kind = Value::Kind::unread;
    unknown.reason = network.unread.size();
    UnreadOperator entry{{}, why};
    for (std::uint32_t i = 0; i < op.inputs(); ++i) {
        const auto found = network.values.find(op.input(i));
        if (found != network.values.end() && found->second.place >= 0)
            entry.reads.push_back(found->second.place);
    }
    network.unread.push_back(std::move(entry));
    setOutputs(network, op, unknown);
}

/// The reason of an input that is unknown, or nothing.
const Failure* unknownInput(const TfliteNetwork& network, const TfliteOperator& op)
{
    for (std::uint32_t i = 0; i < op.inputs(); ++i) {
        const auto found = network.values.find(op.input(i));
        if (found != network.values.end() && found->second.kind == Value::Kind::unread)
            return &network.unread[found->second.reason].why;
    }
    return nullptr;
}

Status readOne(TfliteNetwork& network, const TfliteOperator& op)
{
    const auto* reader = std::find_if(std::begin(kReaders), std::end(kReaders),
                                      [&op](const TfliteReader& one) { return one.code == op.code; });
    if (reader == std::end(kReaders))
        return op.fail(Error::unsupportedOperator, "is not read here");
    return reader->read(network, op);
}

} // namespace

Status readTfliteOperator(TfliteNetwork& network, int index)
{
    const TfliteFile& file = network.file;
    MICROT_TRY(const int code, file.opCode(index));
    const TfliteOperator op{file, index, code, file.op(index)};
    constexpr std::uint32_t kMaxTensors = 1024;
    if (op.inputs() > kMaxTensors || op.outputs() > kMaxTensors)
        return op.fail(Error::hostileContent, "has too many inputs or outputs");
    if (code < 0)
        MICROT_CHECK(refuseCompiled(op));
    for (std::uint32_t i = 0; i < op.outputs(); ++i)
        if (network.values.count(op.output(i)) != 0 || network.constants.count(op.output(i)) != 0)
            return op.fail(Error::malformed, "writes a tensor that is written already");
    if (const Failure* why = unknownInput(network, op)) {
        const Failure reason = *why;
        leaveUnread(network, op, reason);
        return {};
    }
    if (onlySizes(network, op)) {
        Value sizes;
        sizes.kind = Value::Kind::shape;
        setOutputs(network, op, sizes);
        return {};
    }
    if (const auto answer = answerOf(network, op)) {
        setOutputs(network, op, *answer);
        return {};
    }
    const Status status = op.inputs() == 0 || op.outputs() == 0
                              ? op.fail(Error::malformed, "has no input or no output")
                              : readOne(network, op);
    if (status.ok())
        return {};
    const Error error = status.failure().code;
    if (error == Error::malformed || error == Error::hostileContent)
        return status;
    leaveUnread(network, op, status.failure());
    return {};
}

} // namespace microt::tflite
