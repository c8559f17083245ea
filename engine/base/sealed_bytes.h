// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace microt {

// Files of a cache: numbers, texts and lists one after the other as they lie in memory, little-endian, behind
// a header that tells a whole file of ours from any other.

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

/// Texts and lists begin with their length, u64.
class PackedWriter
{
public:
    template <typename T>
    void put(T value)
    {
        static_assert(std::is_arithmetic_v<T>);
        putMany(&value, 1);
    }
    template <typename T>
    void put(const std::vector<T>& values)
    {
        put(std::uint64_t{values.size()});
        putMany(values.data(), values.size());
    }
    void put(const std::string& text)
    {
        put(std::uint64_t{text.size()});
        m_bytes += text;
    }
    /// Without a length.
    template <typename T>
    void putMany(const T* values, std::size_t count)
    {
        static_assert(std::is_arithmetic_v<T>);
        if (count > 0)
            m_bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
    }
    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Takes values from the front; nothing once the bytes do not suffice. No size is trusted before it is
/// compared with what is left.
class PackedReader
{
public:
    explicit PackedReader(std::string_view bytes) : m_bytes(bytes) {}

    template <typename T>
    bool take(T& value)
    {
        static_assert(std::is_arithmetic_v<T>);
        return takeMany(&value, 1);
    }
    template <typename T>
    bool take(std::vector<T>& values)
    {
        std::uint64_t count = 0;
        if (!take(count) || !holds<T>(count))
            return false;
        values.resize(count);
        return takeMany(values.data(), count);
    }
    bool take(std::string& text)
    {
        std::uint64_t length = 0;
        if (!take(length) || !holds<char>(length))
            return false;
        text.assign(m_bytes.substr(0, length));
        m_bytes.remove_prefix(length);
        return true;
    }
    template <typename T>
    bool takeMany(T* values, std::uint64_t count)
    {
        static_assert(std::is_arithmetic_v<T>);
        if (!holds<T>(count))
            return false;
        if (count > 0)
            std::memcpy(values, m_bytes.data(), count * sizeof(T));
        m_bytes.remove_prefix(count * sizeof(T));
        return true;
    }
    template <typename T>
    bool holds(std::uint64_t count) const
    {
        return count <= m_bytes.size() / sizeof(T);
    }
    bool atEnd() const { return m_bytes.empty(); }

private:
    std::string_view m_bytes;
};

/// Both walk a result in one function, `template <typename Archive> void walk(Archive&, Result&)`: the writer
/// puts what it is given, the reader fills it.
class ArchiveWriter
{
public:
    template <typename T>
    void operator()(const T& value)
    {
        m_content.put(value);
    }
    void flag(const bool& value) { m_content.put(static_cast<std::uint8_t>(value)); }
    template <std::size_t>
    std::size_t count(std::size_t size)
    {
        m_content.put(std::uint64_t{size});
        return size;
    }
    const std::string& bytes() const { return m_content.bytes(); }

private:
    PackedWriter m_content;
};

class ArchiveReader
{
public:
    explicit ArchiveReader(std::string_view content) : m_content(content) {}

    template <typename T>
    void operator()(T& value)
    {
        m_whole = m_whole && m_content.take(value);
    }
    void flag(bool& value)
    {
        std::uint8_t byte = 0;
        m_whole = m_whole && m_content.take(byte) && byte <= 1;
        value = byte == 1;
    }
    /// How many things follow that take at least so many bytes each; 0 if the content cannot hold them.
    template <std::size_t LeastBytes>
    std::size_t count(std::size_t)
    {
        std::uint64_t size = 0;
        m_whole = m_whole && m_content.take(size) && m_content.holds<std::array<char, LeastBytes>>(size);
        return m_whole ? size : 0;
    }
    bool isWhole() const { return m_whole && m_content.atEnd(); } ///< nothing was missing, nothing is left

private:
    PackedReader m_content;
    bool m_whole = true;
};

/// A file: magic [8], version u32, content bytes u64, SHA-256 of the content as hex [64], content.
std::string sealed(std::string_view magic, std::uint32_t version, std::string_view content);

/// The content of a whole file of this kind and version, in `bytes`; nothing of any other.
std::optional<std::string_view> unsealed(std::string_view bytes, std::string_view magic,
                                         std::uint32_t version);

} // namespace microt
