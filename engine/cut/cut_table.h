// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/cut/cut_answers.h"
#include "engine/data/dataset.h"
#include "engine/energy/energy_model.h"
#include "engine/features/feature_set.h"
#include "engine/model/cost.h"
#include "engine/stage/class_figures.h"
#include "engine/stage/stage_model.h"

namespace microt {

/// Weights of the three components of the fused score; any non-negative numbers, not all zero.
struct FusedWeights
{
    double accuracy = 1.0; ///< wa, of 1 - L
    double gain = 1.0;     ///< wg, of G
    double macs = 1.0;     ///< wm, of M

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.accuracy, Field("accuracy", "Weight of 1 - accuracy loss in the fused score")
                                 .named("weight-accuracy")
                                 .range(0.0, 1e6));
        visit(self.gain, Field("gain", "Weight of the gain ratio in the fused score")
                             .named("weight-gain")
                             .range(0.0, 1e6));
        visit(self.macs, Field("macs", "Weight of the MACs saved in the fused score")
                             .named("weight-macs")
                             .range(0.0, 1e6));
    }
};

/// By what a cut, and a ratio with it, is recommended.
enum class Recommendation {
    energy, ///< of all cuts and ratios the one with the least energy at an accepted loss
    score,  ///< the paper's: the largest fused score, at ratio 0.5
};
constexpr std::array<const char*, 2> namesOf(Recommendation)
{
    return {"energy", "fused"};
}

constexpr double kPaperRatio = 0.5; ///< the standard stage-decision ratio of the paper

struct CutChoice
{
    Recommendation by = Recommendation::energy;
    double acceptedLoss = 1.0; ///< points of accuracy under the best full head's
    FusedWeights weights;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.by,
              Field("by", "Which cut and ratio: the least energy at an accepted loss, or the paper's "
                          "fused score (at ratio 0.5)")
                  .named("recommend"));
        visit(self.acceptedLoss,
              Field("acceptedLoss",
                    "Points of accuracy under the best full model's that a recommendation may lose")
                  .named("loss")
                  .range(0.0, 100.0));
        visit(self.weights, Field("weights", ""));
    }
};

/// The ratio, and the further exits, at which a first cut costs least at the accepted loss.
struct BestRatio
{
    double ratio = 0.0;
    std::vector<int> further;  ///< cuts of exits between this cut and the end, where more than two are wanted
    double accuracy = 0.0;     ///< staged, of unseen pictures
    double fullAccuracy = 0.0; ///< of the full head behind the last of these cuts, the same pictures
    double testAccuracy = 0.0; ///< measured, at the threshold that calibration gives; plays no part
    ClassFigures testClasses;  ///< of the same answers
    double millijoule = 0.0;   ///< a picture, at the unseen pictures' exit rates
    double saving = 0.0;       ///< 1 - that over the full model's alone
    bool accepted = false;     ///< false: even the full head of this cut, at ratio 0, loses more
    bool possible = true;      ///< false: a further exit that is asked for does not lie behind this cut
};

/// One cut. Shares and accuracies 0..1. "Unseen" pictures choose: those of calibration and, each third by
/// heads trained on the others, of train. Test pictures must not.
struct CutRow
{
    int cut = 0;
    int features = 0; ///< that the part head sees
    std::int64_t macs = 0;
    double macShare = 0.0;
    std::int64_t parameters = 0;
    std::int64_t arenaBytes = 0;
    double partAccuracy = 0.0;          ///< measured on the test split; plays no part in the choice
    double selectionAccuracy = 0.0;     ///< A_k below: of unseen pictures
    double fullAccuracy = 0.0;          ///< of the full head with this cut, test split
    double fullSelectionAccuracy = 0.0; ///< A_full below: of unseen pictures
    double accuracyLoss = 0.0;          ///< L = max(0, A_full - A_k) / A_full
    double gainRatio = 0.0;             ///< (A_k - A_prev) / (share_k - share_prev), raw; 0 for the first cut
    double scaledGain = 0.0; ///< G: gainRatio scaled to 0..1 over the cuts after the first, 0 for the first
    double fusedScore = 0.0; ///< (wa (1 - L) + wg G + wm (1 - macShare)) / (wa + wg + wm)
    BestRatio best;

    ClassFigures partClasses; ///< of the part head on the test split
    ClassFigures fullClasses; ///< of the full head with this cut
    StageCurve unseen;
    StageCurve test;
    StageSamples unseenSamples;
    StageSamples testSamples;
    StageSamples calibrationSamples; ///< for thresholds
    Sight sight;                     ///< of both heads
    std::int64_t partHeadMacs = 0;
    std::int64_t fullHeadMacs = 0;

    StageWork work() const { return {cut, sight, partHeadMacs, fullHeadMacs}; }
};

/// Every cut of an extractor on one task.
struct CutTable
{
    std::vector<CutRow> rows;           ///< by cut
    double fullAccuracy = 0.0;          ///< of the full extractor's features alone, test split
    double fullSelectionAccuracy = 0.0; ///< the same, of unseen pictures
    int recommended = 0;                ///< cut; the earliest on ties
    double recommendedRatio = kPaperRatio;
    CutChoice choice; ///< by which it is recommended

    const CutRow* find(int cut) const; ///< nullptr where there is no such cut
};

/// What the heads' answers give under a confidence measure: the fused score's components, with equal weights;
/// the table is complete once recommend() has seen it. `cost`: of the same extractor.
CutTable cutTable(const CutAnswers& answers, const GraphCost& cost, const StageOptions& options);

/// answerAtCuts() and cutTable(). Errors: invalidArgument (features of another extractor), those of the
/// former.
Result<CutTable> evaluateCuts(const FeatureSet& features, const Dataset& dataset, const GraphCost& cost,
                              const StageOptions& options, const JobContext& job);

/// `stage` with the further exits that are recommended for the first one at `cut`, where it leaves them open.
StageOptions withFurtherExits(StageOptions stage, int cut, const CutTable& table);

/// Of unseen pictures, at the cut where the full head is best, 0..1.
double bestFullAccuracy(const CutTable& table);

/// Recommends a cut and a ratio, and fills each cut's best ratio; no training. A cut's best ratio is the
/// largest, in hundredths, up to which no ratio loses more than accepted against bestFullAccuracy() on unseen
/// pictures, one standard error of what staging loses added (the one-standard-error rule, Breiman et al.
/// 1984): of many cuts and ratios the best looks better than it is. Where `stage` wants more than two exits,
/// each cut is the first of that many (fewer where not enough lie behind it): of all sets of further cuts, or
/// of those that `stage` leaves open, the one with the least energy; then ratios are tried in tenths, and in
/// hundredths above the best. Heads are those of each cut with the part's features at their own cuts; the
/// heads that are trained in the end see those of the exits before, too. Errors: invalidArgument (cost of
/// another extractor, further exits behind which no first one is left).
Status recommend(CutTable& table, const GraphCost& cost, const BoardProfile& board, const CutChoice& choice,
                 const StageOptions& stage = {});

/// Recomputes scores and recommends by them, for other weights (no training, microseconds). The sources name
/// the components of the score, not its formula; the formula above is ours. All-zero weights count as equal.
void applyWeights(CutTable& table, const FusedWeights& weights);

} // namespace microt
