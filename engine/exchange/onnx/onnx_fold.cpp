// SPDX-License-Identifier: Apache-2.0
// Operators whose inputs are constants: the ways in which exporters compute shapes, and weights.
#include <cmath>

#include "engine/exchange/onnx/onnx_fold_private.h"

namespace microt {

namespace {

using Folder = Status (*)(OnnxNetwork&, const OnnxOperator&);

Status foldSame(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(OnnxConstantPointer constant, network.constant(op, 0));
    return network.give(op, std::move(constant));
}

Status foldCast(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const std::int64_t to, op.integer("to", 0));
    const bool real = to == onnx::TensorProto::FLOAT || to == onnx::TensorProto::FLOAT16 ||
                      to == onnx::TensorProto::BFLOAT16 || to == onnx::TensorProto::DOUBLE;
    if (real != from->isInteger && to != onnx::TensorProto::BOOL)
        return network.give(op, from);
    OnnxConstant constant;
    constant.shape = from->shape;
    constant.isInteger = !real;
    for (std::size_t i = 0; i < from->count(); ++i) {
        const double value = from->number(i);
        if (real)
            constant.real.push_back(static_cast<float>(value));
        else if (to == onnx::TensorProto::BOOL)
            constant.integer.push_back(value != 0.0 ? 1 : 0);
        else if (std::abs(value) < 9e18)
            constant.integer.push_back(static_cast<std::int64_t>(value));
        else
            return op.fail(Error::shapeMismatch, "a number does not fit into an integer.");
    }
    return network.giveConstant(op, std::move(constant));
}

Status foldShape(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    OnnxConstant constant;
    constant.isInteger = true;
    constant.integer = from->shape;
    constant.shape = {static_cast<std::int64_t>(from->shape.size())};
    return network.giveConstant(op, std::move(constant));
}

Status foldReshape(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    OnnxConstant constant = *from;
    if (op.type() == "Flatten") {
        MICROT_TRY(constant.shape, onnxFlattenedSides(op, from->shape));
    } else if (op.type() == "Reshape") {
        MICROT_TRY(const OnnxIntegers wanted, network.integers(op, 1));
        MICROT_TRY(constant.shape, onnxReshapedSides(op, from->shape, wanted));
    } else {
        MICROT_TRY(const auto axes, network.integers(op, "axes", 1));
        if (op.type() == "Squeeze") {
            MICROT_TRY(constant.shape, onnxSqueezedSides(op, from->shape, axes));
        } else {
            MICROT_TRY(constant.shape, onnxUnsqueezedSides(op, from->shape, axes ? *axes : OnnxIntegers()));
        }
    }
    return network.giveConstant(op, std::move(constant));
}

Status foldTranspose(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const std::vector<std::size_t> order, onnxPermutation(op, from->shape.size()));
    const OnnxIntegers strides = onnxStrides(from->shape);
    OnnxIntegers shape;
    OnnxIntegers moved;
    for (const std::size_t axis : order) {
        shape.push_back(from->shape[axis]);
        moved.push_back(strides[axis]);
    }
    return network.giveConstant(op, onnxPicked(*from, shape, moved, 0));
}

Status foldGather(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const OnnxConstantPointer given, network.constant(op, 1));
    MICROT_TRY(const std::int64_t said, op.integer("axis", 0));
    MICROT_TRY(const std::size_t axis, onnxAxis(op, said, from->shape.size()));
    MICROT_TRY(const OnnxIntegers indices, onnxGathered(network, op, from->shape[axis]));
    MICROT_TRY(OnnxConstant constant, onnxAlong(network, op, *from, axis, indices));
    const auto at = constant.shape.erase(constant.shape.begin() + static_cast<std::ptrdiff_t>(axis));
    constant.shape.insert(at, given->shape.begin(), given->shape.end());
    return network.giveConstant(op, std::move(constant));
}

Status foldSlice(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const auto slices, onnxSlices(network, op, from->shape));
    OnnxConstant constant = *from;
    for (const OnnxSliced& slice : slices) {
        MICROT_TRY(constant, onnxAlong(network, op, constant, slice.dim, slice.indices));
    }
    return network.giveConstant(op, std::move(constant));
}

