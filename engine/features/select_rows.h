// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/features/feature_set.h"

namespace microt {

/// The rows of a feature set that belong to one split, with their labels.
struct SplitRows
{
    std::vector<Eigen::Index> rows; ///< into every ExitFeatures::values
    std::vector<int> labels;
    std::vector<std::int32_t> samples; ///< into Dataset::samples

    /// Those rows of one exit's features, [rows, channels].
    FeatureMatrix of(const ExitFeatures& exit) const;
    /// Those of two exits side by side, [rows, channels of both]: what a full head that sees the part's
    /// features sees.
    FeatureMatrix of(const ExitFeatures& part, const ExitFeatures& full) const;
};

/// `features` must have been made from `dataset`.
SplitRows selectRows(const FeatureSet& features, const Dataset& dataset, Split split);

} // namespace microt
