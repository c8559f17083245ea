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

/// A triangle as wide as one source pixel, when shrinking as one output pixel if `antialias`.
FilterRows triangleFilter(int source, int output, bool antialias)
{
    const double scale = static_cast<double>(source) / output;
    const double filterScale = antialias ? std::max(scale, 1.0) : 1.0;
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

Picture resizeRows(const Picture& picture, int width, bool antialias)
{
    const FilterRows filter = triangleFilter(picture.width, width, antialias);
    Picture resized{width, picture.height, {}, 3};
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

Picture resizeColumns(const Picture& picture, int height, bool antialias)
{
    const FilterRows filter = triangleFilter(picture.height, height, antialias);
    const std::size_t stride = static_cast<std::size_t>(picture.width) * 3;
    Picture resized{picture.width, height, {}, 3};
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
    Picture part{width, height, {}, 3};
    part.rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (int y = 0; y < height; ++y) {
        const auto begin =
            picture.rgb.begin() + ((static_cast<std::ptrdiff_t>(top) + y) * picture.width + left) * 3;
        part.rgb.insert(part.rgb.end(), begin, begin + static_cast<std::ptrdiff_t>(width) * 3);
    }
    return part;
}

Picture nearestPicture(const Picture& picture, int width, int height)
{
    Picture resized{width, height, {}, 3};
    resized.rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::int64_t row = (2 * std::int64_t{y} + 1) * picture.height / (2 * height);
            const std::int64_t column = (2 * std::int64_t{x} + 1) * picture.width / (2 * width);
            const auto pixel = picture.rgb.begin() + (row * picture.width + column) * 3;
            resized.rgb.insert(resized.rgb.end(), pixel, pixel + 3);
        }
    return resized;
}

/// The picture in the middle of a grey one.
Picture framed(const Picture& picture, int width, int height)
{
    constexpr std::uint8_t kAround = 128;
    Picture whole{width, height, {}, 3};
    whole.rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, kAround);
    const std::ptrdiff_t top = (height - picture.height) / 2;
    const std::ptrdiff_t left = (width - picture.width) / 2;
    const std::ptrdiff_t row = std::ptrdiff_t{3} * picture.width;
    for (std::ptrdiff_t y = 0; y < picture.height; ++y)
        std::copy_n(picture.rgb.begin() + y * row, row, whole.rgb.begin() + ((top + y) * width + left) * 3);
    return whole;
}

/// From RGB to the colours of the extractor.
Picture inColoursOf(Picture picture, Colour colour)
{
    if (colour == Colour::rgb)
        return picture;
    const std::size_t pixels = picture.rgb.size() / 3;
    std::uint8_t* rgb = picture.rgb.data();
    if (colour == Colour::bgr) {
        for (std::size_t i = 0; i < pixels; ++i)
            std::swap(rgb[3 * i], rgb[3 * i + 2]);
        return picture;
    }
    for (std::size_t i = 0; i < pixels; ++i)
        rgb[i] = static_cast<std::uint8_t>(
            (299 * rgb[3 * i] + 587 * rgb[3 * i + 1] + 114 * rgb[3 * i + 2] + 500) / 1000);
    picture.rgb.resize(pixels);
    picture.channels = 1;
    return picture;
}

int scaled(int side, double scale)
{
    return std::max(1, static_cast<int>(side * scale));
}

/// The smallest of the picture's shape that covers the input's sides times 256 / 224, its centre.
Picture centreCropped(const Picture& picture, const Preprocessing& how)
{
    const double scale =
        std::max(static_cast<double>(std::max(how.width * 256 / 224, how.width)) / picture.width,
                 static_cast<double>(std::max(how.height * 256 / 224, how.height)) / picture.height);
    const int width = std::max(how.width, scaled(picture.width, scale));
    const int height = std::max(how.height, scaled(picture.height, scale));
    const Picture resized = resizePicture(picture, width, height, how.interpolation);
    return cropped(resized, (width - how.width) / 2, (height - how.height) / 2, how.width, how.height);
}

Picture letterboxed(const Picture& picture, const Preprocessing& how)
{
    const double scale = std::min(static_cast<double>(how.width) / picture.width,
                                  static_cast<double>(how.height) / picture.height);
    const int width = std::min(how.width, scaled(picture.width, scale + 1e-9));
    const int height = std::min(how.height, scaled(picture.height, scale + 1e-9));
    return framed(resizePicture(picture, width, height, how.interpolation), how.width, how.height);
}

} // namespace

Picture resizePicture(const Picture& picture, int width, int height, Interpolation interpolation)
{
    if (width == picture.width && height == picture.height)
        return picture;
    if (interpolation == Interpolation::nearest)
        return nearestPicture(picture, width, height);
    const bool antialias = interpolation == Interpolation::antialias;
    if (width == picture.width)
        return resizeColumns(picture, height, antialias);
    const Picture narrowed = resizeRows(picture, width, antialias);
    return height == picture.height ? narrowed : resizeColumns(narrowed, height, antialias);
}

Picture fitToExtractor(const Picture& picture, const Preprocessing& preprocessing)
{
    switch (preprocessing.resize) {
    case ResizeMode::squash:
        break;
    case ResizeMode::centreCrop:
        return inColoursOf(centreCropped(picture, preprocessing), preprocessing.colour);
    case ResizeMode::letterbox:
        return inColoursOf(letterboxed(picture, preprocessing), preprocessing.colour);
    }
    return squashToExtractor(picture, preprocessing);
}

Picture squashToExtractor(const Picture& picture, const Preprocessing& preprocessing)
{
    return inColoursOf(
        resizePicture(picture, preprocessing.width, preprocessing.height, preprocessing.interpolation),
        preprocessing.colour);
}

void normalise(const Picture& fitted, const Preprocessing& preprocessing, float* planes)
{
    const auto channels = static_cast<std::size_t>(fitted.channels);
    const std::size_t pixels = fitted.rgb.size() / channels;
    for (std::size_t colour = 0; colour < channels; ++colour) {
        float value[256];
        for (int pixel = 0; pixel < 256; ++pixel)
            value[pixel] = (static_cast<float>(pixel) / 255.0F - preprocessing.mean[colour]) /
                           preprocessing.deviation[colour];
        const std::uint8_t* from = fitted.rgb.data() + colour;
        float* to = planes + colour * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            to[i] = value[from[channels * i]];
    }
}

} // namespace microt
