// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tensors/pickle_reader.h"

namespace microt {

Result<std::uint8_t> PickleReader::opcode()
{
    m_opcodeAt = m_at;
    MICROT_TRY(const std::string_view byte, take(1));
    return static_cast<std::uint8_t>(byte[0]);
}

Result<std::string_view> PickleReader::take(std::uint64_t count)
{
    if (count > m_bytes.size() - m_at)
        return Failure{Error::truncated, m_source + " ends in the middle of a pickle" + where()};
    const std::string_view taken = m_bytes.substr(m_at, count);
    m_at += count;
    return taken;
}

Result<std::uint64_t> PickleReader::unsignedInteger(std::size_t count)
{
    MICROT_TRY(const std::string_view raw, take(count));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value |= std::uint64_t{static_cast<std::uint8_t>(raw[i])} << (8 * i);
    return value;
}

Result<std::string> PickleReader::line()
{
    const std::string_view window = m_bytes.substr(m_at, 257);
    const std::size_t end = window.find('\n');
    if (end == std::string_view::npos)
        return window.size() < 257
                   ? Failure{Error::truncated, m_source + " ends in the middle of a name" + where()}
                   : malformed("a name of more than 256 bytes");
    m_at += end + 1;
    return std::string(window.substr(0, end));
}

Failure PickleReader::malformed(const std::string& what) const
{
    return {Error::malformed, "Damaged pickle: " + what + where()};
}

Failure PickleReader::hostile(const std::string& what) const
{
    return {Error::hostileContent, "Refused: " + what + where() + " Only plain tensors are read."};
}

std::string PickleReader::where() const
{
    return " (byte " + std::to_string(m_offset + m_opcodeAt) + " of " + m_source + ").";
}

} // namespace microt
