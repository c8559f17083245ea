// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_decoders.h"

#ifdef MICROT_WITH_GIFLIB

#include <algorithm>
#include <cstring>
#include <memory>

#include <gif_lib.h>

namespace microt {

namespace {

struct GifCloser
{
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

struct GifSource
{
    const ByteView& file;
    std::size_t at = 0;
};

int give(GifFileType* gif, GifByteType* to, int count)
{
    auto& source = *static_cast<GifSource*>(gif->UserData);
    const std::size_t given = std::min(static_cast<std::size_t>(count), source.file.size() - source.at);
    std::memcpy(to, source.file.data() + source.at, given);
    source.at += given;
    return static_cast<int>(given);
}

Failure damaged(const char* why)
{
    return {Error::badPicture,
            std::string("the GIF data is damaged (giflib: ") + (why != nullptr ? why : "unknown") + ")."};
}

/// Passes extensions over up to the first picture; notes which colour is transparent, else -1.
bool findPicture(GifFileType* gif, int& transparent)
{
    GifRecordType kind = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif, &kind) == GIF_OK && kind != TERMINATE_RECORD_TYPE) {
        if (kind == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(gif) == GIF_OK;
        if (kind != EXTENSION_RECORD_TYPE)
            continue;
        int code = 0;
        GifByteType* block = nullptr;
        if (DGifGetExtension(gif, &code, &block) != GIF_OK)
            return false;
        while (block != nullptr) {
            if (code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4)
                transparent = (block[1] & 1) != 0 ? block[4] : -1;
            if (DGifGetExtensionNext(gif, &block) != GIF_OK)
                return false;
        }
    }
    return false;
}

/// The rows of an interlaced picture in the order they are stored; others in order.
std::vector<int> rowOrder(int height, bool interlaced)
{
    std::vector<int> rows;
    static constexpr int kFirst[] = {0, 4, 2, 1};
    static constexpr int kStep[] = {8, 8, 4, 2};
    for (int pass = 0; pass < (interlaced ? 4 : 1); ++pass)
        for (int y = kFirst[pass]; y < height; y += interlaced ? kStep[pass] : 1)
            rows.push_back(y);
    return rows;
}

} // namespace

Result<StoredPicture> decodeGif(const ByteView& file)
{
    GifSource source{file};
    int error = 0;
    const std::unique_ptr<GifFileType, GifCloser> gif(DGifOpen(&source, give, &error));
    if (!gif)
        return damaged(GifErrorString(error));
    int transparent = -1;
    if (!findPicture(gif.get(), transparent))
        return damaged(gif->Error != 0 ? GifErrorString(gif->Error) : "it holds no picture");
    const GifImageDesc& image = gif->Image;
    const ColorMapObject* colours = image.ColorMap != nullptr ? image.ColorMap : gif->SColorMap;
    if (colours == nullptr || image.Width <= 0 || image.Height <= 0)
        return damaged("it has no colours");
    StoredPicture picture;
    picture.width = gif->SWidth;
    picture.height = gif->SHeight;
    picture.channels = 4;
    const auto width = static_cast<std::size_t>(picture.width);
    // What the first picture does not cover is as transparent as what it leaves open.
    picture.pixels.assign(width * static_cast<std::size_t>(picture.height) * 4, 0);
    std::vector<GifPixelType> line(static_cast<std::size_t>(image.Width));
    for (const int row : rowOrder(image.Height, image.Interlace)) {
        if (DGifGetLine(gif.get(), line.data(), image.Width) != GIF_OK)
            return damaged(GifErrorString(gif->Error));
        const int y = image.Top + row;
        for (int x = 0; x < image.Width; ++x) {
            const int index = line[static_cast<std::size_t>(x)];
            const int at = image.Left + x;
            if (y < 0 || y >= picture.height || at < 0 || at >= picture.width || index == transparent ||
                index >= colours->ColorCount)
                continue;
            const GifColorType& colour = colours->Colors[index];
            std::uint8_t* pixel = picture.pixels.data() +
                                  (static_cast<std::size_t>(y) * width + static_cast<std::size_t>(at)) * 4;
            pixel[0] = colour.Red;
            pixel[1] = colour.Green;
            pixel[2] = colour.Blue;
            pixel[3] = 255;
        }
    }
    return picture;
}

} // namespace microt

#else

namespace microt {

Result<StoredPicture> decodeGif(const ByteView&)
{
    return Failure{Error::badPicture,
                   "This build reads no GIF: it was made without libgif-dev. Convert the picture to PNG."};
}

} // namespace microt

#endif
