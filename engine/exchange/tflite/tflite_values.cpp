// SPDX-License-Identifier: Apache-2.0
// What operators read: constants in any of their forms, activations in our order.
#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/exchange/tensors/half.h"
#include "engine/exchange/tflite/tflite_network_private.h"

namespace microt::tflite {

namespace {

template <typename T>
std::vector<T> copied(const TensorInfo& info)
{
    std::vector<T> numbers(info.bytes / sizeof(T));
    std::memcpy(numbers.data(), info.data, numbers.size() * sizeof(T));
    return numbers;
}

/// real = scale * (q - zero point), per tensor or along one dimension.
template <typename T>
std::vector<float> dequantized(const TensorInfo& info, float scale)
{
    const std::vector<T> raw = copied<T>(info);
    std::size_t inner = 1; ///< numbers that share a scale in a row
    for (std::size_t d = static_cast<std::size_t>(info.quantizedDimension) + 1; d < info.shape.size(); ++d)
        inner *= static_cast<std::size_t>(info.shape[d]);
    std::vector<float> numbers;
    numbers.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const std::size_t at = info.scale.size() > 1 ? i / inner % info.scale.size() : 0;
        const double zero = info.scale.empty() ? 0.0 : static_cast<double>(info.zeroPoint[at]);
        const double step = info.scale.empty() ? scale : info.scale[at];
        numbers.push_back(static_cast<float>(step * (static_cast<double>(raw[i]) - zero)));
    }
    return numbers;
}

} // namespace

std::vector<int> TfliteNetwork::shapeIn(const TensorInfo& info) const
{
    std::vector<int> shape = info.shape;
    if (shape.size() > 1 && shape[0] == m_batch)
        shape[0] = 1;
    return shape;
}

bool TfliteNetwork::isConstant(const TfliteOperator& op, std::uint32_t which) const
{
    const int index = op.input(which);
    if (index < 0 || values.count(index) != 0)
        return false;
    if (constants.count(index) != 0)
        return true;
    const auto info = file.tensor(index);
    return info.ok() && info.value().isConstant();
}

Result<TensorInfo> TfliteNetwork::constant(const TfliteOperator& op, std::uint32_t which) const
{
    if (op.input(which) < 0)
        return op.fail(Error::malformed, "lacks a constant");
    const auto behind = constants.find(op.input(which));
    MICROT_TRY(TensorInfo info, file.tensor(behind == constants.end() ? op.input(which) : behind->second));
    if (!info.isConstant())
        return op.fail(Error::unsupportedOperator,
                       "has no constant where one is expected (input " + std::to_string(which) + ")");
    return info;
}

Result<std::vector<int>> TfliteNetwork::integers(const TfliteOperator& op, std::uint32_t which) const
{
    MICROT_TRY(const TensorInfo info, constant(op, which));
    if (info.type == TensorType::INT32) {
        const std::vector<std::int32_t> raw = copied<std::int32_t>(info);
        return std::vector<int>(raw.begin(), raw.end());
    }
    if (info.type != TensorType::INT64)
        return op.fail(Error::unsupportedFormat, "has sizes that are not integers");
    std::vector<int> numbers;
    for (const std::int64_t number : copied<std::int64_t>(info))
        numbers.push_back(static_cast<int>(std::clamp<std::int64_t>(number, std::numeric_limits<int>::min(),
                                                                    std::numeric_limits<int>::max())));
    return numbers;
}

Result<std::vector<float>> TfliteNetwork::reals(const TfliteOperator& op, const TensorInfo& info,
                                                float scale) const
{
    const std::size_t scales = info.scale.size();
    if (scales > 1) {
        const int dimension = info.quantizedDimension;
        if (dimension < 0 || static_cast<std::size_t>(dimension) >= info.shape.size() ||
            static_cast<std::size_t>(info.shape[static_cast<std::size_t>(dimension)]) != scales)
            return op.fail(Error::hostileContent, "has constants whose scales do not fit their shape");
    }
    switch (info.type) {
    case TensorType::FLOAT32:
        return copied<float>(info);
    case TensorType::FLOAT16: {
        std::vector<float> numbers;
        for (const std::uint16_t bits : copied<std::uint16_t>(info))
            numbers.push_back(floatFromHalf(bits));
        return numbers;
    }
    case TensorType::INT8:
        return dequantized<std::int8_t>(info, scale);
    case TensorType::UINT8:
        return dequantized<std::uint8_t>(info, scale);
    case TensorType::INT32:
        return dequantized<std::int32_t>(info, scale);
    default:
        return op.fail(Error::unsupportedFormat, "has constants of a type that is not read here (number " +
                                                     std::to_string(static_cast<int>(info.type)) + ")");
    }
}

