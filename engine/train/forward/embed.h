// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/data/picture.h"
#include "engine/features/feature_set.h"
#include "engine/model/extractor.h"
#include "engine/train/forward/device.h"

namespace microt {

/// A network in inference form: batch-norm folded, channels-last, float32, no gradients. Owns its weights;
/// safe to call from several threads at once.
class FloatExecutor
{
public:
    /// Builds from a valid graph with weights, on `device`. Errors: missingWeights, those of validateGraph
    /// and checkDevice, outOfMemory.
    static Result<FloatExecutor> create(const Graph& graph, const Device& device = {});
    ~FloatExecutor();
    FloatExecutor(FloatExecutor&&) noexcept;
    FloatExecutor& operator=(FloatExecutor&&) noexcept;

    /// What one forward pass of a batch gives.
    struct Output
    {
        std::vector<FeatureMatrix>
            exits;            ///< [batch, features]: Graph::cuts in order, then the full extractor
        FeatureMatrix logits; ///< [batch, classes], or empty if the graph has no classifier
    };

    /// `input`: float32 [batch, channels, height, width], normalised. Errors: numericFailure, outOfMemory.
    Result<Output> run(const float* input, int batch) const;

    /// The same of pictures as the graph's preprocessing fits them: they travel as bytes and are scaled on
    /// the device. Errors: as run.
    Result<Output> run(const std::vector<Picture>& fitted) const;

    /// A GPU is asked best by one thread, always the same, about many pictures at once.
    const Device& device() const;

    /// Called with every node's output, in order: float32 [batch, height, width, channels], valid only then.
    using Observer = std::function<void(int node, const float* values, const Shape& shape)>;

    /// As run, but shows what every node computes. `node` counts in foldBatchNorm(graph).nodes. Errors: as
    /// run.
    Status observe(const float* input, int batch, const Observer& observer) const;

private:
    struct Network;
    explicit FloatExecutor(std::unique_ptr<Network> network);
    std::unique_ptr<Network> m_network;
};

/// Features of every sample at every cut. Decodes, fits and runs the network in parallel; repeats bit for bit
/// with any number of cores. Progress counts pictures. `cacheFolder` empty: no cache; otherwise a hit returns
/// at once. Errors: those of FloatExecutor, emptyDataset if no picture could be decoded, cancelled. A cache
/// that cannot be written fails with the write's error.
Result<FeatureSet> embedDataset(const Extractor& extractor, const Dataset& dataset,
                                const std::filesystem::path& cacheFolder, const JobContext& job);

} // namespace microt
