// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_decoders.h"

namespace microt {

namespace {

constexpr std::uint32_t kOrientation = 0x0112;

/// The tag in the first directory of TIFF data that begins at `base`; 1 without it.
int inTiff(const ByteView& file, std::size_t base)
{
    if (!file.has(base, 8))
        return 1;
    const bool big = file[base] == 'M';
    const auto number = [&](std::size_t at, int count) {
        return big ? file.big(at, count) : file.little(at, count);
    };
    const std::size_t directory = base + number(base + 4, 4);
    if (!file.has(directory, 2))
        return 1;
    const std::uint32_t entries = number(directory, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t{12} * i;
        if (!file.has(entry, 12))
            break;
        if (number(entry, 2) == kOrientation) {
            const std::uint32_t value = number(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    }
    return 1;
}

/// EXIF data in a chunk: TIFF data, in some files behind "Exif" and two zeros.
int inExif(const ByteView& file, std::size_t at)
{
    return inTiff(file, file.matches(at, "Exif\0\0", 6) ? at + 6 : at);
}

int inJpeg(const ByteView& file)
{
    std::size_t at = 2;
    while (file.has(at, 4) && file[at] == 0xFF && file[at + 1] != 0xDA) {
        if (file[at + 1] == 0xFF) {
            ++at;
            continue;
        }
        if (file[at + 1] == 0xE1 && file.matches(at + 4, "Exif\0\0", 6))
            return inExif(file, at + 4);
        at += std::size_t{2} + file.big(at + 2, 2);
    }
    return 1;
}

int inPng(const ByteView& file)
{
    std::size_t at = 8;
    while (file.has(at, 12)) {
        if (file.matches(at + 4, "eXIf", 4))
            return inExif(file, at + 8);
        at += 12 + std::size_t{file.big(at, 4)};
    }
    return 1;
}

int inWebp(const ByteView& file)
{
    std::size_t at = 12;
    while (file.has(at, 8)) {
        const std::size_t length = file.little(at + 4, 4);
        if (file.matches(at, "EXIF", 4))
            return inExif(file, at + 8);
        at += 8 + length + (length & 1);
    }
    return 1;
}

} // namespace

int orientationOf(const ByteView& file, const PictureHeader& header)
{
    const std::string format = header.format;
    if (format == "JPEG")
        return inJpeg(file);
    if (format == "PNG")
        return inPng(file);
    if (format == "WebP")
        return inWebp(file);
    return format == "TIFF" ? inTiff(file, 0) : 1;
}

} // namespace microt
