// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/unplanned_run.h"

#include <cstring>

#include "engine/runtime/executor.h"

namespace microt {

namespace {

ImageTensor recordOf(const QuantTensor& tensor)
{
    ImageTensor record{};
    record.height = static_cast<std::uint16_t>(tensor.shape.height);
    record.width = static_cast<std::uint16_t>(tensor.shape.width);
    record.channels = static_cast<std::uint16_t>(tensor.shape.channels);
    record.scale = tensor.scale;
    record.zeroPoint = tensor.zeroPoint;
    return record;
}

} // namespace

UnplannedRun::UnplannedRun(const QuantModel& model) : m_model(&model)
{
    for (const QuantTensor& tensor : model.tensors)
        m_memory.emplace_back(static_cast<std::size_t>(tensor.shape.elements()));
}

void UnplannedRun::setPicture(const std::uint8_t* rgb)
{
    const auto table = m_model->inputTable();
    std::vector<std::int8_t>& input = m_memory[static_cast<std::size_t>(m_model->inputTensor)];
    for (std::size_t i = 0; i < input.size(); ++i)
        input[i] = table[i % 3][rgb[i]];
}

void UnplannedRun::setInput(const std::int8_t* values)
{
    std::vector<std::int8_t>& input = m_memory[static_cast<std::size_t>(m_model->inputTensor)];
    std::memcpy(input.data(), values, input.size());
}

void UnplannedRun::run(const QuantOp& op)
{
    const QuantTensor& input = m_model->tensors[static_cast<std::size_t>(op.input)];
    const QuantTensor& output = m_model->tensors[static_cast<std::size_t>(op.output)];
    const ImageTensor inputRecord = recordOf(input);
    const ImageTensor outputRecord = recordOf(output);
    ImageOp record{};
    record.kind = static_cast<std::uint8_t>(op.kind);
    OpCall call;
    call.op = &record;
    call.inputTensor = &inputRecord;
    call.outputTensor = &outputRecord;
    call.input = m_memory[static_cast<std::size_t>(op.input)].data();
    call.output = m_memory[static_cast<std::size_t>(op.output)].data();
    call.weights = op.weights.data();
    call.constants = {op.bias.data(), op.multiplier.data(), op.shift.data()};
    call.range = {output.zeroPoint, op.low, op.high};
    call.window = op.window;
    if (op.kind == ImageOpKind::add) {
        const auto other = static_cast<std::size_t>(op.input2);
        call.input2 = m_memory[other].data();
        call.addition.zeroPoint[0] = input.zeroPoint;
        call.addition.zeroPoint[1] = m_model->tensors[other].zeroPoint;
        for (std::size_t i = 0; i < 3; ++i) {
            call.addition.multiplier[i] = op.multiplier[i];
            call.addition.shift[i] = op.shift[i];
        }
    }
    runOpReference(call, nullptr);
}

} // namespace microt
