// SPDX-License-Identifier: Apache-2.0
// Private to engine/deploy: tensors and operators of a model as an image has them.
#pragma once

#include "engine/deploy/planner.h"

namespace microt {

inline ImageTensor tensorRecord(const QuantTensor& tensor)
{
    ImageTensor record{};
    record.height = static_cast<std::uint16_t>(tensor.shape.height);
    record.width = static_cast<std::uint16_t>(tensor.shape.width);
    record.channels = static_cast<std::uint16_t>(tensor.shape.channels);
    record.scale = tensor.scale;
    record.zeroPoint = tensor.zeroPoint;
    return record;
}

/// Without constants, slices and scratch.
inline ImageOp opRecord(const QuantOp& op)
{
    ImageOp record{};
    record.kind = static_cast<std::uint8_t>(op.kind);
    record.low = static_cast<std::int8_t>(op.low);
    record.high = static_cast<std::int8_t>(op.high);
    record.windowHeight = static_cast<std::uint8_t>(op.window.height);
    record.windowWidth = static_cast<std::uint8_t>(op.window.width);
    record.strideY = static_cast<std::uint8_t>(op.window.strideY);
    record.strideX = static_cast<std::uint8_t>(op.window.strideX);
    record.padTop = static_cast<std::uint8_t>(op.window.padTop);
    record.padLeft = static_cast<std::uint8_t>(op.window.padLeft);
    record.input = static_cast<std::uint16_t>(op.input);
    record.input2 = op.input2 >= 0 ? static_cast<std::uint16_t>(op.input2) : kNoTensor;
    record.output = static_cast<std::uint16_t>(op.output);
    record.groups = static_cast<std::uint16_t>(op.groups);
    record.layout = static_cast<std::uint8_t>(layoutOf(op));
    return record;
}

} // namespace microt
