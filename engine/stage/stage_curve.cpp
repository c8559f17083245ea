// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/stage_curve.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "engine/stage/calibration.h"

namespace microt {

namespace {

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

/// `lost`: answers that the full model alone has right and staging has not, less the other way round;
/// `differ`: both together.
void setLoss(StagePoint& point, double lost, double differ)
{
    const auto count = static_cast<double>(std::max<std::int64_t>(1, point.samples));
    point.loss = lost / count;
    point.lossError = std::sqrt(std::max(0.0, differ - lost * lost / count)) / count;
}

} // namespace

StagedAnswer stagedAnswer(const StageSamples& samples, std::size_t i, const Thresholds& thresholds)
{
    const std::size_t early = std::min(thresholds.size(), samples.between.size() + 1);
    if (early > 0 && samples.partConfidence[i] >= thresholds[0])
        return {0, samples.partPredicted[i]};
    for (std::size_t exit = 1; exit < early; ++exit)
        if (samples.between[exit - 1].confidence[i] >= thresholds[exit])
            return {exit, samples.between[exit - 1].predicted[i]};
    return {samples.between.size() + 1, samples.fullPredicted[i]};
}

std::vector<double> ratesOf(const StagePoint& point)
{
    std::vector<double> rates;
    for (const std::int64_t answered : point.answeredAt)
        rates.push_back(share(answered, point.samples));
    return rates;
}

StagePoint stagedAt(const StageSamples& samples, const Thresholds& thresholds)
{
    StagePoint point;
    point.threshold = thresholds.empty() ? kNeverEarly : thresholds.front();
    point.samples = static_cast<std::int64_t>(samples.size());
    point.answeredAt.assign(samples.between.size() + 1, 0);
    std::int64_t earlyRight = 0;
    std::int64_t lateRight = 0;
    std::int64_t lost = 0;
    std::int64_t differ = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const StagedAnswer answer = stagedAnswer(samples, i, thresholds);
        const bool early = answer.exit < point.answeredAt.size();
        const int right = answer.predicted == samples.label[i] ? 1 : 0;
        const int full = samples.fullPredicted[i] == samples.label[i] ? 1 : 0;
        if (early)
            ++point.answeredAt[answer.exit];
        (early ? earlyRight : lateRight) += right;
        lost += full - right;
        differ += full != right ? 1 : 0;
    }
    for (const std::int64_t answered : point.answeredAt)
        point.answeredEarly += answered;
    point.exitRate = share(point.answeredEarly, point.samples);
    point.accuracy = share(earlyRight + lateRight, point.samples);
    point.earlyAccuracy = share(earlyRight, point.answeredEarly);
    point.lateAccuracy = share(lateRight, point.samples - point.answeredEarly);
    setLoss(point, static_cast<double>(lost), static_cast<double>(differ));
    return point;
}

StageCurve::StageCurve(const StageSamples& samples)
{
    const std::size_t count = samples.size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&samples](std::size_t a, std::size_t b) {
        return samples.partConfidence[a] != samples.partConfidence[b]
                   ? samples.partConfidence[a] > samples.partConfidence[b]
                   : a < b;
    });
    m_confidence.reserve(count);
    m_partRight.assign(1, 0);
    m_fullRight.assign(1, 0);
    m_oneRight.assign(1, 0);
    for (const std::size_t i : order) {
        const bool part = samples.partPredicted[i] == samples.label[i];
        const bool full = samples.fullPredicted[i] == samples.label[i];
        m_confidence.push_back(samples.partConfidence[i]);
        m_partRight.push_back(m_partRight.back() + (part ? 1 : 0));
        m_fullRight.push_back(m_fullRight.back() + (full ? 1 : 0));
        m_oneRight.push_back(m_oneRight.back() + (part != full ? 1 : 0));
    }
}

