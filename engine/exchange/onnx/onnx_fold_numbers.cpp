// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "engine/exchange/onnx/onnx_fold_private.h"

namespace microt {

namespace {

/// One number of arithmetic with integers; nothing if it has no result.
std::optional<std::int64_t> combined(const std::string& type, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (type == "Add" && !__builtin_add_overflow(a, b, &result))
        return result;
    if (type == "Sub" && !__builtin_sub_overflow(a, b, &result))
        return result;
    if (type == "Mul" && !__builtin_mul_overflow(a, b, &result))
        return result;
    if (type == "Div" && b != 0 && !(a == INT64_MIN && b == -1))
        return a / b;
    if (type == "Equal")
        return a == b ? 1 : 0;
    if (type == "Max" || type == "Min")
        return type == "Max" ? std::max(a, b) : std::min(a, b);
    return std::nullopt;
}

std::optional<float> combined(const std::string& type, float a, float b)
{
    if (type == "Add")
        return a + b;
    if (type == "Sub")
        return a - b;
    if (type == "Mul")
        return a * b;
    if (type == "Div" && b != 0.0F)
        return a / b;
    if (type == "Max" || type == "Min")
        return type == "Max" ? std::max(a, b) : std::min(a, b);
    return std::nullopt;
}

std::optional<float> changed(const std::string& type, float a)
{
    if (type == "Neg")
        return -a;
    if (type == "Sqrt")
        return std::sqrt(a);
    if (type == "Floor")
        return std::floor(a);
    if (type == "Ceil")
        return std::ceil(a);
    if (type == "Relu")
        return std::max(a, 0.0F);
    return std::nullopt;
}

template <typename Number>
bool combineAll(const std::string& type, std::vector<Number>& a, const std::vector<Number>& b)
{
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto result = combined(type, a[i], b[i]);
        if (!result)
            return false;
        a[i] = *result;
    }
    return true;
}

Status foldOne(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    OnnxConstant result = *from;
    for (float& value : result.real) {
        const auto number = changed(op.type(), value);
        if (!number)
            return op.fail(Error::unsupportedOperator, "it is not understood of constants alone.");
        value = *number;
    }
    if (result.isInteger && op.type() != "Floor" && op.type() != "Ceil")
        return op.fail(Error::unsupportedOperator, "it is not understood of integers.");
    return network.giveConstant(op, std::move(result));
}

Status foldWhere(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer condition, network.constant(op, 0));
    MICROT_TRY(const OnnxConstantPointer yes, network.constant(op, 1));
    MICROT_TRY(const OnnxConstantPointer no, network.constant(op, 2));
    MICROT_TRY(const OnnxIntegers both, onnxBroadcast(op, yes->shape, no->shape));
    MICROT_TRY(const OnnxIntegers shape, onnxBroadcast(op, both, condition->shape));
    if (!condition->isInteger || yes->isInteger != no->isInteger)
        return op.fail(Error::malformed, "its inputs do not fit together.");
    const auto spread = [&shape](const OnnxConstant& from) {
        return onnxPicked(from, shape, onnxBroadcastStrides(from.shape, shape), 0);
    };
    const OnnxConstant which = spread(*condition);
    OnnxConstant result = spread(*yes);
    const OnnxConstant other = spread(*no);
    for (std::size_t i = 0; i < which.integer.size(); ++i) {
        if (which.integer[i] != 0)
            continue;
        if (result.isInteger)
            result.integer[i] = other.integer[i];
        else
            result.real[i] = other.real[i];
    }
    return network.giveConstant(op, std::move(result));
}

} // namespace

OnnxIntegers onnxStrides(const OnnxIntegers& shape)
{
    return onnxBroadcastStrides(shape, shape);
}

OnnxIntegers onnxBroadcastStrides(const OnnxIntegers& shape, const OnnxIntegers& wide)
{
    OnnxIntegers strides(wide.size(), 0);
    std::int64_t stride = 1;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        const std::int64_t length = shape[shape.size() - 1 - d];
        strides[wide.size() - 1 - d] = length == 1 ? 0 : stride;
        stride *= length;
    }
    return strides;
}

Status checkOnnxCount(const OnnxOperator& op, const OnnxIntegers& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t side : shape) {
        if (side < 0)
            return op.fail(Error::shapeMismatch, "a side would be negative.");
        if (__builtin_mul_overflow(count, std::max<std::int64_t>(side, 1), &count) || count > kMaxOnnxNumbers)
            return op.fail(Error::hostileContent, "it would make more than 2^27 numbers.");
    }
    return {};
}

