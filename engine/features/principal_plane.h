// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "engine/base/job_context.h"
#include "engine/features/feature_set.h"

namespace microt {

/// Rows seen from where they spread most.
struct PrincipalPlane
{
    Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor> points; ///< [rows, 2], mean 0
    std::array<double, 2> share{}; ///< of the variance that lies along each axis, 0..1, falling
};

/// Principal component analysis: the two eigenvectors of the covariance with the largest eigenvalues, of
/// features centred and scaled to deviation 1 (constant ones stay). The covariance is that of at most 20,000
/// rows, every second, third ... of more. Of each axis the largest component is positive, so that the same
/// rows give the same picture. Errors: tooFewSamples (fewer than two rows or features), cancelled.
Result<PrincipalPlane> principalPlane(const FeatureMatrix& features, const JobContext& job);

} // namespace microt
