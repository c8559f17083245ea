// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/regularisation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "engine/heads/logistic.h"
#include "engine/heads/softmax_rows.h"

namespace microt {

namespace {

constexpr int kFolds = 3;
constexpr std::size_t kFewestOfAClass = 10;
constexpr std::size_t kMostRows = 3000;
constexpr int kHalfDecades = 8; ///< either side of 1
constexpr double kWorthLeaving = 1e-3;

struct Fold
{
    FeatureMatrix train;
    FeatureMatrix held;
    std::vector<int> trainLabels;
    std::vector<int> heldLabels;
};

/// Every `stride`-th row of each class is dealt to the folds in turn.
std::array<Fold, kFolds> deal(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                              std::size_t stride)
{
    std::array<std::vector<Eigen::Index>, kFolds> held;
    std::vector<std::size_t> seen(static_cast<std::size_t>(classes), 0);
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const std::size_t rank = seen[static_cast<std::size_t>(labels[row])]++;
        if (rank % stride == 0)
            held[rank / stride % kFolds].push_back(static_cast<Eigen::Index>(row));
    }
    const auto take = [&](const std::vector<Eigen::Index>& rows, FeatureMatrix& to,
                          std::vector<int>& toLabels) {
        Eigen::Index next = to.rows();
        to.conservativeResize(next + static_cast<Eigen::Index>(rows.size()), features.cols());
        for (const Eigen::Index row : rows) {
            to.row(next++) = features.row(row);
            toLabels.push_back(labels[static_cast<std::size_t>(row)]);
        }
    };
    std::array<Fold, kFolds> folds;
    for (std::size_t f = 0; f < kFolds; ++f)
        for (std::size_t part = 0; part < kFolds; ++part) {
            if (part == f)
                take(held[part], folds[f].held, folds[f].heldLabels);
            else
                take(held[part], folds[f].train, folds[f].trainLabels);
        }
    return folds;
}

/// Mean log loss of the held-out rows, nats.
Result<double> heldOutLoss(const std::array<Fold, kFolds>& folds, int classes, const HeadOptions& options,
                           const JobContext& job)
{
    double loss = 0.0;
    std::size_t rows = 0;
    for (const Fold& fold : folds) {
        MICROT_TRY(const auto head, trainLogistic(fold.train, fold.trainLabels, classes, options, job));
        FeatureMatrix logits = head->logits(fold.held);
        loss += softmaxResidual(logits, fold.heldLabels.data());
        rows += fold.heldLabels.size();
    }
    return loss / static_cast<double>(rows);
}

} // namespace

Result<double> chooseRegularisation(const FeatureMatrix& features, const std::vector<int>& labels,
                                    int classes, const HeadOptions& options, const JobContext& job)
{
    const std::size_t stride = (labels.size() + kMostRows - 1) / kMostRows;
    std::map<int, std::size_t> ofClass;
    for (const int label : labels)
        ++ofClass[label];
    for (const auto& [label, count] : ofClass)
        if ((count + stride - 1) / stride < kFewestOfAClass)
            return 1.0;

    const std::array<Fold, kFolds> folds = deal(features, labels, classes, stride);
    const auto lossAt = [&](int halfDecades) {
        HeadOptions tried = options;
        tried.inverseRegularisation = std::pow(10.0, 0.5 * halfDecades);
        return heldOutLoss(folds, classes, tried, job);
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