Status TfliteNetwork::spend(const TfliteOperator& op, std::int64_t count)
{
    constexpr std::int64_t kMaxNumbers = std::int64_t{1} << 27;
    m_spent += std::min(count, kMaxNumbers + 1);
    if (m_spent > kMaxNumbers)
        return op.fail(Error::hostileContent, "brings the network's weights to more than " +
                                                  std::to_string(kMaxNumbers) + " numbers");
    return {};
}

Result<Value> TfliteNetwork::padded(const TfliteOperator& op, std::uint32_t which)
{
    const auto found = values.find(op.input(which));
    if (op.input(which) < 0 || found == values.end())
        return op.fail(isConstant(op, which) ? Error::unsupportedOperator : Error::malformed,
                       isConstant(op, which) ? "reads a constant where an activation is expected"
                                             : "reads a tensor that nothing has written");
    Value read = found->second;
    if (read.kind == Value::Kind::input) {
        MICROT_TRY(read.place, makeInput(read, nullptr));
        read.kind = Value::Kind::read;
        found->second = read;
    }
    if (read.kind != Value::Kind::read)
        return op.fail(Error::unsupportedOperator, "reads what is no activation");
    if (read.real)
        return op.fail(Error::unsupportedOperator,
                       "computes in float inside an int8 network; convert all of it to int8");
    return read;
}

Result<Value> TfliteNetwork::value(const TfliteOperator& op, std::uint32_t which)
{
    MICROT_TRY(Value read, padded(op, which));
    if (!read.pads.any())
        return read;
    if (read.lowest)
        return op.fail(Error::unsupportedOperator, "reads padding that only a maximum may read");
    const Shape in = shapeOf(read.place);
    Step step;
    step.node.kind = OpKind::pad;
    step.node.inputs = {read.place};
    step.node.window.padTop = read.pads.top;
    step.node.window.padLeft = read.pads.left;
    step.node.output = {in.height + read.pads.top + read.pads.bottom,
                        in.width + read.pads.left + read.pads.right, in.channels};
    const std::string name = nameOf(read.place) + " padded";
    read.view = pictureView(step.node.output);
    read.place = insertLike(std::move(step), read.place, name);
    read.pads = {};
    values[op.input(which)] = read;
    return read;
}

Result<int> TfliteNetwork::picture(const TfliteOperator& op, std::uint32_t which)
{
    MICROT_TRY(const Value read, value(op, which));
    return inOrder(op, read);
}

Result<int> TfliteNetwork::inOrder(const TfliteOperator& op, const Value& value)
{
    const View& view = value.view;
    const Shape shape = shapeOf(value.place);
    const View plain = pictureView(shape);
    const bool sides = view.size() == 4 && view[0].empty() && view[1] == plain[1] && view[2] == plain[2];
    if (sides && view[3] == plain[3])
        return value.place;
    const bool vector = !view.empty() &&
                        std::all_of(view.begin(), view.end() - 1, [](const Dim& dim) { return dim.empty(); });
    if (!(sides && isChannels(view[3])) && !vector)
        return op.fail(Error::unsupportedOperator, "reads its input with the axes in another order");
    int place = value.place;
    Shape now = shape;
    if (shape.height * shape.width > 1 && !sides) {
        Step step;
        step.node.kind = OpKind::flatten;
        step.node.inputs = {place};
        step.node.output = now = {1, 1, static_cast<int>(shape.elements())};
        place = insertLike(std::move(step), place, nameOf(place) + " flat");
    }
    Step step;
    step.node.kind = OpKind::selectChannels;
    step.node.inputs = {place};
    step.node.output = now;
    if (view.back() == flattened(pictureView(vector ? shape : Shape{1, 1, shape.channels})))
        return place;
    constexpr int kMaxMoved = 65536;
    if (now.channels > kMaxMoved)
        return op.fail(Error::unsupportedOperator, "reads more numbers in another order than can be moved");
    step.node.channels = orderOf(view.back(), shape);
    const std::string name = nameOf(place) + " in order";
    return insertLike(std::move(step), place, name);
}

} // namespace microt::tflite
