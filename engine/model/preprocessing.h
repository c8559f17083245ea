// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace microt {

/// How a picture of any size becomes the height and width that an extractor expects.
enum class ResizeMode {
    squash,     ///< both sides to the input's, whatever the aspect ratio
    centreCrop, ///< the smallest that covers the input's sides times 256 / 224, then the centre
    letterbox,  ///< the largest that fits into the input, grey (128) around it
};

constexpr std::array<const char*, 3> namesOf(ResizeMode)
{
    return {"squash", "centre_crop", "letterbox"};
}

/// How pixels between pixels are found.
enum class Interpolation {
    antialias, ///< a triangle as wide as what one output pixel covers: Pillow's bilinear
    linear,    ///< between the four neighbours, whatever the scale: OpenCV's and TensorFlow's bilinear
    nearest,
};

constexpr std::array<const char*, 3> namesOf(Interpolation)
{
    return {"antialias", "linear", "nearest"};
}

/// What the channels of the input are.
enum class Colour {
    rgb,
    bgr,
    grey, ///< one channel, (299 red + 587 green + 114 blue) / 1000
};

constexpr std::array<const char*, 3> namesOf(Colour)
{
    return {"rgb", "bgr", "grey"};
}

/// What an extractor expects of its pictures. It belongs to the extractor and travels with it; it is applied
/// in one place, engine/data/preprocess.h. Input value = (pixel / 255 - mean) / deviation, in the order of
/// `colour`.
struct Preprocessing
{
    int height = 0; ///< of the input, pixels
    int width = 0;
    ResizeMode resize = ResizeMode::squash;
    Interpolation interpolation = Interpolation::antialias;
    Colour colour = Colour::rgb;
    std::array<float, 3> mean{0.5F, 0.5F, 0.5F}; ///< grey: the first alone
    std::array<float, 3> deviation{0.5F, 0.5F, 0.5F};

    int channels() const { return colour == Colour::grey ? 1 : 3; }
    int side() const { return height > width ? height : width; } ///< the longer one
    void setSide(int side) { height = width = side; }            ///< a square
    /// For pictures that views are cut out of: RGB squares of the longer side.
    Preprocessing squared() const
    {
        Preprocessing square = *this;
        square.setSide(side());
        square.colour = Colour::rgb;
        return square;
    }
};

bool operator==(const Preprocessing& a, const Preprocessing& b);

} // namespace microt
