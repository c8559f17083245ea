// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/picture_loader.h"
#include "engine/features/feature_set.h"

namespace microt {

/// The next picture; nothing at the end. Never called by two threads at once.
using PictureSource = std::function<std::optional<LoadedPicture>()>;

/// Writes the features of `pictures` into the rows of every exit from `firstRow` on. Belongs to one thread.
using BatchEmbedder = std::function<Status(const std::vector<Picture>& pictures, Eigen::Index firstRow,
                                           std::vector<ExitFeatures>& exits)>;

/// How pictures are shared among threads.
struct EmbedPlan
{
    std::vector<ExitFeatures> exits; ///< with as many rows as there are pictures at most
    std::size_t batch = 1;           ///< pictures that a thread takes at once
    int workers = 1;                 ///< threads
    Progress progress;               ///< as it stands at the start; its `done` follows
};

/// Features of all pictures of `source`, in its order, whatever the number of threads. `makeEmbedder` is
/// called once on each thread. FeatureSet::unreadable stays empty: the undecodable ones are in
/// `undecodable`. Errors: those of the embedders, outOfMemory, cancelled.
Result<FeatureSet> embedPictures(const PictureSource& source, EmbedPlan plan,
                                 const std::function<BatchEmbedder()>& makeEmbedder,
                                 std::vector<LoadedPicture>& undecodable, const JobContext& job);

/// For FeatureSet::unreadable.
std::vector<BadFile> unreadableOf(const Dataset& dataset, const std::vector<LoadedPicture>& undecodable);

} // namespace microt
