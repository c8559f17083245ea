// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/linear_head.h"

#include <utility>

#include "engine/heads/blas.h"

namespace microt {

LinearClassifier::LinearClassifier(FeatureMatrix weights, Eigen::RowVectorXf intercept)
    : m_weights(std::move(weights)), m_intercept(std::move(intercept))
{}

FeatureMatrix LinearClassifier::logits(const FeatureMatrix& features) const
{
    FeatureMatrix result;
    multiply(features, Transposed::no, m_weights, Transposed::no, result);
    result.rowwise() += m_intercept;
    return result;
}

} // namespace microt
