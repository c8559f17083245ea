// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/train/methods/fine_tune.h"
#include "engine/train/methods/method.h"

namespace microt {

// What methods share that change the extractor.

/// Where they all begin: the given extractor with a head that was trained on its features of the pictures
/// that are learnt from.
struct Beginning
{
    FitRows rows;
    Graph graph; ///< withClassifier()
};
/// Errors: those of trainTaskHead().
Result<Beginning> beginTuning(const MethodTask& task, const JobContext& job);

/// What a method did before it could train.
struct ChoiceCost
{
    double cycles = 0.0;        ///< on the board
    std::int64_t sramBytes = 0; ///< peak of it
};

/// Trains what the plan names, answers the test pictures and counts the cost. `graph` may have more operators
/// than the extractor. Errors: those of fineTune() and logitsOf().
Result<MethodResult> runTuned(const MethodTask& task, const Beginning& beginning, const UpdatePlan& plan,
                              const std::string& title, const ChoiceCost& choice, const JobContext& job);

/// "8 layers, 3120 numbers" for people; the head is not counted as a layer.
std::string describePlan(const Graph& graph, const UpdatePlan& plan);

} // namespace microt
