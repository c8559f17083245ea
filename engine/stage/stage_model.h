// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/heads/head.h"
#include "engine/runtime/confidence.h"
#include "engine/stage/calibration.h"
#include "engine/stage/stage_curve.h"

namespace microt {

struct StageOptions
{
    int cut = 0;
    HeadOptions head;
    ConfidenceMeasure measure = ConfidenceMeasure::maxProbability;
    bool fitTemperature = false; ///< on calibration data; changes thresholds and confidences, not predictions
    bool operator==(const StageOptions& other) const;
};

/// A local task solved in two stages at one cut: heads trained on the train split, confidences of the
/// calibration split for thresholds, and the test split for measuring. Immutable; a value (heads are shared).
struct StageModel
{
    StageOptions options;
    std::shared_ptr<const Head> partHead;
    std::shared_ptr<const Head> fullHead;
    double partRegularisation = 0.0; ///< C of the part head: the given one, or the one its data chose
    double fullRegularisation = 0.0; ///< the same at every cut: SplitRows::ofFullAtLastCut()
    float partTemperature = 1.0F;
    StageSamples calibration;
    StageSamples test;
    StageCurve testCurve;
    int trainCount = 0;

    /// From calibration samples alone. Errors as thresholdForRatio.
    Result<float> thresholdFor(double ratio) const
    {
        return thresholdForRatio(calibration.partConfidence, ratio);
    }
};

/// Trains both heads and measures. Errors: invalidArgument (no such cut), tooFewSamples (a split is empty),
/// those of trainHead, cancelled.
Result<StageModel> buildStageModel(const FeatureSet& features, const Dataset& dataset,
                                   const StageOptions& options, const JobContext& job);

} // namespace microt
