// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/perceptron.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "engine/heads/blas.h"
#include "engine/heads/standardise.h"

namespace microt {

namespace {

constexpr int kMaxEpochs = 200;
constexpr Eigen::Index kBatch = 64;

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

    void step(Array& values, const Array& gradient, int t)
    {
        constexpr float kRate = 1e-3F;
        m_first = 0.9F * m_first + 0.1F * gradient;
        m_second = (0.999F * m_second.array() + 0.001F * gradient.array().square()).matrix();
        const float firstScale = 1.0F / (1.0F - std::pow(0.9F, static_cast<float>(t)));
        const float secondScale = 1.0F / (1.0F - std::pow(0.999F, static_cast<float>(t)));
        values.array() -=
            kRate * m_first.array() * firstScale / ((m_second.array() * secondScale).sqrt() + 1e-8F);
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

class Training
{
public:
    Training(const FeatureMatrix& inputs, const std::vector<int>& labels, int classes,
             const HeadOptions& options)
        : m_inputs(inputs), m_labels(labels), m_random(options.seed),
          m_decay(
              static_cast<float>(1.0 / (options.inverseRegularisation * static_cast<double>(inputs.rows())))),
          hidden(freshLayer(inputs.cols(), std::max(1, options.hiddenUnits), m_random)),
          output(freshLayer(hidden.weights.cols(), classes, m_random)), m_hiddenWeights(hidden.weights),
          m_hiddenBias(hidden.bias), m_outputWeights(output.weights), m_outputBias(output.bias),
          m_order(static_cast<std::size_t>(inputs.rows()))
    {
        std::iota(m_order.begin(), m_order.end(), Eigen::Index{0});
    }

    /// One pass over the data in a new order; the mean loss.
    double epoch()
    {
        for (std::size_t i = m_order.size(); i > 1; --i)
            std::swap(m_order[i - 1], m_order[m_random() % i]);
        double loss = 0.0;
        const auto rows = static_cast<Eigen::Index>(m_order.size());
        for (Eigen::Index begin = 0; begin < rows; begin += kBatch)
            loss += step(begin, std::min(kBatch, rows - begin));
        return loss / static_cast<double>(rows);
    }

private:
    double step(Eigen::Index begin, Eigen::Index count)
    {
        FeatureMatrix batch(count, m_inputs.cols());
        for (Eigen::Index i = 0; i < count; ++i)
            batch.row(i) = m_inputs.row(m_order[static_cast<std::size_t>(begin + i)]);
        const FeatureMatrix active = hidden.apply(batch).cwiseMax(0.0F);
        FeatureMatrix error = output.apply(active);
        double loss = 0.0;
        for (Eigen::Index i = 0; i < count; ++i) {
            const int label =
                m_labels[static_cast<std::size_t>(m_order[static_cast<std::size_t>(begin + i)])];
            const float largest = error.row(i).maxCoeff();
            const float labelLogit = error(i, label);
            error.row(i) = (error.row(i).array() - largest).exp().matrix();
            const float sum = error.row(i).sum();
            loss += std::log(sum) - (labelLogit - largest);
            error.row(i) /= sum;
            error(i, label) -= 1.0F;
        }
        error /= static_cast<float>(count);

        FeatureMatrix outputSlope;
        multiply(active, Transposed::yes, error, Transposed::no, outputSlope);
        FeatureMatrix back;
        multiply(error, Transposed::no, output.weights, Transposed::yes, back);
        back = (active.array() > 0.0F).select(back, 0.0F);
        FeatureMatrix hiddenSlope;
        multiply(batch, Transposed::yes, back, Transposed::no, hiddenSlope);

        ++m_steps;
        m_outputWeights.step(output.weights, outputSlope + m_decay * output.weights, m_steps);
        m_outputBias.step(output.bias, error.colwise().sum(), m_steps);
        m_hiddenWeights.step(hidden.weights, hiddenSlope + m_decay * hidden.weights, m_steps);
        m_hiddenBias.step(hidden.bias, back.colwise().sum(), m_steps);
        return loss;
    }

    const FeatureMatrix& m_inputs;
    const std::vector<int>& m_labels;
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
                                                    const HeadOptions& options, const JobContext& job)
{
    Standardisation space(features);
    const FeatureMatrix inputs = space.apply(features);
    Training training(inputs, labels, classes, options);
    double best = std::numeric_limits<double>::infinity();
    int sinceBest = 0;
    for (int epoch = 0; epoch < std::min(options.maxIterations, kMaxEpochs) && sinceBest < 10; ++epoch) {
        MICROT_CHECK(job.checkCancelled());
        const double loss = training.epoch();
        if (!std::isfinite(loss))
            return Failure{Error::numericFailure,
                           "Training the perceptron diverged in epoch " + std::to_string(epoch + 1) + "."};
        sinceBest = loss < best * 0.999 ? 0 : sinceBest + 1;
        best = std::min(best, loss);
    }
    return std::shared_ptr<const Head>(std::make_shared<PerceptronHead>(
        std::move(space), std::move(training.hidden), std::move(training.output)));
}

} // namespace microt
