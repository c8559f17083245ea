// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: the part of embedDataset after decoding.
#pragma once

#include "engine/features/embed_pictures.h"
#include "engine/train/forward/embed.h"

namespace microt {

/// Pictures in one forward pass. Fixed, and incomplete batches are filled up with black pictures, so that a
/// picture's features depend neither on the machine nor on where the picture stands in the dataset.
constexpr int kEmbedBatch = 32;

/// Features of all pictures of `source`, `total` at most: each of `workers` threads normalises a batch and
/// runs the network on it single-threaded. Errors: those of FloatExecutor::run, outOfMemory, cancelled.
Result<FeatureSet> embedPictures(const FloatExecutor& executor, const Graph& graph,
                                 const PictureSource& source, std::int64_t total, int workers,
                                 const Progress& start, std::vector<LoadedPicture>& undecodable,
                                 const JobContext& job);

} // namespace microt
