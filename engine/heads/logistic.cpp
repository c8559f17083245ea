// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/logistic.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <Eigen/QR>
#include <lbfgs.h>

#include "engine/heads/class_weights.h"
#include "engine/heads/linear_head.h"
#include "engine/heads/softmax_rows.h"
#include "engine/heads/whitening.h"

namespace microt {

namespace {

constexpr Eigen::Index kBlockRows = 1024; ///< so that the logits of a block stay in the cache
constexpr float kAbsentIntercept = -30.0F;
/// Of the objective: what is left to gain when L-BFGS stops. At 1e-8 logits agree with a tight solution to
/// about 1e-3.
constexpr double kTolerance = 1e-8;

struct Problem
{
    const Whitening& space;
    const std::vector<int>& labels; ///< 0 .. classes - 1, all present
    Eigen::Index classes;
    std::vector<float> classWeights; ///< or none
    double weight;                   ///< C
    double ridge;
    const JobContext& job;
    int maxIterations;
};

using MapConst = Eigen::Map<const MatrixDouble>;

// In the whitened space the curvature is near one, so half the squared gradient estimates what is left to
// gain.
double evaluate(void* instance, const lbfgsfloatval_t* x, lbfgsfloatval_t* gradient, int count,
                lbfgsfloatval_t)
{
    const auto& problem = *static_cast<const Problem*>(instance);
    const FeatureMatrix& features = problem.space.whitened;
    const Eigen::Index dimensions = features.cols() - 1;
    const MapConst variables(x, dimensions + 1, problem.classes);
    Eigen::Map<MatrixDouble> slope(gradient, dimensions + 1, problem.classes);
    const FeatureMatrix weights = variables.cast<float>();

    MatrixDouble pulled;
    multiply(problem.space.penalty, variables.topRows(dimensions), pulled);
    double objective = 0.5 * problem.ridge * variables.topRows(dimensions).cwiseProduct(pulled).sum();

    slope.setZero();
    FeatureMatrix residual;
    FeatureMatrix blockSlope;
    double loss = 0.0;
    for (Eigen::Index begin = 0; begin < features.rows(); begin += kBlockRows) {
        if (problem.job.cancel.cancelled()) {
            std::fill(gradient, gradient + count, 0.0);
            return 0.0;
        }
        const Eigen::Index rows = std::min(kBlockRows, features.rows() - begin);
        const auto block = features.middleRows(begin, rows);
        multiply(block, Transposed::no, weights, Transposed::no, residual);
        loss += softmaxResidual(residual, problem.labels.data() + begin, weightsOrNull(problem.classWeights));
        multiply(block, Transposed::yes, residual, Transposed::no, blockSlope);
        slope += blockSlope.cast<double>();
    }
    objective += problem.weight * loss;
    slope *= problem.weight;
    slope.topRows(dimensions) += problem.ridge * pulled;
    return objective;
}

int watch(void* instance, const lbfgsfloatval_t*, const lbfgsfloatval_t*, lbfgsfloatval_t fx, lbfgsfloatval_t,
          lbfgsfloatval_t gradientNorm, lbfgsfloatval_t, int, int iteration, int)
{
    const auto& problem = *static_cast<const Problem*>(instance);
    if (problem.job.cancel.cancelled())
        return LBFGS_STOP;
    if (iteration % 8 == 0)
        problem.job.report({"Training a head", iteration, problem.maxIterations, "iterations"});
    return gradientNorm * gradientNorm < kTolerance * fx ? LBFGS_STOP : 0;
}

/// Weights and intercepts of the classes that are present.
struct Solution
{
    MatrixDouble weights;         ///< [D, K]
    Eigen::RowVectorXd intercept; ///< [K], mean 0
};

Result<Solution> solve(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                       const std::vector<float>& classWeights, const LogisticOptions& options,
                       const JobContext& job)
{
    const double ridge = classes == 2 ? 2.0 : 1.0;
    const Whitening space =
        whiten(features, options.inverseRegularisation * (classes - 1.0) / (1.0 * classes * classes), ridge);
    if (!space.ok)
        return Failure{Error::numericFailure, "The features are too large for arithmetic in 32 bits."};

    Problem problem{space,
                    labels,
                    classes,
                    classWeights,
                    options.inverseRegularisation,
                    ridge,
                    job,
                    options.maxIterations};
    const int variables = static_cast<int>(space.whitened.cols() * problem.classes);
    const std::unique_ptr<lbfgsfloatval_t, void (*)(lbfgsfloatval_t*)> x(lbfgs_malloc(variables), lbfgs_free);
    std::fill_n(x.get(), variables, 0.0);
    lbfgs_parameter_t parameters;
    lbfgs_parameter_init(&parameters);
    parameters.m = 10;
    parameters.epsilon = 0.0;      // watch() decides
    parameters.max_linesearch = 8; // a search that takes longer has met the noise of 32-bit arithmetic
    parameters.max_iterations = options.maxIterations;
    double objective = 0.0;
    lbfgs(variables, x.get(), &objective, evaluate, watch, &problem, &parameters);
    if (job.cancel.cancelled())
        return Failure{Error::cancelled, "Cancelled."};
    // Whatever code it ends with, the best point so far is the answer: the search has converged, found
    // nothing to gain (constant features), or met the limit of 32-bit arithmetic.
    if (!std::isfinite(objective))
        return Failure{Error::numericFailure, "Training the head diverged: the features are too large."};

    const Eigen::Index dimensions = features.cols();
    const MapConst found(x.get(), dimensions + 1, problem.classes);
    Solution solution;
    multiply(space.back, found.topRows(dimensions), solution.weights);
    solution.intercept = space.interceptScale * found.row(dimensions) - space.mean * solution.weights;
    solution.intercept.array() -= solution.intercept.mean();
    return solution;
}

/// The same where there are fewer rows than dimensions. The weights are a sum of rows (representer theorem):
/// with features' = Q R, orthonormal Q [D, rows], they are Q times those of the rows R', at the same norm.
Result<Solution> solveAmongRows(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                                const std::vector<float>& classWeights, const LogisticOptions& options,
                                const JobContext& job)
{
    const Eigen::Index rows = features.rows();
    const Eigen::MatrixXd columns = features.transpose().cast<double>();
    const Eigen::HouseholderQR<Eigen::MatrixXd> factor(columns);
    const Eigen::MatrixXd basis = factor.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), rows);
    const Eigen::MatrixXd triangle = factor.matrixQR().topRows(rows).triangularView<Eigen::Upper>();
    MICROT_TRY(Solution solution,
               solve(triangle.transpose().cast<float>(), labels, classes, classWeights, options, job));
    const MatrixDouble among = solution.weights;
    solution.weights = basis * among;
    return solution;
}

} // namespace

