// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/regularisation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/heads/class_weights.h"
#include "engine/heads/folds.h"
#include "engine/heads/logistic.h"
#include "engine/heads/softmax_rows.h"

namespace microt {

namespace {

constexpr std::size_t kFewestOfAClass = 10;
constexpr int kHalfDecades = 8; ///< either side of 1
constexpr double kWorthLeaving = 1e-3;

/// Mean log loss of the held-out rows, nats.
Result<double> heldOutLoss(const Folds& folds, int classes, const LogisticOptions& options, bool weighted,
                           const JobContext& job)
{
    double loss = 0.0;
    std::size_t rows = 0;
    for (const Fold& fold : folds.folds) {
        const std::vector<float> weights = classWeights(fold.trainLabels, classes, weighted);
        MICROT_TRY(const auto head,
                   trainLogistic(fold.train, fold.trainLabels, classes, options, weights, job));
        FeatureMatrix logits = head->logits(fold.held);
        loss += softmaxResidual(logits, fold.heldLabels.data(), weightsOrNull(weights));
        rows += fold.heldLabels.size();
    }
    return loss / static_cast<double>(rows);
}

} // namespace

Result<double> chooseRegularisation(const FeatureMatrix& features, const std::vector<int>& labels,
                                    int classes, const LogisticOptions& options, bool weighted,
                                    const JobContext& job)
{
    const Folds folds = dealFolds(features, labels, classes);
    if (folds.fewestOfAClass < kFewestOfAClass)
        return 1.0;
    const auto lossAt = [&](int halfDecades) {
        LogisticOptions tried = options;
        tried.inverseRegularisation = std::pow(10.0, 0.5 * halfDecades);
        return heldOutLoss(folds, classes, tried, weighted, job);
    };
    MICROT_TRY(const double start, lossAt(0));
    std::pair<double, int> best(start - kWorthLeaving, 0);
    for (const int step : {-1, 1}) {
        for (int at = step; std::abs(at) <= kHalfDecades; at += step) {
            MICROT_TRY(const double loss, lossAt(at));
            if (!(loss < best.first))
                break;
            best = {loss, at};
        }
        if (best.second != 0)
            break;
    }
    return std::pow(10.0, 0.5 * best.second);
}

} // namespace microt
