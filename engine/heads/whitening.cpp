// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/whitening.h"

#include <cmath>

#include <Eigen/Cholesky>

namespace microt {

Whitening whiten(const FeatureMatrix& features, double curvature, double ridge)
{
    Whitening result;
    const Eigen::Index rows = features.rows();
    const Eigen::Index dimensions = features.cols();
    result.mean = Eigen::RowVectorXd::Zero(dimensions);
    for (Eigen::Index r = 0; r < rows; ++r)
        result.mean += features.row(r).cast<double>();
    result.mean /= static_cast<double>(rows);
    Eigen::RowVectorXd deviation = Eigen::RowVectorXd::Zero(dimensions);
    for (Eigen::Index r = 0; r < rows; ++r)
        deviation += (features.row(r).cast<double>() - result.mean).cwiseAbs2();
    deviation = (deviation / static_cast<double>(rows)).cwiseSqrt();
    deviation = (deviation.array() > 0.0).select(deviation, 1.0);

    FeatureMatrix standard(rows, dimensions);
    for (Eigen::Index r = 0; r < rows; ++r)
        standard.row(r) =
            ((features.row(r).cast<double>() - result.mean).cwiseQuotient(deviation)).cast<float>();
    FeatureMatrix gram;
    multiply(standard, Transposed::yes, standard, Transposed::no, gram);

    // The factor of the approximate Hessian: H = L L', W = D^-1 L'^-1 V. A touch of ridge keeps collinear
    // features apart from numerical noise; the objective itself never sees it.
    Eigen::MatrixXd hessian = curvature * gram.cast<double>();
    hessian.diagonal() += ridge * deviation.cwiseAbs2().cwiseInverse().transpose();
    hessian.diagonal().array() += 1e-6 * curvature * static_cast<double>(rows);
    const Eigen::LLT<Eigen::MatrixXd> factor(hessian);
    if (factor.info() != Eigen::Success || !hessian.allFinite())
        return result;
    const Eigen::MatrixXd unstandard =
        factor.matrixU().solve(Eigen::MatrixXd::Identity(dimensions, dimensions));
    result.back = deviation.cwiseInverse().asDiagonal() * unstandard;
    const MatrixDouble backTransposed = result.back.transpose();
    multiply(backTransposed, result.back, result.penalty);

    FeatureMatrix turned;
    multiply(standard, Transposed::no, unstandard.cast<float>(), Transposed::no, turned);
    result.interceptScale = 1.0 / std::sqrt(curvature * static_cast<double>(rows));
    result.whitened.resize(rows, dimensions + 1);
    result.whitened.leftCols(dimensions) = turned;
    result.whitened.col(dimensions).setConstant(static_cast<float>(result.interceptScale));
    result.ok = result.whitened.allFinite() && result.penalty.allFinite() && result.back.allFinite();
    return result;
}

} // namespace microt
