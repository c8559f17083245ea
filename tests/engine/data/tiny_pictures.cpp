// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/data/tiny_pictures.h"

#include <cstdlib>
#include <fstream>

#include <zlib.h>

namespace microt::test {

namespace {

std::string big(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = bytes - 1; i >= 0; --i)
        text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

std::string pngChunk(const std::string& kindAndData)
{
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(kindAndData.data()), static_cast<uInt>(kindAndData.size()));
    return big(static_cast<std::uint32_t>(kindAndData.size() - 4), 4) + kindAndData +
           big(static_cast<std::uint32_t>(sum), 4);
}

std::string segment(int marker, const std::string& data)
{
    return "\xFF" + big(static_cast<std::uint32_t>(marker), 1) +
           big(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}

/// The bits of a JPEG's compressed data; 0xFF is followed by a zero.
class BitWriter
{
public:
    void put(int value, int count)
    {
        for (int i = count - 1; i >= 0; --i) {
            m_byte = m_byte << 1 | (value >> i & 1);
            if (++m_filled == 8)
                flush();
        }
    }
    std::string finish()
    {
        while (m_filled != 0)
            put(1, 1);
        return m_bytes;
    }

private:
    void flush()
    {
        m_bytes += static_cast<char>(m_byte);
        if (m_byte == 0xFF)
            m_bytes += '\0';
        m_byte = 0;
        m_filled = 0;
    }

    std::string m_bytes;
    int m_byte = 0;
    int m_filled = 0;
};

} // namespace

void writeText(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

void writePicture(const std::filesystem::path& path, int shade, int width, int height)
{
    std::string text = "P6\n" + std::to_string(width) + ' ' + std::to_string(height) + "\n255\n";
    for (int i = 0; i < width * height; ++i)
        text += {static_cast<char>(shade % 251), static_cast<char>(i % 256), static_cast<char>(shade / 251)};
    writeText(path, text);
}

std::string pngRow(int width, int colourType, int depth, const std::string& samples)
{
    const std::string row = '\0' + samples; // filter 0
    std::string packed(compressBound(row.size()), '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(row.data()),
             row.size());
    packed.resize(size);
    return "\x89PNG\r\n\x1A\n" +
           pngChunk("IHDR" + big(static_cast<std::uint32_t>(width), 4) + big(1, 4) +
                    big(static_cast<std::uint32_t>(depth), 1) +
                    big(static_cast<std::uint32_t>(colourType), 1) + std::string(3, '\0')) +
           pngChunk("IDAT" + packed) + pngChunk("IEND");
}

std::string jpegSquares(const std::vector<std::vector<int>>& squares, int orientation)
{
    const auto components = static_cast<std::uint32_t>(squares[0].size());
    std::string frame =
        big(8, 1) + big(8, 2) + big(static_cast<std::uint32_t>(squares.size()) * 8, 2) + big(components, 1);
    std::string scan = big(components, 1);
    for (std::uint32_t i = 1; i <= components; ++i) {
        frame += big(i, 1) + '\x11' + '\0';
        scan += big(i, 1) + '\0';
    }
    // Differences of up to 11 bits, each length with a code of 4 bits; and "nothing but zeros", one bit.
    std::string tables = std::string(1, '\0') + std::string("\0\0\0\x0C", 4) + std::string(12, '\0');
    for (std::uint32_t i = 0; i < 12; ++i)
        tables += big(i, 1);
    tables += '\x10' + std::string(1, '\x01') + std::string(15, '\0') + '\0';

    BitWriter bits;
    std::vector<int> before(components, 0);
    for (const std::vector<int>& square : squares)
        for (std::size_t i = 0; i < square.size(); ++i) {
            const int difference = square[i] - 128 - before[i];
            before[i] = square[i] - 128;
            int length = 0;
            while (std::abs(difference) >> length != 0)
                ++length;
            bits.put(length, 4);
            bits.put(difference < 0 ? difference + (1 << length) - 1 : difference, length);
            bits.put(0, 1);
        }

    std::string file = "\xFF\xD8";
    if (orientation > 0)
        file += segment(0xE1, std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25) +
                                  big(static_cast<std::uint32_t>(orientation), 1) + std::string(6, '\0'));
    if (components == 4)
        file += segment(0xEE, std::string("Adobe\0\x64\0\0\0\0\0", 12));
    return file + segment(0xDB, '\0' + std::string(64, '\x08')) + segment(0xC0, frame) +
           segment(0xC4, tables) + segment(0xDA, scan + std::string("\0\x3F\0", 3)) + bits.finish() +
           "\xFF\xD9";
}

} // namespace microt::test
