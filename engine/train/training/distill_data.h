// SPDX-License-Identifier: Apache-2.0
// Private to engine/train: what `distill` is made of.
#pragma once

#include <string>
#include <vector>

#include "engine/train/teachers/pool_views.h"
#include "engine/train/training/distill.h"
#include "engine/train/training/training_items.h"

namespace microt {

/// What a distillation learns from, and the whole pictures that measure it.
struct DistillData
{
    PoolViews views;
    TrainingPictures pictures;
    PoolMixes mixes;
    Targets targets;
    Lanes train;
    std::vector<int> test;
    std::vector<int> shards; ///< of every picture in memory; only where they are read shard by shard
};

/// This rank's share of the pool, at twice the student's resolution: a crop of a quarter then still shows all
/// the detail that the student can see. Errors: those of TrainingPictures::load and makeLanes, tooFewSamples.
Result<DistillData> loadDistillData(const Graph& student, const Dataset& pool,
                                    const TeacherEmbeddings& teacher, const PoolViews& views,
                                    const DistillRun& run, const JobContext& job);

/// Errors: as distill has them before it loads anything.
Status checkRun(const Graph& student, const Dataset& pool, const DistillRun& run);

/// Learning rate when the share `at` in [0, 1) of all steps is done.
double learningRateAt(double at, const DistillOptions& options);

/// A hash of everything that the weights of a run depend on but for the last digits: the device is no part
/// of it.
std::string runName(const Graph& student, const Dataset& pool, const TeacherEmbeddings& teacher,
                    const PoolViews& views, const DistillRun& run);

} // namespace microt
