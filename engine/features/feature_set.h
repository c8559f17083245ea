// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/model/preprocessing.h"

namespace microt {

using FeatureMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The full extractor as an exit: no cut has this index.
constexpr int kFullExit = 0;

/// Pooled features of every picture at one exit.
struct ExitFeatures
{
    int cut = kFullExit;  ///< cut index, or kFullExit
    FeatureMatrix values; ///< [pictures, features]
};

/// Features of a dataset at all cuts and at the full extractor, from one forward pass. Row r belongs to
/// Dataset::samples[samples[r]].
struct FeatureSet
{
    std::string key;                   ///< what made it: featureKey()
    std::vector<std::int32_t> samples; ///< ascending; pictures that could not be decoded are missing
    std::vector<ExitFeatures> exits;   ///< cuts ascending, the full extractor last
    std::vector<BadFile> unreadable;
    bool fromCache = false; ///< read, not computed

    const ExitFeatures* at(int cut) const; ///< nullptr if there is none
    const ExitFeatures& full() const { return exits.back(); }
};

/// Name of the features of a dataset under an extractor: SHA-256 over Dataset::contentHash, the extractor's
/// hash, the preprocessing and the version of the arithmetic. Independent of the split.
std::string featureKey(const std::string& datasetHash, const std::string& extractorHash,
                       const Preprocessing& preprocessing);

/// Cache on disk: `folder/<key>.features`, checked by SHA-256 when read. A missing, damaged or foreign file
/// is a miss, reported as fileNotFound or malformed. Writing is atomic; errors as writeFileAtomically.
Result<FeatureSet> readFeatureCache(const std::filesystem::path& folder, const std::string& key);
Status writeFeatureCache(const std::filesystem::path& folder, const FeatureSet& features);

} // namespace microt
