// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/model/graph.h"

namespace microt {

/// Features of one picture's activation [height, width, channels]: the mean of each channel; behind them,
/// where `count` is kCutFeaturesPerChannel times the channels, the standard deviations.
std::vector<float> poolActivation(const float* values, const Shape& shape, int count);

} // namespace microt