Result<std::shared_ptr<const Head>> trainLogistic(const FeatureMatrix& features,
                                                  const std::vector<int>& labels, int classes,
                                                  const LogisticOptions& options,
                                                  const std::vector<float>& weights, const JobContext& job)
{
    const std::set<int> seen(labels.begin(), labels.end());
    const std::vector<int> present(seen.begin(), seen.end());
    std::vector<int> targets;
    for (const int label : labels)
        targets.push_back(
            static_cast<int>(std::lower_bound(present.begin(), present.end(), label) - present.begin()));

    std::vector<float> presentWeights;
    for (const int label : present)
        if (!weights.empty())
            presentWeights.push_back(weights[static_cast<std::size_t>(label)]);

    const auto solver = features.rows() < features.cols() ? solveAmongRows : solve;
    MICROT_TRY(const Solution solution,
               solver(features, targets, static_cast<int>(present.size()), presentWeights, options, job));
    const Eigen::Index dimensions = features.cols();
    FeatureMatrix perClass = FeatureMatrix::Zero(dimensions, classes);
    Eigen::RowVectorXf offsets = Eigen::RowVectorXf::Constant(classes, kAbsentIntercept);
    for (std::size_t p = 0; p < present.size(); ++p) {
        perClass.col(present[p]) = solution.weights.col(static_cast<Eigen::Index>(p)).cast<float>();
        offsets[present[p]] = static_cast<float>(solution.intercept[static_cast<Eigen::Index>(p)]);
    }
    return std::shared_ptr<const Head>(
        std::make_shared<LinearClassifier>(std::move(perClass), std::move(offsets)));
}

} // namespace microt
