// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/train/teachers/teacher.h"
#include "engine/train/training/distill_options.h"

namespace microt {

/// What one epoch gave: every view of every picture once, but for blends with a held-out one. Losses are
/// means over its training pictures; test figures compare the student's matched full embedding of whole
/// held-out pictures with the teacher's (standardised if so chosen).
struct DistillEpoch
{
    int epoch = 0; ///< from 1
    double loss = 0.0;
    LossWeights losses; ///< each term, unweighted; 0 where it is not used
    double testMse = 0.0;
    double testRmse = 0.0;
    double testR2 = 0.0; ///< 1 - sum of squared errors / sum of squares about the teacher's mean
    double picturesPerSecond = 0.0;
    std::vector<std::string> places; ///< where the run was computed so far, see describe(); usually one
};

/// Trains `student` (with or without weights) on `pool` to predict `teacher`'s embeddings, through a linear
/// matching layer that is dropped afterwards; with a cut, part and full model together. Labels are the pool's
/// (-1: none; blends have none). Repeats bit for bit with the same seed, whatever the number of cores (on a
/// GPU if its device is repeatable); a run that was stopped and resumed gives the weights of one that was
/// not. It may go on on another device. With ranks, gradients, batch-norm's running figures and test figures
/// are means over all of them; rank 0 has the checkpoints, and leaves one where another is lost. Cancelling
/// leaves a checkpoint; so does a full disk, the last that fitted. `onEpoch` may be empty; it is called from
/// the calling thread with the student as it stands. Errors: those of validateGraph, invalidArgument (no such
/// cut; checkpoints of an unfinished run are there and resume is not set; no loss), outOfRange for options,
/// tooFewSamples, tooFewClasses (a label loss without labels), malformed (no whole checkpoint of this run),
/// numericFailure, outOfMemory, rankLost, those of writing, those of decodePicture (a picture beyond the
/// memory that has gone since), cancelled.
Result<Graph> distill(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                      const PoolViews& views, const DistillRun& run,
                      const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                      const JobContext& job);

} // namespace microt
