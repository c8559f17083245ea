// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/features/feature_set.h"

namespace microt {

/// Replaces logits [rows, classes] by softmax minus the one-hot `labels` [rows], the slope of the
/// cross-entropy, and returns the cross-entropy summed over the rows. With `weights`, one for each class, a
/// row counts as often as its label's says.
double softmaxResidual(FeatureMatrix& logits, const int* labels, const float* weights = nullptr);

} // namespace microt
