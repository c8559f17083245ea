// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

/// How far apart in memory neighbours along each dimension are.
OnnxIntegers onnxStrides(const OnnxIntegers& shape);
/// The same for a constant of `shape` that is broadcast to `wide`: 0 along what is repeated.
OnnxIntegers onnxBroadcastStrides(const OnnxIntegers& shape, const OnnxIntegers& wide);
/// The shape that both are broadcast to. Errors: shapeMismatch, hostileContent.
Result<OnnxIntegers> onnxBroadcast(const OnnxOperator& op, const OnnxIntegers& a, const OnnxIntegers& b);
/// Errors: shapeMismatch (a negative side), hostileContent (too many numbers).
Status checkOnnxCount(const OnnxOperator& op, const OnnxIntegers& shape);
/// Numbers from `start` on, so far apart along each dimension of `shape`.
OnnxConstant onnxPicked(const OnnxConstant& from, const OnnxIntegers& shape, const OnnxIntegers& strides,
                        std::int64_t start);
/// Those at `indices` along `axis`. Errors as checkOnnxCount and countConstant.
Result<OnnxConstant> onnxAlong(OnnxNetwork& network, const OnnxOperator& op, const OnnxConstant& from,
                               std::size_t axis, const OnnxIntegers& indices);

/// As foldOnnxOperator.
Status foldOnnxArithmetic(OnnxNetwork& network, const OnnxOperator& op);
Status foldOnnxSteps(OnnxNetwork& network, const OnnxOperator& op);

} // namespace microt
