// SPDX-License-Identifier: Apache-2.0
#include "engine/report/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace microt::report {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct CodePoint
{
    char32_t value = kReplacement;
    std::size_t bytes = 1;
};

CodePoint decode(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80)
        return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > text.size())
        return {};
    char32_t value = first & (0x7F >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return {};
        value = (value << 6) | (byte(at + i) & 0x3F);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < kSmallest[length] || value > 0x10FFFF || surrogate)
        return {};
    return {value, length};
}

bool isHarmful(char32_t c)
{
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool turnsDirection = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool breaksLines = c == 0x2028 || c == 0x2029;
    const bool notForXml = c == 0xFFFE || c == 0xFFFF;
    return control || turnsDirection || breaksLines || notForXml;
}

/// Calls use(clean code point as UTF-8) for each character.
template <typename Use>
void forEachClean(std::string_view text, Use use)
{
    constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode(text, at);
        if (point.value == '\t' || point.value == '\n' || point.value == '\r')
            use(std::string_view(" "));
        else if (point.value == kReplacement || isHarmful(point.value))
            use(kReplacementUtf8);
        else
            use(text.substr(at, point.bytes));
        at += point.bytes;
    }
}

} // namespace

std::string cleanText(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    forEachClean(text, [&](std::string_view character) { clean += character; });
    return clean;
}

std::string escapeMarkup(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size());
    forEachClean(text, [&](std::string_view character) {
        switch (character.front()) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += character;
        }
    });
    return escaped;
}

std::string csvText(std::string_view text)
{
    std::string clean = cleanText(text);
    if (!clean.empty() && std::string_view("=+-@").find(clean.front()) != std::string_view::npos)
        clean.insert(0, 1, '\'');
    if (clean.find_first_of(",\"") == std::string::npos)
        return clean;
    std::string quoted = "\"";
    for (const char c : clean) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string shortened(std::string_view text, std::size_t maxCharacters)
{
    std::string kept;
    std::size_t count = 0;
    std::size_t lengthWithRoom = 0; // bytes that leave room for the ellipsis
    forEachClean(text, [&](std::string_view character) {
        ++count;
        if (count < maxCharacters)
            lengthWithRoom += character.size();
        if (count <= maxCharacters)
            kept += character;
    });
    if (count > maxCharacters) {
        kept.resize(lengthWithRoom);
        kept += "…";
    }
    return kept;
}

std::string fixed(double value, int decimals)
{
    if (!std::isfinite(value))
        return "n/a";
    char buffer[352]; // the largest double has 309 digits before the point
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr;
    std::string text(buffer, end);
    const bool isZero = text.find_first_not_of("-0.") == std::string::npos;
    return isZero && text.front() == '-' ? text.substr(1) : text;
}

std::string exact(double value)
{
    if (!std::isfinite(value))
        return {};
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string groupThousands(std::string decimal)
{
    const std::size_t first = decimal.find_first_of("0123456789");
    if (first == std::string::npos)
        return decimal;
    std::size_t at = std::min(decimal.find('.'), decimal.size());
    for (; at > first + 3; at -= 3)
        decimal.insert(at - 3, 1, ',');
    return decimal;
}

std::string grouped(std::int64_t value)
{
    return groupThousands(std::to_string(value));
}

} // namespace microt::report
