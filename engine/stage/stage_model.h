// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/heads/head.h"
#include "engine/model/sight.h"
#include "engine/runtime/confidence.h"
#include "engine/stage/calibration.h"
#include "engine/stage/stage_curve.h"

namespace microt {

struct StageOptions
{
    std::optional<int> cut; ///< none: the recommended one
    HeadOptions head;
    bool asPublished = false; ///< see Sight
    int earlier = 2;          ///< see Sight; measured: resources/guide/stage-decision.md
    ConfidenceMeasure measure = ConfidenceMeasure::maxProbability;
    bool fitTemperature = false; ///< on calibration data; changes thresholds and confidences, not predictions

    Sight sight() const { return {asPublished, asPublished ? 0 : earlier}; }

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.cut,
              Field("cut", "Where the part model ends (default: the recommended cut)").range(1, 1e6));
        visit(self.head, Field("head", ""));
        visit(self.asPublished,
              Field("asPublished",
                    "The paper's features: the part head sees means alone, the full head the full "
                    "model's features alone; else deviations, too, and the part's beside the "
                    "full model's"));
        visit(self.earlier,
              Field("earlier", "Earlier cuts that both heads see, too, evenly apart: 0 to 6; nothing where "
                               "features are as published")
                  .range(0, kMostEarlierCuts));
        visit(self.measure,
              Field("measure", "How sure a head is: max (softmax probability), margin or entropy")
                  .named("confidence"));
        visit(self.fitTemperature,
              Field("fitTemperature", "Fit a temperature on calibration data").named("temperature"));
    }
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

    int cut() const { return options.cut.value_or(0); }
    /// From calibration samples alone. Errors as thresholdForRatio.
    Result<float> thresholdFor(double ratio) const
    {
        return thresholdForRatio(calibration.partConfidence, ratio);
    }
};

/// Trains both heads at options.cut and measures. Errors: invalidArgument (no such cut), tooFewSamples (a
/// split is empty), those of trainHead, cancelled.
Result<StageModel> buildStageModel(const FeatureSet& features, const Dataset& dataset,
                                   const StageOptions& options, const JobContext& job);

/// Outcomes of two heads on the same rows, from their logits [rows, classes].
StageSamples stageSamples(const FeatureMatrix& partLogits, const FeatureMatrix& fullLogits,
                          const std::vector<int>& labels, const StageOptions& options, float temperature);

/// tooFewSamples, naming the split, if one of the three has no row.
Status checkSplits(const FeatureSet& features, const Dataset& dataset);

} // namespace microt
