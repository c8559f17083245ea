// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csetjmp>
#include <cstring>

#include <png.h>

#include "engine/data/picture_decoders.h"

namespace microt {

namespace {

struct PngReading
{
    const ByteView* file = nullptr;
    std::size_t at = 0;
    char words[200] = {};
    std::vector<std::uint8_t> values; ///< 8 or 16 bits a channel, as decoded
    std::vector<png_bytep> rows;
    int channels = 0;
    int bits = 0;
};

[[noreturn]] void leave(png_structp codec, png_const_charp words)
{
    auto& reading = *static_cast<PngReading*>(png_get_error_ptr(codec));
    std::strncpy(reading.words, words, sizeof reading.words - 1);
    png_longjmp(codec, 1);
}

void ignore(png_structp, png_const_charp) {} // chunks that do not touch the picture

void give(png_structp codec, png_bytep to, png_size_t count)
{
    auto& reading = *static_cast<PngReading*>(png_get_io_ptr(codec));
    if (!reading.file->has(reading.at, count))
        png_error(codec, "the file ends too early");
    std::memcpy(to, reading.file->data() + reading.at, count);
    reading.at += count;
}

/// False where libpng gave up. Nothing with a destructor is made here: longjmp would pass it over.
bool decode(png_structp codec, png_infop info, PngReading& reading, StoredPicture& picture)
{
    if (setjmp(png_jmpbuf(codec)) != 0)
        return false;
    png_set_read_fn(codec, &reading, give);
    png_read_info(codec, info);
    png_set_expand(codec); // palettes, fewer bits, transparency by colour
    png_set_gray_to_rgb(codec);
    png_set_interlace_handling(codec);
    png_read_update_info(codec, info);
    const std::size_t height = png_get_image_height(codec, info);
    const std::size_t rowBytes = png_get_rowbytes(codec, info);
    picture.width = static_cast<int>(png_get_image_width(codec, info));
    picture.height = static_cast<int>(height);
    reading.channels = png_get_channels(codec, info);
    reading.bits = png_get_bit_depth(codec, info);
    reading.values.resize(rowBytes * height);
    reading.rows.resize(height);
    for (std::size_t y = 0; y < height; ++y)
        reading.rows[y] = reading.values.data() + y * rowBytes;
    png_read_image(codec, reading.rows.data());
    png_read_end(codec, nullptr);
    return true;
}

} // namespace

Result<StoredPicture> decodePng(const ByteView& file)
{
    PngReading reading;
    reading.file = &file;
    StoredPicture picture;
    png_structp codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, leave, ignore);
    png_infop info = codec != nullptr ? png_create_info_struct(codec) : nullptr;
    const bool whole = info != nullptr && decode(codec, info, reading, picture);
    png_destroy_read_struct(&codec, &info, nullptr);
    if (!whole)
        return Failure{Error::badPicture,
                       std::string("the PNG data is damaged (libpng: ") + reading.words + ")."};
    picture.channels = reading.channels;
    if (reading.bits == 8) {
        picture.pixels = std::move(reading.values);
        return picture;
    }
    // 16 bits, high byte first. Alpha does not count for the largest value.
    const std::size_t count = reading.values.size() / 2;
    picture.pixels.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        picture.pixels[i] = reading.values[2 * i];
        if (picture.channels == 3 || i % 4 != 3)
            picture.largest16 =
                std::max(picture.largest16, reading.values[2 * i] << 8 | reading.values[2 * i + 1]);
    }
    return picture;
}

} // namespace microt
