// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/result.h"

namespace microt {

/// From which confidence on each exit answers, the part model's first; an exit without one never does.
using Thresholds = std::vector<float>;
constexpr float kNeverEarly = 2.0F; ///< no confidence reaches it

/// What the head of an exit between part and full says. One entry a sample.
struct ExitSamples
{
    std::vector<std::int32_t> predicted;
    std::vector<float> confidence; ///< 0..1
};

/// What the heads say about every sample of one split. All vectors have one entry a sample.
struct StageSamples
{
    int classes = 0;
    std::vector<std::int32_t> sample; ///< index into Dataset::samples
    std::vector<std::int32_t> label;
    std::vector<std::int32_t> partPredicted;
    std::vector<std::int32_t> fullPredicted;
    std::vector<float> partConfidence; ///< 0..1
    std::vector<ExitSamples> between;  ///< further exits, where there are more than two
    std::size_t size() const { return label.size(); }
};

/// The outcome of one threshold on one split.
struct StagePoint
{
    float threshold = 0.0F;               ///< of the part model
    std::int64_t answeredEarly = 0;       ///< samples the part model answered, or an exit between
    std::vector<std::int64_t> answeredAt; ///< the same by exit, the part model's first
    std::int64_t samples = 0;
    double exitRate = 0.0; ///< answeredEarly / samples; of two exits the stage-decision ratio that came out
    double accuracy = 0.0; ///< staged, 0..1
    double earlyAccuracy = 0.0; ///< of the samples answered early; 0 if there are none
    double lateAccuracy = 0.0;  ///< of the others
    double loss = 0.0;          ///< accuracy of the full model alone - accuracy; may be negative
    double lossError = 0.0;     ///< standard error of loss, a difference of paired answers
};

/// Share of all samples that each exit but the last answers.
std::vector<double> ratesOf(const StagePoint& point);

/// The outcome of thresholds on a split with any number of exits, in one pass. Of two exits what
/// StageCurve::at() gives.
StagePoint stagedAt(const StageSamples& samples, const Thresholds& thresholds);

/// The exit that answers a sample, 0 for the part model's, and how: with any number of exits.
struct StagedAnswer
{
    std::size_t exit = 0; ///< between.size() + 1: the full model
    std::int32_t predicted = 0;
};
StagedAnswer stagedAnswer(const StageSamples& samples, std::size_t i, const Thresholds& thresholds);

/// Accuracy and exit rate of two exits at every threshold, from one sort by part confidence. Build once (O(n
/// log n)), then ask at slider speed: every query is O(log n). Immutable; a value.
class StageCurve
{
public:
    StageCurve() = default;
    explicit StageCurve(const StageSamples& samples);

    std::int64_t size() const { return static_cast<std::int64_t>(m_confidence.size()); }
    StagePoint at(float threshold) const;
    /// The threshold that gives a ratio on these very samples; errors as thresholdForRatio().
    Result<float> thresholdFor(double ratio) const;
    double partAccuracy() const;
    double fullAccuracy() const;

    /// Points at every distinct confidence, thinned evenly to at most `maxPoints`, by rising exit rate; the
    /// first has exit rate 0, the last 1.
    std::vector<StagePoint> points(int maxPoints) const;

    /// Confidences, descending.
    const std::vector<float>& confidences() const { return m_confidence; }

    /// Histogram of confidence: right and wrong answers of the part model in `bins` equal bins over [0, 1].
    struct Histogram
    {
        std::vector<std::int64_t> right;
        std::vector<std::int64_t> wrong;
    };
    Histogram histogram(int bins) const;

private:
    std::vector<float> m_confidence;       ///< descending
    std::vector<std::int64_t> m_partRight; ///< prefix sums along m_confidence, size n + 1
    std::vector<std::int64_t> m_fullRight; ///< prefix sums, size n + 1
    std::vector<std::int64_t> m_oneRight; ///< of samples that exactly one model has right; prefix sums, n + 1
};

/// Confusion matrix of the staged answers at thresholds: counts [label][predicted], row-major classes x
/// classes.
std::vector<std::int64_t> confusionMatrix(const StageSamples& samples, const Thresholds& thresholds);

/// Indices (into StageSamples) of the samples in one cell of that matrix.
std::vector<std::int64_t> confusionCell(const StageSamples& samples, const Thresholds& thresholds, int label,
                                        int predicted);

} // namespace microt
