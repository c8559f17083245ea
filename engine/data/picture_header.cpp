// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "engine/data/byte_view.h"
#include "engine/data/picture_decoders.h"

namespace microt {

namespace {

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
    PictureHeader header;
    header.format = format;
    header.width = static_cast<int>(width);
    header.height = static_cast<int>(height);
    return header;
}

/// Where the marker after the compressed data that begins at `at` stands; beyond the end if there is none.
std::size_t skipScan(const ByteView& bytes, std::size_t at)
{
    // 0xFF 0x00 is a data byte, 0xD0 to 0xD7 are restarts within the data.
    while (bytes.has(at, 2) &&
           (bytes[at] != 0xFF || bytes[at + 1] == 0x00 || (bytes[at + 1] >= 0xD0 && bytes[at + 1] <= 0xD7)))
        ++at;
    return at;
}

/// Walks the segments to the end marker, which must be there: decoders fill up what is missing without a
/// word. Cameras put previews and whole films behind it.
Result<PictureHeader> readJpeg(const ByteView& bytes)
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

Result<PictureHeader> readPng(const ByteView& bytes)
{
    if (!bytes.has(0, 33))
        return cutOff("PNG");
    if (!bytes.matches(12, "IHDR", 4))
        return broken("PNG");
    auto header = sized("PNG", bytes.big(16, 4), bytes.big(20, 4));
    if (!header.ok())
        return header;
    header.value().bits = bytes[24] == 16 ? 16 : 8;
    header.value().alpha = (bytes[25] & 4) != 0;
    std::size_t at = 8;
    while (bytes.has(at, 12)) {
        if (bytes.matches(at + 4, "IEND", 4))
            return header;
        if (bytes.matches(at + 4, "acTL", 4))
            header.value().several = true;
        if (bytes.matches(at + 4, "tRNS", 4))
            header.value().alpha = true;
        at += 12 + std::size_t{bytes.big(at, 4)};
    }
    return cutOff("PNG");
}

Result<PictureHeader> readPnm(const ByteView& bytes)
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
    if (header.ok() && !bitmap && numbers[2] > 255)
        header.value().bits = 16;
    return header;
}

Result<PictureHeader> readBmp(const ByteView& bytes)
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

Result<PictureHeader> readTiff(const ByteView& bytes)
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
    std::uint32_t channels = 1;
    std::uint32_t bits = 8;
    bool extra = false;
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
        else if (tag == 258 && number(entry + 4, 4) == 1)
            bits = value;
        else if (tag == 258 && bytes.has(number(entry + 8, 4), 2))
            bits = number(number(entry + 8, 4), 2); // the first of several
        else if (tag == 277)
            channels = value;
        else if (tag == 338)
            extra = true;
    }
    auto header = sized("TIFF", width, height);
    if (!header.ok())
        return header;
    const std::size_t next = directory + 2 + std::size_t{12} * entries;
    header.value().several = bytes.has(next, 4) && number(next, 4) != 0;
    header.value().bits = bits == 16 ? 16 : 8;
    header.value().alpha = channels == 4 && extra;
    return header;
}

Result<PictureHeader> readWebp(const ByteView& bytes)
{
    if (!bytes.has(0, 30) || bytes.size() < std::size_t{bytes.little(4, 4)} + 8)
        return cutOff("WebP");
    if (bytes.matches(12, "VP8X", 4)) {
        auto header = sized("WebP", bytes.little(24, 3) + 1, bytes.little(27, 3) + 1);
        if (header.ok()) {
            header.value().several = (bytes[20] & 0x02) != 0;
            header.value().alpha = (bytes[20] & 0x10) != 0;
        }
        return header;
    }
    if (bytes.matches(12, "VP8L", 4)) {
        const std::uint32_t packed = bytes.little(21, 4);
        auto header = sized("WebP", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1);
        if (header.ok())
            header.value().alpha = (packed >> 28 & 1) != 0;
        return header;
    }
    if (bytes.matches(12, "VP8 ", 4))
        return sized("WebP", bytes.little(26, 2) & 0x3FFF, bytes.little(28, 2) & 0x3FFF);
    return broken("WebP");
}

/// Skips the sub-blocks that begin at `at`; the place behind their end, or nothing.
std::size_t skipBlocks(const ByteView& bytes, std::size_t at)
{
    while (bytes.has(at, 1) && bytes[at] != 0)
        at += std::size_t{1} + bytes[at];
    return at + 1;
}

