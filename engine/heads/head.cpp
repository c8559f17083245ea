// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/head.h"

#include <algorithm>
#include <cmath>

#include "engine/heads/logistic.h"
#include "engine/heads/neighbours.h"
#include "engine/heads/perceptron.h"
#include "engine/heads/regularisation.h"

namespace microt {

namespace {

constexpr int kMaxHiddenUnits = 4096;

Status checkArguments(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                      const HeadOptions& options)
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
    if (!(options.inverseRegularisation > 0.0 || options.inverseRegularisation == kChosenFromData) ||
        !std::isfinite(options.inverseRegularisation) || options.maxIterations < 1)
        return Failure{Error::invalidArgument,
                       "C must be positive, or 0 to have it chosen, and at least one iteration "
                       "allowed."};
    if (options.neighbours < 1 || options.hiddenUnits < 1 || options.hiddenUnits > kMaxHiddenUnits)
        return Failure{Error::invalidArgument, "A head needs at least one neighbour and 1 to " +
                                                   std::to_string(kMaxHiddenUnits) + " hidden units."};
    return {};
}

} // namespace

const char* headKindName(HeadKind kind)
{
    switch (kind) {
    case HeadKind::logistic:
        return "logistic";
    case HeadKind::nearestNeighbours:
        return "knn";
    case HeadKind::perceptron:
        return "mlp";
    }
    return "";
}

Result<HeadKind> parseHeadKind(const std::string& name)
{
    for (const HeadKind kind : {HeadKind::logistic, HeadKind::nearestNeighbours, HeadKind::perceptron})
        if (name == headKindName(kind))
            return kind;
    return Failure{Error::invalidArgument, "There is no head \"" + name + "\"; choose logistic, knn or mlp."};
}

bool HeadOptions::operator==(const HeadOptions& other) const
{
    return kind == other.kind && inverseRegularisation == other.inverseRegularisation &&
           maxIterations == other.maxIterations && neighbours == other.neighbours &&
           hiddenUnits == other.hiddenUnits && seed == other.seed && asPublished == other.asPublished;
}

bool choosesRegularisation(const HeadOptions& options)
{
    return options.kind == HeadKind::logistic && options.inverseRegularisation == kChosenFromData;
}

Result<HeadOptions> settleHead(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                               const HeadOptions& options, const JobContext& job)
{
    MICROT_CHECK(checkArguments(features, labels, classes, options));
    MICROT_CHECK(job.checkCancelled());
    HeadOptions settled = options;
    if (options.inverseRegularisation == kChosenFromData)
        settled.inverseRegularisation = 1.0;
    if (choosesRegularisation(options)) {
        MICROT_TRY(settled.inverseRegularisation,
                   chooseRegularisation(features, labels, classes, options, job));
    }
    return settled;
}

Result<std::shared_ptr<const Head>> trainHead(const FeatureMatrix& features, const std::vector<int>& labels,
                                              int classes, const HeadOptions& open, const JobContext& job)
{
    MICROT_TRY(const HeadOptions options, settleHead(features, labels, classes, open, job));
    switch (options.kind) {
    case HeadKind::logistic:
        return trainLogistic(features, labels, classes, options, job);
    case HeadKind::nearestNeighbours:
        return trainNeighbours(features, labels, classes, options);
    case HeadKind::perceptron:
        return trainPerceptron(features, labels, classes, options, job);
    }
    return Failure{Error::invalidArgument, "Unknown kind of head."};
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
