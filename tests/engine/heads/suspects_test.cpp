// SPDX-License-Identifier: Apache-2.0
#include "engine/heads/suspects.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/made_features.h"

namespace microt {
namespace {

int countOf(const std::vector<Suspect>& suspects, Suspicion why)
{
    return static_cast<int>(std::count_if(suspects.begin(), suspects.end(),
                                          [why](const Suspect& suspect) { return suspect.why == why; }));
}

TEST(Suspects, WrongLabelsAreFoundWithTheirRightClass)
{
    test::MadeTask task = test::makeTask(4, 60, 2, 1);
    task.features.exits.back().values *= 3.0F; // classes lie clearly apart
    std::vector<int> truth;
    for (const Sample& sample : task.dataset.samples)
        truth.push_back(sample.label);
    for (std::size_t i = 0; i < truth.size(); i += 20)
        task.dataset.samples[i].label = (truth[i] + 1) % 4;
    const auto suspects = findSuspects(task.features, task.dataset, {}, {});
    ASSERT_TRUE(suspects.ok());
    int right = 0;
    int named = 0;
    for (const Suspect& suspect : suspects.value()) {
        if (suspect.why != Suspicion::otherClass)
            continue;
        const auto sample = static_cast<std::size_t>(suspect.sample);
        ++named;
        right += sample % 20 == 0 && suspect.suggested == truth[sample] ? 1 : 0;
    }
    EXPECT_GE(right, 10); // of 12
    EXPECT_LE(named, 24);
}

TEST(Suspects, AnOutlierResemblesNothing)
{
    test::MadeTask task = test::makeTask(3, 40, 1, 2);
    for (ExitFeatures& exit : task.features.exits)
        exit.values.row(17).setConstant(40.0F);
    const auto suspects = findSuspects(task.features, task.dataset, {}, {});
    ASSERT_TRUE(suspects.ok());
    const auto found = std::find_if(suspects.value().begin(), suspects.value().end(),
                                    [](const Suspect& suspect) { return suspect.sample == 17; });
    ASSERT_NE(found, suspects.value().end());
    EXPECT_LE(countOf(suspects.value(), Suspicion::outlier), 4);
}

TEST(Suspects, CopiesNameTheirOriginalOnceEach)
{
    test::MadeTask task = test::makeTask(2, 30, 1, 3);
    task.dataset.doubles = {{{1, 4, 40}, false}, {{5, 6}, true}};
    const std::vector<Suspect> copies = copiesIn(task.dataset);
    ASSERT_EQ(copies.size(), 3u);
    EXPECT_EQ(copies[0].sample, 40);
    EXPECT_EQ(copies[0].why, Suspicion::conflictingCopy);
    EXPECT_EQ(copies[0].original, 1);
    EXPECT_EQ(copies[1].sample, 6); // the same bytes first
    EXPECT_EQ(copies[2].sample, 4);
    const auto suspects = findSuspects(task.features, task.dataset, {}, {});
    ASSERT_TRUE(suspects.ok());
    std::set<std::int32_t> told;
    for (const Suspect& suspect : suspects.value())
        EXPECT_TRUE(told.insert(suspect.sample).second);
    EXPECT_TRUE(told.count(40) > 0 && told.count(6) > 0 && told.count(4) > 0);
}

TEST(Suspects, WhatWasKeptIsSuspectNoMore)
{
    test::MadeTask task = test::makeTask(2, 30, 1, 4);
    task.dataset.doubles = {{{5, 6}, true}};
    const auto before = findSuspects(task.features, task.dataset, {}, {});
    const auto after = findSuspects(task.features, task.dataset, {task.dataset.samples[6].path}, {});
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_EQ(after.value().size() + 1, before.value().size());
}

TEST(Suspects, DoublesLieInOneFold)
{
    test::MadeTask task = test::makeTask(3, 20, 1, 5);
    task.dataset.doubles = {{{0, 7, 23}, true}};
    const std::vector<int> folds = dealRows(task.features, task.dataset, 5);
    EXPECT_EQ(folds[0], folds[7]);
    EXPECT_EQ(folds[0], folds[23]);
    for (int fold = 0; fold < 5; ++fold)
        EXPECT_NEAR(static_cast<double>(std::count(folds.begin(), folds.end(), fold)), 12.0, 2.0);
}

TEST(Suspects, CanBeCancelled)
{
    const test::MadeTask task = test::makeTask(2, 30, 1, 6);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(findSuspects(task.features, task.dataset, {}, job).failure().code, Error::cancelled);
}

} // namespace
} // namespace microt
