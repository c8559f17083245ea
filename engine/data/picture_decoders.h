// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/data/byte_view.h"
#include "engine/data/picture.h"

namespace microt {

// One decoder for each format, for decodePicture() alone: it has read the header and knows the size. Each
// reads the first picture of the file as it is stored, without turning it, and prints nothing. Sentences of
// failures lack the file's name. Errors: badPicture, outOfMemory.

/// A picture as a file stores it, uint8 [height, width, channels]: RGB, or RGB and alpha.
struct StoredPicture
{
    int width = 0;
    int height = 0;
    int channels = 3;
    std::vector<std::uint8_t> pixels;
    int largest16 = -1; ///< the largest value of a picture with 16 bits a channel, else -1
    std::string oddity; ///< what the decoder found strange although the picture is whole
};

/// `shrink` 1, 2, 4 or 8: the picture at that fraction of its size, from fewer coefficients.
Result<StoredPicture> decodeJpeg(const ByteView& file, int shrink);
Result<StoredPicture> decodePng(const ByteView& file);
Result<StoredPicture> decodeGif(const ByteView& file);
/// HEIC and AVIF, already turned as the file says. Without libheif: badPicture, which says so.
Result<StoredPicture> decodeHeif(const ByteView& file, const PictureHeader& header);
/// Size of the first picture of a HEIC or AVIF file.
Result<PictureHeader> readHeifHeader(const ByteView& file, const char* format);
/// PNM, BMP, TIFF and WebP.
Result<StoredPicture> decodeByOpenCv(const ByteView& file, const PictureHeader& header);

/// The orientation (1 to 8) that EXIF data, or the TIFF file itself, states; 1 where nothing is said.
int orientationOf(const ByteView& file, const PictureHeader& header);

} // namespace microt
