// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// Centre and scale of every feature, from training data; a constant feature keeps scale 1.
struct Standardisation
{
    Eigen::RowVectorXf mean;
    Eigen::RowVectorXf inverseDeviation;

    explicit Standardisation(const FeatureMatrix& features);
    FeatureMatrix apply(const FeatureMatrix& features) const;
};

} // namespace microt
