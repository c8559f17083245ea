// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/base/files.h"

namespace microt {

namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{256} << 20;

/// OpenCV's picture as RGB; it has one or three channels of 8 bits here.
Picture toRgb(const cv::Mat& decoded)
{
    Picture picture;
    picture.width = decoded.cols;
    picture.height = decoded.rows;
    picture.rgb.resize(static_cast<std::size_t>(decoded.rows) * static_cast<std::size_t>(decoded.cols) * 3);
    cv::Mat rgb(decoded.rows, decoded.cols, CV_8UC3, picture.rgb.data());
    cv::cvtColor(decoded, rgb, decoded.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    return picture;
}

} // namespace

Result<Picture> decodePicture(const std::uint8_t* bytes, std::size_t count,
                              const std::string& nameForMessages)
{
    static const auto quiet = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    (void)quiet;
    const auto header = readPictureHeader(bytes, count);
    if (!header.ok())
        return Failure{header.failure().code, nameForMessages + ": " + header.failure().what};
    try {
        const cv::Mat encoded(1, static_cast<int>(count), CV_8UC1, const_cast<std::uint8_t*>(bytes));
        const cv::Mat decoded = cv::imdecode(encoded, cv::IMREAD_COLOR);
        if (!decoded.empty() && decoded.depth() == CV_8U)
            return toRgb(decoded);
    } catch (const std::exception&) {
        // Falls through: the decoder's own words name its source lines, not the file's fault.
    }
    return Failure{Error::badPicture, nameForMessages + ": the " + header.value().format +
                                          " data cannot be decoded; the file is damaged."};
}

Result<Picture> decodePicture(const std::filesystem::path& path)
{
    MICROT_TRY(const std::vector<std::uint8_t> bytes, readFile(path, kMaxFileBytes));
    return decodePicture(bytes.data(), bytes.size(), printable(path));
}

} // namespace microt
