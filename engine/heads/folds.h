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

/// Rows answered by heads that had not seen them.
struct HeldOutCount
{
    std::int64_t right = 0;
    std::int64_t rows = 0;
};

/// Trains a head for each of the three folds on the other two, with the same options, which must be settled.
/// No rows where a class has fewer than three. Errors: as trainHead().
Result<HeldOutCount> countHeldOut(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                                  const HeadOptions& options, const JobContext& job);

} // namespace microt
