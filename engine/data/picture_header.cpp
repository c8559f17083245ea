// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "engine/data/picture.h"

namespace microt {

namespace {

/// Reads numbers at positions that may lie outside; those read as absent.
class Bytes
{
public:
    Bytes(const std::uint8_t* bytes, std::size_t count) : m_bytes(bytes), m_count(count) {}

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
    std::uint8_t operator[](std::size_t at) const { return m_bytes[at]; }

private:
    const std::uint8_t* m_bytes;
    std::size_t m_count;
};

Failure cutOff(const char* format)
{
    return {Error::truncated, std::string("The ") + format + " file ends too early."};
}

Failure broken(const char* format)
{
    return {Error::badPicture, std::string("The ") + format + " header is broken."};
}

Result<PictureHeader> sized(const char* format, std::uint64_t width, std::uint64_t height)
{
    if (width == 0 || height == 0)
        return broken(format);
    if (width * height > static_cast<std::uint64_t>(kMaxPicturePixels) || width > 0x7FFFFFFF ||
        height > 0x7FFFFFFF)
        return Failure{Error::pictureTooLarge, std::string("The ") + format + " picture claims " +
                                                   std::to_string(width) + " x " + std::to_string(height) +
                                                   " pixels; at most " + std::to_string(kMaxPicturePixels) +
                                                   " are read."};
    return PictureHeader{format, static_cast<int>(width), static_cast<int>(height)};
}

/// Where the marker after the compressed data that begins at `at` stands; beyond the end if there is none.
std::size_t skipScan(const Bytes& bytes, std::size_t at)
{
    // 0xFF 0x00 is a data byte, 0xD0 to 0xD7 are restarts within the data.
    while (bytes.has(at, 2) &&
           (bytes[at] != 0xFF || bytes[at + 1] == 0x00 || (bytes[at + 1] >= 0xD0 && bytes[at + 1] <= 0xD7)))
        ++at;
    return at;
}

/// Walks the segments to the end marker, which must be there: decoders fill up what is missing without a
/// word. Cameras put previews and whole films behind it.
Result<PictureHeader> readJpeg(const Bytes& bytes)
{
    Result<PictureHeader> header = broken("JPEG");
    std::size_t at = 2;
    while (true) {
        while (bytes.has(at, 2) && bytes[at] == 0xFF && bytes[at + 1] == 0xFF)
            ++at;
        if (!bytes.has(at, 2))
            return cutOff("JPEG");
        if (bytes[at] != 0xFF)
            return broken("JPEG");
        const std::uint8_t marker = bytes[at + 1];
        at += 2;
        if (marker == 0xD9)
            return header;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7))
            continue;
        if (!bytes.has(at, 2))
            return cutOff("JPEG");
        const std::uint32_t length = bytes.big(at, 2);
        if (length < 2)
            return broken("JPEG");
        if (!bytes.has(at, length))
            return cutOff("JPEG");
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            if (length < 8)
                return broken("JPEG");
            header = sized("JPEG", bytes.big(at + 5, 2), bytes.big(at + 3, 2));
            if (!header.ok())
                return header;
        }
        at += length;
        if (marker == 0xDA) {
            if (!header.ok())
                return header;
            at = skipScan(bytes, at);
        }
    }
}

Result<PictureHeader> readPng(const Bytes& bytes)
{
    if (!bytes.has(0, 33))
        return cutOff("PNG");
    if (!bytes.matches(12, "IHDR", 4))
        return broken("PNG");
    auto header = sized("PNG", bytes.big(16, 4), bytes.big(20, 4));
    if (!header.ok())
        return header;
    std::size_t at = 8;
    while (bytes.has(at, 12)) {
        if (bytes.matches(at + 4, "IEND", 4))
            return header;
        at += 12 + std::size_t{bytes.big(at, 4)};
    }
    return cutOff("PNG");
}

