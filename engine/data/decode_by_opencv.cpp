// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <streambuf>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/data/picture_decoders.h"

namespace microt {

namespace {

/// Standard error without what OpenCV says there of files that it cannot read: it writes to std::cerr and
/// has no switch for it. Other threads' words pass.
class QuietBuffer : public std::streambuf
{
public:
    explicit QuietBuffer(std::streambuf* to) : m_to(to) {}
    static thread_local bool s_quiet;

protected:
    int overflow(int character) override
    {
        return s_quiet || character == traits_type::eof() ? traits_type::not_eof(character)
                                                          : m_to->sputc(static_cast<char>(character));
    }
    std::streamsize xsputn(const char* text, std::streamsize count) override
    {
        return s_quiet ? count : m_to->sputn(text, count);
    }
    int sync() override { return s_quiet ? 0 : m_to->pubsync(); }

private:
    std::streambuf* m_to;
};
thread_local bool QuietBuffer::s_quiet = false;

class Quiet
{
public:
    Quiet()
    {
        static const bool installed = [] {
            cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
            std::cerr.rdbuf(new QuietBuffer(std::cerr.rdbuf())); // for as long as the program runs
            return true;
        }();
        (void)installed;
        QuietBuffer::s_quiet = true;
    }
    ~Quiet() { QuietBuffer::s_quiet = false; }
};

/// OpenCV's picture as RGB or RGBA of 8 bits. Of 16 bits the upper 8 are kept.
StoredPicture toStored(const cv::Mat& decoded)
{
    StoredPicture picture;
    cv::Mat eight = decoded;
    if (decoded.depth() == CV_16U) {
        double largest = 0.0;
        cv::minMaxLoc(decoded.reshape(1), nullptr, &largest);
        picture.largest16 = static_cast<int>(largest);
        eight.create(decoded.rows, decoded.cols, CV_8UC(decoded.channels()));
        for (int y = 0; y < decoded.rows; ++y)
            std::transform(decoded.ptr<std::uint16_t>(y),
                           decoded.ptr<std::uint16_t>(y) + decoded.cols * decoded.channels(),
                           eight.ptr<std::uint8_t>(y),
                           [](std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); });
    }
    picture.width = eight.cols;
    picture.height = eight.rows;
    picture.channels = eight.channels() == 4 ? 4 : 3;
    picture.pixels.resize(eight.total() * static_cast<std::size_t>(picture.channels));
    cv::Mat rgb(eight.rows, eight.cols, CV_8UC(picture.channels), picture.pixels.data());
    cv::cvtColor(eight, rgb,
                 eight.channels() == 1   ? cv::COLOR_GRAY2RGB
                 : eight.channels() == 4 ? cv::COLOR_BGRA2RGBA
                                         : cv::COLOR_BGR2RGB);
    return picture;
}

std::string little(std::size_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

/// The first picture of an animated WebP as a file of its own, or nothing. Its chunks lie whole in an ANMF
/// chunk, behind 16 bytes on where and how long it is shown.
std::string firstOfAnimation(const ByteView& file)
{
    std::size_t at = 12;
    while (file.has(at, 8)) {
        const std::size_t length = file.little(at + 4, 4);
        if (file.matches(at, "ANMF", 4) && length > 16 && file.has(at + 8, length)) {
            const std::string chunks(reinterpret_cast<const char*>(file.data()) + at + 24, length - 16);
            const std::string size(reinterpret_cast<const char*>(file.data()) + at + 14, 6);
            const bool alpha = chunks.compare(0, 4, "ALPH") == 0;
            const std::string head =
                "VP8X" + little(10, 4) + little(alpha ? 0x10 : 0, 4) + size; // before ALPH it is asked for
            const std::string body = "WEBP" + (alpha ? head : std::string()) + chunks;
            return "RIFF" + little(body.size(), 4) + body;
        }
        at += 8 + length + (length & 1);
    }
    return {};
}

/// A TIFF whose orientation reads "as stored": versions of OpenCV differ in whether they turn it.
std::string withoutOrientation(const ByteView& file)
{
    std::string copy(reinterpret_cast<const char*>(file.data()), file.size());
    const bool big = file[0] == 'M';
    const auto number = [&](std::size_t at, int count) {
        return big ? file.big(at, count) : file.little(at, count);
    };
    const std::size_t directory = number(4, 4);
    const std::uint32_t entries = file.has(directory, 2) ? number(directory, 2) : 0;
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + std::size_t{12} * i;
        if (file.has(entry, 12) && number(entry, 2) == 274) {
            copy[entry + 8] = big ? 0 : 1;
            copy[entry + 9] = big ? 1 : 0;
        }
    }
    return copy;
}

} // namespace

Result<StoredPicture> decodeByOpenCv(const ByteView& file, const PictureHeader& header)
{
    const std::string format = header.format;
    const Quiet quiet;
    try {
        std::string changed;
        if (format == "WebP" && header.several)
            changed = firstOfAnimation(file);
        else if (format == "TIFF")
            changed = withoutOrientation(file);
        auto* bytes = changed.empty() ? const_cast<std::uint8_t*>(file.data())
                                      : reinterpret_cast<std::uint8_t*>(changed.data());
        const std::size_t count = changed.empty() ? file.size() : changed.size();
        const cv::Mat encoded(1, static_cast<int>(count), CV_8UC1, bytes);
        const int how = header.alpha        ? cv::IMREAD_UNCHANGED
                        : header.bits == 16 ? cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH
                                            : cv::IMREAD_COLOR;
        const cv::Mat decoded = cv::imdecode(encoded, how | cv::IMREAD_IGNORE_ORIENTATION);
        if (!decoded.empty() && (decoded.depth() == CV_8U || decoded.depth() == CV_16U))
            return toStored(decoded);
    } catch (const std::exception&) {
        // Falls through: the decoder's own words name its source lines, not the file's fault.
    }
    return Failure{Error::badPicture, "the " + format + " data cannot be decoded; the file is damaged."};
}

} // namespace microt
