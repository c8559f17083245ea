// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/picture.h"
#include "engine/model/preprocessing.h"

namespace microt {

/// Resize of an RGB picture; antialias: bilinear with the filter widened when shrinking (triangle filter,
/// 8-bit intermediate as in Pillow, which the field's networks were trained with). Sizes at least 1.
Picture resizePicture(const Picture& picture, int width, int height,
                      Interpolation interpolation = Interpolation::antialias);

/// What an extractor expects, uint8 [height, width, 1 or 3], in the order of its colours: the only place
/// where pictures are resized, cropped and made grey for a network.
Picture fitToExtractor(const Picture& picture, const Preprocessing& preprocessing);

/// The same of a picture that shows what it should, RGB and of any size: squashed, whatever the extractor's
/// way to resize.
Picture squashToExtractor(const Picture& picture, const Preprocessing& preprocessing);

/// Writes one fitted picture as float32 planes [channels, H, W]: (pixel / 255 - mean) / deviation. The only
/// place where pixels become network input.
void normalise(const Picture& fitted, const Preprocessing& preprocessing, float* planes);

} // namespace microt
