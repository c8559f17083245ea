// SPDX-License-Identifier: Apache-2.0
#include "engine/data/label_work.h"

#include <gtest/gtest.h>

#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

std::shared_ptr<const Dataset> made(const std::vector<int>& sizes)
{
    Dataset dataset;
    dataset.name = "made";
    dataset.contentHash = "files";
    for (std::size_t label = 0; label < sizes.size(); ++label) {
        dataset.classes.push_back(std::string(1, static_cast<char>('a' + label)));
        for (int i = 0; i < sizes[label]; ++i)
            dataset.samples.push_back(
                {dataset.classes.back() + '/' + std::to_string(i), static_cast<int>(label), Split::train});
    }
    return std::make_shared<const Dataset>(std::move(dataset));
}

Dataset worked(const std::shared_ptr<const Dataset>& read, const LabelWork& work)
{
    auto dataset = withLabelWork(read, work);
    EXPECT_TRUE(dataset.ok());
    return std::move(dataset).value();
}

const Sample* find(const Dataset& dataset, const std::string& path)
{
    for (const Sample& sample : dataset.samples)
        if (sample.path == path)
            return &sample;
    return nullptr;
}

std::string classOf(const Dataset& dataset, const std::string& path)
{
    const Sample* sample = find(dataset, path);
    return sample == nullptr ? "" : dataset.classes[static_cast<std::size_t>(sample->label)];
}

TEST(LabelWork, ExcludesRelabelsAndRenames)
{
    const auto read = made({3, 3, 2});
    LabelWork work;
    exclude(work, {"a/1"});
    relabel(work, *read, {"a/2", "b/0"}, "new");
    renameClass(work, *read, "b", "bird");
    const Dataset dataset = worked(read, work);
    EXPECT_EQ(dataset.samples.size(), 7u);
    EXPECT_EQ(find(dataset, "a/1"), nullptr);
    EXPECT_EQ(classOf(dataset, "a/2"), "new");
    EXPECT_EQ(classOf(dataset, "b/0"), "new");
    EXPECT_EQ(classOf(dataset, "b/1"), "bird");
    EXPECT_EQ(dataset.classes, (std::vector<std::string>{"a", "bird", "c", "new"}));
    EXPECT_EQ(dataset.places, (std::vector<std::int32_t>{0, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(dataset.labelWork.words(), "1 excluded, 2 relabelled, 1 class renamed");
    ASSERT_EQ(dataset.badFiles.size(), 1u);
    EXPECT_EQ(dataset.badFiles[0].path, "a/1");
    EXPECT_EQ(dataset.badFiles[0].reason, LeftOut::excluded);
    EXPECT_EQ(&dataset.pictures(), read.get());
}

TEST(LabelWork, EditsCanBeTakenBack)
{
    const auto read = made({2, 2, 2});
    LabelWork work;
    relabel(work, *read, {"a/0"}, "b");
    renameClass(work, *read, "b", "bird"); // what was given that name goes along
    EXPECT_EQ(work.labels.at("a/0"), "bird");
    EXPECT_EQ(worked(read, work).classes.size(), 3u);
    relabel(work, *read, {"a/0"}, "a");
    renameClass(work, *read, "bird", "b");
    exclude(work, {"c/0"});
    takeBack(work, {"c/0"});
    EXPECT_TRUE(work.isEmpty());
}

TEST(LabelWork, ClassesOfOneNameBecomeOneAndEmptyOnesGo)
{
    const auto read = made({2, 2, 2});
    LabelWork work;
    renameClass(work, *read, "c", "a");
    Dataset dataset = worked(read, work);
    EXPECT_EQ(dataset.classes, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(find(dataset, "c/1")->label, 0);
    exclude(work, {"b/0", "b/1"});
    EXPECT_EQ(withLabelWork(read, work).failure().code, Error::tooFewClasses);
    exclude(work, {"a/0", "a/1", "c/0", "c/1"});
    EXPECT_EQ(withLabelWork(read, work).failure().code, Error::emptyDataset);
}

TEST(LabelWork, TheHashFollowsFromDecisionsAlone)
{
    const auto read = made({2, 2});
    LabelWork one;
    relabel(one, *read, {"a/0"}, "b");
    LabelWork same = one;
    keep(same, {"b/0"});
    EXPECT_EQ(worked(read, one).contentHash, worked(read, same).contentHash);
    exclude(same, {"b/0"});
    EXPECT_NE(worked(read, one).contentHash, worked(read, same).contentHash);
}

TEST(LabelWork, SetsOfDoublesLoseTheirExcluded)
{
    Dataset dataset = *made({4, 2});
    dataset.doubles = {{{0, 1}, true}, {{1, 2, 5}, false}};
    const auto read = std::make_shared<const Dataset>(std::move(dataset));
    LabelWork work;
    exclude(work, {"a/1"});
    const Dataset left = worked(read, work);
    ASSERT_EQ(left.doubles.size(), 1u);
    EXPECT_EQ(left.doubles[0].samples, (std::vector<std::int32_t>{1, 4})); // a/2 and b/1
}

TEST(LabelWork, PicturesStayOnTheirSide)
{
    const auto read = made({20, 20, 20});
    Dataset plain = *read;
    ASSERT_TRUE(assignSplit(plain, {0.3, 0.2, 5}).ok());
    LabelWork work;
    exclude(work, {"a/3"});
    relabel(work, *read, {"b/4", "b/5"}, "c");
    Dataset dataset = worked(read, work);
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.2, 5}).ok());
    for (const Sample& sample : dataset.samples)
        EXPECT_EQ(sample.split, find(plain, sample.path)->split) << sample.path;
    EXPECT_EQ(dataset.pictures().samples[3].split, find(plain, "a/3")->split);
}

TEST(LabelWork, AClassWithoutASideIsDividedOnItsOwn)
{
    const auto read = made({20, 20});
    Dataset plain = *read;
    ASSERT_TRUE(assignSplit(plain, {0.3, 0.2, 5}).ok());
    LabelWork work;
    std::vector<std::string> tests;
    for (const Sample& sample : plain.samples)
        if (sample.split == Split::test && sample.label == 0)
            tests.push_back(sample.path);
    ASSERT_GE(tests.size(), 3u);
    relabel(work, *read, tests, "new");
    Dataset dataset = worked(read, work);
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.2, 5}).ok());
    const auto counts = dataset.counts();
    EXPECT_GE(counts[2][0], 1);
    EXPECT_GE(counts[2][1], 1);
    EXPECT_GE(counts[2][2], 1);
    LabelWork single;
    relabel(single, *read, {tests[0]}, "single"); // on the way to more
    Dataset begun = worked(read, single);
    ASSERT_TRUE(assignSplit(begun, {0.3, 0.2, 5}).ok());
    EXPECT_EQ(begun.counts()[2][0], 1);
}