StagePoint StageCurve::at(float threshold) const
{
    StagePoint point;
    point.threshold = threshold;
    point.samples = size();
    if (point.samples == 0)
        return point;
    // Confidences fall: the first one below the threshold ends the early answers, so equal ones all exit.
    const auto end = std::partition_point(m_confidence.begin(), m_confidence.end(),
                                          [threshold](float confidence) { return confidence >= threshold; });
    const auto early = static_cast<std::size_t>(end - m_confidence.begin());
    const std::int64_t earlyRight = m_partRight[early];
    const std::int64_t lateRight = m_fullRight.back() - m_fullRight[early];
    point.answeredEarly = static_cast<std::int64_t>(early);
    point.answeredAt = {point.answeredEarly};
    point.exitRate = share(point.answeredEarly, point.samples);
    point.accuracy = share(earlyRight + lateRight, point.samples);
    point.earlyAccuracy = share(earlyRight, point.answeredEarly);
    point.lateAccuracy = share(lateRight, point.samples - point.answeredEarly);
    // Late answers are the full model's own: only early ones differ.
    setLoss(point, static_cast<double>(m_fullRight[early] - earlyRight),
            static_cast<double>(m_oneRight[early]));
    return point;
}

Result<float> StageCurve::thresholdFor(double ratio) const
{
    if (m_confidence.empty() || !(ratio > 0.0 && ratio < 1.0))
        return thresholdForRatio(m_confidence, ratio);
    // They are in order already.
    const double position = ratio * static_cast<double>(m_confidence.size() - 1);
    const auto next = static_cast<std::size_t>(std::ceil(position));
    const double fraction = static_cast<double>(next) - position;
    const float lower = m_confidence[next];
    const float upper = m_confidence[next > 0 ? next - 1 : 0];
    return static_cast<float>(lower + fraction * (static_cast<double>(upper) - lower));
}

double StageCurve::partAccuracy() const
{
    return size() > 0 ? share(m_partRight.back(), size()) : 0.0;
}

double StageCurve::fullAccuracy() const
{
    return size() > 0 ? share(m_fullRight.back(), size()) : 0.0;
}

std::vector<StagePoint> StageCurve::points(int maxPoints) const
{
    std::vector<StagePoint> points;
    if (size() == 0)
        return points;
    // Thresholds that change anything: above every confidence, then each distinct confidence.
    std::vector<float> thresholds{2.0F};
    for (std::size_t i = 0; i < m_confidence.size(); ++i)
        if (i == 0 || m_confidence[i] != m_confidence[i - 1])
            thresholds.push_back(m_confidence[i]);
    const std::size_t most = std::max(2, maxPoints);
    const std::size_t count = std::min(most, thresholds.size());
    for (std::size_t i = 0; i < count; ++i)
        points.push_back(at(thresholds[i * (thresholds.size() - 1) / std::max<std::size_t>(1, count - 1)]));
    return points;
}

StageCurve::Histogram StageCurve::histogram(int bins) const
{
    Histogram histogram;
    const auto count = static_cast<std::size_t>(std::max(1, bins));
    histogram.right.assign(count, 0);
    histogram.wrong.assign(count, 0);
    std::size_t begin = 0;
    for (std::size_t bin = count; bin-- > 0;) {
        // Bin b holds [b / bins, (b + 1) / bins); the lowest takes everything that is left.
        const float low = static_cast<float>(bin) / static_cast<float>(count);
        const auto end = bin == 0
                             ? m_confidence.end()
                             : std::partition_point(m_confidence.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    m_confidence.end(), [low](float c) { return c >= low; });
        const auto last = static_cast<std::size_t>(end - m_confidence.begin());
        histogram.right[bin] = m_partRight[last] - m_partRight[begin];
        histogram.wrong[bin] = static_cast<std::int64_t>(last - begin) - histogram.right[bin];
        begin = last;
    }
    return histogram;
}

std::vector<std::int64_t> confusionMatrix(const StageSamples& samples, const Thresholds& thresholds)
{
    const auto classes = static_cast<std::size_t>(samples.classes);
    std::vector<std::int64_t> matrix(classes * classes, 0);
    for (std::size_t i = 0; i < samples.size(); ++i)
        ++matrix[static_cast<std::size_t>(samples.label[i]) * classes +
                 static_cast<std::size_t>(stagedAnswer(samples, i, thresholds).predicted)];
    return matrix;
}

std::vector<std::int64_t> confusionCell(const StageSamples& samples, const Thresholds& thresholds, int label,
                                        int predicted)
{
    std::vector<std::int64_t> members;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (samples.label[i] == label && stagedAnswer(samples, i, thresholds).predicted == predicted)
            members.push_back(static_cast<std::int64_t>(i));
    return members;
}

} // namespace microt
