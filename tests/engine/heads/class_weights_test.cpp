// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/class_weights.h"

#include <random>

#include <gtest/gtest.h>

#include "engine/heads/head.h"

namespace microt {
namespace {

/// Overlapping clouds, many rows of class 0 and few of class 1.
struct Unbalanced
{
    FeatureMatrix features{220, 2};
    std::vector<int> labels;

    Unbalanced()
    {
        std::mt19937 random(1);
        std::normal_distribution<float> noise(0.0F, 1.0F);
        for (int i = 0; i < 220; ++i) {
            labels.push_back(i < 200 ? 0 : 1);
            features.row(i) << noise(random) + (i < 200 ? 0.0F : 1.2F), noise(random);
        }
    }

    double recall(const Head& head, int label) const
    {
        const std::vector<int> answers = predict(head.logits(features));
        int right = 0;
        int all = 0;
        for (std::size_t i = 0; i < labels.size(); ++i)
            if (labels[i] == label) {
                ++all;
                right += answers[i] == label ? 1 : 0;
            }
        return static_cast<double>(right) / all;
    }
};

TEST(ClassWeights, MakeEveryClassCountTheSame)
{
    const std::vector<float> weights = classWeights({0, 0, 0, 2}, 3, true);
    ASSERT_EQ(weights.size(), 3U);
    EXPECT_FLOAT_EQ(weights[0] * 3.0F, weights[2]);
    EXPECT_FLOAT_EQ(weights[1], 0.0F);
    EXPECT_FLOAT_EQ(3.0F * weights[0] + weights[2], 4.0F) << "the mean over the rows is 1";
    EXPECT_TRUE(classWeights({0, 1}, 2, false).empty());
}

TEST(ClassWeights, EveryKindOfHeadFindsTheRareClass)
{
    const Unbalanced data;
    for (const HeadKind kind : {HeadKind::logistic, HeadKind::nearestNeighbours, HeadKind::perceptron}) {
        HeadOptions options;
        options.setKind(kind);
        const auto plain = trainHead(data.features, data.labels, 2, options, {});
        options.classWeights = true;
        const auto weighted = trainHead(data.features, data.labels, 2, options, {});
        ASSERT_TRUE(plain.ok() && weighted.ok()) << nameOf(kind);
        EXPECT_GT(data.recall(*weighted.value(), 1), data.recall(*plain.value(), 1) + 0.2) << nameOf(kind);
        EXPECT_GT(data.recall(*weighted.value(), 1), 0.5) << nameOf(kind);
    }
}

TEST(ClassWeights, ChangeNothingWhereClassesAreEqual)
{
    FeatureMatrix features(40, 2);
    std::vector<int> labels;
    std::mt19937 random(2);
    std::normal_distribution<float> noise(0.0F, 1.0F);
    for (int i = 0; i < 40; ++i) {
        labels.push_back(i % 2);
        features.row(i) << noise(random) + static_cast<float>(i % 2), noise(random);
    }
    HeadOptions options;
    std::get<LogisticOptions>(options.settings).inverseRegularisation = 1.0;
    const auto plain = trainHead(features, labels, 2, options, {});
    options.classWeights = true;
    const auto weighted = trainHead(features, labels, 2, options, {});
    ASSERT_TRUE(plain.ok() && weighted.ok());
    const FeatureMatrix difference = plain.value()->logits(features) - weighted.value()->logits(features);
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), 1e-3F);
}

} // namespace
} // namespace microt
