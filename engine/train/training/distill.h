// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/model/graph.h"
#include "engine/train/forward/torch_runtime.h"
#include "engine/train/ranks/ranks.h"
#include "engine/train/teachers/teacher.h"

namespace microt {

/// How far a student's embedding is from the teacher's.
enum class EmbeddingDistance {
    meanSquared, ///< MSE over dimensions (the paper's)
    cosine,      ///< 1 - cosine
};

/// How the learning rate moves over a run.
enum class RateSchedule {
    constant,
    cosine,   ///< falls along a half cosine to nothing
    oneCycle, ///< rises linearly over the first 15 %, then falls along a cosine (Smith and Topin, 2018)
};

/// The four losses of MicroT (section on joint training) with their weights. Distilling a student (SSKD) is
/// the case without a cut: fullTeacher is the paper's loss 1, fullLabel its loss 2. With a cut they are loss
/// 3 and 4, beside partLabel, loss 5, and partTeacher, loss 6.
struct LossWeights
{
    double fullTeacher = 1.0;
    double fullLabel = 0.0;
    double partLabel = 0.0;
    double partTeacher = 0.0;
};

struct DistillOptions
{
    LossWeights weights;
    int cut = 0; ///< where the part model ends; 0: full model alone
    EmbeddingDistance distance = EmbeddingDistance::meanSquared;
    bool standardise = true; ///< teacher embeddings to mean 0, deviation 1 in each dimension
    int epochs = 50;
    int batch = 128;            ///< of each rank
    double learningRate = 0.01; ///< peak
    RateSchedule schedule = RateSchedule::oneCycle;
    double warmUp = 0.0; ///< share of all steps over which the rate rises linearly first (not oneCycle)
    double momentum = 0.9;
    double weightDecay = 5e-4;
    double clipNorm = 0.0;   ///< longest gradient; 0: any
    double jitter = 0.15;    ///< how much closer than the teacher's view the student's may be; also mirrors
    double testShare = 0.02; ///< of the pool's pictures, at least one, never trained on; measures
    std::uint64_t seed = 0;

    std::filesystem::path checkpoints; ///< folder for checkpoints; empty: none
    int checkpointSeconds = 60;        ///< between checkpoints, at least
    int keep = 3;                      ///< newest checkpoints that stay
    bool resume = false;               ///< go on from the newest whole checkpoint, if there is one

    Device device{};        ///< where the student is trained
    Ranks* ranks = nullptr; ///< processes that train together, each with its share of the pool; or alone
};

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
};

/// Trains `student` (with or without weights) on `pool` to predict `teacher`'s embeddings, through a linear
/// matching layer that is dropped afterwards; with a cut, part and full model together. Labels are the pool's
/// (-1: none; blends have none). Repeats bit for bit with the same seed, whatever the number of cores; a run
/// that was stopped and resumed gives the weights of one that was not. With ranks, gradients, batch-norm's
/// running figures and test figures are means over all of them; rank 0 has the checkpoints, and leaves one
/// where another is lost. Cancelling leaves a checkpoint; so does a full disk, the last that fitted.
/// `onEpoch` may be empty; it is called from the calling thread with the student as it stands. Errors: those
/// of validateGraph, invalidArgument (no such cut; checkpoints of an unfinished run are there and resume is
/// not set; no loss), outOfRange for options, tooFewSamples, tooFewClasses (a label loss without labels),
/// malformed (no whole checkpoint of this run), numericFailure, outOfMemory, rankLost, those of writing,
/// those of decodePicture (a picture beyond the memory that has gone since), cancelled.
Result<Graph> distill(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                      const PoolViews& views, const DistillOptions& options,
                      const std::function<void(const DistillEpoch&, const Graph&)>& onEpoch,
                      const JobContext& job);

} // namespace microt
