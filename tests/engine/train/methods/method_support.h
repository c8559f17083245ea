// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/train/methods/update_plan.h"
#include "tests/engine/train/tiny.h"

namespace microt::test {

/// The tiny network with a classifier of three classes, as methods train it. Layers: convolution 3-8 of 3 x 3
/// to 8 x 8 pixels, depthwise 3 x 3, 8-8, 8-12 to 4 x 4 pixels.
inline Graph tinyTuned()
{
    std::vector<float> weights;
    for (int i = 0; i < 3 * 12; ++i)
        weights.push_back(0.05F * static_cast<float>((i * 7) % 11 - 5));
    return withClassifier(withWeights(tinyTrainable(3)), weights, {0.1F, 0.0F, -0.1F});
}

} // namespace microt::test
