// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "engine/runtime/error.h"
#include "serial/protocol/bytes.h"

namespace microt::protocol {

// A message is a struct that lists its fields once more, by name, in the order of the wire:
//
//     struct SetBaudRequest
//     {
//         std::uint32_t baud = 0;
//         MICROT_FIELDS(baud)
//     };
//
// encode(), decode() and the schema hash all walk that one list, so they cannot disagree. Fields are bool,
// integers, float, enums (with kCountOf: valid values are 0 .. count - 1), arrays of bytes,
// Bytes (u16 length), Text and List (u8 length), and other such structs. Everything is little-endian, nothing
// is padded, a float is its IEEE 754 bits.

// MICROT_EACH(macro, a, b, ...): the macro of each of up to 12 names. MICROT_PICK takes its 13th argument.
#define MICROT_EACH_1(m, x) m(x)
#define MICROT_EACH_2(m, x, ...) m(x) MICROT_EACH_1(m, __VA_ARGS__)
#define MICROT_EACH_3(m, x, ...) m(x) MICROT_EACH_2(m, __VA_ARGS__)
#define MICROT_EACH_4(m, x, ...) m(x) MICROT_EACH_3(m, __VA_ARGS__)
#define MICROT_EACH_5(m, x, ...) m(x) MICROT_EACH_4(m, __VA_ARGS__)
#define MICROT_EACH_6(m, x, ...) m(x) MICROT_EACH_5(m, __VA_ARGS__)
#define MICROT_EACH_7(m, x, ...) m(x) MICROT_EACH_6(m, __VA_ARGS__)
#define MICROT_EACH_8(m, x, ...) m(x) MICROT_EACH_7(m, __VA_ARGS__)
#define MICROT_EACH_9(m, x, ...) m(x) MICROT_EACH_8(m, __VA_ARGS__)
#define MICROT_EACH_10(m, x, ...) m(x) MICROT_EACH_9(m, __VA_ARGS__)
#define MICROT_EACH_11(m, x, ...) m(x) MICROT_EACH_10(m, __VA_ARGS__)
#define MICROT_EACH_12(m, x, ...) m(x) MICROT_EACH_11(m, __VA_ARGS__)
#define MICROT_PICK(a, b, c, d, e, f, g, h, i, j, k, l, each, ...) each
#define MICROT_EACH(m, ...)                                                                                  \
    MICROT_PICK(__VA_ARGS__, MICROT_EACH_12, MICROT_EACH_11, MICROT_EACH_10, MICROT_EACH_9, MICROT_EACH_8,   \
                MICROT_EACH_7, MICROT_EACH_6, MICROT_EACH_5, MICROT_EACH_4, MICROT_EACH_3, MICROT_EACH_2,    \
                MICROT_EACH_1, )                                                                             \
    (m, __VA_ARGS__)

#define MICROT_VISIT(field) visit(#field, self.field);

/// Names a message's fields in the order of the wire.
#define MICROT_FIELDS(...)                                                                                   \
    template <typename Self, typename Visitor>                                                               \
    static constexpr void fields(Self& self, Visitor& visit)                                                 \
    {                                                                                                        \
        MICROT_EACH(MICROT_VISIT, __VA_ARGS__)                                                               \
    }

/// Values of an enum, from 0 on.
template <typename Enum>
constexpr std::uint8_t kCountOf = 0;

namespace detail {

template <typename T>
struct IsText : std::false_type
{};
template <std::size_t N>
struct IsText<Text<N>> : std::true_type
{};
template <typename T>
struct IsList : std::false_type
{};
template <typename T, std::size_t N>
struct IsList<List<T, N>> : std::true_type
{};
template <typename T>
struct IsByteArray : std::false_type
{};
template <std::size_t N>
struct IsByteArray<std::array<std::uint8_t, N>> : std::true_type
{};

class FieldWriter
{
public:
    explicit FieldWriter(ByteWriter& writer) : m_writer(writer) {}

    template <typename T>
    void operator()(const char*, const T& value)
    {
        put(value);
    }

private:
    template <typename T>
    void put(const T& value)
    {
        if constexpr (std::is_same_v<T, float>) {
            static_assert(sizeof(float) == 4 && std::numeric_limits<float>::is_iec559, "IEEE 754");
            std::uint32_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            m_writer.number(bits);
        } else if constexpr (std::is_same_v<T, bool>) {
            m_writer.number(static_cast<std::uint8_t>(value));
        } else if constexpr (std::is_enum_v<T>) {
            m_writer.number(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_integral_v<T>) {
            m_writer.number(static_cast<std::make_unsigned_t<T>>(value));
        } else if constexpr (std::is_same_v<T, Bytes>) {
            m_writer.number(value.size);
            m_writer.bytes(value.data, value.size);
        } else if constexpr (IsByteArray<T>::value) {
            m_writer.bytes(value.data(), value.size());
        } else if constexpr (IsText<T>::value) {
            m_writer.number(value.size);
            m_writer.bytes(value.chars.data(), value.size);
        } else if constexpr (IsList<T>::value) {
            m_writer.number(value.size);
            for (std::size_t i = 0; i < value.size; ++i)
                put(value.items[i]);
        } else {
            T::fields(value, *this);
        }
    }

    ByteWriter& m_writer;
};

class FieldReader
{
public:
    explicit FieldReader(ByteReader& reader) : m_reader(reader) {}

