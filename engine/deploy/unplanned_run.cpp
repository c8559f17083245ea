// SPDX-License-Identifier: Apache-2.0
#include "engine/deploy/unplanned_run.h"

#include <cstring>

#include "engine/deploy/records.h"
#include "engine/runtime/executor.h"

namespace microt {

UnplannedRun::UnplannedRun(const QuantModel& model) : m_model(&model)
{
    for (const QuantTensor& tensor : model.tensors)
        m_memory.emplace_back(static_cast<std::size_t>(tensor.shape.elements()));
}

void UnplannedRun::setPicture(const std::uint8_t* pixels)
{
    const auto table = m_model->inputTable();
    const auto colours = static_cast<std::size_t>(m_model->preprocessing.channels());
    std::vector<std::int8_t>& input = m_memory[static_cast<std::size_t>(m_model->inputTensor)];
    for (std::size_t i = 0; i < input.size(); ++i)
        input[i] = table[i % colours][pixels[i]];
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
    const ImageTensor inputRecord = tensorRecord(input);
    const ImageTensor outputRecord = tensorRecord(output);
    ImageOp record{};
    record.kind = static_cast<std::uint8_t>(op.kind);
    record.groups = static_cast<std::uint16_t>(op.groups);
    ImageTensor otherRecord{};
    OpCall call;
    call.op = &record;
    call.inputTensor = &inputRecord;
    call.outputTensor = &outputRecord;
    call.input = m_memory[static_cast<std::size_t>(op.input)].data();
    call.output = m_memory[static_cast<std::size_t>(op.output)].data();
    call.weights =
        op.channels.empty() ? op.weights.data() : reinterpret_cast<const std::int8_t*>(op.channels.data());
    call.constants = {op.bias.data(), op.multiplier.data(), op.shift.data()};
    call.range = {output.zeroPoint, op.low, op.high};
    call.window = op.window;
    if (hasTwoInputs(op.kind)) {
        const auto other = static_cast<std::size_t>(op.input2);
        otherRecord = tensorRecord(m_model->tensors[other]);
        call.input2 = m_memory[other].data();
        call.input2Tensor = &otherRecord;
    }
    if (op.kind == ImageOpKind::add) {
        call.addition.zeroPoint[0] = input.zeroPoint;
        call.addition.zeroPoint[1] = otherRecord.zeroPoint;
        for (std::size_t i = 0; i < 3; ++i) {
            call.addition.multiplier[i] = op.multiplier[i];
            call.addition.shift[i] = op.shift[i];
        }
    }
    runOpReference(call, nullptr);
}

} // namespace microt
