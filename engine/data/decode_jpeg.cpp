// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h> // wants <cstdio>

#include <jerror.h>

#include "engine/data/picture_decoders.h"

namespace microt {

namespace {

/// libjpeg's way to fail and to warn, without its prints.
struct JpegErrors
{
    jpeg_error_mgr manager{}; // first: libjpeg hands this address back
    std::jmp_buf leave{};
    char words[JMSG_LENGTH_MAX] = {};
    bool damaged = false;
    bool odd = false;
};

JpegErrors& errorsOf(j_common_ptr codec)
{
    return *reinterpret_cast<JpegErrors*>(codec->err);
}

[[noreturn]] void leave(j_common_ptr codec)
{
    codec->err->format_message(codec, errorsOf(codec).words);
    std::longjmp(errorsOf(codec).leave, 1);
}

void note(j_common_ptr codec, int level)
{
    JpegErrors& errors = errorsOf(codec);
    if (level >= 0)
        return;
    switch (codec->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        if (!errors.damaged)
            codec->err->format_message(codec, errors.words);
        errors.damaged = true;
        break;
    default:
        if (!errors.damaged && !errors.odd)
            codec->err->format_message(codec, errors.words);
        errors.odd = true;
    }
}

/// Inks to colours; `inverted` as Adobe writes them.
void inkToRgb(const std::uint8_t* inks, std::uint8_t* rgb, std::size_t pixels, bool inverted)
{
    for (std::size_t i = 0; i < pixels; ++i, inks += 4, rgb += 3) {
        const int black = inverted ? inks[3] : 255 - inks[3];
        for (int k = 0; k < 3; ++k) {
            const int ink = inverted ? inks[k] : 255 - inks[k];
            rgb[k] = static_cast<std::uint8_t>(black - ((255 - ink) * black >> 8));
        }
    }
}

/// False where libjpeg gave up. Nothing with a destructor is made here: longjmp would pass it over.
bool decode(jpeg_decompress_struct& codec, JpegErrors& errors, const ByteView& file, int shrink,
            StoredPicture& picture, std::vector<std::uint8_t>& row)
{
    if (setjmp(errors.leave) != 0)
        return false;
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, file.data(), static_cast<unsigned long>(file.size()));
    jpeg_read_header(&codec, TRUE);
    const bool inks = codec.num_components == 4;
    codec.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    codec.scale_num = 1;
    codec.scale_denom = static_cast<unsigned>(shrink);
    jpeg_start_decompress(&codec);
    const std::size_t width = codec.output_width;
    picture.width = static_cast<int>(width);
    picture.height = static_cast<int>(codec.output_height);
    picture.pixels.resize(width * codec.output_height * 3);
    row.resize(width * 4);
    while (codec.output_scanline < codec.output_height) {
        std::uint8_t* to = picture.pixels.data() + std::size_t{codec.output_scanline} * width * 3;
        JSAMPROW target = inks ? row.data() : to;
        jpeg_read_scanlines(&codec, &target, 1);
        if (inks)
            inkToRgb(row.data(), to, width, codec.saw_Adobe_marker != 0);
    }
    jpeg_finish_decompress(&codec);
    return true;
}

} // namespace

Result<StoredPicture> decodeJpeg(const ByteView& file, int shrink)
{
    StoredPicture picture;
    std::vector<std::uint8_t> row;
    JpegErrors errors;
    jpeg_decompress_struct codec{};
    codec.err = jpeg_std_error(&errors.manager);
    errors.manager.error_exit = leave;
    errors.manager.emit_message = note;
    const bool whole = decode(codec, errors, file, shrink, picture, row);
    jpeg_destroy_decompress(&codec);
    if (!whole || errors.damaged)
        return Failure{Error::badPicture,
                       std::string("the JPEG data is damaged (libjpeg: ") + errors.words + ")."};
    picture.oddity = errors.words;
    return picture;
}

} // namespace microt
