// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// Bilinear resize with the filter widened when shrinking (triangle filter, 8-bit intermediate as in Pillow,
/// which the field's networks were trained with). Sizes at least 1.
Picture resizePicture(const Picture& picture, int width, int height);

/// The square an extractor expects, uint8 [resolution, resolution, 3]: the only place where pictures are
/// resized and cropped for a network.
Picture fitToExtractor(const Picture& picture, const Preprocessing& preprocessing);

/// Writes one fitted picture as float32 planes [3, H, W]: (pixel / 255 - mean) / deviation. The only place
/// where pixels become network input.
void normalise(const Picture& fitted, const Preprocessing& preprocessing, float* planes);

} // namespace microt
