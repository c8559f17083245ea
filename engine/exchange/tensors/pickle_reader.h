// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace microt {

/// Takes bytes off a pickle and says in errors at which opcode of which file it was. Refers to its arguments.
class PickleReader
{
public:
    PickleReader(std::string_view bytes, const std::string& source, std::size_t offset)
        : m_bytes(bytes), m_source(source), m_offset(offset)
    {}

    /// The next opcode; errors from here on name its byte. Error: truncated.
    Result<std::uint8_t> opcode();
    /// The next `count` bytes. Error: truncated.
    Result<std::string_view> take(std::uint64_t count);
    /// Little-endian unsigned integer of `count` bytes, at most 8. Error: truncated.
    Result<std::uint64_t> unsignedInteger(std::size_t count);
    /// Text up to a line feed, at most 256 bytes. Errors: malformed, truncated.
    Result<std::string> line();

    Failure malformed(const std::string& what) const;
    Failure hostile(const std::string& what) const;
    std::size_t bytesRead() const { return m_at; }

private:
    std::string where() const;

    std::string_view m_bytes;
    const std::string& m_source;
    std::size_t m_offset;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;
};

} // namespace microt
