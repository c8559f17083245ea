// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include "engine/features/feature_set.h"

namespace microt {

using MatrixDouble = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

enum class Transposed { no, yes };

/// out = op(a) op(b), row-major, by the BLAS that the program was linked with, on the calling thread alone:
/// heads are trained in parallel with each other, and their numbers must not depend on the number of cores.
/// Rows may be a block of a larger matrix.
void multiply(const Eigen::Ref<const FeatureMatrix, 0, Eigen::OuterStride<>>& a, Transposed transposeA,
              const Eigen::Ref<const FeatureMatrix, 0, Eigen::OuterStride<>>& b, Transposed transposeB,
              FeatureMatrix& out);
void multiply(const MatrixDouble& a, const MatrixDouble& b, MatrixDouble& out);

} // namespace microt
