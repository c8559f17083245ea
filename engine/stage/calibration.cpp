// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace microt {

namespace {

/// Above every confidence: the part model never answers.
constexpr float kNever = 2.0F;

/// The (1 - ratio) quantile, linear between order statistics. Reorders `confidences`.
float quantileThreshold(std::vector<float>& confidences, double ratio)
{
    if (ratio <= 0.0)
        return kNever;
    if (ratio >= 1.0)
        return 0.0F;
    const double position = (1.0 - ratio) * static_cast<double>(confidences.size() - 1);
    const auto index = static_cast<std::ptrdiff_t>(position);
    const auto lower = confidences.begin() + index;
    std::nth_element(confidences.begin(), lower, confidences.end());
    const float upper =
        lower + 1 == confidences.end() ? *lower : *std::min_element(lower + 1, confidences.end());
    const double fraction = position - static_cast<double>(index);
    return static_cast<float>(*lower + fraction * (static_cast<double>(upper) - *lower));
}

Status checkThresholdInput(const std::vector<float>& confidences, double ratio)
{
    if (!(ratio >= 0.0 && ratio <= 1.0))
        return Failure{Error::outOfRange, "The stage-decision ratio must lie between 0 and 1."};
    if (confidences.empty())
        return Failure{Error::tooFewSamples, "A threshold needs calibration samples, and there are none."};
    return {};
}

/// A number below `bound`: the standard's distributions differ between libraries, this does not.
std::size_t below(std::mt19937_64& random, std::size_t bound)
{
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = random();
    while (value >= limit)
        value = random();
    return static_cast<std::size_t>(value % bound);
}

/// Mean cross-entropy of softmax(logits / temperature).
double crossEntropy(const FeatureMatrix& logits, const std::vector<int>& labels, double temperature)
{
    double sum = 0.0;
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        const Eigen::RowVectorXd scaled = logits.row(row).cast<double>() / temperature;
        const double largest = scaled.maxCoeff();
        sum += largest + std::log((scaled.array() - largest).exp().sum()) -
               scaled[labels[static_cast<std::size_t>(row)]];
    }
    return sum / static_cast<double>(logits.rows());
}

} // namespace

Result<float> thresholdForRatio(const std::vector<float>& confidences, double ratio)
{
    MICROT_CHECK(checkThresholdInput(confidences, ratio));
    std::vector<float> reordered = confidences;
    return quantileThreshold(reordered, ratio);
}

Result<Thresholds> thresholdsForRatio(const StageSamples& samples, double ratio)
{
    MICROT_TRY(const float first, thresholdForRatio(samples.partConfidence, ratio));
    Thresholds thresholds{first};
    std::vector<float> came;
    for (const ExitSamples& exit : samples.between) {
        came.clear();
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (stagedAnswer(samples, i, thresholds).exit > samples.between.size())
                came.push_back(exit.confidence[i]);
        thresholds.push_back(kNeverEarly);
        if (!came.empty()) {
            MICROT_TRY(thresholds.back(), thresholdForRatio(came, ratio));
        }
    }
    return thresholds;
}

Result<ThresholdEstimate> smallSampleThreshold(const std::vector<float>& confidences, double ratio,
                                               int drawSize, int draws, std::uint64_t seed)
{
    MICROT_CHECK(checkThresholdInput(confidences, ratio));
    if (drawSize < 1 || draws < 1)
        return Failure{Error::outOfRange, "A small-sample threshold needs at least one sample and one draw."};
    std::mt19937_64 random(seed);
    std::vector<float> pool = confidences;
    const std::size_t size = std::min(static_cast<std::size_t>(drawSize), pool.size());
    ThresholdEstimate estimate;
    estimate.samples = static_cast<int>(size);
    estimate.draws = draws;
    double sum = 0.0;
    double squares = 0.0;
    for (int draw = 0; draw < draws; ++draw) {
        for (std::size_t i = 0; i < size; ++i)
            std::swap(pool[i], pool[i + below(random, pool.size() - i)]);
        std::vector<float> drawn(pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(size));
        const float threshold = quantileThreshold(drawn, ratio);
        sum += threshold;
        squares += static_cast<double>(threshold) * threshold;
        estimate.lowest = draw == 0 ? threshold : std::min(estimate.lowest, threshold);
        estimate.highest = draw == 0 ? threshold : std::max(estimate.highest, threshold);
    }
    const double mean = sum / draws;
    estimate.mean = static_cast<float>(mean);
    estimate.deviation = static_cast<float>(std::sqrt(std::max(0.0, squares / draws - mean * mean)));
    return estimate;
}

float fitTemperature(const FeatureMatrix& logits, const std::vector<int>& labels)
{
    if (logits.rows() == 0)
        return 1.0F;
    // Cross-entropy is unimodal in log T here; golden section over [0.05, 20].
    constexpr double kGolden = 0.6180339887498949;
    double low = std::log(0.05);
    double high = std::log(20.0);
    double left = high - kGolden * (high - low);
    double right = low + kGolden * (high - low);
    double atLeft = crossEntropy(logits, labels, std::exp(left));
    double atRight = crossEntropy(logits, labels, std::exp(right));
    for (int i = 0; i < 40; ++i) {
        if (atLeft < atRight) {
            high = right;
            right = left;
            atRight = atLeft;
            left = high - kGolden * (high - low);
            atLeft = crossEntropy(logits, labels, std::exp(left));
        } else {
            low = left;
            left = right;
            atLeft = atRight;
            right = low + kGolden * (high - low);
            atRight = crossEntropy(logits, labels, std::exp(right));
        }
    }
    return static_cast<float>(std::exp((low + high) / 2.0));
}

std::vector<Decision> decideAll(const FeatureMatrix& logits, ConfidenceMeasure measure, float temperature)
{
    std::vector<Decision> decisions;
    decisions.reserve(static_cast<std::size_t>(logits.rows()));
    for (Eigen::Index row = 0; row < logits.rows(); ++row)
        decisions.push_back(
            decide(logits.row(row).data(), static_cast<int>(logits.cols()), measure, temperature));
    return decisions;
}

} // namespace microt
