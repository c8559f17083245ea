// SPDX-License-Identifier: Apache-2.0
#include "engine/features/principal_plane.h"

#include <cmath>

#include <Eigen/Eigenvalues>

namespace microt {

namespace {

constexpr Eigen::Index kMostRows = 20000;

/// Centred and scaled, in place.
void standardise(Eigen::MatrixXf& values)
{
    values.rowwise() -= values.colwise().mean().eval();
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
        const float deviation = std::sqrt(values.col(column).squaredNorm() / float(values.rows()));
        if (deviation > 0.0F)
            values.col(column) /= deviation;
    }
}

} // namespace

Result<PrincipalPlane> principalPlane(const FeatureMatrix& features, const JobContext& job)
{
    if (features.rows() < 2 || features.cols() < 2)
        return Failure{Error::tooFewSamples, "A map needs at least two pictures and two features."};
    Eigen::MatrixXf values = features;
    standardise(values);
    const Eigen::Index stride = (values.rows() + kMostRows - 1) / kMostRows;
    Eigen::MatrixXf some((values.rows() + stride - 1) / stride, values.cols());
    for (Eigen::Index row = 0; row < some.rows(); ++row)
        some.row(row) = values.row(row * stride);
    MICROT_CHECK(job.checkCancelled());
    const Eigen::MatrixXf covariance = some.transpose() * some / float(some.rows());
    MICROT_CHECK(job.checkCancelled());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(covariance);
    const Eigen::Index last = covariance.cols() - 1; // eigenvalues ascend
    const double all = std::max(1e-30, double(solver.eigenvalues().sum()));
    PrincipalPlane plane;
    plane.points.resize(values.rows(), 2);
    for (Eigen::Index axis = 0; axis < 2; ++axis) {
        Eigen::VectorXf direction = solver.eigenvectors().col(last - axis);
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        if (direction[largest] < 0.0F)
            direction = -direction;
        plane.points.col(axis) = values * direction;
        plane.share[static_cast<std::size_t>(axis)] =
            std::max(0.0, double(solver.eigenvalues()[last - axis])) / all;
    }
    return plane;
}

} // namespace microt
