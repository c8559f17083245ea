// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/perceptron.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "engine/heads/blas.h"
#include "engine/heads/class_weights.h"
#include "engine/heads/softmax_rows.h"
#include "engine/heads/standardise.h"

namespace microt {

namespace {

constexpr Eigen::Index kLargestBatch = 64;
constexpr Eigen::Index kSmallestBatch = 8;
constexpr Eigen::Index kBatchesAnEpoch = 8; ///< fewer rows than make so many large batches: smaller ones
constexpr int kFewestEpochs = 40;
constexpr int kFewestSteps = 4000;
constexpr float kRate = 3e-3F;
constexpr int kInputsDropped = 51;  ///< of 256
constexpr int kHiddenDropped = 128; ///< of 256

/// Weights [inputs, outputs] and bias of a layer.
struct Layer
{
    FeatureMatrix weights;
    Eigen::RowVectorXf bias;

    FeatureMatrix apply(const FeatureMatrix& input) const
    {
        FeatureMatrix output;
        multiply(input, Transposed::no, weights, Transposed::no, output);
        output.rowwise() += bias;
        return output;
    }
};

class PerceptronHead : public Head
{
public:
    PerceptronHead(Standardisation space, Layer hidden, Layer output)
        : m_space(std::move(space)), m_hidden(std::move(hidden)), m_output(std::move(output))
    {}

    FeatureMatrix logits(const FeatureMatrix& features) const override
    {
        return m_output.apply(m_hidden.apply(m_space.apply(features)).cwiseMax(0.0F));
    }
    std::int64_t macsPerSample() const override { return m_hidden.weights.size() + m_output.weights.size(); }
    std::int64_t parameterCount() const override
    {
        return macsPerSample() + m_hidden.bias.size() + m_output.bias.size();
    }

private:
    Standardisation m_space;
    Layer m_hidden;
    Layer m_output;
};

/// Adam (Kingma and Ba 2015) for one array of parameters.
template <typename Array>
class Adam
{
public:
    explicit Adam(const Array& like) : m_first(Array::Zero(like.rows(), like.cols())), m_second(m_first) {}

    /// The `t`-th step, from 1.
    void step(Array& values, const Array& gradient, float rate, int t)
    {
        m_first = 0.9F * m_first + 0.1F * gradient;
        m_second = (0.999F * m_second.array() + 0.001F * gradient.array().square()).matrix();
        const float firstScale = 1.0F / (1.0F - std::pow(0.9F, static_cast<float>(t)));
        const float secondScale = 1.0F / (1.0F - std::pow(0.999F, static_cast<float>(t)));
        values.array() -=
            rate * m_first.array() * firstScale / ((m_second.array() * secondScale).sqrt() + 1e-8F);
    }

private:
    Array m_first;
    Array m_second;
};

/// Uniform in [-limit, limit] with limit sqrt(6 / inputs) (He 2015), from raw generator numbers.
Layer freshLayer(Eigen::Index inputs, Eigen::Index outputs, std::mt19937_64& random)
{
    const float limit = std::sqrt(6.0F / static_cast<float>(inputs));
    Layer layer{FeatureMatrix(inputs, outputs), Eigen::RowVectorXf::Zero(outputs)};
    for (Eigen::Index i = 0; i < layer.weights.size(); ++i)
        layer.weights.data()[i] = limit * (static_cast<float>(random() >> 40) / 8388608.0F - 1.0F);
    return layer;
}

/// Sets each value to zero with probability `dropped` / 256 and scales the others up, so that the expectation
/// stays (Srivastava et al. 2014). Returns that scale.
float dropOut(FeatureMatrix& values, int dropped, std::mt19937_64& random)
{
    const float scale = 256.0F / static_cast<float>(256 - dropped);
    std::array<float, 256> factor; // looked up, as a branch would be mispredicted half the time
    std::fill(factor.begin(), factor.begin() + dropped, 0.0F);
    std::fill(factor.begin() + dropped, factor.end(), scale);
    std::uint64_t bytes = 0;
    for (Eigen::Index i = 0; i < values.size(); ++i, bytes >>= 8) {
        if (i % 8 == 0)
            bytes = random();
        values.data()[i] *= factor[bytes & 0xFF];
    }
    return scale;
}

/// How long to train, from the number of rows.
struct Schedule
{
    Eigen::Index batch;
    int epochs;
    int steps;

    Schedule(Eigen::Index rows, int mostEpochs)
        : batch(std::clamp(rows / kBatchesAnEpoch, kSmallestBatch, kLargestBatch))
    {
        const auto stepsAnEpoch = static_cast<int>((rows + batch - 1) / batch);
        epochs = std::max(kFewestEpochs, (kFewestSteps + stepsAnEpoch - 1) / stepsAnEpoch);
        epochs = std::min(epochs, mostEpochs);
        steps = epochs * stepsAnEpoch;
    }

