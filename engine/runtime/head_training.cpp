// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/head_training.h"

#include "engine/runtime/head_kernels.h"

namespace microt {

namespace {

constexpr std::int32_t kMaxClasses = 256;
constexpr std::int32_t kMaxDimensions = 8192;
constexpr std::int32_t kMaxSamples = 65535;
/// Classes at a time, as many as registers are for; measured on the virtual boards.
constexpr int kAnsweredTogether = 5;
constexpr int kChangedTogether = 2;

/// 1 / sqrt(x) for x > 0 by Newton steps: correctly rounded square roots are not to be had everywhere, the
/// same bits are.
float inverseSquareRoot(float x)
{
    // Scale x into [1, 4) by powers of four, which are exact.
    float factor = 1.0F;
    while (x >= 4.0F) {
        x *= 0.25F;
        factor *= 0.5F;
    }
    while (x < 1.0F) {
        x *= 4.0F;
        factor *= 2.0F;
    }
    float root = 1.0F - 0.1875F * (x - 1.0F);
    for (int i = 0; i < 6; ++i)
        root = root * (1.5F - 0.5F * x * root * root);
    return root * factor;
}

std::int32_t labelOf(const FeatureBank& bank, std::int32_t sample)
{
    return bank.labels[static_cast<std::size_t>(sample) * bank.labelStride];
}

float standardised(const FeatureScaling& scaling, std::int32_t d, std::int8_t q)
{
    return (static_cast<float>(q) - scaling.mean[d]) * scaling.inverseDeviation[d];
}

/// Mean and inverse deviation of every feature from exact integer sums.
void computeScaling(const FeatureBank& bank, const FeatureScaling& scaling)
{
    const auto count = static_cast<float>(bank.samples);
    for (std::int32_t d = 0; d < bank.dimensions; ++d) {
        std::int32_t sum = 0;
        std::int32_t squares = 0; // at most 65535 * 128^2
        for (std::int32_t s = 0; s < bank.samples; ++s) {
            const std::int32_t q = bank.values[static_cast<std::size_t>(s) * bank.stride + d];
            sum += q;
            squares += q * q;
        }
        // samples * squares - sum^2 is samples^2 times the variance, and an exact integer.
        const std::int64_t spread = std::int64_t{bank.samples} * squares - std::int64_t{sum} * sum;
        scaling.mean[d] = static_cast<float>(sum) / count;
        const float variance = static_cast<float>(spread) / (count * count);
        scaling.inverseDeviation[d] = spread > 0 ? inverseSquareRoot(variance) : 1.0F;
    }
}

/// logits [Classes] of one sample.
template <int Classes>
void rowLogits(const float* weights, const float* bias, std::int32_t dimensions,
               const FeatureScaling& scaling, const FeaturePiece* pieces, float* logits)
{
    float sums[Classes];
    for (int c = 0; c < Classes; ++c)
        sums[c] = bias[c];
    for (std::int32_t d = 0; d < dimensions; ++pieces)
        for (std::int32_t i = 0; i < pieces->count; ++i, ++d) {
            const float input = standardised(scaling, d, pieces->values[i]);
            for (int c = 0; c < Classes; ++c)
                sums[c] = multiplyAdd(weights[static_cast<std::size_t>(c) * dimensions + d], input, sums[c]);
        }
    for (int c = 0; c < Classes; ++c)
        logits[c] = sums[c];
}

} // namespace

std::size_t HeadTrainer::scratchBytes(std::int32_t classes, std::int32_t dimensions, std::int32_t samples)
{
    const std::size_t parameters = static_cast<std::size_t>(classes) * (dimensions + 1);
    return sizeof(float) * (parameters + (kColumns + 1) * classes + kColumns * dimensions) +
           sizeof(std::uint16_t) * (samples + samples % 2);
}

Error HeadTrainer::begin(const FeatureBank& bank, const LinearHead& head, const FeatureScaling& scaling,
                         const TrainingOptions& options, std::uint8_t* scratch, std::size_t scratchBytesGiven)
{
    if (bank.samples <= 0)
        return Error::tooFewSamples;
    if (bank.samples > kMaxSamples || bank.dimensions <= 0 || bank.dimensions > kMaxDimensions ||
        head.classes <= 0 || head.classes > kMaxClasses || head.dimensions != bank.dimensions ||
        options.epochs <= 0 || options.batch <= 0 || !(options.learningRate > 0.0F) ||
        !(options.momentum >= 0.0F && options.momentum < 1.0F) || !(options.penalty >= 0.0F) ||
        reinterpret_cast<std::uintptr_t>(scratch) % 4 != 0)
        return Error::invalidArgument;
    for (std::int32_t s = 0; s < bank.samples; ++s)
        if (labelOf(bank, s) >= head.classes)
            return Error::invalidArgument;
    if (scratchBytesGiven < scratchBytes(head.classes, bank.dimensions, bank.samples))
        return Error::outOfMemory;

    m_bank = bank;
    if (m_bank.stride == 0)
        m_bank.stride = bank.dimensions;
    m_head = head;
    m_scaling = scaling;
    m_options = options;
    const std::int32_t parameters = head.classes * (bank.dimensions + 1);
    m_velocity = reinterpret_cast<float*>(scratch);
    m_errors = m_velocity + parameters;
    m_classWeight = m_errors + kColumns * head.classes;
    m_inputs = m_classWeight + head.classes;
    m_order = reinterpret_cast<std::uint16_t*>(m_inputs + kColumns * bank.dimensions);
    m_random = options.seed != 0 ? options.seed : 1;
    m_epoch = 0;

    for (std::int32_t i = 0; i < parameters; ++i)
        m_velocity[i] = 0.0F;
    for (std::int32_t i = 0; i < head.classes * head.dimensions; ++i)
        head.weights[i] = 0.0F;
    for (std::int32_t i = 0; i < head.classes; ++i)
        head.bias[i] = 0.0F;
    for (std::int32_t s = 0; s < bank.samples; ++s)
        m_order[s] = static_cast<std::uint16_t>(s);
    weighClasses();
    computeScaling(m_bank, scaling);
    return Error::none;
}

void HeadTrainer::weighClasses()
{
    const std::int32_t classes = m_head.classes;
    if (!m_options.classWeights) {
        for (std::int32_t c = 0; c < classes; ++c)
            m_classWeight[c] = 1.0F;
        return;
    }
    for (std::int32_t c = 0; c < classes; ++c)
        m_classWeight[c] = 0.0F; // counts first: exact, far below 2^24
    for (std::int32_t s = 0; s < m_bank.samples; ++s)
        m_classWeight[labelOf(m_bank, s)] += 1.0F;
    const auto samples = static_cast<float>(m_bank.samples);
    for (std::int32_t c = 0; c < classes; ++c)
        if (m_classWeight[c] > 0.0F) // the weight of a class without samples is never asked for
            m_classWeight[c] = samples / (static_cast<float>(classes) * m_classWeight[c]);
}

/// xorshift32 (Marsaglia 2003), a number below `bound` by multiplication.
std::uint32_t HeadTrainer::random(std::uint32_t bound)
{
    m_random ^= m_random << 13;
    m_random ^= m_random >> 17;
    m_random ^= m_random << 5;
    return static_cast<std::uint32_t>((std::uint64_t{m_random} * bound) >> 32);
}

EpochResult HeadTrainer::runEpoch()
{
    EpochResult result;
    result.epoch = m_epoch;
    if (finished())
        return result;
    for (std::int32_t i = m_bank.samples - 1; i > 0; --i) {
        const auto j = static_cast<std::int32_t>(random(static_cast<std::uint32_t>(i) + 1));
        const std::uint16_t swapped = m_order[i];
        m_order[i] = m_order[j];
        m_order[j] = swapped;
    }
    const std::int32_t stepsPerEpoch = (m_bank.samples + m_options.batch - 1) / m_options.batch;
    const auto totalSteps = static_cast<float>(stepsPerEpoch) * static_cast<float>(m_options.epochs);
    for (std::int32_t s = 0; s < stepsPerEpoch; ++s) {
        const std::int32_t begin = s * m_options.batch;
        const std::int32_t left = m_bank.samples - begin;
        const auto stepsDone =
            static_cast<float>(m_epoch) * static_cast<float>(stepsPerEpoch) + static_cast<float>(s);
        const float rate = m_options.learningRate * (1.0F - stepsDone / totalSteps);
        step(begin, left < m_options.batch ? left : m_options.batch, rate, result);
    }
    const auto count = static_cast<float>(m_bank.samples);
    result.meanLoss /= count;
    result.accuracy /= count;
    ++m_epoch;
    return result;
}

/// A batch that is larger than kColumns goes in pieces, and the weights change with the last of them.
void HeadTrainer::step(std::int32_t begin, std::int32_t count, float rate, EpochResult& result)
{
    const float share = 1.0F / static_cast<float>(count);
    StepFactors factors{m_options.momentum, m_options.penalty / static_cast<float>(m_bank.samples), 0.0F};
    for (std::int32_t done = 0; done < count; done += kColumns) {
        const std::uint16_t* samples = m_order + begin + done;
        const std::int32_t columns = count - done < kColumns ? count - done : kColumns;
        answer(samples, columns);
        for (std::int32_t s = 0; s < columns; ++s)
            compare(s, labelOf(m_bank, samples[s]), share, result);
        if (done + columns == count)
            factors.rate = rate;
        descendAll(columns, factors);
        factors = {1.0F, 0.0F, 0.0F};
    }
}

/// Inputs and logits of `count` samples, in whole halves: what has no sample has the last one's.
void HeadTrainer::answer(const std::uint16_t* samples, std::int32_t count)
{
    const std::int32_t dimensions = m_head.dimensions;
    for (std::int32_t half = 0; half < count; half += kHalfColumns) {
        const std::int8_t* rows[kHalfColumns];
        for (int s = 0; s < kHalfColumns; ++s) {
            const std::uint16_t sample = samples[half + s < count ? half + s : count - 1];
            rows[s] = m_bank.values + static_cast<std::size_t>(sample) * m_bank.stride;
        }
        float* inputs = m_inputs + half;
        standardiseColumns(rows, m_scaling.mean, m_scaling.inverseDeviation, dimensions, inputs);
        inRuns<kAnsweredTogether>(m_head.classes, [&](auto classes, std::int32_t first) {
            columnLogits<classes>(m_head.weights + static_cast<std::size_t>(first) * dimensions,
                                  m_head.bias + first, inputs, dimensions,
                                  m_errors + first * kColumns + half);
        });
    }
}

/// From a sample's logits to the gradient of its loss by them, times its share of the step: softmax - 1 for
/// its own class, softmax for the others.
void HeadTrainer::compare(std::int32_t column, std::int32_t label, float share, EpochResult& result)
{
    float* column0 = m_errors + column;
    const auto at = [column0](std::int32_t c) -> float& { return column0[c * kColumns]; };
    const std::int32_t classes = m_head.classes;
    std::int32_t best = 0;
    float largest = at(0);
    for (std::int32_t c = 1; c < classes; ++c)
        if (at(c) > largest) {
            best = c;
            largest = at(c);
        }
    const float labelLogit = at(label);
    const float sum = exponentialsBelow(largest, classes, kColumns, column0);
    const float weight = m_classWeight[label];
    result.meanLoss += weight * (logPortable(sum) - (labelLogit - largest));
    result.accuracy += best == label ? 1.0F : 0.0F;
    const float scale = weight * share;
    const float factor = scale / sum;
    for (std::int32_t c = 0; c < classes; ++c)
        at(c) *= factor;
    at(label) -= scale;
}

void HeadTrainer::descendAll(std::int32_t count, const StepFactors& factors)
{
    const std::int32_t classes = m_head.classes;
    const std::int32_t dimensions = m_head.dimensions;
    const bool half = count <= kHalfColumns;
    const std::int32_t columns = half ? kHalfColumns : kColumns;
    float* biasVelocity = m_velocity + static_cast<std::size_t>(classes) * dimensions;
    for (std::int32_t c = 0; c < classes; ++c) {
        for (std::int32_t s = count; s < columns; ++s)
            m_errors[c * kColumns + s] = 0.0F;
        float sum = factors.momentum * biasVelocity[c];
        for (std::int32_t s = 0; s < count; ++s)
            sum += m_errors[c * kColumns + s];
        biasVelocity[c] = sum;
        m_head.bias[c] = multiplyAdd(-factors.rate, sum, m_head.bias[c]);
    }
    inRuns<kChangedTogether>(classes, [&](auto together, std::int32_t first) {
        const std::size_t from = static_cast<std::size_t>(first) * dimensions;
        (half ? descend<together, kHalfColumns>
              : descend<together, kColumns>)(factors, m_errors + first * kColumns, m_inputs, dimensions,
                                             m_head.weights + from, m_velocity + from);
    });
}

void headLogits(const LinearHead& head, const FeatureScaling& scaling, const FeaturePiece* pieces,
                float* logits)
{
    inRuns<kAnsweredTogether>(head.classes, [&](auto classes, std::int32_t first) {
        const float* weights = head.weights + static_cast<std::size_t>(first) * head.dimensions;
        rowLogits<classes>(weights, head.bias + first, head.dimensions, scaling, pieces, logits + first);
    });
}

Error thresholdFromConfidences(float* confidences, std::int32_t count, float ratio, float& threshold)
{
    if (count <= 0)
        return Error::tooFewSamples;
    if (!(ratio >= 0.0F && ratio <= 1.0F))
        return Error::outOfRange;
    // Insertion by halving gaps (Shell): no recursion, no memory, fast enough for the few samples of a
    // calibration.
    for (std::int32_t gap = count / 2; gap > 0; gap /= 2)
        for (std::int32_t i = gap; i < count; ++i) {
            const float value = confidences[i];
            std::int32_t j = i;
            for (; j >= gap && confidences[j - gap] > value; j -= gap)
                confidences[j] = confidences[j - gap];
            confidences[j] = value;
        }
    if (ratio == 0.0F) {
        threshold = 2.0F;
    } else if (ratio == 1.0F) {
        threshold = 0.0F;
    } else {
        const float position = (1.0F - ratio) * static_cast<float>(count - 1);
        auto below = static_cast<std::int32_t>(position);
        if (below > count - 2)
            below = count - 2;
        if (below < 0)
            below = 0;
        const float fraction = position - static_cast<float>(below);
        const float low = confidences[below];
        const float high = confidences[count > 1 ? below + 1 : 0];
        threshold = low + fraction * (high - low);
    }
    return Error::none;
}

} // namespace microt