TEST(LabelWork, AGivenTestSideIsKept)
{
    Dataset given = *made({4, 4});
    given.splitIsGiven = true;
    for (const int i : {0, 4})
        given.samples[static_cast<std::size_t>(i)].split = Split::test;
    const auto read = std::make_shared<const Dataset>(std::move(given));
    LabelWork work;
    relabel(work, *read, {"a/0"}, "new");
    Dataset dataset = worked(read, work);
    EXPECT_EQ(assignSplit(dataset, {}).failure().code, Error::tooFewSamples);
}

TEST(LabelWork, TheSavedSplitOutlivesIt)
{
    const test::ScratchFolder scratch;
    const auto read = made({10, 10});
    LabelWork work;
    exclude(work, {"a/0", "b/1"});
    Dataset dataset = worked(read, work);
    ASSERT_TRUE(assignSplit(dataset, {0.3, 0.2, 9}).ok());
    ASSERT_TRUE(saveSplit(dataset, scratch / "split.csv").ok());
    Dataset plain = *read;
    ASSERT_TRUE(loadSplit(plain, scratch / "split.csv").ok());
    Dataset again = worked(read, work);
    ASSERT_TRUE(loadSplit(again, scratch / "split.csv").ok());
    for (std::size_t i = 0; i < again.samples.size(); ++i)
        EXPECT_EQ(again.samples[i].split, dataset.samples[i].split);
}

TEST(LabelWork, AFileGivesItBack)
{
    const test::ScratchFolder scratch;
    LabelWork work;
    work.excluded = {"a, b/1", "a \"quoted\""};
    work.labels = {{"b/2", "c"}};
    work.classNames = {{"b", "bird, blue"}};
    work.kept = {"a/4"};
    test::writeText(scratch / "work.csv", labelWorkText(work));
    const auto read = readLabelWork(scratch / "work.csv");
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read.value() == work);
    for (const char* bad : {"", "path,label\na,b\n", "what,name,label\nlabel,a,\n",
                            "what,name,label\nexclude,a,b\n", "what,name,label\nburn,a,\n"}) {
        test::writeText(scratch / "bad.csv", bad);
        EXPECT_EQ(readLabelWork(scratch / "bad.csv").failure().code, Error::badManifest) << bad;
    }
    EXPECT_EQ(readLabelWork(scratch / "none.csv").failure().code, Error::fileNotFound);
}

TEST(LabelWork, IsDoneOnOpening)
{
    const test::ScratchFolder scratch;
    for (int i = 0; i < 3; ++i) {
        test::writePicture(scratch / "data/a" / (std::to_string(i) + ".ppm"), i);
        test::writePicture(scratch / "data/b" / (std::to_string(i) + ".ppm"), 100 + i);
    }
    test::writeText(scratch / "work.csv", "what,name,label\nexclude,a/0.ppm,\nrename,b,bird\n");
    ReadOptions options;
    options.labelWork = (scratch / "work.csv").string();
    const auto dataset = openDataset(scratch / "data", options, {});
    ASSERT_TRUE(dataset.ok());
    EXPECT_EQ(dataset.value().samples.size(), 5u);
    EXPECT_EQ(dataset.value().classes[1], "bird");
    const auto read = openDataset(scratch / "data", {});
    ASSERT_TRUE(read.ok());
    const auto inMemory = withLabelWork(std::make_shared<const Dataset>(read.value()),
                                        readLabelWork(scratch / "work.csv").value());
    EXPECT_EQ(inMemory.value().contentHash, dataset.value().contentHash);
}

} // namespace
} // namespace microt
