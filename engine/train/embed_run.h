// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: the part of embedDataset after decoding.
#pragma once

#include <functional>
#include <optional>

#include "engine/data/picture_loader.h"
#include "engine/train/embed.h"

namespace microt {

/// Pictures in one forward pass. Fixed, and incomplete batches are filled up with black pictures, so that a
/// picture's features depend neither on the machine nor on where the picture stands in the dataset.
constexpr int kEmbedBatch = 32;

/// The next picture; nothing at the end. Never called by two threads at once.
using PictureSource = std::function<std::optional<LoadedPicture>()>;

/// Features of all pictures of `source`, `total` at most, in its order: each of `workers` threads takes a
/// batch, normalises it and runs the network on it single-threaded. FeatureSet::unreadable stays empty: the
/// undecodable ones are in `undecodable`. Errors: those of FloatExecutor::run, outOfMemory, cancelled.
Result<FeatureSet> embedPictures(const FloatExecutor& executor, const Graph& graph,
                                 const PictureSource& source, std::int64_t total, int workers,
                                 const Progress& start, std::vector<LoadedPicture>& undecodable,
                                 const JobContext& job);

} // namespace microt
