// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/extractor.h"
#include "engine/train/forward/embed.h"

namespace microt {

/// Embedding speed measured against plain libtorch, all in one run. Speeds are medians over the rounds,
/// pictures/s; ratios are medians of each round's ratio, so that a busy machine disturbs both sides alike.
struct EmbedBench
{
    double bareLoop = 0.0; ///< forward passes of the folded network, nothing else: torch's own threads
    double bareLoopAllCores = 0.0;   ///< the same with as many threads as cores
    double embedding = 0.0;          ///< embedDataset's path from decoded pictures to features at all cuts
    double embeddingFromFiles = 0.0; ///< embedDataset whole, without cache
    double ratio = 0.0;              ///< embedding / the faster bare loop
    double ratioFromFiles = 0.0;     ///< embeddingFromFiles / the faster bare loop
};

struct EmbedBenchOptions
{
    int pictures = 0; ///< from the dataset, again from its start if it has fewer; 0: about a second's worth
    int rounds = 5;
};

/// Measures. The bare loop runs batches of 32, channels-last, from a tensor in memory, without pooling at
/// cuts. Progress counts rounds. Errors: those of embedDataset, outOfRange for options.
Result<EmbedBench> benchEmbedding(const Extractor& extractor, const Dataset& dataset,
                                  const EmbedBenchOptions& options, const JobContext& job);

/// Pictures a second of the float network on one thread: FloatExecutor in batches of 32 from memory, for
/// about half a second. The peer of int8. Errors: those of FloatExecutor.
Result<double> floatSpeedOneThread(const FloatExecutor& executor, const Shape& picture);

} // namespace microt
