// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/features/feature_set.h"
#include "engine/train/methods/method.h"
#include "engine/train/pictures/training_pictures.h"

namespace microt {

/// Train pictures that are learnt from, and those that tell when to stop; indices into Dataset::samples,
/// ascending.
struct FitRows
{
    std::vector<std::int32_t> fit;
    std::vector<std::int32_t> validation;
};

/// Holds out a share of each class's train pictures, rounded down; pictures that the dataset has several
/// times are learnt from.
FitRows divideTrain(const Dataset& dataset, double validationShare, std::uint64_t seed);

/// A training of part of a network. Must outlive the call.
struct Tuning
{
    const Graph& start; ///< with a classifier: withClassifier()
    const UpdatePlan& plan;
    const TrainingPictures& pictures;
    const FitRows& rows;
    const MethodOptions& options;
    std::uint64_t seed = 0;
    std::string title; ///< for progress
};

struct Tuned
{
    Graph graph;
    int epochs = 0;        ///< that were run
    int bestEpoch = 0;     ///< whose weights these are; 0: those it began with
    bool diverged = false; ///< it ended because the loss was no longer a number
};

/// Stochastic gradient descent on the cross-entropy of closer, perhaps mirrored views, without weight decay.
/// Of all epochs, and the start, the weights with the least mean cross-entropy of the held-out pictures are
/// kept; without such pictures the last ones. Repeats bit for bit with the same seed, whatever the number of
/// cores. Errors: tooFewSamples (fewer than two pictures to learn from), outOfMemory, those of
/// TrainingPictures::render, cancelled.
Result<Tuned> fineTune(const Tuning& tuning, const JobContext& job);

/// What a short training of everything owes to parts of a layer, to first order: the sum over its steps of
/// rate * (gradient . gradient of the next step), each part's share of how far the loss fell (Lan et al.,
/// "Loss Change Allocation", NeurIPS 2019; here the gradients are of different pictures, so that their noise
/// does not add up). Never negative.
struct LayerCredit
{
    int node = -1;
    std::vector<double> channels; ///< of weights, by input channel; by output channel in groups
    double bias = 0.0;
};
/// One for each of updatableLayers(tuning.start). `plan` is not read. Errors: as fineTune().
Result<std::vector<LayerCredit>> creditLayers(const Tuning& tuning, int epochs, const JobContext& job);

/// Answers of the network's classifier to whole pictures, [numbers, classes]. `numbers`: among `pictures`.
/// Errors: numericFailure, outOfMemory, those of TrainingPictures::render.
Result<FeatureMatrix> logitsOf(const Graph& graph, const TrainingPictures& pictures,
                               const std::vector<int>& numbers);

} // namespace microt
