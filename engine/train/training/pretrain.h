// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/train/forward/device.h"
#include "engine/train/pictures/training_pictures.h"

namespace microt {

/// Supervised pre-training: SGD with Nesterov momentum, one-cycle learning rate, label smoothing, flips,
/// shifted and scaled crops, changes of light.
struct PretrainOptions
{
    int epochs = 100;
    int batch = 32;
    double learningRate = 0.1;
    double momentum = 0.9;
    double weightDecay = 5e-4; ///< of convolutions and linear layers
    double labelSmoothing = 0.1;
    double validationShare = 0.1; ///< stratified
    std::uint64_t seed = 0;
    Augmentation augmentation;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.epochs, Field("epochs", "Passes over the pictures").range(1, 100000));
        visit(self.batch, Field("batch", "Pictures a step").range(2, 4096));
        visit(self.learningRate, Field("learningRate", "Peak learning rate").range(1e-9, 1e3).named("rate"));
        visit(self.momentum, Field("momentum", "Momentum").range(0.0, 0.9999).named(""));
        visit(self.weightDecay, Field("weightDecay", "Weight decay").range(0.0, 1.0));
        visit(self.labelSmoothing, Field("labelSmoothing", "Label smoothing").range(0.0, 0.99).named(""));
        visit(self.validationShare,
              Field("validationShare", "Share that is never trained on").range(0.0, 0.9));
        visit(self.seed, Field("seed", "Seed of weights, order and augmentation"));
        visit(self.augmentation.smallestArea,
              Field("smallestCrop", "Share of a picture's area that a crop shows at least")
                  .range(0.01, 1.0)
                  .named(""));
        visit(self.augmentation.largestAspect,
              Field("largestAspect", "Longest side of a crop by its shortest").range(1.0, 10.0).named(""));
        visit(self.augmentation.light,
              Field("light", "Brightness, contrast and saturation each change by up to this share")
                  .range(0.0, 1.0)
                  .named(""));
    }
};

struct PretrainEpoch
{
    int epoch = 0;
    double trainLoss = 0.0;
    double validationAccuracy = 0.0; ///< 0..1; 0 if nothing was held out
    double picturesPerSecond = 0.0;
};

/// Trains `graph` (with or without weights; its classifier must have as many classes as the dataset) and
/// returns it with weights. Learns from the samples of Split::train only, less the share held out; pictures
/// that cannot be decoded are left out. Fresh weights: Kaiming normal, fan-out. Repeats bit for bit with the
/// same seed, whatever the number of cores (on a GPU if `device` is repeatable). `onEpoch` may be empty; it
/// is called from the calling thread. Errors: those of validateGraph and checkDevice, shapeMismatch (no
/// classifier, other number of classes), outOfRange for options, tooFewSamples, outOfMemory, numericFailure
/// (loss became NaN), those of decodePicture (a picture beyond the memory that has gone since), cancelled.
Result<Graph> pretrain(const Graph& graph, const Dataset& dataset, const PretrainOptions& options,
                       const std::function<void(const PretrainEpoch&)>& onEpoch, const JobContext& job,
                       const Device& device = {});

} // namespace microt
