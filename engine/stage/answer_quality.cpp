// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/answer_quality.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace microt {

std::vector<ClassScore> classScores(const std::vector<std::int64_t>& confusion, int classes)
{
    const auto count = static_cast<std::size_t>(classes);
    std::vector<ClassScore> scores(count);
    for (std::size_t label = 0; label < count; ++label)
        for (std::size_t answer = 0; answer < count; ++answer) {
            const std::int64_t cell = confusion[label * count + answer];
            scores[label].samples += cell;
            scores[answer].answered += cell;
            scores[label].right += label == answer ? cell : 0;
        }
    return scores;
}

Reliability reliabilityOf(const StageSamples& samples, int bins)
{
    Reliability reliability;
    reliability.bins.resize(static_cast<std::size_t>(bins));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto confidence = static_cast<double>(samples.partConfidence[i]);
        const int bin = std::clamp(static_cast<int>(confidence * bins), 0, bins - 1);
        ReliabilityBin& of = reliability.bins[static_cast<std::size_t>(bin)];
        ++of.samples;
        of.confidence += confidence;
        of.accuracy += samples.partPredicted[i] == samples.label[i] ? 1.0 : 0.0;
    }
    for (ReliabilityBin& bin : reliability.bins) {
        if (bin.samples == 0)
            continue;
        reliability.error += std::abs(bin.accuracy - bin.confidence) / static_cast<double>(samples.size());
        bin.confidence /= static_cast<double>(bin.samples);
        bin.accuracy /= static_cast<double>(bin.samples);
    }
    return reliability;
}

std::vector<RiskPoint> riskCoverage(const StageCurve& curve, int maxPoints)
{
    std::vector<RiskPoint> points;
    for (const StagePoint& point : curve.points(maxPoints))
        if (point.answeredEarly > 0)
            points.push_back({point.exitRate, 1.0 - point.earlyAccuracy});
    return points;
}

double areaUnderRisk(const StageSamples& samples)
{
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto& confidence = samples.partConfidence;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return confidence[a] > confidence[b]; });
    double wrong = 0.0; // among those before a group of one confidence
    double area = 0.0;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        double inGroup = 0.0;
        for (; end < order.size() && confidence[order[end]] == confidence[order[begin]]; ++end)
            inGroup += samples.partPredicted[order[end]] != samples.label[order[end]] ? 1.0 : 0.0;
        const double share = inGroup / static_cast<double>(end - begin);
        for (std::size_t i = begin; i < end; ++i)
            area += (wrong + share * static_cast<double>(i - begin + 1)) / static_cast<double>(i + 1);
        wrong += inGroup;
    }
    return order.empty() ? 0.0 : area / static_cast<double>(order.size());
}

ShareRange wilsonRange(double share, std::int64_t samples)
{
    if (samples <= 0)
        return {};
    constexpr double z = 1.959963984540054; // 97.5 % quantile of the normal distribution
    const auto n = static_cast<double>(samples);
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

} // namespace microt
