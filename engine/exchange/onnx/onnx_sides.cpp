// SPDX-License-Identifier: Apache-2.0
// What operators of layout say about sides and indices, of pictures and constants alike.
#include <numeric>

#include "engine/exchange/onnx/onnx_network_private.h"

namespace microt {

namespace {

constexpr std::size_t kMaxRank = 16;

/// The product of sides, none of which is negative, or -1 if it is too much.
std::int64_t productOf(const OnnxIntegers& sides)
{
    std::int64_t product = 1;
    for (const std::int64_t side : sides)
        if (side < 0 || __builtin_mul_overflow(product, side, &product))
            return -1;
    return product;
}

} // namespace

Result<std::size_t> onnxAxis(const OnnxOperator& op, std::int64_t axis, std::size_t rank)
{
    const auto sides = static_cast<std::int64_t>(rank);
    if (axis < -sides || axis >= sides)
        return op.fail(Error::malformed, "its axis " + std::to_string(axis) + " is none of the " +
                                             std::to_string(rank) + " dimensions.");
    return static_cast<std::size_t>(axis < 0 ? axis + sides : axis);
}

Result<std::vector<std::size_t>> onnxAxes(const OnnxOperator& op, const OnnxIntegers& axes, std::size_t rank)
{
    std::vector<std::size_t> sorted;
    for (const std::int64_t axis : axes) {
        MICROT_TRY(const std::size_t one, onnxAxis(op, axis, rank));
        sorted.push_back(one);
    }
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        return op.fail(Error::malformed, "an axis is there twice.");
    return sorted;
}

Result<OnnxIntegers> onnxReshapedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                       const OnnxIntegers& wanted)
{
    MICROT_TRY(const std::int64_t zero, op.integer("allowzero", 0));
    OnnxIntegers after = wanted;
    std::size_t open = after.size();
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i] == 0 && zero == 0 && i < before.size())
            after[i] = before[i];
        if (after[i] == -1 && open == after.size())
            open = i;
    }
    const std::int64_t all = productOf(before);
    if (open < after.size()) {
        after[open] = 1;
        const std::int64_t others = productOf(after);
        after[open] = others > 0 ? all / others : -1;
    }
    if (after.size() > kMaxRank || productOf(after) != all)
        return op.fail(Error::shapeMismatch, "the shape that it asks for has another count of numbers.");
    return after;
}

Result<OnnxIntegers> onnxSqueezedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                       const std::optional<OnnxIntegers>& axes)
{
    std::vector<bool> gone(before.size(), false);
    for (std::size_t d = 0; d < before.size(); ++d)
        gone[d] = !axes && before[d] == 1;
    if (axes) {
        MICROT_TRY(const std::vector<std::size_t> which, onnxAxes(op, *axes, before.size()));
        for (const std::size_t axis : which)
            gone[axis] = true;
    }
    OnnxIntegers after;
    for (std::size_t d = 0; d < before.size(); ++d) {
        if (gone[d] && before[d] != 1)
            return op.fail(Error::shapeMismatch, "it leaves out a dimension that is not of length 1.");
        if (!gone[d])
            after.push_back(before[d]);
    }
    return after;
}

Result<OnnxIntegers> onnxUnsqueezedSides(const OnnxOperator& op, const OnnxIntegers& before,
                                         const OnnxIntegers& axes)
{
    const std::size_t rank = before.size() + axes.size();
    if (rank > kMaxRank)
        return op.fail(Error::malformed, "it makes too many dimensions.");
    MICROT_TRY(const std::vector<std::size_t> which, onnxAxes(op, axes, rank));
    OnnxIntegers after(rank, 0);
    for (const std::size_t axis : which)
        after[axis] = 1;
    auto next = before.begin();
    for (std::size_t d = 0; d < rank; ++d)
        if (!std::binary_search(which.begin(), which.end(), d))
            after[d] = *next++;
    return after;
}

