// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/head.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "engine/heads/folds.h"
#include "engine/heads/softmax_rows.h"

namespace microt {
namespace {

const JobContext kJob;

struct Problem
{
    FeatureMatrix features;
    std::vector<int> labels;
    FeatureMatrix top(Eigen::Index rows) const { return features.topRows(rows); }
    std::vector<int> topLabels(std::size_t rows) const
    {
        return {labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(rows)};
    }
};

/// The generator that scikit-learn's reference numbers below were made with: a 64-bit LCG, sums of three
/// uniforms.
Problem make(int rows, int dimensions, int classes, std::uint64_t seed, double spread)
{
    std::uint64_t state = seed;
    const auto uniform = [&state] {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 40) / 16777216.0;
    };
    Problem problem;
    problem.features.resize(rows, dimensions);
    for (int i = 0; i < rows; ++i) {
        problem.labels.push_back(i % classes);
        for (int j = 0; j < dimensions; ++j) {
            const double a = uniform();
            const double b = uniform();
            const double c = uniform();
            problem.features(i, j) =
                static_cast<float>((a + b + c - 1.5) * spread + (j % classes == i % classes ? 1.0 : 0.0));
        }
    }
    return problem;
}

HeadOptions ofKind(HeadKind kind)
{
    HeadOptions options;
    if (kind == HeadKind::nearestNeighbours)
        options.settings = NeighbourOptions();
    else if (kind == HeadKind::perceptron)
        options.settings = PerceptronOptions();
    return options;
}

HeadOptions logisticWith(double c)
{
    LogisticOptions options;
    options.inverseRegularisation = c;
    return {options, 0};
}

HeadOptions nearest(int neighbours)
{
    return {NeighbourOptions{neighbours}, 0};
}

double scoreOf(const Problem& problem, double c, const HeadOptions& base = {})
{
    const Eigen::Index train = problem.features.rows() * 2 / 3;
    HeadOptions options = base;
    if (auto* logistic = std::get_if<LogisticOptions>(&options.settings))
        logistic->inverseRegularisation = c;
    else if (auto* perceptron = std::get_if<PerceptronOptions>(&options.settings))
        perceptron->inverseRegularisation = c;
    int classes = 1 + *std::max_element(problem.labels.begin(), problem.labels.end());
    const auto head = trainHead(problem.top(train), problem.topLabels(static_cast<std::size_t>(train)),
                                classes, options, kJob);
    EXPECT_TRUE(head.ok()) << head.failure().what;
    const FeatureMatrix rest = problem.features.bottomRows(problem.features.rows() - train);
    return accuracy(head.value()->logits(rest), {problem.labels.begin() + train, problem.labels.end()});
}

TEST(Logistic, EqualsScikitLearn)
{
    // LogisticRegression(C=1, tol=1e-10) of scikit-learn 1.2.1 on rows 0..159: decision function of rows
    // 160..162.
    const double expected[3][3] = {{-1.3220090511, 3.0495459773, -1.7275369262},
                                   {-0.2380241664, 0.5575123739, -0.3194882076},
                                   {1.9075116089, -0.3734976539, -1.5340139550}};
    const Problem problem = make(240, 6, 3, 1, 1.2);
    const HeadOptions options = logisticWith(1.0);
    const auto head = trainHead(problem.top(160), problem.topLabels(160), 3, options, kJob);
    ASSERT_TRUE(head.ok()) << head.failure().what;
    const FeatureMatrix logits = head.value()->logits(problem.features.bottomRows(80));
    for (Eigen::Index row = 0; row < 3; ++row) {
        // Softmax does not see a constant added to all logits; scikit-learn's sum to zero.
        const float mean = logits.row(row).mean();
        for (Eigen::Index c = 0; c < 3; ++c)
            EXPECT_NEAR(logits(row, c) - mean, expected[row][c], 5e-3) << row << ' ' << c;
    }
    EXPECT_NEAR(accuracy(logits, {problem.labels.begin() + 160, problem.labels.end()}), 0.8875, 0.005);
    EXPECT_EQ(head.value()->macsPerSample(), 18);
    EXPECT_EQ(head.value()->parameterCount(), 21);
}

TEST(Logistic, EqualsScikitLearnForTwoClasses)
{
    // LogisticRegression(C=0.5, tol=1e-10) on rows 0..79: decision function of rows 80..83. With two classes
    // scikit-learn penalises one weight vector, the difference of ours.
    const double expected[] = {-0.08431905, 2.04421392, -0.1733981, 6.69469182};
    const Problem problem = make(120, 5, 2, 11, 1.6);
    const HeadOptions options = logisticWith(0.5);
    // A third class without samples changes nothing.
    for (const int classes : {2, 3}) {
        const auto head = trainHead(problem.top(80), problem.topLabels(80), classes, options, kJob);
        ASSERT_TRUE(head.ok()) << head.failure().what;
        const FeatureMatrix logits = head.value()->logits(problem.features.bottomRows(40));
        for (Eigen::Index row = 0; row < 4; ++row)
            EXPECT_NEAR(logits(row, 1) - logits(row, 0), expected[row], 5e-3) << row;
    }
}

TEST(Logistic, AccuracyOfScikitLearnAtOtherSizes)
{
    EXPECT_NEAR(scoreOf(make(600, 40, 5, 7, 2.2), 1.0), 0.83, 0.005);
    EXPECT_NEAR(scoreOf(make(900, 20, 10, 7, 2.2), 0.1), 0.37333, 0.005);
    EXPECT_NEAR(scoreOf(make(400, 80, 4, 7, 2.2), 10.0), 1.0, 0.005);
}

TEST(Logistic, WithFewRowsTheObjectiveHasItsMinimum)
{
    // Where it is least, the weights are -C times the gradient of the loss (two classes: half of it). More
    // dimensions than rows are solved among the rows.
    for (const int classes : {2, 3}) {
        Problem problem = make(24, 60, classes, 5, 1.2);
        problem.features.array() += 3.0F;
        const double c = 0.1;
        const auto head = trainHead(problem.features, problem.labels, classes, logisticWith(c), kJob);
        ASSERT_TRUE(head.ok()) << head.failure().what;
        FeatureMatrix axes = FeatureMatrix::Zero(61, 60); // the last row: the intercepts
        axes.topRows(60).setIdentity();
        FeatureMatrix weights = head.value()->logits(axes);
        weights.rowwise() -= weights.row(60).eval();
        FeatureMatrix residual = head.value()->logits(problem.features);
        softmaxResidual(residual, problem.labels.data(), nullptr);
        const FeatureMatrix gradient = problem.features.transpose() * residual;
        const float ridge = classes == 2 ? 2.0F : 1.0F;
        for (Eigen::Index d = 0; d < 60; ++d)
            for (Eigen::Index k = 0; k < classes; ++k)
                EXPECT_NEAR(ridge * weights(d, k), -c * gradient(d, k), 2e-3) << d << ' ' << k;
        EXPECT_GT(weights.topRows(60).norm(), 0.3F);
        EXPECT_NEAR(residual.colwise().sum().cwiseAbs().maxCoeff(), 0.0, 1e-2);
    }
}

TEST(Logistic, ConstantAndCorrelatedFeaturesAreNoTrouble)
{
    Problem problem = make(300, 8, 4, 3, 1.5);
    problem.features.col(1).setConstant(5.0F);
    problem.features.col(2) = problem.features.col(0) * 2.0F;
    problem.features.col(3) *= 1e4F;
    EXPECT_GT(scoreOf(problem, 1.0), 0.5);
}

TEST(Logistic, ScaleAndOffsetOfFeaturesAreNoTrouble)
{
    const Problem problem = make(300, 8, 4, 3, 1.5);
    const double plain = scoreOf(problem, 1e4);
    Problem moved = problem;
    moved.features.array() = moved.features.array() * 100.0F + 2000.0F;
    EXPECT_NEAR(scoreOf(moved, 1.0), plain, 0.005); // scaling by s is scaling C by s^2
    Problem huge = problem;
    huge.features *= 1e30F;
    EXPECT_NEAR(scoreOf(huge, 1.0), plain, 0.03);
    Problem same = problem;
    same.features.setConstant(0.3F);
    EXPECT_NEAR(scoreOf(same, 1.0), 0.25, 0.01);
}

TEST(Logistic, StopsSoonAfterCancellation)
{
    const Problem problem = make(3000, 60, 20, 3, 3.0);
    JobContext job;
    std::int64_t seen = 0;
    job.sink = [&](const Progress& progress) {
        seen = progress.done;
        job.cancel.cancel();
    };
    const auto head = trainHead(problem.features, problem.labels, 20, {}, job);
    ASSERT_FALSE(head.ok());
    EXPECT_EQ(head.failure().code, Error::cancelled);
    EXPECT_EQ(seen, 8); // the first report
}

TEST(EveryHead, FeaturesSmallAsAWholeStillCount)
{
    Problem problem = make(300, 8, 4, 3, 1.0);
    problem.features *= 1e-9F;
    for (const HeadKind kind : {HeadKind::nearestNeighbours, HeadKind::perceptron}) {
        const HeadOptions options = ofKind(kind);
        EXPECT_GT(scoreOf(problem, 1.0, options), 0.8) << nameOf(kind);
    }
}

/// Mean cross-entropy of the last third of the rows, in nats, by a head trained on the others.
double heldOutLoss(const Problem& problem, int classes, const HeadOptions& options)
{
    const Eigen::Index train = problem.features.rows() * 2 / 3;
    const auto head = trainHead(problem.top(train), problem.topLabels(static_cast<std::size_t>(train)),
                                classes, options, kJob);
    EXPECT_TRUE(head.ok()) << head.failure().what;
    FeatureMatrix logits = head.value()->logits(problem.features.bottomRows(problem.features.rows() - train));
    return softmaxResidual(logits, problem.labels.data() + train) / static_cast<double>(logits.rows());
}

TEST(Perceptron, LearnsWhatNoLinearHeadCan)
{
    Problem problem = make(600, 4, 600, 7, 1.0); // as many classes as rows: features are noise alone
    for (std::size_t row = 0; row < problem.labels.size(); ++row) {
        const auto at = static_cast<Eigen::Index>(row);
        problem.labels[row] = problem.features(at, 0) * problem.features(at, 1) > 0.0F ? 1 : 0;
    }
    EXPECT_LT(scoreOf(problem, 1.0), 0.7);
    const HeadOptions options = ofKind(HeadKind::perceptron);
    EXPECT_GT(scoreOf(problem, 1.0, options), 0.85);
}

TEST(Perceptron, DropoutKeepsItModestWhereFeaturesAreMany)
{
    const Problem problem = make(300, 100, 3, 5, 6.0);
    const HeadOptions options = ofKind(HeadKind::perceptron);
    EXPECT_LT(heldOutLoss(problem, 3, options), 0.62); // 0.56; without dropout 0.70
}

TEST(HeldOut, RowsAreAnsweredByHeadsThatHadNotSeenThem)
{
    Problem noise = make(300, 5, 300, 3, 1.0);
    for (std::size_t row = 0; row < noise.labels.size(); ++row)
        noise.labels[row] = static_cast<int>(row / 3 % 4);
    const HeadOptions knowing = nearest(1); // knows every row that it has seen
    const auto seen = trainHead(noise.features, noise.labels, 4, knowing, kJob);
    ASSERT_TRUE(seen.ok());
    EXPECT_EQ(accuracy(seen.value()->logits(noise.features), noise.labels), 1.0);
    const auto count = answerHeldOut(noise.features, noise.labels, 4, knowing, kJob);
    ASSERT_TRUE(count.ok()) << count.failure().what;
    EXPECT_EQ(count.value().logits.rows(), 300);
    EXPECT_LT(countRight(count.value().logits, count.value().labels), 120); // chance: 75
    EXPECT_GT(countRight(count.value().logits, count.value().labels), 40);
}

TEST(HeldOut, ThreeRowsOfAClassAreNeeded)
{
    const Problem problem = make(9, 6, 3, 3, 0.1);
    const auto three = answerHeldOut(problem.features, problem.labels, 3, {}, kJob);
    ASSERT_TRUE(three.ok()) << three.failure().what;
    EXPECT_EQ(three.value().logits.rows(), 9);
    const auto two = answerHeldOut(problem.top(8), problem.topLabels(8), 3, {}, kJob);
    ASSERT_TRUE(two.ok()) << two.failure().what;
    EXPECT_EQ(two.value().logits.rows(), 0);
}

TEST(HeldOut, OfManyRowsSomeThreeThousandTakePart)
{
    const Problem problem = make(7000, 2, 2, 3, 0.1);
    const Folds dealt = dealFolds(problem.features, problem.labels, 2);
    Eigen::Index held = 0;
    for (const Fold& fold : dealt.folds)
        held += fold.held.rows();
    EXPECT_EQ(held, 2334); // every third of 3,500 a class
    EXPECT_EQ(dealt.fewestOfAClass, 1167U);
}

TEST(EveryHead, LearnsAndRepeats)
{
    const Problem problem = make(450, 12, 3, 5, 1.5);
    for (const HeadKind kind : {HeadKind::logistic, HeadKind::nearestNeighbours, HeadKind::perceptron}) {
        const HeadOptions options = ofKind(kind);
        EXPECT_GT(scoreOf(problem, 1.0, options), 0.85) << nameOf(kind);
        const auto first = trainHead(problem.features, problem.labels, 3, options, kJob);
        const auto second = trainHead(problem.features, problem.labels, 3, options, kJob);
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(first.value()->logits(problem.features), second.value()->logits(problem.features));
        EXPECT_GT(first.value()->macsPerSample(), 0);
    }
}

TEST(EveryHead, KnowsClassesItNeverSaw)
{
    const Problem problem = make(90, 6, 3, 2, 1.0);
    for (const HeadKind kind : {HeadKind::logistic, HeadKind::nearestNeighbours, HeadKind::perceptron}) {
        const HeadOptions options = ofKind(kind);
        const auto head = trainHead(problem.features, problem.labels, 5, options, kJob);
        ASSERT_TRUE(head.ok()) << head.failure().what;
        const FeatureMatrix logits = head.value()->logits(problem.features);
        ASSERT_EQ(logits.cols(), 5);
        EXPECT_TRUE(logits.allFinite());
        EXPECT_GT(accuracy(logits, problem.labels), 0.8);
    }
}

TEST(EveryHead, BadInputIsRefused)
{
    Problem problem = make(30, 4, 3, 1, 1.0);
    for (const HeadKind kind : {HeadKind::logistic, HeadKind::nearestNeighbours, HeadKind::perceptron}) {
        const HeadOptions options = ofKind(kind);
        const auto codeOf = [&](const FeatureMatrix& features, const std::vector<int>& labels, int classes) {
            return trainHead(features, labels, classes, options, kJob).failure().code;
        };
        EXPECT_EQ(codeOf(FeatureMatrix(0, 4), {}, 3), Error::tooFewSamples);
        EXPECT_EQ(codeOf(problem.features, std::vector<int>(30, 1), 3), Error::tooFewSamples);
        EXPECT_EQ(codeOf(problem.features, {0, 1}, 3), Error::invalidArgument);
        EXPECT_EQ(codeOf(problem.features, problem.labels, 2), Error::invalidArgument);
        FeatureMatrix broken = problem.features;
        broken(3, 2) = std::nanf("");
        EXPECT_EQ(codeOf(broken, problem.labels, 3), Error::invalidArgument);
        JobContext cancelled;
        cancelled.cancel.cancel();
        EXPECT_EQ(trainHead(problem.features, problem.labels, 3, options, cancelled).failure().code,
                  Error::cancelled);
    }
    const auto codeWith = [&](const HeadOptions& options) {
        return trainHead(problem.features, problem.labels, 3, options, kJob).failure().code;
    };
    EXPECT_EQ(codeWith(logisticWith(-1.0)), Error::invalidArgument);
    EXPECT_EQ(codeWith(logisticWith(HUGE_VAL)), Error::invalidArgument);
    EXPECT_EQ(codeWith(nearest(0)), Error::invalidArgument);
    PerceptronOptions wide;
    wide.hiddenUnits = 2'000'000'000;
    EXPECT_EQ(codeWith({wide, 0}), Error::invalidArgument);
    EXPECT_EQ(parseName<HeadKind>("forest", "head").failure().code, Error::invalidArgument);
    EXPECT_EQ(parseName<HeadKind>("knn", "head").value(), HeadKind::nearestNeighbours);
}

TEST(Regularisation, FollowsTheDataAndTheScaleOfTheFeatures)
{
    const auto chosenFor = [](const Problem& problem, int classes) {
        const auto settled = settleHead(problem.features, problem.labels, classes, {}, kJob);
        EXPECT_TRUE(settled.ok()) << settled.failure().what;
        return regularisationOf(settled.value());
    };
    // Noise in sixty dimensions asks for a simple head; the same noise, ten times smaller, for C a hundred
    // times larger.
    Problem noisy = make(150, 60, 3, 5, 6.0);
    const double chosen = chosenFor(noisy, 3);
    EXPECT_LT(chosen, 0.05);
    EXPECT_GT(scoreOf(noisy, kChosenFromData), scoreOf(noisy, 10.0));
    noisy.features *= 0.1F;
    EXPECT_NEAR(chosenFor(noisy, 3), 100.0 * chosen, 1e-6);
    // Classes far apart: the less penalty, the less loss.
    EXPECT_GT(chosenFor(make(150, 6, 3, 6, 0.2), 3), 1.0);
}

TEST(Regularisation, StaysAtOneWhereThereIsTooLittleToChooseFrom)
{
    const Problem problem = make(27, 60, 3, 5, 6.0); // nine of each class
    const auto settled = settleHead(problem.features, problem.labels, 3, {}, kJob);
    ASSERT_TRUE(settled.ok());
    EXPECT_EQ(regularisationOf(settled.value()), 1.0);
    // Twelve rows of a class among so many that few of them would take part.
    Problem rare = make(12000, 4, 3, 5, 6.0);
    for (std::size_t row = 0; row < rare.labels.size(); ++row)
        rare.labels[row] = row % 1000 == 0 ? 1 : 0;
    EXPECT_EQ(regularisationOf(settleHead(rare.features, rare.labels, 3, {}, kJob).value()), 1.0);
    const auto given = settleHead(problem.features, problem.labels, 3, logisticWith(0.2), kJob);
    EXPECT_EQ(regularisationOf(given.value()), 0.2);
}

TEST(Neighbours, LogitsAreSmoothedVotes)
{
    FeatureMatrix features(4, 1);
    features << 0.0F, 0.1F, 5.0F, 5.1F;
    const HeadOptions options = nearest(3);
    const auto head = trainHead(features, {0, 0, 1, 1}, 2, options, kJob);
    ASSERT_TRUE(head.ok());
    FeatureMatrix query(1, 1);
    query << 0.05F;
    const FeatureMatrix logits = head.value()->logits(query);
    EXPECT_NEAR(std::exp(logits(0, 0)), 2.5 / 4, 1e-5);
    EXPECT_NEAR(std::exp(logits(0, 1)), 1.5 / 4, 1e-5);
}

TEST(Predict, LowestIndexWinsTies)
{
    FeatureMatrix logits(2, 3);
    logits << 1.0F, 1.0F, 0.0F, 0.0F, 2.0F, 2.0F;
    EXPECT_EQ(predict(logits), (std::vector<int>{0, 1}));
    EXPECT_EQ(accuracy(FeatureMatrix(0, 3), {}), 0.0);
}

} // namespace
} // namespace microt
