// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/pool.h"

#include <cmath>

namespace microt {

std::vector<float> poolActivation(const float* values, const Shape& shape, int count)
{
    const auto channels = static_cast<std::size_t>(shape.channels);
    const auto elements = static_cast<std::size_t>(shape.elements());
    const double pixels = double{1} * shape.height * shape.width;
    std::vector<double> mean(channels, 0.0);
    for (std::size_t i = 0; i < elements; ++i)
        mean[i % channels] += values[i] / pixels;
    std::vector<double> variance(channels, 0.0);
    for (std::size_t i = 0; i < elements; ++i) {
        const double difference = values[i] - mean[i % channels];
        variance[i % channels] += difference * difference / pixels;
    }
    std::vector<float> features(mean.begin(), mean.end());
    for (std::size_t c = 0; c < channels && features.size() < static_cast<std::size_t>(count); ++c)
        features.push_back(static_cast<float>(std::sqrt(variance[c])));
    return features;
}

} // namespace microt
