// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executor.h"

#include <cstring>

namespace microt {

void runOpReference(const OpCall& call, void* /*context*/)
{
    const Extent inputExtent = ImageView::extentOf(*call.inputTensor);
    const Extent outputExtent = ImageView::extentOf(*call.outputTensor);
    const std::int32_t inputZeroPoint = call.inputTensor->zeroPoint;
    switch (static_cast<ImageOpKind>(call.op->kind)) {
    case ImageOpKind::convolution:
        convolution(call.input, inputExtent, inputZeroPoint, call.weights, call.constants, call.window,
                    call.range, call.output, outputExtent);
        break;
    case ImageOpKind::depthwise:
        depthwise(call.input, inputExtent, inputZeroPoint, call.weights, call.constants, call.window,
                  call.range, call.output, outputExtent);
        break;
    case ImageOpKind::depthwiseInPlace:
        depthwiseInPlace(call.output, inputExtent, inputZeroPoint, call.weights, call.constants, call.window,
                         call.range, call.scratch);
        break;
    case ImageOpKind::add:
        add(call.input, call.input2,
            std::int64_t{outputExtent.height} * outputExtent.width * outputExtent.channels, call.addition,
            call.range, call.output);
        break;
    case ImageOpKind::averagePool:
        averagePool(call.input, inputExtent, call.range, call.output);
        break;
    case ImageOpKind::mean:
        mean(call.input, inputExtent, inputZeroPoint, call.constants.multiplier[0], call.constants.shift[0],
             call.range, call.output);
        break;
    case ImageOpKind::meanAndDeviation:
        meanAndDeviation(call.input, inputExtent, inputZeroPoint, call.constants.multiplier[0],
                         call.constants.shift[0], call.range, call.output);
        break;
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
    m_position = 0;
    return Error::none;
}

void Executor::setPicture(const std::uint8_t* rgb)
{
    const auto* table = reinterpret_cast<const std::int8_t*>(m_image.constants + m_image.header->inputTable);
    auto* input = reinterpret_cast<std::int8_t*>(m_arena + m_image.input().arenaOffset);
    const std::int32_t pixels = m_image.input().height * m_image.input().width;
    for (std::int32_t i = 0; i < pixels; ++i)
        for (int colour = 0; colour < 3; ++colour)
            input[3 * i + colour] = table[256 * colour + rgb[3 * i + colour]];
    m_position = 0;
}

void Executor::setInput(const std::int8_t* values)
{
    const ImageTensor& input = m_image.input();
    std::memcpy(m_arena + input.arenaOffset, values,
                static_cast<std::size_t>(input.height) * input.width * input.channels);
    m_position = 0;
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
    if (kind == ImageOpKind::averagePool)
        return call;
    call.constants.multiplier = reinterpret_cast<const std::int32_t*>(m_image.constants + op.multiplier);
    call.constants.shift = reinterpret_cast<const std::int8_t*>(m_image.constants + op.shift);
    if (kind == ImageOpKind::add) {
        call.input2 = tensor(op.input2);
        call.addition.zeroPoint[0] = call.inputTensor->zeroPoint;
        call.addition.zeroPoint[1] = m_image.tensors[op.input2].zeroPoint;
        for (int i = 0; i < 3; ++i) {
            call.addition.multiplier[i] = call.constants.multiplier[i];
            call.addition.shift[i] = call.constants.shift[i];
        }
    } else if (!isPool(kind)) {
        call.weights = reinterpret_cast<const std::int8_t*>(m_image.constants + op.weights);
        call.constants.bias = reinterpret_cast<const std::int32_t*>(m_image.constants + op.bias);
    }
    return call;
}

Error Executor::step()
{
    if (m_position >= m_image.header->opCount)
        return Error::outOfRange;
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
