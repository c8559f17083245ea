// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/result.h"
#include "engine/heads/head.h"
#include "engine/runtime/confidence.h"
#include "engine/stage/stage_curve.h"

namespace microt {

/// Threshold that lets the part model answer a share `ratio` of samples like these: the (1 - ratio) quantile
/// of their part confidences, linear between order statistics. Ratio 0.5 is the median (MicroT), 0.75 and
/// 0.25 the first and third quartile. Ratio 0 gives a threshold above 1 (never), ratio 1 gives 0 (always).
/// `confidences` need not be sorted. Errors: tooFewSamples if empty, outOfRange for the ratio.
Result<float> thresholdForRatio(const std::vector<float>& confidences, double ratio);

/// The same for any number of exits, with one ratio: of the samples that come to an exit, the share that it
/// answers. As a board calibrates. kNeverEarly for an exit to which none comes.
Result<Thresholds> thresholdsForRatio(const StageSamples& samples, double ratio);

/// What a board sees that has only a few samples: the threshold estimated from `drawSize` samples, repeated
/// `draws` times without replacement within a draw (the authors: 10 samples, 200 draws).
struct ThresholdEstimate
{
    int samples = 0; ///< in each draw: as many as asked for, or as there are
    int draws = 0;
    float mean = 0.0F;
    float deviation = 0.0F; ///< standard deviation over the draws
    float lowest = 0.0F;
    float highest = 0.0F;
};
Result<ThresholdEstimate> smallSampleThreshold(const std::vector<float>& confidences, double ratio,
                                               int drawSize, int draws, std::uint64_t seed);
constexpr int kSmallSample = 10;
constexpr int kSmallSampleDraws = 200;

/// Temperature that minimises the cross-entropy of softmax(logits / T), in [0.05, 20]. 1 if there are no
/// rows.
float fitTemperature(const FeatureMatrix& logits, const std::vector<int>& labels);

/// Applies a head's answers through the runtime's arithmetic: one Decision a row.
std::vector<Decision> decideAll(const FeatureMatrix& logits, ConfidenceMeasure measure, float temperature);

} // namespace microt
