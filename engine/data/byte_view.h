// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace microt {

/// Bytes of a file with the numbers in them. Ask has() before reading: positions come from the file.
class ByteView
{
public:
    ByteView(const std::uint8_t* bytes, std::size_t count) : m_bytes(bytes), m_count(count) {}

    std::size_t size() const { return m_count; }
    bool has(std::size_t at, std::size_t count) const { return at <= m_count && count <= m_count - at; }
    bool matches(std::size_t at, const char* text, std::size_t length) const
    {
        return has(at, length) && std::memcmp(m_bytes + at, text, length) == 0;
    }
    std::uint32_t little(std::size_t at, int bytes) const
    {
        std::uint32_t value = 0;
        for (int i = bytes - 1; i >= 0; --i)
            value = value << 8 | m_bytes[at + static_cast<std::size_t>(i)];
        return value;
    }
    std::uint32_t big(std::size_t at, int bytes) const
    {
        std::uint32_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value = value << 8 | m_bytes[at + static_cast<std::size_t>(i)];
        return value;
    }
    const std::uint8_t* data() const { return m_bytes; }
    std::uint8_t operator[](std::size_t at) const { return m_bytes[at]; }

private:
    const std::uint8_t* m_bytes;
    std::size_t m_count;
};

} // namespace microt
