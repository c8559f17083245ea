// SPDX-License-Identifier: Apache-2.0
#include "engine/base/npy.h"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/files.h"

namespace microt {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxRank = 32; // NumPy's own limit
constexpr std::size_t kAlignment = 64;

template <typename T>
constexpr std::string_view kDescription = "<f4";
template <>
constexpr std::string_view kDescription<std::uint8_t> = "|u1";

struct Header
{
    std::optional<std::string> description;
    std::optional<bool> fortranOrder;
    std::optional<std::vector<std::int64_t>> shape;
    bool complete() const { return description && fortranOrder && shape; }
};

/// Reads the header's Python literal: a dictionary of a string, a truth value and a tuple of numbers.
class HeaderParser
{
public:
    explicit HeaderParser(std::string_view text) : m_text(text) {}

    std::optional<Header> parse()
    {
        Header header;
        if (!take("{"))
            return std::nullopt;
        while (!take("}")) {
            if (!entry(header) || (!take(",") && !ahead("}")))
                return std::nullopt;
        }
        skipSpace();
        if (!m_text.empty() || !header.complete())
            return std::nullopt;
        return header;
    }

private:
    bool entry(Header& header)
    {
        const std::optional<std::string> key = quoted();
        if (!key || !take(":"))
            return false;
        if (*key == "descr")
            return (header.description = quoted()).has_value();
        if (*key == "fortran_order")
            return (header.fortranOrder = truth()).has_value();
        if (*key == "shape")
            return (header.shape = tuple()).has_value();
        return false;
    }

    std::optional<std::string> quoted()
    {
        skipSpace();
        if (m_text.empty() || (m_text[0] != '\'' && m_text[0] != '"'))
            return std::nullopt;
        const std::size_t end = m_text.find(m_text[0], 1);
        if (end == std::string_view::npos)
            return std::nullopt;
        std::string value(m_text.substr(1, end - 1));
        m_text.remove_prefix(end + 1);
        return value;
    }

    std::optional<bool> truth()
    {
        if (take("True"))
            return true;
        if (take("False"))
            return false;
        return std::nullopt;
    }

    std::optional<std::vector<std::int64_t>> tuple()
    {
        std::vector<std::int64_t> numbers;
        if (!take("("))
            return std::nullopt;
        while (!take(")")) {
            const std::optional<std::int64_t> value = number();
            if (!value || numbers.size() == kMaxRank || (!take(",") && !ahead(")")))
                return std::nullopt;
            numbers.push_back(*value);
        }
        return numbers;
    }

    std::optional<std::int64_t> number()
    {
        constexpr std::size_t kMaxDigits = 18; // always fits 64 bits
        skipSpace();
        std::int64_t value = 0;
        std::size_t digits = 0;
        for (; digits < m_text.size() && m_text[digits] >= '0' && m_text[digits] <= '9'; ++digits) {
            if (digits == kMaxDigits)
                return std::nullopt;
            value = value * 10 + (m_text[digits] - '0');
        }
        if (digits == 0)
            return std::nullopt;
        m_text.remove_prefix(digits);
        return value;
    }

    bool ahead(std::string_view token)
    {
        skipSpace();
        return m_text.substr(0, token.size()) == token;
    }

    bool take(std::string_view token)
    {
        if (!ahead(token))
            return false;
        m_text.remove_prefix(token.size());
        return true;
    }

    void skipSpace()
    {
        while (!m_text.empty() && (m_text[0] == ' ' || m_text[0] == '\n' || m_text[0] == '\t'))
            m_text.remove_prefix(1);
    }

    std::string_view m_text;
};

/// Product of the shape, or nothing if it exceeds `limit`.
std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& shape, std::uint64_t limit)
{
    std::uint64_t count = 1;
    for (const std::int64_t side : shape)
        if (side == 0)
            return 0;
    for (const std::int64_t side : shape) {
        if (static_cast<std::uint64_t>(side) > limit / count)
            return std::nullopt;
        count *= static_cast<std::uint64_t>(side);
    }
    return count;
}

} // namespace

template <typename T>
Result<NpyArray<T>> readNpy(const std::filesystem::path& path)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path));
    const auto fail = [&](Error code, const std::string& why) {
        return Failure{code, "Cannot read " + printable(path) + " as a NumPy array: " + why + "."};
    };
    if (bytes.size() < kMagic.size() + 2)
        return fail(Error::truncated, "it ends within the first 8 bytes");
    if (std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
        return fail(Error::malformed, "it does not begin with \\x93NUMPY");
    const int version = bytes[6];
    if (version < 1 || version > 3)
        return fail(Error::unsupportedFormat,
                    "it has format version " + std::to_string(version) + ", 1 to 3 are known");

    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    const std::size_t headerStart = kMagic.size() + 2 + lengthBytes;
    if (bytes.size() < headerStart)
        return fail(Error::truncated, "it ends within its header");
    std::size_t headerLength = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        headerLength |= static_cast<std::size_t>(bytes[8 + i]) << (8 * i);
    if (headerLength > bytes.size() - headerStart)
        return fail(Error::truncated, "it ends within its header");

    const char* text = reinterpret_cast<const char*>(bytes.data() + headerStart);
    const std::optional<Header> header = HeaderParser({text, headerLength}).parse();
    if (!header)
        return fail(Error::malformed,
                    "its header, from byte " + std::to_string(headerStart) + ", is not valid");
    if (*header->description != kDescription<T>)
        return fail(Error::unsupportedFormat, "its numbers are '" + printable(*header->description) +
                                                  "', expected '" + std::string(kDescription<T>) + "'");
    if (*header->fortranOrder)
        return fail(Error::unsupportedFormat, "it is in Fortran order, expected C order");

    const std::size_t dataBytes = bytes.size() - headerStart - headerLength;
    const std::optional<std::uint64_t> count = elementCount(*header->shape, dataBytes / sizeof(T));
    if (!count)
        return fail(Error::truncated, "its header promises more numbers than the file holds");
    if (*count * sizeof(T) != dataBytes)
        return fail(Error::malformed, "it has " + std::to_string(dataBytes) + " bytes of numbers, expected " +
                                          std::to_string(*count * sizeof(T)));
    NpyArray<T> array{*header->shape, std::vector<T>(*count)};
    if (*count > 0)
        std::memcpy(array.values.data(), bytes.data() + headerStart + headerLength, dataBytes);
    return array;
}

template Result<NpyArray<float>> readNpy<float>(const std::filesystem::path&);
template Result<NpyArray<std::uint8_t>> readNpy<std::uint8_t>(const std::filesystem::path&);

Status writeNpy(const std::filesystem::path& path, const float* values, std::int64_t rows,
                std::int64_t columns)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    const std::size_t preamble = kMagic.size() + 4;
    while ((preamble + header.size() + 1) % kAlignment != 0)
        header += ' ';
    header += '\n';

    std::string bytes(kMagic);
    bytes += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
    bytes += header;
    bytes.append(reinterpret_cast<const char*>(values),
                 static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * sizeof(float));
    return writeFileAtomically(path, bytes);
}

} // namespace microt
