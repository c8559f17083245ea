// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// logits = features * weights + intercept.
class LinearClassifier : public Head
{
public:
    /// `weights` [dimensions, classes], `intercept` [classes].
    LinearClassifier(FeatureMatrix weights, Eigen::RowVectorXf intercept);

    FeatureMatrix logits(const FeatureMatrix& features) const override;
    std::int64_t macsPerSample() const override { return m_weights.size(); }
    std::int64_t parameterCount() const override { return m_weights.size() + m_intercept.size(); }

    const FeatureMatrix& weights() const { return m_weights; }
    const Eigen::RowVectorXf& intercept() const { return m_intercept; }

private:
    FeatureMatrix m_weights;
    Eigen::RowVectorXf m_intercept;
};

} // namespace microt
