// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/base/fields.h"
#include "engine/train/forward/device.h"
#include "engine/train/ranks/ranks.h"
#include "engine/train/training/checkpoint_folder.h"

namespace microt {

/// How far a student's embedding is from the teacher's.
enum class EmbeddingDistance {
    meanSquared, ///< MSE over dimensions (the paper's)
    cosine,      ///< 1 - cosine
};
constexpr std::array<const char*, 2> namesOf(EmbeddingDistance)
{
    return {"mse", "cosine"};
}

/// How the learning rate moves over a run.
enum class RateSchedule {
    constant,
    cosine,   ///< falls along a half cosine to nothing
    oneCycle, ///< rises linearly over the first 15 %, then falls along a cosine (Smith and Topin, 2018)
};
constexpr std::array<const char*, 3> namesOf(RateSchedule)
{
    return {"constant", "cosine", "one-cycle"};
}

/// The four losses of MicroT (section on joint training) with their weights. Distilling a student (SSKD) is
/// the case without a cut: fullTeacher is the paper's loss 1, fullLabel its loss 2. With a cut they are loss
/// 3 and 4, beside partLabel, loss 5, and partTeacher, loss 6.
struct LossWeights
{
    double fullTeacher = 1.0;
    double fullLabel = 0.0;
    double partLabel = 0.0;
    double partTeacher = 0.0;

    bool needLabels() const { return fullLabel > 0.0 || partLabel > 0.0; }

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.fullTeacher,
              Field("fullTeacher", "Weight of the full embedding against the teacher's").range(0.0, 1e6));
        visit(self.fullLabel,
              Field("fullLabel", "Weight of the full model's labels; pools in class folders have them")
                  .range(0.0, 1e6));
        visit(self.partLabel, Field("partLabel", "Weight of the part model's labels").range(0.0, 1e6));
        visit(self.partTeacher,
              Field("partTeacher", "Weight of the part embedding against the teacher's").range(0.0, 1e6));
    }
};

/// What a student learns and how.
struct DistillOptions
{
    LossWeights weights;
    std::optional<int> cut; ///< none: full model alone
    EmbeddingDistance distance = EmbeddingDistance::meanSquared;
    bool standardise = true; ///< teacher embeddings to mean 0, deviation 1 in each dimension
    int epochs = 50;
    int batch = 128; ///< of each rank
    double learningRate = 0.01;
    RateSchedule schedule = RateSchedule::oneCycle;
    double warmUp = 0.0;
    double momentum = 0.9;
    double weightDecay = 5e-4;
    double clipNorm = 0.0;
    double jitter = 0.15; ///< also mirrors
    double testShare = 0.02;
    int shuffleBuffer = 0;
    std::uint64_t seed = 0;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.weights, Field("weights", ""));
        visit(self.cut, Field("cut", "Where the part model ends").range(1, 1e6));
        visit(self.distance, Field("distance", "How far embeddings are apart: mse (the paper's) or cosine"));
        visit(self.standardise,
              Field("standardise", "Do not standardise the teacher's embeddings").offBy("raw"));
        visit(self.epochs, Field("epochs", "Passes over the pool").range(1, 100000));
        visit(self.batch, Field("batch", "Pictures a step").range(2, 16384));
        visit(self.learningRate,
              Field("learningRate", "Peak learning rate; the default is the paper's, a small pool is learned "
                                    "several times faster at 1")
                  .range(1e-9, 1e3)
                  .named("rate"));
        visit(self.schedule, Field("schedule", "How the learning rate moves: one-cycle, cosine or constant"));
        visit(self.warmUp,
              Field("warmUp", "Share of all steps over which the rate first rises linearly (not one-cycle)")
                  .range(0.0, 0.9));
        visit(self.momentum, Field("momentum", "Momentum").range(0.0, 0.9999));
        visit(self.weightDecay, Field("weightDecay", "Weight decay").range(0.0, 1.0));
        visit(self.clipNorm, Field("clipNorm", "Longest gradient; 0: any").range(0.0, 1e9).named("clip"));
        visit(
            self.jitter,
            Field("jitter", "How much closer than the teacher's view the student's may be").range(0.0, 0.9));
        visit(self.testShare,
              Field("testShare", "Share of the pool, at least one picture, that is never trained on")
                  .range(0.0, 0.9)
                  .named(""));
        visit(self.shuffleBuffer,
              Field("shuffleBuffer", "For pools beyond the memory: read them shard by shard (tar file or "
                                     "folder) and shuffle among so many views; 0: all of the pool")
                  .range(0, 1e9));
        visit(self.seed, Field("seed", "Seed of weights, order and views"));
    }
};

/// Where a student is trained.
struct ComputePlace
{
    Device device;
    Ranks* ranks = nullptr; ///< processes that train together, each with its share of the pool; or alone
};

/// One training: what and how, what it leaves to go on from, where.
struct DistillRun
{
    DistillOptions options;
    CheckpointPolicy checkpoints;
    ComputePlace place;
};

} // namespace microt
