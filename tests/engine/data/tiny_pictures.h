// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace microt::test {

inline void writeText(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// A PPM picture of one colour; `shade` makes its bytes its own.
inline void writePicture(const std::filesystem::path& path, int shade = 0, int width = 8, int height = 6)
{
    std::string text = "P6\n" + std::to_string(width) + ' ' + std::to_string(height) + "\n255\n";
    for (int i = 0; i < width * height; ++i)
        text += {static_cast<char>(shade % 251), static_cast<char>(i % 256), static_cast<char>(shade / 251)};
    writeText(path, text);
}

} // namespace microt::test
