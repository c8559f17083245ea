// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/features/feature_set.h"
#include "engine/model/sight.h"

namespace microt {

/// The rows of a feature set that belong to one split, with their labels.
struct SplitRows
{
    std::vector<Eigen::Index> rows; ///< into every ExitFeatures::values
    std::vector<int> labels;
    std::vector<std::int32_t> samples; ///< into Dataset::samples

    /// Those rows of one exit's features, [rows, features].
    FeatureMatrix of(const ExitFeatures& exit) const;
    /// What a part head sees at the cut `features.exits[place]`: mean and deviation of every channel there
    /// and at the earlier cuts that `sight` names, the earliest first; as published, its own means alone.
    FeatureMatrix ofPart(const FeatureSet& features, std::size_t place, const Sight& sight) const
    {
        return ofPart(features, std::vector<std::size_t>{place}, sight);
    }
    /// The same for the last of several exits: it sees what the ones before it see, too; as published, its
    /// own means alone.
    FeatureMatrix ofPart(const FeatureSet& features, const std::vector<std::size_t>& exits,
                         const Sight& sight) const;
    /// What a full head sees: the part's features, which are there by then, and the full model's; as
    /// published, these alone.
    FeatureMatrix ofFull(const FeatureSet& features, std::size_t place, const Sight& sight) const
    {
        return ofFull(features, std::vector<std::size_t>{place}, sight);
    }
    /// The same behind several exits.
    FeatureMatrix ofFull(const FeatureSet& features, const std::vector<std::size_t>& exits,
                         const Sight& sight) const;
    /// On what the full head's C is chosen, one for all cuts: what it sees at the last of them.
    FeatureMatrix ofFullAtLastCut(const FeatureSet& features, const Sight& sight) const;
};

/// `features` must have been made from `dataset`. Without a split: all.
SplitRows selectRows(const FeatureSet& features, const Dataset& dataset, std::optional<Split> split);

/// Those rows of a matrix, in their order.
FeatureMatrix rowsOf(const FeatureMatrix& values, const std::vector<Eigen::Index>& rows);

/// Features of a dataset after label work, from those of all its pictures (Dataset::pictures()); the same set
/// where there was none.
FeatureSet afterLabelWork(FeatureSet features, const Dataset& dataset);

/// Of pictures that `rows` has several times (Dataset::doubles) only the first: what is held out of these was
/// not seen.
SplitRows withoutCopies(const SplitRows& rows, const Dataset& dataset);

} // namespace microt
