// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executor.h"

#include <cstring>

namespace microt {

namespace {

bool isPerChannel(const ImageTensor& tensor, const ImageTensor& other)
{
    return tensor.height == 1 && tensor.width == 1 && (other.height != 1 || other.width != 1);
}

/// The operators that compute or move one number at a time.
void runElementwise(const OpCall& call, Extent in, Extent out)
{
    const std::int64_t pixels = std::int64_t{in.height} * in.width;
    switch (static_cast<ImageOpKind>(call.op->kind)) {
    case ImageOpKind::add:
        add(call.input, call.input2, std::int64_t{out.height} * out.width * out.channels, call.addition,
            call.range, call.output);
        break;
    case ImageOpKind::multiply:
        multiply(call.input, call.inputTensor->zeroPoint, call.input2, call.input2Tensor->zeroPoint,
                 isPerChannel(*call.input2Tensor, *call.inputTensor), in, call.constants.multiplier[0],
                 call.constants.shift[0], call.range, call.output);
        break;
    case ImageOpKind::concat:
        concat(call.input, in.channels, call.input2, call.input2Tensor->channels, pixels, call.weights,
               call.range, call.output);
        break;
    case ImageOpKind::selectChannels:
        selectChannels(call.input, in.channels, pixels, reinterpret_cast<const std::uint16_t*>(call.weights),
                       out.channels, call.output);
        break;
    case ImageOpKind::pad:
        pad(call.input, in, call.window.padTop, call.window.padLeft,
            static_cast<std::int8_t>(call.inputTensor->zeroPoint), call.output, out);
        break;
    case ImageOpKind::resize:
        resize(call.input, in, call.output, out);
        break;
    case ImageOpKind::table:
        lookUp(call.input, in, call.weights, call.op->groups > 1, call.range, call.output);
        break;
    case ImageOpKind::flatten:
        std::memcpy(call.output, call.input, static_cast<std::size_t>(pixels * in.channels));
        break;
    default:
        break;
    }
}

} // namespace

void runOpReference(const OpCall& call, void* /*context*/)
{
    const Extent in = ImageView::extentOf(*call.inputTensor);
    const Extent out = ImageView::extentOf(*call.outputTensor);
    const std::int32_t zeroPoint = call.inputTensor->zeroPoint;
    const ChannelConstants& constants = call.constants;
    switch (static_cast<ImageOpKind>(call.op->kind)) {
    case ImageOpKind::convolution:
        if (static_cast<WeightLayout>(call.op->layout) == WeightLayout::pairs)
            convolutionOfPairs(call.input, in, zeroPoint, call.weights, constants, call.window, call.range,
                               call.output, out);
        else
            convolution(call.input, in, zeroPoint, call.weights, constants, call.window,
                        call.op->groups > 1 ? call.op->groups : 1, call.range, call.output, out);
        break;
    case ImageOpKind::depthwise:
        depthwise(call.input, in, zeroPoint, call.weights, constants, call.window, call.range, call.output,
                  out);
        break;
    case ImageOpKind::depthwiseInPlace:
        depthwiseInPlace(call.output, in, zeroPoint, call.weights, constants, call.window, call.range,
                         call.scratch);
        break;
    case ImageOpKind::averagePool:
        averagePool(call.input, in, call.range, call.output);
        break;
    case ImageOpKind::mean:
        mean(call.input, in, zeroPoint, constants.multiplier[0], constants.shift[0], call.range, call.output);
        break;
    case ImageOpKind::meanAndDeviation:
        meanAndDeviation(call.input, in, zeroPoint, constants.multiplier[0], constants.shift[0], call.range,
                         call.output);
        break;
    case ImageOpKind::localAverage:
        localAverage(call.input, in, call.window, call.range, call.output, out);
        break;
    case ImageOpKind::localMax:
        localMax(call.input, in, call.window, call.range, call.output, out);
        break;
    case ImageOpKind::localMean:
        localMean(call.input, in, zeroPoint, call.window, constants.multiplier[0], constants.shift[0],
                  call.range, call.output, out);
        break;
    default:
        runElementwise(call, in, out);
    }
}

Error Executor::attach(const ImageView& image, std::uint8_t* arena, std::size_t arenaBytes, RunOp runOp,
                       void* context)
{
    if (reinterpret_cast<std::uintptr_t>(arena) % kImageAlignment != 0)
        return Error::invalidArgument;
    if (arenaBytes < image.header->arenaBytes)
        return Error::outOfMemory;
    m_image = image;
    m_arena = arena;
    m_runOp = runOp;
    m_context = context;
    startOver();
    return Error::none;
}

void Executor::startOver()
{
    m_position = m_slice = m_sliceOp = m_lastOp = 0;
}

void Executor::setPicture(const std::uint8_t* pixels)
{
    const auto* table = reinterpret_cast<const std::int8_t*>(m_image.constants + m_image.header->inputTable);
    auto* input = reinterpret_cast<std::int8_t*>(m_arena + m_image.input().arenaOffset);
    const std::int32_t colours = m_image.input().channels;
    const std::int32_t count = m_image.input().height * m_image.input().width;
    for (std::int32_t i = 0; i < count; ++i)
        for (std::int32_t colour = 0; colour < colours; ++colour)
            input[colours * i + colour] = table[256 * colour + pixels[colours * i + colour]];
    startOver();
}

void Executor::setInput(const std::int8_t* values)
{
    const ImageTensor& input = m_image.input();
    std::memcpy(m_arena + input.arenaOffset, values,
                static_cast<std::size_t>(input.height) * input.width * input.channels);
    startOver();
}

OpCall Executor::callOf(int index) const
{
    const ImageOp& op = m_image.ops[index];
    OpCall call;
    call.op = &op;
    call.index = index;
    call.inputTensor = &m_image.tensors[op.input];
    call.outputTensor = &m_image.tensors[op.output];
    call.input = tensor(op.input);
    call.output = reinterpret_cast<std::int8_t*>(m_arena + call.outputTensor->arenaOffset);
    call.scratch = reinterpret_cast<std::int8_t*>(m_arena + op.scratch);
    call.scratchBytes = op.scratchBytes;
    call.range = {call.outputTensor->zeroPoint, op.low, op.high};
    call.window = {op.windowHeight, op.windowWidth, op.strideY, op.strideX, op.padTop, op.padLeft};
    const auto kind = static_cast<ImageOpKind>(op.kind);
    const std::int32_t scalings = scalingCount(kind, call.outputTensor->channels);
    if (scalings > 0) {
        call.constants.multiplier = reinterpret_cast<const std::int32_t*>(m_image.constants + op.multiplier);
        call.constants.shift = reinterpret_cast<const std::int8_t*>(m_image.constants + op.shift);
    }
    if (hasTwoInputs(kind)) {
        call.input2 = tensor(op.input2);
        call.input2Tensor = &m_image.tensors[op.input2];
    }
    if (kind == ImageOpKind::add) {
        call.addition.zeroPoint[0] = call.inputTensor->zeroPoint;
        call.addition.zeroPoint[1] = call.input2Tensor->zeroPoint;
        for (int i = 0; i < 3; ++i) {
            call.addition.multiplier[i] = call.constants.multiplier[i];
            call.addition.shift[i] = call.constants.shift[i];
        }
    }
    if (op.weights != kNoConstant)
        call.weights = reinterpret_cast<const std::int8_t*>(m_image.constants + op.weights);
    if (isConvolution(kind))
        call.constants.bias = reinterpret_cast<const std::int32_t*>(m_image.constants + op.bias);
    return call;
}

Error Executor::step()
{
    if (m_position >= m_image.header->opCount)
        return Error::outOfRange;
    if (m_image.ops[m_position].sliceOps != 0) {
        stepInGroup();
        return Error::none;
    }
    m_lastOp = m_position;
    m_runOp(callOf(m_position), m_context);
    ++m_position;
    return Error::none;
}

Error Executor::runTo(int exit)
{
    if (exit < 0 || exit >= m_image.header->exitCount)
        return Error::outOfRange;
    while (m_position < m_image.exits[exit].opEnd)
        if (const Error error = step(); error != Error::none)
            return error;
    return Error::none;
}

const std::int8_t* Executor::feature(int exit) const
{
    return tensor(m_image.exits[exit].feature);
}

void Executor::readFeature(int exit, float* values) const
{
    const ImageTensor& info = m_image.feature(exit);
    const std::int8_t* quantized = feature(exit);
    for (std::int32_t i = 0; i < info.channels; ++i)
        values[i] = info.scale * static_cast<float>(quantized[i] - info.zeroPoint);
}

const std::int8_t* Executor::tensor(int index) const
{
    return reinterpret_cast<const std::int8_t*>(m_arena + m_image.tensors[index].arenaOffset);
}

} // namespace microt
