// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/base/job_context.h"
#include "engine/model/graph.h"
#include "engine/train/pictures/training_pictures.h"

namespace microt {

/// Fisher potential of output channels (Theis et al. 2018; TinyTrain, Kwon et al., ICML 2024, equation 2):
/// for channel c, the sum over N pictures of (sum over places of a g)^2 / (2 N), a the layer's output with
/// its bias and batch-norm, g the gradient of that picture's cross-entropy. [layers][channels]. `graph` has a
/// classifier, `numbers` is among `pictures`. Errors: numericFailure, outOfMemory, those of
/// TrainingPictures::render, cancelled.
Result<std::vector<std::vector<double>>> fisherPotentials(const Graph& graph, const std::vector<int>& layers,
                                                          const TrainingPictures& pictures,
                                                          const std::vector<int>& numbers,
                                                          const JobContext& job);

} // namespace microt
