// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// Multinomial logistic regression with the objective of scikit-learn's LogisticRegression on raw features:
/// 0.5 r |W|^2 + C sum(cross-entropy), intercept not penalised. r is 1, but 2 where exactly two classes are
/// present: scikit-learn then fits one weight vector w = W_1 - W_0 with 0.5 |w|^2, which is |W|^2.
///
/// Weights and intercepts sum to zero over the classes that are present. A class without training samples
/// has no weights and an intercept so low that it never wins.
///
/// `weights`: what classWeights() gives; the cross-entropies of a class count so much.
///
/// Arguments are checked by trainHead. Errors: numericFailure, cancelled.
Result<std::shared_ptr<const Head>> trainLogistic(const FeatureMatrix& features,
                                                  const std::vector<int>& labels, int classes,
                                                  const LogisticOptions& options,
                                                  const std::vector<float>& weights, const JobContext& job);

} // namespace microt
