// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "engine/base/fields.h"
#include "engine/base/job_context.h"
#include "engine/base/result.h"
#include "engine/features/feature_set.h"

namespace microt {

enum class HeadKind { logistic, nearestNeighbours, perceptron };
constexpr std::array<const char*, 3> namesOf(HeadKind)
{
    return {"logistic", "knn", "mlp"};
}

/// A value of LogisticOptions::inverseRegularisation: whoever trains the head chooses it, see settleHead().
constexpr double kChosenFromData = 0.0;

/// Minimises 0.5 |W|^2 + C sum(cross-entropy), intercept not penalised, with L-BFGS: the objective of
/// scikit-learn's LogisticRegression.
struct LogisticOptions
{
    double inverseRegularisation = kChosenFromData; ///< C
    int maxIterations = 1000;                       ///< of L-BFGS

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.inverseRegularisation,
              Field("inverseRegularisation",
                    "C of a head, as in scikit-learn: the smaller, the simpler; 0: what "
                    "cross-validation on the train split prefers, 1 of an mlp")
                  .named("c")
                  .range(0.0, 1e12));
        visit(
            self.maxIterations,
            Field("maxIterations", "Iterations of a logistic head, epochs of an mlp, at most").range(1, 1e6));
    }
};

struct NeighbourOptions
{
    int neighbours = 5; ///< Euclidean distance on standardised features

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.neighbours, Field("neighbours", "Neighbours of a knn head that vote").range(1, 1e6));
    }
};

/// One hidden layer of ReLU units.
struct PerceptronOptions
{
    double inverseRegularisation = kChosenFromData; ///< C; kChosenFromData stands for 1
    int maxIterations = 1000;                       ///< epochs at most
    int hiddenUnits = 128;

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        LogisticOptions::fields(self, visit);
        visit(self.hiddenUnits, Field("hiddenUnits", "Hidden units of an mlp").range(1, 4096));
    }
};

/// In the order of HeadKind.
using HeadSettings = std::variant<LogisticOptions, NeighbourOptions, PerceptronOptions>;
constexpr std::array<const char*, 3> namesOf(const HeadSettings&)
{
    return namesOf(HeadKind());
}

/// How a head is trained.
struct HeadOptions
{
    HeadSettings settings;
    bool classWeights = false; ///< each sample weighs samples / (classes * samples of its class)
    std::uint64_t seed = 0;    ///< mlp: initial weights and order. Not a field: a task's one seed decides

    HeadKind kind() const { return static_cast<HeadKind>(settings.index()); }
    /// Another kind comes with its defaults.
    void setKind(HeadKind kind) { chooseAlternative(settings, static_cast<std::size_t>(kind)); }

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(
            self.settings,
            Field("kind", "Classifier on the features: logistic, as boards train, knn or mlp").named("head"));
        visit(self.classWeights, Field("classWeights", "Heads weigh rare classes as much as frequent ones"));
    }
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

/// C of a head, 0 of one that has none.
double regularisationOf(const HeadOptions& options);

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