    template <typename T>
    void operator()(const char*, T& value)
    {
        take(value);
    }
    bool valid() const { return m_valid; }

private:
    template <typename T>
    void take(T& value)
    {
        if constexpr (std::is_same_v<T, float>) {
            const auto bits = m_reader.number<std::uint32_t>();
            std::memcpy(&value, &bits, sizeof bits);
        } else if constexpr (std::is_same_v<T, bool>) {
            const auto byte = m_reader.number<std::uint8_t>();
            m_valid = m_valid && byte <= 1;
            value = byte == 1;
        } else if constexpr (std::is_enum_v<T>) {
            const auto number = m_reader.number<std::underlying_type_t<T>>();
            m_valid = m_valid && number < kCountOf<T>;
            value = static_cast<T>(number);
        } else if constexpr (std::is_integral_v<T>) {
            value = static_cast<T>(m_reader.number<std::make_unsigned_t<T>>());
        } else if constexpr (std::is_same_v<T, Bytes>) {
            value.size = m_reader.number<std::uint16_t>();
            value.data = m_reader.bytes(value.size);
            if (value.data == nullptr)
                value.size = 0;
        } else if constexpr (IsByteArray<T>::value) {
            if (const std::uint8_t* at = m_reader.bytes(value.size()))
                std::memcpy(value.data(), at, value.size());
        } else if constexpr (IsText<T>::value) {
            const auto size = m_reader.number<std::uint8_t>();
            m_valid = m_valid && size <= value.chars.size();
            if (const std::uint8_t* at = m_valid ? m_reader.bytes(size) : nullptr) {
                std::memcpy(value.chars.data(), at, size);
                value.size = size;
            }
        } else if constexpr (IsList<T>::value) {
            const auto size = m_reader.number<std::uint8_t>();
            m_valid = m_valid && size <= T::kCapacity;
            for (value.size = 0; m_valid && m_reader.ok() && value.size < size; ++value.size)
                take(value.items[value.size]);
        } else {
            T::fields(value, *this);
        }
    }

    ByteReader& m_reader;
    bool m_valid = true;
};

/// FNV-1a over names and types.
class SchemaHasher
{
public:
    template <typename T>
    constexpr void operator()(const char* name, const T& value)
    {
        text(name);
        type(value);
    }

    constexpr void number(std::uint32_t value)
    {
        for (int i = 0; i < 4; ++i)
            byte(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    constexpr void text(const char* chars)
    {
        while (*chars != '\0')
            byte(static_cast<std::uint8_t>(*chars++));
        byte(0);
    }
    /// A whole message or the type of a field.
    template <typename T>
    constexpr void type(const T& value)
    {
        if constexpr (std::is_same_v<T, float>) {
            text("f32");
        } else if constexpr (std::is_same_v<T, bool>) {
            text("bool");
        } else if constexpr (std::is_enum_v<T>) {
            text("enum");
            number(static_cast<std::uint32_t>(sizeof(T)));
            number(kCountOf<T>);
        } else if constexpr (std::is_integral_v<T>) {
            text(std::is_signed_v<T> ? "int" : "uint");
            number(static_cast<std::uint32_t>(sizeof(T)));
        } else if constexpr (std::is_same_v<T, Bytes>) {
            text("bytes");
        } else if constexpr (IsByteArray<T>::value) {
            text("array");
            number(static_cast<std::uint32_t>(value.size()));
        } else if constexpr (IsText<T>::value) {
            text("text");
            number(static_cast<std::uint32_t>(value.chars.size()));
        } else if constexpr (IsList<T>::value) {
            text("list");
            number(static_cast<std::uint32_t>(T::kCapacity));
            type(value.items[0]);
        } else {
            text("{");
            T::fields(value, *this);
            text("}");
        }
    }

    constexpr std::uint32_t value() const { return m_hash; }

private:
    constexpr void byte(std::uint8_t next) { m_hash = (m_hash ^ next) * 16777619U; }
    std::uint32_t m_hash = 2166136261U;
};

} // namespace detail

/// Appends a message's fields. If they did not fit, writer.ok() is false.
template <typename M>
void encode(const M& message, ByteWriter& writer)
{
    detail::FieldWriter fields(writer);
    M::fields(message, fields);
}

/// Reads a message that fills `size` bytes exactly. Bytes in it point into `data`. Errors: truncated,
/// malformed (a value out of range, bytes left over).
template <typename M>
Error decode(const std::uint8_t* data, std::size_t size, M& message)
{
    ByteReader reader(data, size);
    detail::FieldReader fields(reader);
    M::fields(message, fields);
    if (!fields.valid())
        return Error::malformed;
    if (!reader.ok())
        return Error::truncated;
    return reader.remaining() == 0 ? Error::none : Error::malformed;
}

} // namespace microt::protocol