Result<OnnxIntegers> onnxFlattenedSides(const OnnxOperator& op, const OnnxIntegers& before)
{
    MICROT_TRY(const std::int64_t axis, op.integer("axis", 1));
    const auto rank = static_cast<std::int64_t>(before.size());
    if (axis < -rank || axis > rank)
        return op.fail(Error::malformed, "its axis is none of its input's dimensions.");
    const auto at = before.begin() + (axis < 0 ? axis + rank : axis);
    return OnnxIntegers{productOf(OnnxIntegers(before.begin(), at)),
                        productOf(OnnxIntegers(at, before.end()))};
}

Result<std::vector<std::size_t>> onnxPermutation(const OnnxOperator& op, std::size_t rank)
{
    OnnxIntegers reversed(rank);
    std::iota(reversed.rbegin(), reversed.rend(), 0);
    MICROT_TRY(const OnnxIntegers order, op.integers("perm", reversed));
    std::vector<std::size_t> result;
    std::vector<bool> there(rank, false);
    for (const std::int64_t axis : order) {
        const bool fits = axis >= 0 && axis < static_cast<std::int64_t>(rank);
        if (!fits || there[static_cast<std::size_t>(axis)] || order.size() != rank)
            return op.fail(Error::malformed, "its perm is no order of its input's dimensions.");
        there[static_cast<std::size_t>(axis)] = true;
        result.push_back(static_cast<std::size_t>(axis));
    }
    return result;
}

namespace {

/// Indices start, start + step, … before end, as Python's slices count.
OnnxIntegers sliceOf(std::int64_t length, std::int64_t start, std::int64_t end, std::int64_t step)
{
    const auto counted = [length](std::int64_t at, std::int64_t low, std::int64_t high) {
        return std::clamp(at < 0 ? at + length : at, low, high);
    };
    OnnxIntegers indices;
    if (step > 0)
        for (std::int64_t i = counted(start, 0, length); i < counted(end, 0, length);
             i += std::min(step, length))
            indices.push_back(i);
    else
        for (std::int64_t i = counted(start, -1, length - 1); i > counted(end, -1, length - 1);
             i += std::max(step, -length))
            indices.push_back(i);
    return indices;
}

} // namespace

Result<std::vector<OnnxSliced>> onnxSlices(const OnnxNetwork& network, const OnnxOperator& op,
                                           const OnnxIntegers& before)
{
    MICROT_TRY(const auto starts, network.integers(op, "starts", 1));
    MICROT_TRY(const auto ends, network.integers(op, "ends", 2));
    MICROT_TRY(const auto said, network.integers(op, "axes", 3));
    OnnxIntegers steps;
    if (!op.input(4).empty()) {
        MICROT_TRY(steps, network.integers(op, 4));
    }
    const std::size_t count = starts ? starts->size() : 0;
    OnnxIntegers axes(count);
    std::iota(axes.begin(), axes.end(), 0);
    if (said)
        axes = *said;
    if (steps.empty())
        steps.assign(count, 1);
    if (!starts || !ends || ends->size() != count || axes.size() != count || steps.size() != count)
        return op.fail(Error::malformed, "its starts, ends, axes and steps are not equally many.");
    std::vector<OnnxSliced> slices;
    for (std::size_t i = 0; i < count; ++i) {
        MICROT_TRY(const std::size_t axis, onnxAxis(op, axes[i], before.size()));
        if (steps[i] == 0 || before[axis] > kMaxOnnxNumbers)
            return op.fail(Error::malformed, "its step is 0.");
        slices.push_back({axis, sliceOf(before[axis], (*starts)[i], (*ends)[i], steps[i])});
    }
    return slices;
}

Result<OnnxIntegers> onnxGathered(const OnnxNetwork& network, const OnnxOperator& op, std::int64_t length)
{
    MICROT_TRY(const OnnxConstantPointer given, network.constant(op, 1));
    if (!given->isInteger)
        return op.fail(Error::malformed, "its indices are not integers.");
    OnnxIntegers indices = given->integer;
    for (std::int64_t& index : indices) {
        index += index < 0 ? length : 0;
        if (index < 0 || index >= length)
            return op.fail(Error::malformed, "an index lies outside its input.");
    }
    return indices;
}

} // namespace microt