Result<OnnxIntegers> onnxBroadcast(const OnnxOperator& op, const OnnxIntegers& a, const OnnxIntegers& b)
{
    const OnnxIntegers& longer = a.size() >= b.size() ? a : b;
    const OnnxIntegers& shorter = a.size() >= b.size() ? b : a;
    OnnxIntegers shape = longer;
    for (std::size_t d = 0; d < shorter.size(); ++d) {
        std::int64_t& side = shape[shape.size() - 1 - d];
        const std::int64_t other = shorter[shorter.size() - 1 - d];
        if (side != other && side != 1 && other != 1)
            return op.fail(Error::shapeMismatch, "its inputs do not fit together.");
        side = side == 1 ? other : side;
    }
    MICROT_CHECK(checkOnnxCount(op, shape));
    return shape;
}

OnnxConstant onnxPicked(const OnnxConstant& from, const OnnxIntegers& shape, const OnnxIntegers& strides,
                        std::int64_t start)
{
    OnnxConstant picked;
    picked.shape = shape;
    picked.isInteger = from.isInteger;
    picked.low = from.low;
    picked.high = from.high;
    std::int64_t count = 1;
    for (const std::int64_t side : shape)
        count *= side;
    OnnxIntegers index(shape.size(), 0);
    std::int64_t at = start;
    for (std::int64_t i = 0; i < count; ++i) {
        if (from.isInteger)
            picked.integer.push_back(from.integer[static_cast<std::size_t>(at)]);
        else
            picked.real.push_back(from.real[static_cast<std::size_t>(at)]);
        for (std::size_t d = shape.size(); d-- > 0;) {
            at += strides[d];
            if (++index[d] < shape[d])
                break;
            at -= strides[d] * shape[d];
            index[d] = 0;
        }
    }
    return picked;
}

Result<OnnxConstant> onnxAlong(OnnxNetwork& network, const OnnxOperator& op, const OnnxConstant& from,
                               std::size_t axis, const OnnxIntegers& indices)
{
    OnnxConstant result;
    result.shape = from.shape;
    result.isInteger = from.isInteger;
    result.low = from.low;
    result.high = from.high;
    result.shape[axis] = static_cast<std::int64_t>(indices.size());
    MICROT_CHECK(checkOnnxCount(op, result.shape));
    std::int64_t inner = 1;
    std::int64_t outer = 1;
    for (std::size_t d = 0; d < from.shape.size(); ++d)
        (d < axis ? outer : inner) *= d == axis ? 1 : from.shape[d];
    const auto copy = [&](auto& to, const auto& numbers) {
        to.reserve(static_cast<std::size_t>(outer * inner) * indices.size());
        for (std::int64_t o = 0; o < outer; ++o)
            for (const std::int64_t index : indices) {
                const auto first = numbers.begin() + (o * from.shape[axis] + index) * inner;
                to.insert(to.end(), first, first + inner);
            }
    };
    if (from.isInteger)
        copy(result.integer, from.integer);
    else
        copy(result.real, from.real);
    MICROT_CHECK(network.countConstant(result));
    return result;
}

Status foldOnnxArithmetic(OnnxNetwork& network, const OnnxOperator& op)
{
    if (op.type() == "Where")
        return foldWhere(network, op);
    if (op.inputs() != 2)
        return foldOne(network, op);
    MICROT_TRY(const OnnxConstantPointer first, network.constant(op, 0));
    MICROT_TRY(const OnnxConstantPointer second, network.constant(op, 1));
    MICROT_TRY(const OnnxIntegers shape, onnxBroadcast(op, first->shape, second->shape));
    if (first->isInteger != second->isInteger)
        return op.fail(Error::malformed, "its inputs are of different types.");
    OnnxConstant a = onnxPicked(*first, shape, onnxBroadcastStrides(first->shape, shape), 0);
    const OnnxConstant b = onnxPicked(*second, shape, onnxBroadcastStrides(second->shape, shape), 0);
    const bool fine =
        a.isInteger ? combineAll(op.type(), a.integer, b.integer) : combineAll(op.type(), a.real, b.real);
    if (!fine)
        return op.fail(Error::unsupportedOperator, "it cannot be computed of these constants.");
    return network.giveConstant(op, std::move(a));
}

} // namespace microt