Result<PictureHeader> readPnm(const Bytes& bytes)
{
    // Width, height and, except in bitmaps, the largest value.
    std::array<std::uint64_t, 3> numbers{};
    const bool bitmap = bytes[1] == '1' || bytes[1] == '4';
    std::size_t at = 2;
    for (std::size_t i = 0; i < (bitmap ? 2U : 3U); ++i) {
        while (bytes.has(at, 1) && (std::strchr(" \t\r\n", bytes[at]) != nullptr || bytes[at] == '#')) {
            if (bytes[at] == '#')
                while (bytes.has(at, 1) && bytes[at] != '\n')
                    ++at;
            else
                ++at;
        }
        int digits = 0;
        for (; bytes.has(at, 1) && bytes[at] >= '0' && bytes[at] <= '9'; ++at, ++digits)
            numbers[i] = digits < 10 ? numbers[i] * 10 + (bytes[at] - '0') : numbers[i];
        if (digits == 0)
            return bytes.has(at, 1) ? broken("PNM") : cutOff("PNM");
    }
    auto header = sized("PNM", numbers[0], numbers[1]);
    const bool binary = bytes[1] == '5' || bytes[1] == '6';
    const std::uint64_t pixelBytes = (bytes[1] == '6' ? 3U : 1U) * (numbers[2] > 255 ? 2U : 1U);
    if (header.ok() && binary && bytes.size() < at + 1 + numbers[0] * numbers[1] * pixelBytes)
        return cutOff("PNM");
    return header;
}

Result<PictureHeader> readBmp(const Bytes& bytes)
{
    if (!bytes.has(0, 26))
        return cutOff("BMP");
    if (bytes.little(14, 4) == 12)
        return sized("BMP", bytes.little(18, 2), bytes.little(20, 2));
    const auto height = static_cast<std::int32_t>(bytes.little(22, 4));
    auto header = sized("BMP", bytes.little(18, 4),
                        height < 0 ? static_cast<std::uint64_t>(-static_cast<std::int64_t>(height))
                                   : static_cast<std::uint64_t>(height));
    if (!header.ok())
        return header;
    if (!bytes.has(0, 54))
        return cutOff("BMP");
    const bool runLengths = bytes.little(30, 4) == 1 || bytes.little(30, 4) == 2;
    const std::uint64_t rowBytes =
        (static_cast<std::uint64_t>(header.value().width) * bytes.little(28, 2) + 31) / 32 * 4;
    if (!runLengths &&
        bytes.size() < bytes.little(10, 4) + rowBytes * static_cast<std::uint64_t>(header.value().height))
        return cutOff("BMP");
    return header;
}

Result<PictureHeader> readTiff(const Bytes& bytes)
{
    const bool big = bytes[0] == 'M';
    const auto number = [&](std::size_t at, int count) {
        return big ? bytes.big(at, count) : bytes.little(at, count);
    };
    const std::size_t directory = number(4, 4);
    if (!bytes.has(directory, 2))
        return cutOff("TIFF");
    const std::uint32_t entries = number(directory, 2);
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t{12} * i;
        if (!bytes.has(entry, 12))
            return cutOff("TIFF");
        const std::uint32_t tag = number(entry, 2);
        const std::uint32_t value = number(entry + 2, 2) == 3 ? number(entry + 8, 2) : number(entry + 8, 4);
        // A tag may be repeated; readers differ in which one they believe.
        if (tag == 256)
            width = std::max<std::uint64_t>(width, value);
        else if (tag == 257)
            height = std::max<std::uint64_t>(height, value);
    }
    return sized("TIFF", width, height);
}

Result<PictureHeader> readWebp(const Bytes& bytes)
{
    if (!bytes.has(0, 30) || bytes.size() < std::size_t{bytes.little(4, 4)} + 8)
        return cutOff("WebP");
    if (bytes.matches(12, "VP8X", 4))
        return sized("WebP", bytes.little(24, 3) + 1, bytes.little(27, 3) + 1);
    if (bytes.matches(12, "VP8L", 4)) {
        const std::uint32_t packed = bytes.little(21, 4);
        return sized("WebP", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1);
    }
    if (bytes.matches(12, "VP8 ", 4))
        return sized("WebP", bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF);
    return broken("WebP");
}

} // namespace

Result<PictureHeader> readPictureHeader(const std::uint8_t* data, std::size_t count)
{
    const Bytes bytes(data, count);
    if (count == 0)
        return Failure{Error::badPicture, "The file is empty."};
    if (bytes.matches(0, "\xFF\xD8\xFF", 3))
        return readJpeg(bytes);
    if (bytes.matches(0, "\x89PNG\r\n\x1A\n", 8))
        return readPng(bytes);
    if (bytes.has(0, 3) && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6')
        return readPnm(bytes);
    if (bytes.matches(0, "BM", 2))
        return readBmp(bytes);
    if (bytes.has(0, 8) && (bytes.matches(0, "II*\0", 4) || bytes.matches(0, "MM\0*", 4)))
        return readTiff(bytes);
    if (bytes.matches(0, "RIFF", 4) && bytes.matches(8, "WEBP", 4))
        return readWebp(bytes);
    return Failure{Error::badPicture, "Not a picture that can be read (JPEG, PNG, PNM, BMP, TIFF or WebP)."};
}

} // namespace microt