Status foldConcat(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer first, network.constant(op, 0));
    MICROT_TRY(const std::int64_t said, op.integer("axis", 0));
    MICROT_TRY(const std::size_t axis, onnxAxis(op, said, first->shape.size()));
    OnnxConstant joined;
    joined.shape = first->shape;
    joined.isInteger = first->isInteger;
    joined.shape[axis] = 0;
    std::vector<OnnxConstantPointer> parts;
    std::int64_t outer = 1;
    for (std::size_t d = 0; d < axis; ++d)
        outer *= first->shape[d];
    for (int i = 0; i < op.inputs(); ++i) {
        MICROT_TRY(OnnxConstantPointer part, network.constant(op, i));
        OnnxIntegers rest = part->shape;
        if (rest.size() == first->shape.size())
            rest[axis] = first->shape[axis];
        if (rest != first->shape || part->isInteger != first->isInteger)
            return op.fail(Error::shapeMismatch, "its inputs do not fit together.");
        joined.shape[axis] += part->shape[axis];
        MICROT_CHECK(network.countConstant(*part));
        parts.push_back(std::move(part));
    }
    for (std::int64_t o = 0; o < outer; ++o)
        for (const OnnxConstantPointer& part : parts) {
            const auto length = static_cast<std::ptrdiff_t>(part->count()) / outer;
            const auto copy = [&](auto& to, const auto& from) {
                to.insert(to.end(), from.begin() + o * length, from.begin() + (o + 1) * length);
            };
            if (joined.isInteger)
                copy(joined.integer, part->integer);
            else
                copy(joined.real, part->real);
        }
    return network.giveConstant(op, std::move(joined));
}

Status foldFilled(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxIntegers shape, network.integers(op, 0));
    OnnxConstant value;
    value.real = {0.0F};
    if (const onnx::AttributeProto* said = op.attribute("value"); said != nullptr) {
        MICROT_TRY(value, readOnnxTensor(said->t(), nullptr, "tensor " + onnxName(op.output()) + ": "));
    }
    if (value.count() != 1)
        return op.fail(Error::malformed, "its value must be a single number.");
    MICROT_CHECK(checkOnnxCount(op, shape));
    return network.giveConstant(op, onnxPicked(value, shape, OnnxIntegers(shape.size(), 0), 0));
}

Status foldRange(OnnxNetwork& network, const OnnxOperator& op)
{
    OnnxIntegers said;
    for (int i = 0; i < 3; ++i) {
        MICROT_TRY(const OnnxIntegers one, network.integers(op, i));
        if (one.size() != 1 || std::abs(one[0]) > kMaxOnnxNumbers)
            return op.fail(Error::malformed, "it must be given three integers.");
        said.push_back(one[0]);
    }
    if (said[2] == 0)
        return op.fail(Error::malformed, "its step is 0.");
    OnnxConstant constant;
    constant.isInteger = true;
    const std::int64_t span = (said[1] - said[0]) * (said[2] > 0 ? 1 : -1);
    const std::int64_t step = std::abs(said[2]);
    const std::int64_t count = std::max<std::int64_t>(0, (span + step - 1) / step);
    MICROT_CHECK(checkOnnxCount(op, {count}));
    for (std::int64_t i = 0; i < count; ++i)
        constant.integer.push_back(said[0] + i * said[2]);
    constant.shape = {count};
    return network.giveConstant(op, std::move(constant));
}

Status foldExpand(OnnxNetwork& network, const OnnxOperator& op)
{
    MICROT_TRY(const OnnxConstantPointer from, network.constant(op, 0));
    MICROT_TRY(const OnnxIntegers wanted, network.integers(op, 1));
    MICROT_TRY(const OnnxIntegers shape, onnxBroadcast(op, from->shape, wanted));
    return network.giveConstant(op, onnxPicked(*from, shape, onnxBroadcastStrides(from->shape, shape), 0));
}

} // namespace

Status foldOnnxOperator(OnnxNetwork& network, const OnnxOperator& op)
{
    static const std::map<std::string, Folder> kFolders = {
        {"Identity", foldSame},
        {"Dropout", foldSame},
        {"Cast", foldCast},
        {"Shape", foldShape},
        {"Flatten", foldReshape},
        {"Reshape", foldReshape},
        {"Squeeze", foldReshape},
        {"Unsqueeze", foldReshape},
        {"Transpose", foldTranspose},
        {"Gather", foldGather},
        {"Slice", foldSlice},
        {"Concat", foldConcat},
        {"Range", foldRange},
        {"ConstantOfShape", foldFilled},
        {"Expand", foldExpand},
        {"QuantizeLinear", foldOnnxSteps},
        {"DequantizeLinear", foldOnnxSteps},
    };
    if (const auto folder = kFolders.find(op.type()); folder != kFolders.end())
        return folder->second(network, op);
    return foldOnnxArithmetic(network, op);
}

} // namespace microt
