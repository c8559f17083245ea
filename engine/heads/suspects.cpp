// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/suspects.h"

#include <algorithm>
#include <cmath>

#include "engine/base/median.h"
#include "engine/base/parallel.h"
#include "engine/data/doubles.h"
#include "engine/features/select_rows.h"
#include "engine/heads/blas.h"
#include "engine/heads/head.h"
#include "engine/heads/standardise.h"

namespace microt {

namespace {

constexpr int kFolds = 5;
constexpr int kNearest = 3;
constexpr double kFarDeviations = 3.5;
constexpr Eigen::Index kMostReferences = 4000;
constexpr Eigen::Index kPictureRows = 256;

void softmaxRows(FeatureMatrix& logits)
{
    for (Eigen::Index row = 0; row < logits.rows(); ++row) {
        logits.row(row) = (logits.row(row).array() - logits.row(row).maxCoeff()).exp();
        logits.row(row) /= logits.row(row).sum();
    }
}

/// Probabilities [rows, classes] from heads that have not seen the row.
Result<FeatureMatrix> heldOutProbabilities(const FeatureMatrix& values, const std::vector<int>& labels,
                                           const std::vector<int>& fold, int classes, const JobContext& job)
{
    MICROT_TRY(const HeadOptions options, settleHead(values, labels, classes, HeadOptions(), job));
    FeatureMatrix probabilities(values.rows(), classes);
    const auto answerFold = [&](std::size_t which) -> Status {
        // Several threads are here at once, and progress counts heads.
        const JobContext quiet{job.cancel, {}};
        std::vector<Eigen::Index> held;
        std::vector<Eigen::Index> others;
        std::vector<int> trainLabels;
        for (std::size_t row = 0; row < fold.size(); ++row) {
            const bool isHeld = fold[row] == static_cast<int>(which);
            (isHeld ? held : others).push_back(static_cast<Eigen::Index>(row));
            if (!isHeld)
                trainLabels.push_back(labels[row]);
        }
        if (held.empty())
            return {};
        MICROT_TRY(const auto head, trainHead(rowsOf(values, others), trainLabels, classes, options, quiet));
        FeatureMatrix answers = head->logits(rowsOf(values, held));
        softmaxRows(answers);
        for (std::size_t i = 0; i < held.size(); ++i)
            probabilities.row(held[i]) = answers.row(static_cast<Eigen::Index>(i));
        return {};
    };
    MICROT_CHECK(
        forEachInParallel({"Training heads on parts of the pictures", 0, kFolds, "heads"}, job, answerFold));
    return probabilities;
}

/// t_j of each class; above 1 for a class without pictures.
std::vector<float> confidenceOfClasses(const FeatureMatrix& probabilities, const std::vector<int>& labels)
{
    std::vector<double> sums(static_cast<std::size_t>(probabilities.cols()), 0.0);
    std::vector<int> counts(sums.size(), 0);
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto label = static_cast<std::size_t>(labels[row]);
        sums[label] += static_cast<double>(probabilities(static_cast<Eigen::Index>(row), labels[row]));
        ++counts[label];
    }
    std::vector<float> means;
    for (std::size_t label = 0; label < sums.size(); ++label)
        means.push_back(counts[label] > 0 ? static_cast<float>(sums[label] / counts[label]) : 2.0F);
    return means;
}

std::vector<Suspect> otherClasses(const FeatureMatrix& probabilities, const SplitRows& rows)
{
    const std::vector<float> needed = confidenceOfClasses(probabilities, rows.labels);
    std::vector<Suspect> found;
    for (std::size_t row = 0; row < rows.labels.size(); ++row) {
        const auto p = probabilities.row(static_cast<Eigen::Index>(row));
        int best = -1;
        for (int j = 0; j < p.cols(); ++j)
            if (p[j] >= needed[static_cast<std::size_t>(j)] && (best < 0 || p[j] > p[best]))
                best = j;
        if (best >= 0 && best != rows.labels[row])
            found.push_back({rows.samples[row], Suspicion::otherClass, best, -1,
                             static_cast<double>(p[best] - p[rows.labels[row]])});
    }
    return found;
}

/// Logarithm of the mean distance of each row to the nearest references, itself not counted.
std::vector<double> loneliness(const FeatureMatrix& features, const JobContext& job)
{
    const FeatureMatrix values = Standardisation(features).apply(features);
    const Eigen::Index stride = (values.rows() + kMostReferences - 1) / kMostReferences;
    FeatureMatrix references((values.rows() + stride - 1) / stride, values.cols());
    for (Eigen::Index i = 0; i < references.rows(); ++i)
        references.row(i) = values.row(i * stride);
    const Eigen::VectorXf squares = references.rowwise().squaredNorm();
    std::vector<double> lonely(static_cast<std::size_t>(values.rows()), 0.0);
    FeatureMatrix products;
    for (Eigen::Index begin = 0; begin < values.rows() && !job.cancel.cancelled(); begin += kPictureRows) {
        const Eigen::Index count = std::min(kPictureRows, values.rows() - begin);
        multiply(values.middleRows(begin, count), Transposed::no, references, Transposed::yes, products);
        for (Eigen::Index row = begin; row < begin + count; ++row) {
            Eigen::VectorXf distances = squares - 2.0F * products.row(row - begin).transpose();
            if (row % stride == 0)
                distances[row / stride] = INFINITY;
            const auto nearest = std::min<Eigen::Index>(kNearest, distances.size() - 1);
            std::partial_sort(distances.data(), distances.data() + nearest,
                              distances.data() + distances.size());
            double sum = 0.0;
            for (Eigen::Index i = 0; i < nearest; ++i)
                sum += std::sqrt(std::max(1e-12, static_cast<double>(values.row(row).squaredNorm()) +
                                                     static_cast<double>(distances[i])));
            lonely[static_cast<std::size_t>(row)] = std::log(sum / static_cast<double>(nearest));
        }
    }
    return lonely;
}

std::vector<Suspect> outliers(const std::vector<double>& lonely, const SplitRows& rows)
{
    const double middle = median(lonely);
    std::vector<double> away;
    for (const double value : lonely)
        away.push_back(std::abs(value - middle));
    const double deviation = 1.4826 * median(away);
    std::vector<Suspect> found;
    for (std::size_t row = 0; row < lonely.size(); ++row)
        if (lonely[row] - middle > kFarDeviations * deviation && deviation > 0.0)
            found.push_back(
                {rows.samples[row], Suspicion::outlier, -1, -1, (lonely[row] - middle) / deviation});
    return found;
}

bool graver(const Suspect& a, const Suspect& b)
{
    if (a.why != b.why)
        return a.why < b.why;
    return a.score != b.score ? a.score > b.score : a.sample < b.sample;
}

} // namespace

