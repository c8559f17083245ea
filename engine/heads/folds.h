// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/heads/head.h"

namespace microt {

/// A third of the rows held out, and the others to learn from.
struct Fold
{
    FeatureMatrix train;
    FeatureMatrix held;
    std::vector<int> trainLabels;
    std::vector<int> heldLabels;
};

struct Folds
{
    std::array<Fold, 3> folds;
    std::size_t fewestOfAClass = 0; ///< rows that take part of the rarest class that has any
};

/// Three folds with the same share of each class, dealt in the order of the rows, so that they repeat. At
/// most some 3,000 rows take part: of more, every second, third ... of each class.
Folds dealFolds(const FeatureMatrix& features, const std::vector<int>& labels, int classes);

/// What heads say of rows that they had not seen.
struct HeldOut
{
    FeatureMatrix logits; ///< [rows, classes]
    std::vector<int> labels;
};

/// Trains a head for each of the three folds on the other two, with the same options, which must be settled.
/// The rows depend on the labels alone, so that answers of different heads can be compared. No rows where a
/// class has fewer than three. Errors: as trainHead().
Result<HeldOut> answerHeldOut(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                              const HeadOptions& options, const JobContext& job);

} // namespace microt
