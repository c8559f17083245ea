// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/features/select_rows.h"
#include "engine/heads/linear_head.h"
#include "engine/train/methods/method.h"

namespace microt {

// What methods share that leave the extractor as it is, and the head that the others begin with.

/// A logistic head on the full features of `rows`. C as the task's options have it. Errors: those of
/// settleHead() and trainHead().
Result<std::shared_ptr<const LinearClassifier>> trainTaskHead(const MethodTask& task,
                                                              const FeatureSet& features,
                                                              const SplitRows& rows, const JobContext& job);

/// What a head costs that a board trains by itself (engine/runtime/head_training.h) on int8 features that it
/// keeps: TrainingOptions' epochs, two products a weight and picture (answer and gradient), one more a weight
/// and batch. Counted with 500 pictures and 2,400 weights, such a product takes 2.7 instructions on the
/// virtual boards, where the profiles assume 2.28 of a linear operator.
struct HeadCost
{
    double epochCycles = 0.0;
    int epochs = 0;
    std::int64_t macs = 0;         ///< of one answer
    std::int64_t bankBytes = 0;    ///< features and labels of all samples
    std::int64_t headBytes = 0;    ///< weights, biases, centre and scale of features, float32
    std::int64_t scratchBytes = 0; ///< while it is trained
};
HeadCost headCostOf(int samples, int dimensions, int classes, const BoardProfile& board);

/// Cycles of a whole forward pass up to the full features.
double forwardCycles(const GraphCost& cost, const BoardProfile& board);

/// One head on the features of an extractor that stays as it is. Errors: as trainTaskHead(), tooFewSamples.
Result<MethodResult> runFrozen(const MethodTask& task, const FeatureSet& features, const JobContext& job);

} // namespace microt
