// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/data/dataset.h"
#include "tests/support/support.h"

namespace microt {
namespace {

Dataset made(const std::vector<int>& sizes)
{
    Dataset dataset;
    dataset.name = "made";
    for (std::size_t label = 0; label < sizes.size(); ++label) {
        dataset.classes.push_back("class " + std::to_string(label));
        for (int i = 0; i < sizes[label]; ++i)
            dataset.samples.push_back({dataset.classes.back() + '/' + std::to_string(i) + ".png",
                                       static_cast<int>(label), Split::train});
    }
    return dataset;
}

std::vector<Split> splitsOf(const Dataset& dataset)
{
    std::vector<Split> splits;
    for (const Sample& sample : dataset.samples)
        splits.push_back(sample.split);
    return splits;
}

TEST(AssignSplit, IsStratified)
{
    Dataset dataset = made({100, 50, 10, 3, 2});
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.1, 7}).ok());
    const auto counts = dataset.counts();
    const auto row = [&](std::size_t label) {
        return std::array<int, 3>{counts[label][0], counts[label][1], counts[label][2]};
    };
    EXPECT_EQ(row(0), (std::array<int, 3>{60, 10, 30}));
    EXPECT_EQ(row(1), (std::array<int, 3>{30, 5, 15}));
    EXPECT_EQ(row(2), (std::array<int, 3>{6, 1, 3}));
    EXPECT_EQ(row(3), (std::array<int, 3>{1, 1, 1}));
    EXPECT_EQ(row(4), (std::array<int, 3>{1, 0, 1}));
}

TEST(AssignSplit, FollowsTheSeedAlone)
{
    Dataset first = made({40, 40});
    Dataset second = made({40, 40});
    ASSERT_TRUE(assignSplit(first, {0.3, 0.1, 1}).ok());
    ASSERT_TRUE(assignSplit(second, {0.3, 0.1, 1}).ok());
    EXPECT_EQ(splitsOf(first), splitsOf(second));
    ASSERT_TRUE(assignSplit(second, {0.3, 0.1, 2}).ok());
    EXPECT_NE(splitsOf(first), splitsOf(second));
}

TEST(AssignSplit, GivenTestSplitStays)
{
    Dataset dataset = made({20, 20});
    dataset.splitIsGiven = true;
    for (std::size_t i = 0; i < dataset.samples.size(); i += 4)
        dataset.samples[i].split = Split::test;
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.2, 3}).ok());
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        EXPECT_EQ(dataset.samples[i].split == Split::test, i % 4 == 0);
    for (const auto& counts : dataset.counts())
        EXPECT_EQ(counts[static_cast<std::size_t>(Split::calibration)], 3);
    const std::vector<Split> before = splitsOf(dataset);
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.2, 3}).ok());
    EXPECT_EQ(splitsOf(dataset), before);
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.4, 99}).ok());
    for (const auto& counts : dataset.counts())
        EXPECT_EQ(counts, (std::array<int, 3>{9, 6, 5}));
}

TEST(AssignSplit, GivenCalibrationStays)
{
    Dataset dataset = made({20, 20});
    dataset.splitIsGiven = true;
    dataset.calibrationIsGiven = true;
    for (std::size_t i = 0; i < dataset.samples.size(); i += 4) {
        dataset.samples[i].split = Split::test;
        dataset.samples[i + 1].split = Split::calibration;
    }
    const std::vector<Split> before = splitsOf(dataset);
    ASSERT_TRUE(assignSplit(dataset, {}).ok());
    EXPECT_EQ(splitsOf(dataset), before);
}

TEST(AssignSplit, ClassWithNothingToTrainOnIsNamedAndNothingChanges)
{
    Dataset dataset = made({20, 20});
    dataset.splitIsGiven = true;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i)
        if (i % 4 == 0 || i >= 20)
            dataset.samples[i].split = Split::test;
    const std::vector<Split> before = splitsOf(dataset);
    const Status status = assignSplit(dataset, {});
    EXPECT_EQ(status.failure().code, Error::tooFewSamples);
    EXPECT_NE(status.failure().what.find("class 1"), std::string::npos);
    EXPECT_EQ(splitsOf(dataset), before);
}

TEST(AssignSplit, ExtremeSharesLeaveTrainSamples)
{
    for (const SplitOptions& options : {SplitOptions{0.98, 0.01, 0}, SplitOptions{0.01, 0.98, 0}}) {
        Dataset dataset = made({2, 3, 4, 50});
        ASSERT_TRUE(assignSplit(dataset, options).ok());
        const auto counts = dataset.counts();
        EXPECT_EQ(counts[0], (std::array<int, 3>{1, 0, 1}));
        EXPECT_EQ(counts[1], (std::array<int, 3>{1, 1, 1}));
        for (std::size_t label = 2; label < 4; ++label)
            for (const int count : counts[label])
                EXPECT_GE(count, 1);
    }
}

TEST(AssignSplit, IsTheSameOnEveryMachine)
{
    Dataset dataset = made({10});
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.1, 42}).ok());
    std::string letters;
    for (const Split split : splitsOf(dataset))
        letters += nameOf(split)[0] == 't' ? nameOf(split)[1] : 'c';
    EXPECT_EQ(letters, "cerrrrrere");
}

TEST(AssignSplit, ClassWithOnePictureIsNamed)
{
    Dataset dataset = made({10, 1});
    const Status status = assignSplit(dataset, {});
    EXPECT_EQ(status.failure().code, Error::tooFewSamples);
    EXPECT_NE(status.failure().what.find("class 1"), std::string::npos);
}

TEST(AssignSplit, SharesMustLeaveSomethingToTrainOn)
{
    Dataset dataset = made({10, 10});
    for (const SplitOptions& options :
         {SplitOptions{0.0, 0.1, 0}, SplitOptions{0.3, 0.0, 0}, SplitOptions{0.6, 0.4, 0},
          SplitOptions{-0.1, 0.1, 0}, SplitOptions{std::nan(""), 0.1, 0}})
        EXPECT_EQ(assignSplit(dataset, options).failure().code, Error::outOfRange);
}

TEST(SavedSplit, ComesBack)
{
    test::ScratchFolder folder;
    Dataset dataset = made({12, 9});
    dataset.samples[3].path = "odd, \"name\"\n.png";
    ASSERT_TRUE(assignSplit(dataset, {}).ok());
    ASSERT_TRUE(saveSplit(dataset, folder / "split.csv").ok());
    Dataset loaded = made({12, 9});
    loaded.samples[3].path = dataset.samples[3].path;
    ASSERT_TRUE(loadSplit(loaded, folder / "split.csv").ok());
    EXPECT_EQ(splitsOf(loaded), splitsOf(dataset));
}

TEST(SavedSplit, MustFitTheDataset)
{
    test::ScratchFolder folder;
    Dataset dataset = made({12, 9});
    ASSERT_TRUE(assignSplit(dataset, {}).ok());
    ASSERT_TRUE(saveSplit(dataset, folder / "split.csv").ok());
    Dataset larger = made({12, 10});
    EXPECT_EQ(loadSplit(larger, folder / "split.csv").failure().code, Error::badManifest);
    Dataset relabelled = made({12, 9});
    relabelled.classes[1] = "other";
    EXPECT_EQ(loadSplit(relabelled, folder / "split.csv").failure().code, Error::badManifest);
    std::ofstream(folder / "split.csv") << "path,label,split\nx,y,neither\n";
    EXPECT_EQ(loadSplit(dataset, folder / "split.csv").failure().code, Error::badManifest);
    EXPECT_EQ(loadSplit(dataset, folder / "gone.csv").failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
