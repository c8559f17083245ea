// SPDX-License-Identifier: Apache-2.0
#include "engine/data/preprocess.h"

#include <algorithm>
#include <cmath>

namespace microt {

namespace {

constexpr int kPrecisionBits = 32 - 8 - 2; ///< of the fixed-point weights, as Pillow

/// For each output position: where its source window starts and the fixed-point weights over it.
struct FilterRows
{
    std::vector<int> begin;
    std::vector<int> count;
    std::vector<std::int32_t> weight; ///< [outputs, taps]
    int taps = 0;
};

/// A triangle as wide as one output pixel when shrinking, as one source pixel when enlarging.
FilterRows triangleFilter(int source, int output)
{
    const double scale = static_cast<double>(source) / output;
    const double filterScale = std::max(scale, 1.0);
    FilterRows rows;
    rows.taps = static_cast<int>(std::ceil(filterScale)) * 2 + 1;
    rows.weight.assign(static_cast<std::size_t>(rows.taps) * static_cast<std::size_t>(output), 0);
    std::vector<double> weights(static_cast<std::size_t>(rows.taps));
    for (int i = 0; i < output; ++i) {
        const double centre = (i + 0.5) * scale;
        const int begin = std::max(static_cast<int>(centre - filterScale + 0.5), 0);
        const int end = std::min(static_cast<int>(centre + filterScale + 0.5), source);
        double sum = 0.0;
        for (int k = begin; k < end; ++k) {
            const double distance = std::abs((k - centre + 0.5) / filterScale);
            weights[static_cast<std::size_t>(k - begin)] = distance < 1.0 ? 1.0 - distance : 0.0;
            sum += weights[static_cast<std::size_t>(k - begin)];
        }
        rows.begin.push_back(begin);
        rows.count.push_back(end - begin);
        for (int k = 0; k < end - begin; ++k)
            rows.weight[static_cast<std::size_t>(i * rows.taps + k)] = static_cast<std::int32_t>(
                std::lround(weights[static_cast<std::size_t>(k)] / sum * (1 << kPrecisionBits)));
    }
    return rows;
}

std::uint8_t toByte(std::int32_t sum)
{
    return static_cast<std::uint8_t>(std::clamp(sum >> kPrecisionBits, 0, 255));
}

Picture resizeRows(const Picture& picture, int width)
{
    const FilterRows filter = triangleFilter(picture.width, width);
    Picture resized{width, picture.height, {}};
    resized.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(picture.height) * 3);
    std::uint8_t* out = resized.rgb.data();
    for (int y = 0; y < picture.height; ++y) {
        const std::uint8_t* row =
            picture.rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) * 3;
        for (int x = 0; x < width; ++x, out += 3) {
            const std::uint8_t* pixel = row + filter.begin[static_cast<std::size_t>(x)] * 3;
            const std::int32_t* weight = filter.weight.data() + x * filter.taps;
            std::int32_t red = 1 << (kPrecisionBits - 1);
            std::int32_t green = red;
            std::int32_t blue = red;
            for (int k = 0; k < filter.count[static_cast<std::size_t>(x)]; ++k, pixel += 3) {
                red += pixel[0] * weight[k];
                green += pixel[1] * weight[k];
                blue += pixel[2] * weight[k];
            }
            out[0] = toByte(red);
            out[1] = toByte(green);
            out[2] = toByte(blue);
        }
    }
    return resized;
}

Picture resizeColumns(const Picture& picture, int height)
{
    const FilterRows filter = triangleFilter(picture.height, height);
    const std::size_t stride = static_cast<std::size_t>(picture.width) * 3;
    Picture resized{picture.width, height, {}};
    resized.rgb.resize(stride * static_cast<std::size_t>(height));
    std::vector<std::int32_t> sums(stride);
    for (int y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), 1 << (kPrecisionBits - 1));
        const std::int32_t* weight = filter.weight.data() + y * filter.taps;
        for (int k = 0; k < filter.count[static_cast<std::size_t>(y)]; ++k) {
            const std::uint8_t* row =
                picture.rgb.data() +
                static_cast<std::size_t>(filter.begin[static_cast<std::size_t>(y)] + k) * stride;
            for (std::size_t i = 0; i < stride; ++i)
                sums[i] += row[i] * weight[k];
        }
        std::transform(sums.begin(), sums.end(),
                       resized.rgb.begin() + static_cast<std::ptrdiff_t>(stride) * y, toByte);
    }
    return resized;
}

Picture cropped(const Picture& picture, int left, int top, int width, int height)
{
    Picture part{width, height, {}};
    part.rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (int y = 0; y < height; ++y) {
        const auto begin =
            picture.rgb.begin() + ((static_cast<std::ptrdiff_t>(top) + y) * picture.width + left) * 3;
        part.rgb.insert(part.rgb.end(), begin, begin + static_cast<std::ptrdiff_t>(width) * 3);
    }
    return part;
}

} // namespace

Picture resizePicture(const Picture& picture, int width, int height)
{
    const Picture& source = picture;
    if (width == source.width && height == source.height)
        return source;
    if (width == source.width)
        return resizeColumns(source, height);
    const Picture narrowed = resizeRows(source, width);
    return height == source.height ? narrowed : resizeColumns(narrowed, height);
}

Picture fitToExtractor(const Picture& picture, const Preprocessing& preprocessing)
{
    const int side = preprocessing.resolution;
    if (preprocessing.resize == ResizeMode::squash)
        return resizePicture(picture, side, side);
    const int shortSide = std::max(side * 256 / 224, side);
    const double scale = static_cast<double>(shortSide) / std::min(picture.width, picture.height);
    const int width = std::max(side, static_cast<int>(picture.width * scale));
    const int height = std::max(side, static_cast<int>(picture.height * scale));
    const Picture resized = resizePicture(picture, width, height);
    return cropped(resized, (width - side) / 2, (height - side) / 2, side, side);
}

void normalise(const Picture& fitted, const Preprocessing& preprocessing, float* planes)
{
    const std::size_t pixels =
        static_cast<std::size_t>(fitted.width) * static_cast<std::size_t>(fitted.height);
    for (std::size_t colour = 0; colour < 3; ++colour) {
        float value[256];
        for (int pixel = 0; pixel < 256; ++pixel)
            value[pixel] = (static_cast<float>(pixel) / 255.0F - preprocessing.mean[colour]) /
                           preprocessing.deviation[colour];
        const std::uint8_t* from = fitted.rgb.data() + colour;
        float* to = planes + colour * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            to[i] = value[from[3 * i]];
    }
}

} // namespace microt
