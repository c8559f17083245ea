// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/class_weights.h"

#include <algorithm>

namespace microt {

std::vector<float> classWeights(const std::vector<int>& labels, int classes, bool wanted)
{
    if (!wanted)
        return {};
    std::vector<float> weights(static_cast<std::size_t>(classes), 0.0F);
    for (const int label : labels)
        weights[static_cast<std::size_t>(label)] += 1.0F;
    const auto present =
        weights.size() - static_cast<std::size_t>(std::count(weights.begin(), weights.end(), 0.0F));
    const float fair =
        static_cast<float>(labels.size()) / static_cast<float>(std::max<std::size_t>(1, present));
    for (float& weight : weights)
        weight = weight > 0.0F ? fair / weight : 0.0F;
    return weights;
}

} // namespace microt
