// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/base/files.h"
#include "engine/exchange/onnx/onnx_file_private.h"
#include "engine/exchange/tensors/half.h"

namespace microt {

namespace {

constexpr int kMostDimensions = 8;

/// Where the numbers of a tensor lie: in bytes, or in one of the message's fields.
struct Source
{
    bool packed = false;
    std::string_view bytes;
    std::size_t count = 0;
    const std::string& what;
};

template <typename Stored, typename Field, typename Number, typename Convert>
Status copyNumbers(const Source& source, const Field& field, std::vector<Number>& values, Convert convert)
{
    const std::size_t found =
        source.packed ? source.bytes.size() / sizeof(Stored) : static_cast<std::size_t>(field.size());
    if (found != source.count || (source.packed && source.bytes.size() % sizeof(Stored) != 0))
        return Failure{Error::malformed, source.what + "its data do not have the " +
                                             std::to_string(source.count) +
                                             " numbers that its shape asks for."};
    values.resize(source.count);
    for (std::size_t i = 0; i < source.count; ++i) {
        Stored stored{};
        if (source.packed)
            std::memcpy(&stored, source.bytes.data() + i * sizeof(Stored), sizeof(Stored));
        else
            stored = static_cast<Stored>(field[static_cast<int>(i)]);
        values[i] = convert(stored);
    }
    return {};
}

float floatFromBrain(std::uint16_t bits)
{
    const std::uint32_t wide = std::uint32_t{bits} << 16;
    float value = 0.0F;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}

template <typename Stored, typename Field>
Status copyIntegers(const Source& source, const Field& field, OnnxConstant& constant)
{
    constant.isInteger = true;
    constant.low = static_cast<std::int64_t>(std::numeric_limits<Stored>::min());
    constant.high = static_cast<std::int64_t>(std::numeric_limits<Stored>::max());
    return copyNumbers<Stored>(source, field, constant.integer,
                               [](Stored value) { return static_cast<std::int64_t>(value); });
}

Status copyData(const onnx::TensorProto& tensor, const Source& source, OnnxConstant& constant)
{
    switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
        return copyNumbers<float>(source, tensor.float_data(), constant.real, [](float x) { return x; });
    case onnx::TensorProto::DOUBLE:
        return copyNumbers<double>(source, tensor.double_data(), constant.real,
                                   [](double x) { return static_cast<float>(x); });
    case onnx::TensorProto::FLOAT16:
        return copyNumbers<std::uint16_t>(source, tensor.int32_data(), constant.real, floatFromHalf);
    case onnx::TensorProto::BFLOAT16:
        return copyNumbers<std::uint16_t>(source, tensor.int32_data(), constant.real, floatFromBrain);
    case onnx::TensorProto::INT64:
        return copyIntegers<std::int64_t>(source, tensor.int64_data(), constant);
    case onnx::TensorProto::INT32:
        return copyIntegers<std::int32_t>(source, tensor.int32_data(), constant);
    case onnx::TensorProto::INT16:
        return copyIntegers<std::int16_t>(source, tensor.int32_data(), constant);
    case onnx::TensorProto::INT8:
        return copyIntegers<std::int8_t>(source, tensor.int32_data(), constant);
    case onnx::TensorProto::UINT32:
        return copyIntegers<std::uint32_t>(source, tensor.uint64_data(), constant);
    case onnx::TensorProto::UINT16:
        return copyIntegers<std::uint16_t>(source, tensor.int32_data(), constant);
    case onnx::TensorProto::UINT8:
    case onnx::TensorProto::BOOL:
        return copyIntegers<std::uint8_t>(source, tensor.int32_data(), constant);
    default:
        return Failure{Error::unsupportedFormat,
                       source.what + "its data type " + std::to_string(tensor.data_type()) + " is not read."};
    }
}

/// Bytes that one number of a type takes; 0 if it is not read.
std::uint64_t bytesEach(std::int32_t type)
{
    switch (type) {
    case onnx::TensorProto::DOUBLE:
    case onnx::TensorProto::INT64:
        return 8;
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::INT32:
    case onnx::TensorProto::UINT32:
        return 4;
    case onnx::TensorProto::FLOAT16:
    case onnx::TensorProto::BFLOAT16:
    case onnx::TensorProto::INT16:
    case onnx::TensorProto::UINT16:
        return 2;
    case onnx::TensorProto::INT8:
    case onnx::TensorProto::UINT8:
    case onnx::TensorProto::BOOL:
        return 1;
    default:
        return 0;
    }
}

} // namespace

Result<OnnxConstant> readOnnxTensor(const onnx::TensorProto& tensor, OnnxExternalFiles* files,
                                    const std::string& what)
{
    if (tensor.dims_size() > kMostDimensions)
        return Failure{Error::malformed, what + "has " + std::to_string(tensor.dims_size()) +
                                             " dimensions, at most 8 make sense."};
    OnnxConstant constant;
    std::int64_t count = 1;
    std::int64_t capped = 1; ///< as count, but a side of 0 does not hide the others
    for (const std::int64_t side : tensor.dims()) {
        if (side < 0 || side > kMaxOnnxNumbers || capped * std::max<std::int64_t>(side, 1) > kMaxOnnxNumbers)
            return Failure{Error::hostileContent, what + "a dimension of " + std::to_string(side) +
                                                      " makes it impossibly large or negative."};
        capped *= std::max<std::int64_t>(side, 1);
        count *= side;
        constant.shape.push_back(side);
    }
    Source source{tensor.has_raw_data(), tensor.raw_data(), static_cast<std::size_t>(count), what};
    if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0) {
        if (files == nullptr)
            return Failure{Error::unsupportedFormat, what + "its numbers lie in another file."};
        source.packed = true;
        MICROT_TRY(source.bytes, files->bytesOf(tensor, source.count * bytesEach(tensor.data_type()), what));
    }
    MICROT_CHECK(copyData(tensor, source, constant));
    return constant;
}

} // namespace microt
