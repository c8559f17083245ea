// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture.h"

#include <algorithm>
#include <new>

#include "engine/base/files.h"
#include "engine/data/picture_decoders.h"
#include "engine/data/preprocess.h"
#include "engine/data/tar.h"

namespace microt {

namespace {

Result<StoredPicture> decodeStored(const ByteView& file, const PictureHeader& header, int shrink)
{
    const std::string format = header.format;
    if (format == "JPEG")
        return decodeJpeg(file, shrink);
    if (format == "PNG")
        return decodePng(file);
    if (format == "GIF")
        return decodeGif(file);
    if (format == "HEIC" || format == "AVIF")
        return decodeHeif(file, header);
    return decodeByOpenCv(file, header);
}

/// Over the background: colour * alpha + background * (1 - alpha), rounded. True if anything is transparent.
bool compose(StoredPicture& picture, Rgb background)
{
    if (picture.channels != 4)
        return false;
    bool transparent = false;
    std::uint8_t* to = picture.pixels.data();
    for (std::size_t i = 0; i < picture.pixels.size(); i += 4, to += 3) {
        const std::uint8_t* from = picture.pixels.data() + i;
        const unsigned alpha = from[3];
        transparent = transparent || alpha != 255;
        for (std::size_t k = 0; k < 3; ++k)
            to[k] = static_cast<std::uint8_t>((from[k] * alpha + background[k] * (255 - alpha) + 127) / 255);
    }
    picture.pixels.resize(picture.pixels.size() / 4 * 3);
    picture.channels = 3;
    return transparent;
}

/// Turns and mirrors as EXIF's eight orientations say: where each pixel of the upright picture comes from.
Picture upright(StoredPicture stored, int orientation)
{
    if (orientation == 1)
        return {stored.width, stored.height, std::move(stored.pixels)};
    const bool sideways = orientation >= 5;
    const int width = sideways ? stored.height : stored.width;
    const int height = sideways ? stored.width : stored.height;
    Picture picture{width, height, std::vector<std::uint8_t>(stored.pixels.size())};
    std::uint8_t* to = picture.rgb.data();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x, to += 3) {
            int column = sideways ? y : x;
            int row = sideways ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                column = stored.width - 1 - column;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                row = stored.height - 1 - row;
            const std::uint8_t* from = stored.pixels.data() + (static_cast<std::size_t>(row) *
                                                                   static_cast<std::size_t>(stored.width) +
                                                               static_cast<std::size_t>(column)) *
                                                                  3;
            std::copy(from, from + 3, to);
        }
    return picture;
}

Failure named(const Failure& failure, const std::string& name)
{
    return {failure.code, name + ": " + failure.what};
}

/// `work` with what a decoder throws for want of memory as a failure.
template <typename T, typename Work>
Result<T> guarded(const std::string& name, const Work& work)
{
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return Failure{Error::outOfMemory, name + ": there is not enough memory for the picture."};
    }
}

/// The largest shrinking of 1, 2, 4 and 8 that leaves enough: a block that the picture fills only in part
/// moves its edge.
int shrinkFor(const PictureHeader& header)
{
    const int side = std::min(header.width, header.height);
    int shrink = 8;
    while (shrink > 1 && side / shrink < 6 * kThumbSide)
        shrink /= 2;
    return shrink;
}

void describe(PictureGlance& glance, const StoredPicture& stored, bool transparent)
{
    const auto add = [&glance](Peculiarity kind, const std::string& sentence) {
        glance.peculiarities.emplace_back(kind, sentence);
    };
    if (glance.header.several)
        add(Peculiarity::several, std::string("The ") + glance.header.format +
                                      " has several pictures (an animation or pages); the first is used.");
    if (transparent)
        add(Peculiarity::transparent, "It is transparent in parts; the background shows there.");
    constexpr int kFew = 1 << 13;
    if (stored.largest16 > 255 && stored.largest16 < kFew)
        add(Peculiarity::fewOf16Bits, "Its 16-bit values end at " + std::to_string(stored.largest16) +
                                          " of 65535 (a camera's 10 to 13 bits?): it is read as nearly "
                                          "black. Stretch the values first.");
    if (!stored.oddity.empty())
        add(Peculiarity::odd, "libjpeg says: " + stored.oddity + ".");
}

} // namespace

Result<Picture> decodePicture(const std::uint8_t* bytes, std::size_t count,
                              const std::string& nameForMessages, Rgb background)
{
    return guarded<Picture>(nameForMessages, [&]() -> Result<Picture> {
        const ByteView file(bytes, count);
        const auto header = readPictureHeader(bytes, count);
        if (!header.ok())
            return named(header.failure(), nameForMessages);
        auto stored = decodeStored(file, header.value(), 1);
        if (!stored.ok())
            return named(stored.failure(), nameForMessages);
        compose(stored.value(), background);
        return upright(std::move(stored).value(), orientationOf(file, header.value()));
    });
}

Result<Picture> decodePicture(const std::filesystem::path& path, Rgb background)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFileOrMember(path, kLargestPictureFile));
    return decodePicture(bytes.data(), bytes.size(), printable(path), background);
}

Result<PictureGlance> glanceAt(const std::uint8_t* bytes, std::size_t count,
                               const std::string& nameForMessages, Rgb background)
{
    return guarded<PictureGlance>(nameForMessages, [&]() -> Result<PictureGlance> {
        const ByteView file(bytes, count);
        PictureGlance glance;
        auto header = readPictureHeader(bytes, count);
        if (!header.ok())
            return named(header.failure(), nameForMessages);
        glance.header = header.value();
        auto stored = decodeStored(file, glance.header, shrinkFor(glance.header));
        if (!stored.ok())
            return named(stored.failure(), nameForMessages);
        const bool transparent = compose(stored.value(), background);
        describe(glance, stored.value(), transparent);
        const int orientation = orientationOf(file, glance.header);
        glance.width = orientation >= 5 ? glance.header.height : glance.header.width;
        glance.height = orientation >= 5 ? glance.header.width : glance.header.height;
        const bool wasTurned = std::string(glance.header.format) == "JPEG";
        glance.readAnew = transparent || (orientation != 1 && !wasTurned);
        const Picture small =
            resizePicture(upright(std::move(stored).value(), orientation), kThumbSide, kThumbSide);
        std::copy(small.rgb.begin(), small.rgb.end(), glance.thumb.begin());
        return glance;
    });
}

} // namespace microt
