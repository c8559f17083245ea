// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/folds.h"

#include <algorithm>

namespace microt {

namespace {

constexpr std::size_t kMostRows = 3000;

} // namespace

Folds dealFolds(const FeatureMatrix& features, const std::vector<int>& labels, int classes)
{
    Folds dealt;
    constexpr std::size_t kFolds = std::tuple_size_v<decltype(dealt.folds)>;
    const std::size_t stride = (labels.size() + kMostRows - 1) / kMostRows;
    std::array<std::vector<Eigen::Index>, kFolds> held;
    std::vector<std::size_t> seen(static_cast<std::size_t>(classes), 0);
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const std::size_t rank = seen[static_cast<std::size_t>(labels[row])]++;
        if (rank % stride == 0)
            held[rank / stride % kFolds].push_back(static_cast<Eigen::Index>(row));
    }
    dealt.fewestOfAClass = labels.size();
    for (const std::size_t count : seen)
        if (count > 0)
            dealt.fewestOfAClass = std::min(dealt.fewestOfAClass, (count + stride - 1) / stride);
    const auto take = [&](const std::vector<Eigen::Index>& rows, FeatureMatrix& to,
                          std::vector<int>& toLabels) {
        Eigen::Index next = to.rows();
        to.conservativeResize(next + static_cast<Eigen::Index>(rows.size()), features.cols());
        for (const Eigen::Index row : rows) {
            to.row(next++) = features.row(row);
            toLabels.push_back(labels[static_cast<std::size_t>(row)]);
        }
    };
    for (std::size_t f = 0; f < kFolds; ++f)
        for (std::size_t part = 0; part < kFolds; ++part) {
            if (part == f)
                take(held[part], dealt.folds[f].held, dealt.folds[f].heldLabels);
            else
                take(held[part], dealt.folds[f].train, dealt.folds[f].trainLabels);
        }
    return dealt;
}

Result<HeldOut> answerHeldOut(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                              const HeadOptions& options, const JobContext& job)
{
    HeldOut held;
    held.logits.resize(0, classes);
    const Folds dealt = dealFolds(features, labels, classes);
    if (dealt.fewestOfAClass < dealt.folds.size())
        return held;
    for (const Fold& fold : dealt.folds) {
        MICROT_TRY(const auto head, trainHead(fold.train, fold.trainLabels, classes, options, job));
        held.logits.conservativeResize(held.logits.rows() + fold.held.rows(), Eigen::NoChange);
        held.logits.bottomRows(fold.held.rows()) = head->logits(fold.held);
        held.labels.insert(held.labels.end(), fold.heldLabels.begin(), fold.heldLabels.end());
    }
    return held;
}

} // namespace microt
