// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/onnx/onnx_view_private.h"

#include <algorithm>

namespace microt {

std::int64_t lengthOf(const OnnxDim& dim)
{
    std::int64_t length = 1;
    for (const OnnxAtom& atom : dim)
        length *= atom.length;
    return length;
}

OnnxIntegers shapeOf(const OnnxView& view)
{
    OnnxIntegers shape;
    for (const OnnxDim& dim : view.dims)
        shape.push_back(lengthOf(dim));
    return shape;
}

OnnxDim wholeAxis(OnnxAxis axis, std::int64_t length)
{
    return length == 1 ? OnnxDim{} : OnnxDim{{axis, length, 1}};
}

bool isOnly(const OnnxDim& dim, OnnxAxis axis)
{
    return std::all_of(dim.begin(), dim.end(), [axis](const OnnxAtom& atom) { return atom.axis == axis; });
}

std::int64_t partOf(const OnnxDim& dim, OnnxAxis axis)
{
    std::int64_t length = 1;
    for (const OnnxAtom& atom : dim)
        length *= atom.axis == axis ? atom.length : 1;
    return length;
}

std::vector<int> indicesAlong(const OnnxDim& dim, OnnxAxis axis)
{
    std::vector<int> indices(static_cast<std::size_t>(lengthOf(dim)));
    for (std::size_t i = 0; i < indices.size(); ++i) {
        auto rest = static_cast<std::int64_t>(i);
        std::int64_t index = 0;
        for (auto atom = dim.rbegin(); atom != dim.rend(); ++atom) {
            if (atom->axis == axis)
                index += rest % atom->length * atom->stride;
            rest /= atom->length;
        }
        indices[i] = static_cast<int>(index);
    }
    return indices;
}

void tidy(OnnxView& view)
{
    for (OnnxDim& dim : view.dims) {
        OnnxDim joined;
        for (const OnnxAtom& atom : dim) {
            if (atom.length == 1)
                continue;
            if (!joined.empty() && joined.back().axis == atom.axis &&
                joined.back().stride == atom.stride * atom.length)
                joined.back() = {atom.axis, joined.back().length * atom.length, atom.stride};
            else
                joined.push_back(atom);
        }
        dim = std::move(joined);
    }
}

std::optional<OnnxView> reshaped(const OnnxView& view, const OnnxIntegers& shape)
{
    OnnxDim digits; ///< that are still to be placed, the next one last
    for (auto dim = view.dims.rbegin(); dim != view.dims.rend(); ++dim)
        digits.insert(digits.end(), dim->rbegin(), dim->rend());
    OnnxView result = view;
    result.dims.clear();
    for (std::int64_t length : shape) {
        OnnxDim dim;
        while (length > 1) {
            if (digits.empty())
                return std::nullopt;
            OnnxAtom& next = digits.back();
            if (length % next.length == 0) {
                dim.push_back(next);
                length /= next.length;
                digits.pop_back();
            } else if (next.length % length == 0) {
                next.length /= length;
                dim.push_back({next.axis, length, next.stride * next.length});
                length = 1;
            } else {
                return std::nullopt;
            }
        }
        result.dims.push_back(std::move(dim));
    }
    if (!digits.empty())
        return std::nullopt;
    tidy(result);
    return result;
}

OnnxView padded(OnnxView view, std::size_t rank)
{
    if (view.dims.size() < rank)
        view.dims.insert(view.dims.begin(), rank - view.dims.size(), OnnxDim{});
    return view;
}

} // namespace microt
