// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/features/feature_set.h"

namespace microt {

enum class HeadKind { logistic, nearestNeighbours, perceptron };
const char* headKindName(HeadKind kind); ///< "logistic", "knn", "mlp"
Result<HeadKind> parseHeadKind(const std::string& name);

/// A value of HeadOptions::inverseRegularisation: whoever trains the head chooses it, see settleHead().
constexpr double kChosenFromData = 0.0;

/// How a head is trained. Logistic regression minimises 0.5 |W|^2 + C sum(cross-entropy), intercept not
/// penalised, with L-BFGS: the objective of scikit-learn's LogisticRegression.
struct HeadOptions
{
    HeadKind kind = HeadKind::logistic;
    double inverseRegularisation = kChosenFromData; ///< C
    int maxIterations = 1000;                       ///< logistic: L-BFGS iterations; mlp: epochs at most
    int neighbours = 5;                             ///< knn, Euclidean distance on standardised features
    int hiddenUnits = 128;                          ///< mlp, one ReLU layer; at most 4096
    std::uint64_t seed = 0;                         ///< mlp: initial weights and order
    bool asPublished = false; ///< on the features of MicroT's paper, see SplitRows::ofPart() and ofFull():
                              ///< for those who choose the features

    bool operator==(const HeadOptions& other) const;
};

/// A classifier on features. Immutable once trained; safe to use from several threads.
class Head
{
public:
    virtual ~Head() = default;

    /// Logits [rows, classes] of features [rows, dimensions]. knn: log of smoothed neighbour shares, so that
    /// softmax gives them back.
    virtual FeatureMatrix logits(const FeatureMatrix& features) const = 0;

    virtual std::int64_t macsPerSample() const = 0;
    virtual std::int64_t parameterCount() const = 0;
};

/// Whether C is left to cross-validation: a logistic head with kChosenFromData.
bool choosesRegularisation(const HeadOptions& options);

/// The same options with nothing left open. Where C is kChosenFromData, a logistic head gets the one that
/// cross-validation on these rows prefers (engine/heads/regularisation.h), a perceptron 1. Errors as
/// trainHead().
Result<HeadOptions> settleHead(const FeatureMatrix& features, const std::vector<int>& labels, int classes,
                               const HeadOptions& options, const JobContext& job);

/// Trains a head; options are settled first. `labels` has a class in [0, classes) for each row. Errors:
/// tooFewSamples (no rows, or only one class present), invalidArgument (sizes, non-finite features, options),
/// numericFailure, cancelled.
Result<std::shared_ptr<const Head>> trainHead(const FeatureMatrix& features, const std::vector<int>& labels,
                                              int classes, const HeadOptions& options, const JobContext& job);

/// Index of the largest logit of each row; the lowest index wins ties.
std::vector<int> predict(const FeatureMatrix& logits);

/// How many rows have their label as the largest logit.
std::int64_t countRight(const FeatureMatrix& logits, const std::vector<int>& labels);

/// Share of rows whose largest logit is the label, 0..1.
double accuracy(const FeatureMatrix& logits, const std::vector<int>& labels);

} // namespace microt
