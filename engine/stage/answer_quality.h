// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/stage/stage_curve.h"

namespace microt {

// How far answers and confidences can be trusted, beyond one accuracy. Window, command line and report show
// these figures and compute none themselves.

/// One class among the answers at a threshold.
struct ClassScore
{
    std::int64_t samples = 0;  ///< of the class
    std::int64_t answered = 0; ///< samples, of any class, that were answered with it
    std::int64_t right = 0;

    /// right / samples and right / answered, 0..1; 0 where there are none.
    double recall() const { return samples > 0 ? double(right) / double(samples) : 0.0; }
    double precision() const { return answered > 0 ? double(right) / double(answered) : 0.0; }
};

/// From counts [label][predicted], row-major classes x classes; one entry a class.
std::vector<ClassScore> classScores(const std::vector<std::int64_t>& confusion, int classes);

/// The part model's answers whose confidence lies in one bin.
struct ReliabilityBin
{
    std::int64_t samples = 0;
    double confidence = 0.0; ///< mean, 0..1
    double accuracy = 0.0;   ///< share answered rightly, 0..1
};

/// Whether the part model is right as often as it says.
struct Reliability
{
    std::vector<ReliabilityBin> bins; ///< equal, over [0, 1]; 1 itself lies in the last
    double error = 0.0; ///< expected calibration error: mean of |accuracy - confidence|, weighted by samples
};

/// Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017), section 2. A
/// statement about probabilities: of other measures of confidence it tells only how they lie. `bins` >= 1.
constexpr int kReliabilityBins = 15; ///< of the paper
Reliability reliabilityOf(const StageSamples& samples, int bins);

/// What the part model gets wrong when it answers only what it is surest of.
struct RiskPoint
{
    double coverage = 0.0; ///< share of samples that it answers, 0..1
    double risk = 0.0;     ///< share of these that it answers wrongly, 0..1
};

/// The risk-coverage curve at most at `maxPoints` coverages above 0, rising to 1; empty without samples.
std::vector<RiskPoint> riskCoverage(const StageCurve& curve, int maxPoints);

/// Area under that curve, 0..1, the smaller the better: the mean risk over the coverages 1/n, 2/n, ... 1
/// (Geifman and El-Yaniv 2017). Samples of one confidence count as if in random order.
double areaUnderRisk(const StageSamples& samples);

/// What a single measurement of a share on `samples` independent pictures leaves open: its 95 % interval by
/// Wilson's score (E. B. Wilson, 1927). All 0..1; 0 to 1 if there are no samples.
struct ShareRange
{
    double low = 0.0;
    double high = 1.0;
};
ShareRange wilsonRange(double share, std::int64_t samples);

} // namespace microt