std::vector<int> dealRows(const FeatureSet& features, const Dataset& dataset, int folds)
{
    const std::vector<int> setOf = setsOf(dataset);
    std::vector<int> foldOfSet(dataset.doubles.size(), -1);
    std::vector<int> next(dataset.classes.size(), 0);
    std::vector<int> dealt;
    for (const std::int32_t index : features.samples) {
        const auto sample = static_cast<std::size_t>(index);
        int& turn = next[static_cast<std::size_t>(dataset.samples[sample].label)];
        int fold = turn % folds;
        if (const int set = setOf[sample]; set >= 0) {
            int& ofSet = foldOfSet[static_cast<std::size_t>(set)];
            ofSet = ofSet < 0 ? fold : ofSet;
            fold = ofSet;
        }
        ++turn;
        dealt.push_back(fold);
    }
    return dealt;
}

std::vector<Suspect> copiesIn(const Dataset& dataset)
{
    std::vector<Suspect> found;
    for (const Doubles& set : dataset.doubles) {
        const std::int32_t first = set.samples.front();
        const int label = dataset.samples[static_cast<std::size_t>(first)].label;
        for (std::size_t i = 1; i < set.samples.size(); ++i) {
            const bool conflicts = dataset.samples[static_cast<std::size_t>(set.samples[i])].label != label;
            found.push_back({set.samples[i], conflicts ? Suspicion::conflictingCopy : Suspicion::copy, -1,
                             first, set.exact ? 1.0 : 0.5});
        }
    }
    std::sort(found.begin(), found.end(), graver);
    return found;
}

Result<std::vector<Suspect>> findSuspects(const FeatureSet& features, const Dataset& dataset,
                                          const std::set<std::string>& kept, const JobContext& job)
{
    const auto classes = static_cast<int>(dataset.classes.size());
    const SplitRows rows = selectRows(features, dataset, std::nullopt);
    const FeatureMatrix values = rows.ofFullAtLastCut(features, Sight());
    MICROT_TRY(const FeatureMatrix probabilities,
               heldOutProbabilities(values, rows.labels, dealRows(features, dataset, kFolds), classes, job));
    std::vector<Suspect> all = otherClasses(probabilities, rows);
    const std::vector<double> lonely = loneliness(values, job);
    MICROT_CHECK(job.checkCancelled());
    for (const auto& some : {outliers(lonely, rows), copiesIn(dataset)})
        all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end(), graver);
    std::set<std::int32_t> told;
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const Suspect& suspect) {
                                 const auto sample = static_cast<std::size_t>(suspect.sample);
                                 return kept.count(dataset.samples[sample].path) > 0 ||
                                        !told.insert(suspect.sample).second;
                             }),
              all.end());
    return all;
}

} // namespace microt
