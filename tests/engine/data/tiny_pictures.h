// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace microt::test {

void writeText(const std::filesystem::path& path, const std::string& text);

/// A PPM picture of one colour; `shade` makes its bytes its own.
void writePicture(const std::filesystem::path& path, int shade = 0, int width = 8, int height = 6);

/// A PNG of one row. `samples` are the bytes of the row as PNG stores them: `colourType` 0 grey, 2 RGB,
/// 4 grey with alpha, 6 RGB with alpha; `depth` 8 or 16 bits, 16 high byte first.
std::string pngRow(int width, int colourType, int depth, const std::string& samples);

/// A JPEG of one row of 8 x 8 squares, each of one colour. `components` of a square are as the file stores
/// them: 1 grey; 3 YCbCr; 4 CMYK as Adobe writes it, inverted. With `orientation` 1..8 it says so in EXIF.
std::string jpegSquares(const std::vector<std::vector<int>>& squares, int orientation = 0);

} // namespace microt::test