Result<PictureHeader> readGif(const ByteView& bytes)
{
    if (!bytes.has(0, 13))
        return cutOff("GIF");
    auto header = sized("GIF", bytes.little(6, 2), bytes.little(8, 2));
    if (!header.ok())
        return header;
    header.value().alpha = true;
    const auto tableBytes = [](std::uint8_t flags) {
        return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
    };
    int pictures = 0;
    std::size_t at = 13 + tableBytes(bytes[10]);
    while (bytes.has(at, 1) && bytes[at] != 0x3B) {
        if (bytes[at] == 0x21) {
            at = skipBlocks(bytes, at + 2);
        } else if (bytes[at] == 0x2C && bytes.has(at, 10)) {
            at = skipBlocks(bytes, at + 11 + tableBytes(bytes[at + 9]));
            ++pictures;
        } else {
            break;
        }
    }
    if (pictures == 0 || (pictures == 1 && !bytes.has(at, 1)))
        return bytes.has(at, 1) ? broken("GIF") : cutOff("GIF");
    header.value().several = pictures > 1;
    return header;
}

Result<PictureHeader> readHeif(const ByteView& bytes)
{
    const bool av1 = bytes.matches(8, "avi", 3);
    // The names of its boxes come first; a file cut off in the data of a box says so by its sizes.
    std::size_t at = 0;
    while (bytes.has(at, 8)) {
        const std::uint32_t size = bytes.big(at, 4);
        if (size == 0)
            break; // up to the end
        std::uint64_t length = size;
        if (size == 1 && bytes.has(at, 16))
            length = std::uint64_t{bytes.big(at + 8, 4)} << 32 | bytes.big(at + 12, 4);
        if (length < 8)
            return broken(av1 ? "AVIF" : "HEIC");
        if (length > bytes.size() - at)
            return cutOff(av1 ? "AVIF" : "HEIC");
        at += static_cast<std::size_t>(length);
    }
    MICROT_TRY(const PictureHeader inside, readHeifHeader(bytes, av1 ? "AVIF" : "HEIC"));
    auto header = sized(inside.format, static_cast<std::uint64_t>(std::max(0, inside.width)),
                        static_cast<std::uint64_t>(std::max(0, inside.height)));
    if (!header.ok())
        return header;
    header.value().alpha = true;
    header.value().several = bytes.matches(8, "avis", 4) || bytes.matches(8, "hevc", 4);
    return header;
}

/// How files of a format are read, or, for some that are not, what they are.
struct Format
{
    Result<PictureHeader> (*read)(const ByteView&) = nullptr;
    const char* name = nullptr;
};

Format formatOf(const ByteView& bytes)
{
    if (bytes.matches(0, "\xFF\xD8\xFF", 3))
        return {readJpeg};
    if (bytes.matches(0, "\x89PNG\r\n\x1A\n", 8))
        return {readPng};
    if (bytes.has(0, 3) && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
        std::strchr(" \t\r\n#", bytes[2]) != nullptr)
        return {readPnm};
    if (bytes.matches(0, "BM", 2))
        return {readBmp};
    if (bytes.has(0, 8) && (bytes.matches(0, "II*\0", 4) || bytes.matches(0, "MM\0*", 4)))
        return {readTiff};
    if (bytes.matches(0, "RIFF", 4) && bytes.matches(8, "WEBP", 4))
        return {readWebp};
    if (bytes.matches(0, "GIF87a", 6) || bytes.matches(0, "GIF89a", 6))
        return {readGif};
    if (bytes.matches(4, "ftyp", 4)) {
        for (const char* brand : {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "avif", "avis"})
            if (bytes.matches(8, brand, 4))
                return {readHeif};
        return {nullptr, "a film"};
    }
    if (bytes.matches(0, "version https://git-lfs", 23))
        return {nullptr, "a Git LFS pointer (run git lfs pull)"};
    if (bytes.matches(0, "%PDF", 4))
        return {nullptr, "a PDF document"};
    if (bytes.matches(0, "8BPS", 4))
        return {nullptr, "a Photoshop document"};
    if (bytes.matches(0, "<svg", 4) || bytes.matches(0, "<?xml", 5))
        return {nullptr, "XML or SVG"};
    if (bytes.matches(0, "<!DOCTYPE", 9) || bytes.matches(0, "<html", 5))
        return {nullptr, "a web page"};
    if (bytes.matches(0, "\0\0\0\x0CjP  ", 8) || bytes.matches(0, "\xFF\x4F\xFF\x51", 4))
        return {nullptr, "JPEG 2000"};
    return {};
}

} // namespace

bool looksLikePicture(const std::uint8_t* data, std::size_t count)
{
    return formatOf(ByteView(data, count)).read != nullptr;
}

Result<PictureHeader> readPictureHeader(const std::uint8_t* data, std::size_t count)
{
    const ByteView bytes(data, count);
    if (count == 0)
        return Failure{Error::badPicture, "The file is empty."};
    const Format format = formatOf(bytes);
    if (format.read != nullptr)
        return format.read(bytes);
    return Failure{Error::badPicture,
                   format.name != nullptr
                       ? std::string("It is ") + format.name + ", which is not read."
                       : std::string("Not a picture that can be read (JPEG, PNG, PNM, BMP, TIFF, WebP, GIF, "
                                     "HEIC or AVIF).")};
}

} // namespace microt
