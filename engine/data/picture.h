// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
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

/// Size and format read from the header alone, nothing decoded. Formats: JPEG, PNG, PPM/PGM, BMP, TIFF, WebP.
struct PictureHeader
{
    const char* format = "";
    int width = 0;
    int height = 0;
};

/// Reads the header of an encoded picture. Errors: badPicture (empty, unknown, or broken header),
/// pictureTooLarge, truncated.
Result<PictureHeader> readPictureHeader(const std::uint8_t* bytes, std::size_t count);

/// Decodes a picture to RGB: grey is spread over three channels, alpha is dropped, 16 bits become 8, CMYK is
/// converted, EXIF orientation is applied. The header is checked first. Errors: as readFile,
/// readPictureHeader, badPicture if the decoder fails.
Result<Picture> decodePicture(const std::filesystem::path& path);
Result<Picture> decodePicture(const std::uint8_t* bytes, std::size_t count,
                              const std::string& nameForMessages);

} // namespace microt
