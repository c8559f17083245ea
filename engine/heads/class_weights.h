// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace microt {

/// One weight for each class: rows / (classes present * rows of the class), so that every class weighs the
/// same and the mean over the rows is 1; 0 for a class without rows. Empty unless `wanted`: all weigh 1.
std::vector<float> classWeights(const std::vector<int>& labels, int classes, bool wanted);

/// Those weights, or nullptr where there are none.
inline const float* weightsOrNull(const std::vector<float>& weights)
{
    return weights.empty() ? nullptr : weights.data();
}

} // namespace microt
