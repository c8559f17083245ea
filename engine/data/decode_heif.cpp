// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_decoders.h"

#ifdef MICROT_WITH_LIBHEIF

#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>

#include <fcntl.h>
#include <libheif/heif.h>
#include <unistd.h>

namespace microt {

namespace {

struct HeifFreer
{
    void operator()(heif_context* context) const { heif_context_free(context); }
    void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
    void operator()(heif_image* image) const { heif_image_release(image); }
};
template <typename T>
using Owned = std::unique_ptr<T, HeifFreer>;

struct HeifFile
{
    Owned<heif_context> context;
    Owned<heif_image_handle> first;
};

/// The decoders below libheif tell the standard error what they think of damaged data, without a file's name
/// and with no way to stop them. While one of these lives, what is written there goes nowhere.
class MutedErrors
{
public:
    MutedErrors()
    {
        const std::lock_guard lock(s_mutex);
        if (s_alive++ > 0)
            return;
        std::fflush(stderr);
        s_kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        const int nowhere = s_kept < 0 ? -1 : ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere < 0)
            return;
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
    ~MutedErrors()
    {
        const std::lock_guard lock(s_mutex);
        if (--s_alive > 0 || s_kept < 0)
            return;
        std::fflush(stderr);
        dup2(s_kept, STDERR_FILENO);
        close(s_kept);
    }
    MutedErrors(const MutedErrors&) = delete;
    MutedErrors& operator=(const MutedErrors&) = delete;

private:
    static std::mutex s_mutex;
    static int s_alive;
    static int s_kept; ///< what the standard error is, or -1
};

std::mutex MutedErrors::s_mutex;
int MutedErrors::s_alive = 0;
int MutedErrors::s_kept = -1;

Failure failureOf(const heif_error& error, const char* format)
{
    return {Error::badPicture, std::string("the ") + format + " data cannot be decoded (libheif: " +
                                   (error.message != nullptr ? error.message : "unknown") + ")."};
}

Result<HeifFile> open(const ByteView& file, const char* format)
{
    HeifFile heif;
    heif.context.reset(heif_context_alloc());
    heif_error error =
        heif_context_read_from_memory_without_copy(heif.context.get(), file.data(), file.size(), nullptr);
    if (error.code != heif_error_Ok)
        return failureOf(error, format);
    heif_image_handle* handle = nullptr;
    error = heif_context_get_primary_image_handle(heif.context.get(), &handle);
    if (error.code != heif_error_Ok)
        return failureOf(error, format);
    heif.first.reset(handle);
    return heif;
}

} // namespace

Result<PictureHeader> readHeifHeader(const ByteView& file, const char* format)
{
    MICROT_TRY(const HeifFile heif, open(file, format));
    PictureHeader header;
    header.format = format;
    header.width = heif_image_handle_get_width(heif.first.get());
    header.height = heif_image_handle_get_height(heif.first.get());
    return header;
}

Result<StoredPicture> decodeHeif(const ByteView& file, const PictureHeader& header)
{
    MICROT_TRY(const HeifFile heif, open(file, header.format));
    const bool alpha = heif_image_handle_has_alpha_channel(heif.first.get()) != 0;
    heif_image* decoded = nullptr;
    const heif_error error = [&] {
        const MutedErrors muted;
        return heif_decode_image(heif.first.get(), &decoded, heif_colorspace_RGB,
                                 alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, nullptr);
    }();
    if (error.code != heif_error_Ok)
        return failureOf(error, header.format);
    const Owned<heif_image> image(decoded);
    StoredPicture picture;
    picture.channels = alpha ? 4 : 3;
    picture.width = heif_image_get_width(decoded, heif_channel_interleaved);
    picture.height = heif_image_get_height(decoded, heif_channel_interleaved);
    int stride = 0;
    const std::uint8_t* rows = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    if (rows == nullptr || picture.width <= 0 || picture.height <= 0)
        return Failure{Error::badPicture, std::string("the ") + header.format + " data holds no pixels."};
    const std::size_t rowBytes =
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
    picture.pixels.resize(rowBytes * static_cast<std::size_t>(picture.height));
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(picture.pixels.data() + rowBytes * static_cast<std::size_t>(y),
                    rows + static_cast<std::ptrdiff_t>(stride) * y, rowBytes);
    return picture;
}

} // namespace microt

#else

namespace microt {

namespace {

Failure notBuiltIn(const char* format)
{
    return {Error::badPicture, std::string("This build reads no ") + format +
                                   ": it was made without libheif-dev. Convert the picture to JPEG or PNG."};
}

} // namespace

Result<PictureHeader> readHeifHeader(const ByteView&, const char* format)
{
    return notBuiltIn(format);
}

Result<StoredPicture> decodeHeif(const ByteView&, const PictureHeader& header)
{
    return notBuiltIn(header.format);
}

} // namespace microt

#endif
