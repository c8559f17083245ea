// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/head_training.h"

namespace microt {

namespace {

constexpr std::int32_t kMaxClasses = 256;
constexpr std::int32_t kMaxDimensions = 8192;
constexpr std::int32_t kMaxSamples = 65535;

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

float dot(const float* a, const float* b, std::int32_t count, float start)
{
    float sum = start;
    for (std::int32_t i = 0; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

/// Mean and inverse deviation of every feature from exact integer sums.
void computeScaling(const FeatureBank& bank, const FeatureScaling& scaling)
{
    const auto count = static_cast<float>(bank.samples);
    for (std::int32_t d = 0; d < bank.dimensions; ++d) {
        std::int32_t sum = 0;
        std::int64_t squares = 0;
        for (std::int32_t s = 0; s < bank.samples; ++s) {
            const std::int32_t q = bank.values[static_cast<std::size_t>(s) * bank.stride + d];
            sum += q;
            squares += std::int64_t{q} * q;
        }
        // samples * squares - sum^2 is samples^2 times the variance, and an exact integer.
        const std::int64_t spread = std::int64_t{bank.samples} * squares - std::int64_t{sum} * sum;
        scaling.mean[d] = static_cast<float>(sum) / count;
        const float variance = static_cast<float>(spread) / (count * count);
        scaling.inverseDeviation[d] = spread > 0 ? inverseSquareRoot(variance) : 1.0F;
    }
}

} // namespace

std::size_t HeadTrainer::scratchBytes(std::int32_t classes, std::int32_t dimensions, std::int32_t samples)
{
    const std::size_t parameters = static_cast<std::size_t>(classes) * (dimensions + 1);
    return sizeof(float) * (2 * parameters + 2 * classes + dimensions) +
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
    m_gradient = m_velocity + parameters;
    m_probability = m_gradient + parameters;
    m_classWeight = m_probability + head.classes;
    m_input = m_classWeight + head.classes;
    m_order = reinterpret_cast<std::uint16_t*>(m_input + bank.dimensions);
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

void HeadTrainer::step(std::int32_t begin, std::int32_t count, float rate, EpochResult& result)
{
    const std::int32_t classes = m_head.classes;
    const std::int32_t dimensions = m_head.dimensions;
    const std::int32_t stride = dimensions + 1;
    for (std::int32_t i = 0; i < classes * stride; ++i)
        m_gradient[i] = 0.0F;

    for (std::int32_t b = 0; b < count; ++b) {
        const std::int32_t sample = m_order[begin + b];
        const std::int8_t* features = m_bank.values + static_cast<std::size_t>(sample) * m_bank.stride;
        const std::int32_t label = labelOf(m_bank, sample);
        for (std::int32_t d = 0; d < dimensions; ++d)
            m_input[d] = standardised(m_scaling, d, features[d]);
        for (std::int32_t c = 0; c < classes; ++c)
            m_probability[c] = dot(m_head.weights + static_cast<std::size_t>(c) * dimensions, m_input,
                                   dimensions, m_head.bias[c]);

        std::int32_t best = 0;
        for (std::int32_t c = 1; c < classes; ++c)
            if (m_probability[c] > m_probability[best])
                best = c;
        const float largest = m_probability[best];
        const float labelLogit = m_probability[label];
        float sum = 0.0F;
        for (std::int32_t c = 0; c < classes; ++c) {
            m_probability[c] = expPortable(m_probability[c] - largest);
            sum += m_probability[c];
        }
        const float weight = m_classWeight[label];
        result.meanLoss += weight * (logPortable(sum) - (labelLogit - largest));
        result.accuracy += best == label ? 1.0F : 0.0F;

        for (std::int32_t c = 0; c < classes; ++c) {
            const float error = weight * (m_probability[c] / sum - (c == label ? 1.0F : 0.0F));
            float* row = m_gradient + c * stride;
            for (std::int32_t d = 0; d < dimensions; ++d)
                row[d] += error * m_input[d];
            row[dimensions] += error;
        }
    }

    const float share = 1.0F / static_cast<float>(count);
    const float decay = m_options.penalty / static_cast<float>(m_bank.samples);
    for (std::int32_t c = 0; c < classes; ++c) {
        float* weights = m_head.weights + c * dimensions;
        const float* gradient = m_gradient + c * stride;
        float* velocity = m_velocity + c * stride;
        for (std::int32_t d = 0; d < dimensions; ++d) {
            velocity[d] = m_options.momentum * velocity[d] + gradient[d] * share + decay * weights[d];
            weights[d] -= rate * velocity[d];
        }
        velocity[dimensions] = m_options.momentum * velocity[dimensions] + gradient[dimensions] * share;
        m_head.bias[c] -= rate * velocity[dimensions];
    }
}

void headLogits(const LinearHead& head, const FeatureScaling& scaling, const FeaturePiece* pieces,
                float* logits)
{
    for (std::int32_t c = 0; c < head.classes; ++c) {
        const float* row = head.weights + static_cast<std::size_t>(c) * head.dimensions;
        float sum = head.bias[c];
        for (std::int32_t piece = 0, d = 0; d < head.dimensions; ++piece)
            for (std::int32_t i = 0; i < pieces[piece].count; ++i, ++d)
                sum += row[d] * standardised(scaling, d, pieces[piece].values[i]);
        logits[c] = sum;
    }
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
