// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/blas.h"

namespace microt {

/// A change of variables that makes the curvature of the logistic objective about the same in every
/// direction, so that L-BFGS needs tens of steps instead of hundreds. It changes the path, not the minimum.
///
/// With raw weights W [D, K] and intercept b: W = back * V, and X W + b = whitened * [V; c] where the last
/// column of `whitened` is the constant `interceptScale`, so b = interceptScale * c - mean * W.
struct Whitening
{
    FeatureMatrix whitened;  ///< [rows, D + 1]
    MatrixDouble back;       ///< [D, D]
    MatrixDouble penalty;    ///< [D, D]: |W|^2 = trace(V' penalty V)
    Eigen::RowVectorXd mean; ///< [D]
    double interceptScale = 1.0;
    bool ok = false; ///< false if the features' numbers do not allow it (overflow)
};

/// `curvature`: the weight of a sample in the Hessian (C times a typical p (1 - p)); `ridge`: that of |W|^2
/// / 2.
Whitening whiten(const FeatureMatrix& features, double curvature, double ridge);

} // namespace microt
