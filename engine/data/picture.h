// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// A picture, uint8, [height, width, channels]: RGB, or once fitted what an extractor expects.
struct Picture
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
    int channels = 3;
};

/// Pictures beyond this are refused before decoding: a file of a few kilobytes can claim gigapixels.
constexpr std::int64_t kMaxPicturePixels = 64'000'000;

/// What the header of an encoded picture says, nothing decoded.
struct PictureHeader
{
    const char* format = ""; ///< JPEG, PNG, PNM, BMP, TIFF, WebP, GIF, HEIC or AVIF
    int width = 0;           ///< as stored, before it is turned
    int height = 0;
    int bits = 8;         ///< a channel: 8 or 16, where the header says so
    bool alpha = false;   ///< it may have transparent parts
    bool several = false; ///< it is an animation or has several pages: the first picture is read
};

/// Reads the header of an encoded picture; its bytes tell the format, not a file's name. Errors: badPicture
/// (empty, unknown, or broken header; names a few formats that are none of ours), pictureTooLarge, truncated.
Result<PictureHeader> readPictureHeader(const std::uint8_t* bytes, std::size_t count);

/// True if a file that begins so (the first 16 bytes suffice) is of a format that is read.
bool looksLikePicture(const std::uint8_t* bytes, std::size_t count);

constexpr std::uint64_t kLargestPictureFile = std::uint64_t{256} << 20; ///< bytes

using Rgb = std::array<std::uint8_t, 3>;
constexpr Rgb kWhite = {255, 255, 255};

/// Decodes the first picture of a file to RGB: grey is spread over three channels, transparent parts show
/// `background`, of 16 bits the upper 8 are kept, CMYK is converted, and the picture is turned as EXIF says,
/// in every format. The header is checked first. Nothing is printed. Errors: as readFile, readPictureHeader,
/// badPicture if the decoder fails or finds the data damaged.
Result<Picture> decodePicture(const std::filesystem::path& path, Rgb background = kWhite);
Result<Picture> decodePicture(const std::uint8_t* bytes, std::size_t count,
                              const std::string& nameForMessages, Rgb background = kWhite);

/// What is worth telling about a picture that can be read.
enum class Peculiarity : std::uint8_t {
    several,     ///< an animation or pages: the first picture is used
    transparent, ///< in parts: the background shows there
    fewOf16Bits, ///< 16 bits a channel, of which the upper ones are empty: nearly black
    odd,         ///< the decoder found something strange, although the picture is whole
};

constexpr std::array<const char*, 4> namesOf(Peculiarity)
{
    return {"several pictures in one file", "transparent in parts", "nearly black, few of 16 bits", "odd"};
}

/// A small version of a picture, for finding its doubles: RGB, uint8 [side, side, 3].
constexpr int kThumbSide = 16;
using Thumb = std::array<std::uint8_t, std::size_t{3} * kThumbSide * kThumbSide>;

/// A picture looked at once, as openDataset() does.
struct PictureGlance
{
    PictureHeader header;
    int width = 0; ///< upright
    int height = 0;
    Thumb thumb{};
    std::vector<std::pair<Peculiarity, std::string>> peculiarities; ///< with a sentence
    /// Whether decodePicture() gives other pixels than it did when features of older projects were computed.
    bool readAnew = false;
};

/// Decodes as little as shows whether a picture is whole. Errors as decodePicture().
Result<PictureGlance> glanceAt(const std::uint8_t* bytes, std::size_t count,
                               const std::string& nameForMessages, Rgb background = kWhite);

} // namespace microt
