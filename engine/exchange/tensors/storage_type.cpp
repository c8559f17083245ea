// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/storage_type.h"

#include <cstring>
#include <utility>

#include "engine/exchange/tensors/half.h"

namespace microt {

namespace {

template <typename T>
T load(const char* bytes)
{
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian and read in place");
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

} // namespace

StorageType storageTypeOf(std::string_view global)
{
    using Number = StorageType::Number;
    static constexpr std::pair<std::string_view, StorageType> kTypes[] = {
        {"torch.FloatStorage", {Number::float32, 4}}, {"torch.DoubleStorage", {Number::float64, 8}},
        {"torch.HalfStorage", {Number::float16, 2}},  {"torch.BFloat16Storage", {Number::bfloat16, 2}},
        {"torch.LongStorage", {Number::integer, 8}},  {"torch.IntStorage", {Number::integer, 4}},
        {"torch.ShortStorage", {Number::integer, 2}}, {"torch.CharStorage", {Number::integer, 1}},
        {"torch.ByteStorage", {Number::integer, 1}},  {"torch.BoolStorage", {Number::integer, 1}},
    };
    for (const auto& [name, type] : kTypes)
        if (name == global)
            return type;
    return {};
}

float readNumber(StorageType::Number number, const char* bytes)
{
    switch (number) {
    case StorageType::Number::float64:
        return static_cast<float>(load<double>(bytes));
    case StorageType::Number::float32:
        return load<float>(bytes);
    case StorageType::Number::float16:
        return floatFromHalf(load<std::uint16_t>(bytes));
    case StorageType::Number::bfloat16: {
        const std::uint32_t bits = std::uint32_t{load<std::uint16_t>(bytes)} << 16;
        float value = 0.0F;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    case StorageType::Number::integer:
        break;
    }
    return 0.0F;
}

} // namespace microt
