// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/head.h"

#include <algorithm>

#include "engine/heads/class_weights.h"
#include "engine/heads/logistic.h"
#include "engine/heads/neighbours.h"
#include "engine/heads/perceptron.h"
#include "engine/heads/regularisation.h"

namespace microt {

namespace {

Status checkArguments(const FeatureMatrix& features, const std::vector<int>& labels, int classes)
{
    if (features.rows() != static_cast<Eigen::Index>(labels.size()) || classes < 1 || features.cols() < 1)
        return Failure{Error::invalidArgument, "A head needs a label for each row of features."};
    if (labels.empty())
        return Failure{Error::tooFewSamples, "A head cannot be trained without samples."};
    const auto [low, high] = std::minmax_element(labels.begin(), labels.end());
    if (*low < 0 || *high >= classes)
        return Failure{Error::invalidArgument, "A label lies outside the classes."};
    if (*low == *high)
        return Failure{Error::tooFewSamples,
                       "All training samples belong to one class; a head needs at least two."};
    if (!features.allFinite())
        return Failure{Error::invalidArgument, "The features are not finite numbers."};
    return {};
}

} // namespace

bool choosesRegularisation(const HeadOptions& options)
{
    const auto* logistic = std::get_if<LogisticOptions>(&options.settings);
    return logistic != nullptr && logistic->inverseRegularisation == kChosenFromData;
}

double regularisationOf(const HeadOptions& options)
{
    if (const auto* logistic = std::get_if<LogisticOptions>(&options.settings))
        return logistic->inverseRegularisation;
    const auto* perceptron = std::get_if<PerceptronOptions>(&options.settings);
    return perceptron != nullptr ? perceptron->inverseRegularisation : 0.0;
}

Result<HeadOptions> settleHead(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                               const HeadOptions& options, const JobContext& job)
{
    MICROT_CHECK(checkArguments(features, labels, classes));
    if (const Status fits = checkFields(options); !fits.ok())
        return Failure{Error::invalidArgument, fits.failure().what};
    MICROT_CHECK(job.checkCancelled());
    HeadOptions settled = options;
    if (choosesRegularisation(options)) {
        auto& logistic = std::get<LogisticOptions>(settled.settings);
        MICROT_TRY(logistic.inverseRegularisation,
                   chooseRegularisation(features, labels, classes, logistic, options.classWeights, job));
    } else if (auto* perceptron = std::get_if<PerceptronOptions>(&settled.settings);
               perceptron != nullptr && perceptron->inverseRegularisation == kChosenFromData) {
        perceptron->inverseRegularisation = 1.0;
    }
    return settled;
}

Result<std::shared_ptr<const Head>> trainHead(const FeatureMatrix& features, const std::vector<int>& labels,
                                              int classes, const HeadOptions& open, const JobContext& job)
{
    MICROT_TRY(const HeadOptions options, settleHead(features, labels, classes, open, job));
    const std::vector<float> weights = classWeights(labels, classes, options.classWeights);
    if (const auto* logistic = std::get_if<LogisticOptions>(&options.settings))
        return trainLogistic(features, labels, classes, *logistic, weights, job);
    if (const auto* nearest = std::get_if<NeighbourOptions>(&options.settings))
        return trainNeighbours(features, labels, classes, *nearest, weights);
    return trainPerceptron(features, labels, classes, std::get<PerceptronOptions>(options.settings), weights,
                           options.seed, job);
}

std::vector<int> predict(const FeatureMatrix& logits)
{
    std::vector<int> answers;
    answers.reserve(static_cast<std::size_t>(logits.rows()));
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        const float* begin = logits.row(row).data();
        answers.push_back(static_cast<int>(std::max_element(begin, begin + logits.cols()) - begin));
    }
    return answers;
}

std::int64_t countRight(const FeatureMatrix& logits, const std::vector<int>& labels)
{
    const std::vector<int> answers = predict(logits);
    std::int64_t right = 0;
    for (std::size_t i = 0; i < answers.size(); ++i)
        right += answers[i] == labels[i] ? 1 : 0;
    return right;
}

double accuracy(const FeatureMatrix& logits, const std::vector<int>& labels)
{
    return labels.empty()
               ? 0.0
               : static_cast<double>(countRight(logits, labels)) / static_cast<double>(labels.size());
}

} // namespace microt
