// SPDX-License-Identifier: Apache-2.0
#include "engine/model/preprocessing.h"

namespace microt {

const char* resizeName(ResizeMode mode)
{
    static constexpr const char* kNames[] = {"squash", "centre_crop", "letterbox"};
    return kNames[static_cast<int>(mode)];
}

const char* interpolationName(Interpolation interpolation)
{
    static constexpr const char* kNames[] = {"antialias", "linear", "nearest"};
    return kNames[static_cast<int>(interpolation)];
}

const char* colourName(Colour colour)
{
    static constexpr const char* kNames[] = {"rgb", "bgr", "grey"};
    return kNames[static_cast<int>(colour)];
}

bool operator==(const Preprocessing& a, const Preprocessing& b)
{
    return a.height == b.height && a.width == b.width && a.resize == b.resize &&
           a.interpolation == b.interpolation && a.colour == b.colour && a.mean == b.mean &&
           a.deviation == b.deviation;
}

} // namespace microt
