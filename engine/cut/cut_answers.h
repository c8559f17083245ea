// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/stage/stage_model.h"

namespace microt {

/// What one head says, as logits [rows, classes]. "Unseen" pictures choose: each third of train, without
/// copies, by heads trained on the others, then those of calibration.
struct HeadAnswers
{
    FeatureMatrix unseen;
    FeatureMatrix calibration;
    FeatureMatrix test;
    std::vector<int> unseenLabels;
    std::int64_t macs = 0; ///< of the head, a picture
};

/// What the heads at every cut say of a task's pictures.
struct CutAnswers
{
    std::vector<HeadAnswers> part; ///< by cut
    HeadAnswers alone;             ///< of the full extractor's features alone
    std::vector<HeadAnswers> full; ///< by cut, that see the part's features, too; none as published
    std::vector<int> calibrationLabels;
    std::vector<int> testLabels;

    const HeadAnswers& fullAt(std::size_t cut) const { return full.empty() ? alone : full[cut]; }
};

/// Trains a part head at every cut, a full head on the extractor's features alone, and, unless as published,
/// one for every cut; in parallel. options.cut, measure and temperature play no part. Progress counts heads.
/// Errors: tooFewSamples (a split is empty), those of trainHead, cancelled.
Result<CutAnswers> answerAtCuts(const FeatureSet& features, const Dataset& dataset,
                                const StageOptions& options, const JobContext& job);

} // namespace microt
