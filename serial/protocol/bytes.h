// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace microt::protocol {

/// Bytes that somebody else keeps. What a decoded message points to is valid until the next byte is fed to
/// the decoder it came from.
struct Bytes
{
    const std::uint8_t* data = nullptr;
    std::uint16_t size = 0;
};

/// Text of at most N bytes UTF-8, kept in place, never terminated.
template <std::size_t N>
struct Text
{
    static_assert(N <= 255, "one length byte");
    std::uint8_t size = 0;
    std::array<char, N> chars{};

    constexpr Text() = default;
    /// Takes a terminated string; what does not fit is cut.
    constexpr Text(const char* text)
    {
        while (size < N && text[size] != '\0') {
            chars[size] = text[size];
            ++size;
        }
    }
};

/// Up to N values, kept in place.
template <typename T, std::size_t N>
struct List
{
    static_assert(N <= 255, "one length byte");
    static constexpr std::size_t kCapacity = N;
    std::uint8_t size = 0;
    std::array<T, N> items{};

    /// False if it is full.
    constexpr bool add(const T& item)
    {
        if (size >= N)
            return false;
        items[size++] = item;
        return true;
    }
};

/// Writes little-endian numbers into a caller's buffer. Once something did not fit, nothing more is written
/// and ok() stays false.
class ByteWriter
{
public:
    ByteWriter(std::uint8_t* buffer, std::size_t capacity) : m_buffer(buffer), m_capacity(capacity) {}

    template <typename Unsigned>
    void number(Unsigned value)
    {
        if (!reserve(sizeof(Unsigned)))
            return;
        for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
            m_buffer[m_size++] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
    }

    void bytes(const void* data, std::size_t count)
    {
        if (!reserve(count) || count == 0)
            return;
        std::memcpy(m_buffer + m_size, data, count);
        m_size += count;
    }

    bool ok() const { return m_ok; }
    std::size_t size() const { return m_size; }
    std::size_t room() const { return m_capacity - m_size; }

private:
    bool reserve(std::size_t count)
    {
        m_ok = m_ok && count <= m_capacity - m_size;
        return m_ok;
    }

    std::uint8_t* m_buffer;
    std::size_t m_capacity;
    std::size_t m_size = 0;
    bool m_ok = true;
};

/// Reads little-endian numbers from bytes it does not own. Once something was missing, everything reads as
/// zero and ok() stays false.
class ByteReader
{
public:
    ByteReader(const std::uint8_t* data, std::size_t size) : m_data(data), m_size(size) {}

    template <typename Unsigned>
    Unsigned number()
    {
        const std::uint8_t* at = bytes(sizeof(Unsigned));
        std::uint64_t value = 0;
        for (std::size_t i = 0; at != nullptr && i < sizeof(Unsigned); ++i)
            value |= static_cast<std::uint64_t>(at[i]) << (8 * i);
        return static_cast<Unsigned>(value);
    }

    /// The next `count` bytes in place, or null if there are fewer.
    const std::uint8_t* bytes(std::size_t count)
    {
        m_ok = m_ok && count <= m_size - m_position;
        if (!m_ok)
            return nullptr;
        const std::uint8_t* at = m_data + m_position;
        m_position += count;
        return at;
    }

    bool ok() const { return m_ok; }
    std::size_t remaining() const { return m_size - m_position; }

private:
    const std::uint8_t* m_data;
    std::size_t m_size;
    std::size_t m_position = 0;
    bool m_ok = true;
};

} // namespace microt::protocol
