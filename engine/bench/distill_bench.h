// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"

namespace microt {

/// Speed of distilling against plain libtorch, in one run. Medians over the rounds, pictures/s.
struct DistillBench
{
    double training = 0.0; ///< steps of a student as `distill` takes them, views of pictures included
    double bareLoop = 0.0; ///< the same network, loss and batch on a tensor in memory: forward, backward, SGD
    double pipeline = 0.0; ///< views of pictures alone, on all cores
    double ratio = 0.0;    ///< training / bareLoop, median of the rounds' ratios
};

/// Measures a fresh student at its resolution, batch 128, on the dataset's pictures. Errors: those of
/// TrainingPictures::load, tooFewSamples without pictures, cancelled.
Result<DistillBench> benchDistilling(const Graph& student, const Dataset& pool, const JobContext& job);

} // namespace microt
