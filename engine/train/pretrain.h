// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"

namespace microt {

/// Supervised pre-training: SGD with momentum, one-cycle learning rate, label smoothing, flips and shifted
/// crops.
struct PretrainOptions
{
    int epochs = 30;
    int batch = 64;
    double learningRate = 0.1; ///< peak
    double momentum = 0.9;
    double weightDecay = 5e-4;
    double labelSmoothing = 0.1;
    double validationShare = 0.1; ///< stratified, never trained on
    std::uint64_t seed = 0;
};

struct PretrainEpoch
{
    int epoch = 0;
    double trainLoss = 0.0;
    double validationAccuracy = 0.0; ///< 0..1
    double picturesPerSecond = 0.0;
};

/// Trains `graph` (with or without weights; its classifier must have as many classes as the dataset) and
/// returns it with weights. Fresh weights: Kaiming normal, fan-out. `onEpoch` may be empty. Errors:
/// shapeMismatch, tooFewSamples, numericFailure (loss became NaN), cancelled.
Result<Graph> pretrain(const Graph& graph, const Dataset& dataset, const PretrainOptions& options,
                       const std::function<void(const PretrainEpoch&)>& onEpoch, const JobContext& job);

} // namespace microt
