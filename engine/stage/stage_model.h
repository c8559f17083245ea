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

constexpr int kMostExits = 4; ///< a board answers at so many

struct StageOptions
{
    std::optional<int> cut; ///< none: the recommended one
    HeadOptions head;
    int exits = 2;                ///< of two the paper's; see earlyCuts()
    std::optional<int> secondCut; ///< none: the recommended one, where there are more than two exits
    std::optional<int> thirdCut;
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
        visit(self.exits, Field("exits", "Places that may answer: 2, part and full model; with 3 or 4 also "
                                         "between, each the ratio of what comes to it")
                              .range(2, kMostExits));
        visit(self.secondCut, Field("secondCut", "Where the second exit is, of 3 or 4 (default: recommended)")
                                  .named("second-cut")
                                  .range(1, 1e6));
        visit(self.thirdCut, Field("thirdCut", "Where the third exit is, of 4 (default: recommended)")
                                 .named("third-cut")
                                 .range(1, 1e6));
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

/// Whether more exits are wanted than cuts are named behind the first.
bool leavesExitsOpen(const StageOptions& options);

/// The cuts at which an exit before the last answers, rising: `cut`, then as many of the second and third as
/// are given and `exits` allows. Errors: invalidArgument (no cut; they do not rise).
Result<std::vector<int>> earlyCuts(const StageOptions& options);

/// An exit between part and full.
struct BetweenExit
{
    int cut = 0;
    std::shared_ptr<const Head> head; ///< sees what the exits before it see, and its own
    double regularisation = 0.0;      ///< C
    float temperature = 1.0F;
};

/// A local task solved in two stages at one cut, or in more: heads trained on the train split, confidences of
/// the calibration split for thresholds, and the test split for measuring. Immutable; a value (heads are
/// shared).
struct StageModel
{
    StageOptions options;
    std::shared_ptr<const Head> partHead;
    std::shared_ptr<const Head> fullHead;
    double partRegularisation = 0.0; ///< C of the part head: the given one, or the one its data chose
    double fullRegularisation = 0.0; ///< the same at every cut: SplitRows::ofFullAtLastCut()
    float partTemperature = 1.0F;
    std::vector<BetweenExit> between;
    StageSamples calibration;
    StageSamples test;
    StageCurve testCurve; ///< of part and full
    int trainCount = 0;

    int cut() const { return options.cut.value_or(0); }
    std::vector<int> cuts() const;                             ///< of all exits but the last
    StagePoint measuredAt(const Thresholds& thresholds) const; ///< on the test split
    /// Measured at ratios from 0 to 1, or, of two exits, at every threshold of the test split; at most
    /// `maxPoints`, by rising exit rate.
    std::vector<StagePoint> points(int maxPoints) const;
    /// From calibration samples alone. Errors as thresholdForRatio.
    Result<float> thresholdFor(double ratio) const
    {
        return thresholdForRatio(calibration.partConfidence, ratio);
    }
    Result<Thresholds> thresholdsFor(double ratio) const { return thresholdsForRatio(calibration, ratio); }
};

/// Trains the heads at earlyCuts() and the full one, and measures. Errors: invalidArgument (no such cut),
/// tooFewSamples (a split is empty), those of trainHead, cancelled.
Result<StageModel> buildStageModel(const FeatureSet& features, const Dataset& dataset,
                                   const StageOptions& options, const JobContext& job);

/// Outcomes of two heads on the same rows, from their logits [rows, classes].
StageSamples stageSamples(const FeatureMatrix& partLogits, const FeatureMatrix& fullLogits,
                          const std::vector<int>& labels, const StageOptions& options, float temperature);

/// tooFewSamples, naming the split, if one of the three has no row.
Status checkSplits(const FeatureSet& features, const Dataset& dataset);

} // namespace microt
