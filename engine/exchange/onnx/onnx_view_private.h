// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/exchange/onnx/onnx_file_private.h"
#include "engine/model/graph.h"

namespace microt {

/// What a picture's numbers are counted along.
enum class OnnxAxis { batch, channel, row, column };

/// A digit of an index: (index along the axis / stride) % length.
struct OnnxAtom
{
    OnnxAxis axis = OnnxAxis::batch;
    std::int64_t length = 1; ///< above 1
    std::int64_t stride = 1;
};

inline bool operator==(const OnnxAtom& a, const OnnxAtom& b)
{
    return a.axis == b.axis && a.length == b.length && a.stride == b.stride;
}

/// One dimension of a tensor: digits, the last one fastest. Empty: its length is 1.
using OnnxDim = std::vector<OnnxAtom>;

/// The steps of an activation that was quantized: real = scale * (q - zeroPoint).
struct OnnxSteps
{
    float scale = 1.0F;
    std::int64_t zeroPoint = 0;
    std::int64_t low = 0; ///< of the integer type
    std::int64_t high = 255;
};

/// A tensor of the file that holds what a node computes, its numbers in any order: reshapes and transposes
/// only change the view. Every digit of every axis is in exactly one dimension.
struct OnnxView
{
    int node = -1;
    std::vector<OnnxDim> dims;
    std::optional<OnnxSteps> quantized; ///< between QuantizeLinear and DequantizeLinear
};

std::int64_t lengthOf(const OnnxDim& dim);
OnnxIntegers shapeOf(const OnnxView& view);

/// A dimension that is one whole axis.
OnnxDim wholeAxis(OnnxAxis axis, std::int64_t length);

/// Whether all digits are of `axis`.
bool isOnly(const OnnxDim& dim, OnnxAxis axis);

/// How many numbers the digits of `axis` in this dimension count.
std::int64_t partOf(const OnnxDim& dim, OnnxAxis axis);

/// For every index into the dimension the index along `axis`, other digits left out.
std::vector<int> indicesAlong(const OnnxDim& dim, OnnxAxis axis);

/// The same numbers in other dimensions of the same count; nothing if a digit would have to be split in a way
/// that no view can say.
std::optional<OnnxView> reshaped(const OnnxView& view, const OnnxIntegers& shape);

/// Dimensions in front, of length 1, up to `rank`.
OnnxView padded(OnnxView view, std::size_t rank);

/// Joins digits that follow on each other.
void tidy(OnnxView& view);

} // namespace microt
