// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/features/feature_set.h"
#include "engine/heads/head.h"
#include "engine/model/cost.h"

namespace microt {

/// Weights of the three components of the fused score; any non-negative numbers, not all zero.
struct FusedWeights
{
    double accuracy = 1.0; ///< wa, of 1 - L
    double gain = 1.0;     ///< wg, of G
    double macs = 1.0;     ///< wm, of M
};

/// One cut. Shares and accuracies 0..1.
struct CutRow
{
    int cut = 0;
    int features = 0; ///< of the part model
    std::int64_t macs = 0;
    double macShare = 0.0;
    std::int64_t parameters = 0;
    std::int64_t arenaBytes = 0;
    double partAccuracy = 0.0;      ///< measured on the test split; plays no part in the choice
    double selectionAccuracy = 0.0; ///< A_k below: on pictures that the head has not seen and that are not
                                    ///< test pictures, which must not choose
    double fullAccuracy = 0.0;      ///< of the full head with this cut, test split
    double fullSelectionAccuracy = 0.0; ///< the same as selectionAccuracy: A_full below
    double accuracyLoss = 0.0;          ///< L = max(0, A_full - A_k) / A_full
    double gainRatio = 0.0;             ///< (A_k - A_prev) / (share_k - share_prev), raw; 0 for the first cut
    double scaledGain = 0.0; ///< G: gainRatio scaled to 0..1 over the cuts after the first, 0 for the first
    double fusedScore = 0.0; ///< (wa (1 - L) + wg G + wm (1 - macShare)) / (wa + wg + wm)
};

/// Every cut of an extractor on one task.
struct CutTable
{
    std::vector<CutRow> rows;           ///< by cut
    double fullAccuracy = 0.0;          ///< of the full extractor's features alone, test split
    double fullSelectionAccuracy = 0.0; ///< the same, of unseen train and calibration pictures
    int recommended = 0;                ///< cut with the largest fused score, the earliest on ties
    FusedWeights weights;

    const CutRow* find(int cut) const; ///< nullptr where there is no such cut
};

/// Trains a part head at every cut, a full head on the extractor's features alone, and, unless as published,
/// one for every cut; in parallel. Their selection accuracies count the calibration split and, each third by
/// heads trained on the others, the train split (countHeldOut()): the gain of a cut is the difference of two
/// neighbours over a few percent of the computation, and calibration pictures alone leave it to chance.
/// Errors: those of trainHead, tooFewSamples, cancelled.
Result<CutTable> evaluateCuts(const FeatureSet& features, const Dataset& dataset, const GraphCost& cost,
                              const HeadOptions& head, const FusedWeights& weights, const JobContext& job);

/// Recomputes scores and recommendation for other weights (no training, microseconds). The sources name the
/// components of the score, not its formula; the formula above is ours. All-zero weights count as equal.
void applyWeights(CutTable& table, const FusedWeights& weights);

} // namespace microt
