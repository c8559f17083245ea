// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace microt {

/// How a picture of any size becomes the square that an extractor expects.
enum class ResizeMode {
    squash,     ///< both sides to the resolution, whatever the aspect ratio
    centreCrop, ///< short side to resolution * 256 / 224, then the centre square
};

/// What an extractor expects of its pictures. It belongs to the extractor and travels with it; it is applied
/// in one place, engine/data/preprocess.h. Input value = (pixel / 255 - mean) / deviation, RGB order.
struct Preprocessing
{
    int resolution = 0; ///< side of the square input, pixels
    ResizeMode resize = ResizeMode::squash;
    std::array<float, 3> mean{0.5F, 0.5F, 0.5F};
    std::array<float, 3> deviation{0.5F, 0.5F, 0.5F};
};

bool operator==(const Preprocessing& a, const Preprocessing& b);

} // namespace microt
