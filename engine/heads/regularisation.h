// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/heads/head.h"

namespace microt {

/// C of a logistic head, chosen on its own training rows: of the half decades from 0.0001 to 10,000, that
/// whose log loss over three held-out folds is least, found by walking downhill from 1. A thousandth of a
/// nat is no reason to leave 1. Folds hold the same share of each class and follow the order of the rows, so
/// the answer repeats; at most 3,000 rows take part. Where fewer than ten rows of a class take part the folds
/// would say little, and C is 1.
///
/// `weighted`: by classWeights(), in training and in the loss.
///
/// Arguments are checked by trainHead. Errors: numericFailure, cancelled.
Result<double> chooseRegularisation(const FeatureMatrix& features, const std::vector<int>& labels,
                                    int classes, const LogisticOptions& options, bool weighted,
                                    const JobContext& job);

} // namespace microt
