// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/standardise.h"

#include <cmath>

namespace microt {

Standardisation::Standardisation(const FeatureMatrix& features)
{
    const Eigen::RowVectorXd centre = features.cast<double>().colwise().mean();
    mean = centre.cast<float>();
    inverseDeviation.resize(features.cols());
    for (Eigen::Index d = 0; d < features.cols(); ++d) {
        const double variance = (features.col(d).cast<double>().array() - centre[d]).square().mean();
        // Relative to the mean, for features may be small as a whole; the floor keeps the inverse in range.
        const bool varies = variance > 1e-12 * centre[d] * centre[d] && variance > 1e-60;
        inverseDeviation[d] = varies ? static_cast<float>(1.0 / std::sqrt(variance)) : 1.0F;
    }
}

FeatureMatrix Standardisation::apply(const FeatureMatrix& features) const
{
    return ((features.rowwise() - mean).array().rowwise() * inverseDeviation.array()).matrix();
}

} // namespace microt