    /// Rate of the `t`-th step, from 1: a cosine down to zero.
    float rate(int t) const
    {
        constexpr float kPi = 3.14159265F;
        return 0.5F * kRate * (1.0F + std::cos(kPi * static_cast<float>(t) / static_cast<float>(steps)));
    }
};

class Training
{
public:
    Training(const FeatureMatrix& inputs, const std::vector<int>& labels, int classes,
             const PerceptronOptions& options, const std::vector<float>& weights, std::uint64_t seed)
        : m_inputs(inputs), m_labels(labels), m_weights(weights),
          m_schedule(inputs.rows(), options.maxIterations), m_random(seed),
          m_decay(
              static_cast<float>(1.0 / (options.inverseRegularisation * static_cast<double>(inputs.rows())))),
          hidden(freshLayer(inputs.cols(), options.hiddenUnits, m_random)),
          output(freshLayer(hidden.weights.cols(), classes, m_random)), m_hiddenWeights(hidden.weights),
          m_hiddenBias(hidden.bias), m_outputWeights(output.weights), m_outputBias(output.bias),
          m_order(static_cast<std::size_t>(inputs.rows()))
    {
        std::iota(m_order.begin(), m_order.end(), Eigen::Index{0});
    }

    int epochs() const { return m_schedule.epochs; }

    /// One pass over the data in a new order; the mean loss.
    double epoch()
    {
        for (std::size_t i = m_order.size(); i > 1; --i)
            std::swap(m_order[i - 1], m_order[m_random() % i]);
        double loss = 0.0;
        const auto rows = static_cast<Eigen::Index>(m_order.size());
        for (Eigen::Index begin = 0; begin < rows; begin += m_schedule.batch)
            loss += step(begin, std::min(m_schedule.batch, rows - begin));
        return loss / static_cast<double>(rows);
    }

private:
    double step(Eigen::Index begin, Eigen::Index count)
    {
        FeatureMatrix batch(count, m_inputs.cols());
        for (Eigen::Index i = 0; i < count; ++i)
            batch.row(i) = m_inputs.row(m_order[static_cast<std::size_t>(begin + i)]);
        dropOut(batch, kInputsDropped, m_random);
        FeatureMatrix active = hidden.apply(batch).cwiseMax(0.0F);
        const float scale = dropOut(active, kHiddenDropped, m_random);
        FeatureMatrix error = output.apply(active);
        const double loss = lossSlope(error, begin);

        FeatureMatrix outputSlope;
        multiply(active, Transposed::yes, error, Transposed::no, outputSlope);
        FeatureMatrix back;
        multiply(error, Transposed::no, output.weights, Transposed::yes, back);
        back = (active.array() > 0.0F).select(scale * back, 0.0F);
        FeatureMatrix hiddenSlope;
        multiply(batch, Transposed::yes, back, Transposed::no, hiddenSlope);

        const float rate = m_schedule.rate(++m_steps);
        m_outputWeights.step(output.weights, outputSlope + m_decay * output.weights, rate, m_steps);
        m_outputBias.step(output.bias, error.colwise().sum(), rate, m_steps);
        m_hiddenWeights.step(hidden.weights, hiddenSlope + m_decay * hidden.weights, rate, m_steps);
        m_hiddenBias.step(hidden.bias, back.colwise().sum(), rate, m_steps);
        return loss;
    }

    /// Sum of the cross-entropies of a batch; its logits become the slope of their mean.
    double lossSlope(FeatureMatrix& logits, Eigen::Index begin) const
    {
        std::vector<int> labels;
        for (Eigen::Index i = 0; i < logits.rows(); ++i)
            labels.push_back(
                m_labels[static_cast<std::size_t>(m_order[static_cast<std::size_t>(begin + i)])]);
        const double loss = softmaxResidual(logits, labels.data(), weightsOrNull(m_weights));
        logits /= static_cast<float>(logits.rows());
        return loss;
    }

    const FeatureMatrix& m_inputs;
    const std::vector<int>& m_labels;
    const std::vector<float>& m_weights;
    Schedule m_schedule;
    std::mt19937_64 m_random;
    float m_decay;

public:
    Layer hidden;
    Layer output;

private:
    Adam<FeatureMatrix> m_hiddenWeights;
    Adam<Eigen::RowVectorXf> m_hiddenBias;
    Adam<FeatureMatrix> m_outputWeights;
    Adam<Eigen::RowVectorXf> m_outputBias;
    std::vector<Eigen::Index> m_order;
    int m_steps = 0;
};

} // namespace

Result<std::shared_ptr<const Head>> trainPerceptron(const FeatureMatrix& features,
                                                    const std::vector<int>& labels, int classes,
                                                    const PerceptronOptions& options,
                                                    const std::vector<float>& weights, std::uint64_t seed,
                                                    const JobContext& job)
{
    Standardisation space(features);
    const FeatureMatrix inputs = space.apply(features);
    Training training(inputs, labels, classes, options, weights, seed);
    for (int epoch = 0; epoch < training.epochs(); ++epoch) {
        MICROT_CHECK(job.checkCancelled());
        job.report({"Training a head", epoch, training.epochs(), "epochs"});
        if (!std::isfinite(training.epoch()))
            return Failure{Error::numericFailure,
                           "Training the perceptron diverged in epoch " + std::to_string(epoch + 1) + "."};
    }
    return std::shared_ptr<const Head>(std::make_shared<PerceptronHead>(
        std::move(space), std::move(training.hidden), std::move(training.output)));
}

} // namespace microt
