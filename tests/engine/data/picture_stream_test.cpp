// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture_stream.h"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/support.h"

namespace microt {
namespace {

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Two pixels of a grey.
std::string pictureOf(int grey)
{
    return "P6\n2 1\n255\n" + std::string(6, static_cast<char>(grey));
}

std::vector<std::string> namesOf(const std::vector<PictureFile>& files)
{
    std::vector<std::string> names;
    for (const PictureFile& file : files)
        names.push_back(file.path.filename().string());
    return names;
}

std::vector<PictureFile> listed(const std::filesystem::path& folder)
{
    auto files = filesBelow(folder, {});
    EXPECT_TRUE(files.ok()) << files.failure().what;
    return std::move(files).value();
}

TEST(FilesBelow, ComeByPathWithoutHiddenOnes)
{
    const test::ScratchFolder scratch;
    for (const char* name : {"b/2.ppm", "b/1.ppm", "a/9.ppm", ".hidden/3.ppm", "b/.thumb.ppm"})
        write(scratch / name, pictureOf(1));
    EXPECT_EQ(namesOf(listed(scratch.path())), (std::vector<std::string>{"9.ppm", "1.ppm", "2.ppm"}));
}

TEST(FilesBelow, EmptyAndMissingFoldersAreTold)
{
    const test::ScratchFolder scratch;
    EXPECT_EQ(filesBelow(scratch.path(), {}).failure().code, Error::emptyDataset);
    EXPECT_EQ(filesBelow(scratch / "none", {}).failure().code, Error::fileNotFound);
    write(scratch / "a.ppm", pictureOf(1));
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(filesBelow(scratch.path(), job).failure().code, Error::cancelled);
}

TEST(ShuffleFiles, IsDecidedByTheSeedAlone)
{
    std::vector<PictureFile> files;
    for (int i = 0; i < 20; ++i)
        files.push_back({std::to_string(i)});
    auto one = files;
    auto same = files;
    auto other = files;
    shuffleFiles(one, 7);
    shuffleFiles(same, 7);
    shuffleFiles(other, 8);
    EXPECT_EQ(namesOf(one), namesOf(same));
    EXPECT_NE(namesOf(one), namesOf(other));
    EXPECT_NE(namesOf(one), namesOf(files));
    auto sorted = namesOf(one);
    auto all = namesOf(files);
    std::sort(sorted.begin(), sorted.end());
    std::sort(all.begin(), all.end());
    EXPECT_EQ(sorted, all);
}

TEST(ShowFiles, WhatIsNoPictureIsSkippedAndCounted)
{
    const test::ScratchFolder scratch;
    write(scratch / "1.txt", "no picture");
    write(scratch / "2.ppm", pictureOf(10));
    write(scratch / "3.ppm", "P6\n2 1\n255\nx"); // too short
    write(scratch / "4.ppm", pictureOf(20));
    const auto source = showFiles(listed(scratch.path()));
    EXPECT_EQ(source->total(), 4);
    std::vector<std::string> names;
    for (;;) {
        const auto picture = source->next({});
        ASSERT_TRUE(picture.ok());
        if (!picture.value())
            break;
        names.push_back(picture.value()->name);
        EXPECT_EQ(picture.value()->label, -1);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"2.ppm", "4.ppm"}));
    EXPECT_EQ(source->skipped(), 2);
}

TEST(ShowFiles, WithoutAnyPictureTheFirstAskingFails)
{
    const test::ScratchFolder scratch;
    write(scratch / "1.txt", "no picture");
    const auto source = showFiles(listed(scratch.path()));
    EXPECT_EQ(source->next({}).failure().code, Error::emptyDataset);
    EXPECT_EQ(showFiles({})->next({}).failure().code, Error::emptyDataset);
}

/// Files of a dataset say what they show; its test split only measures.
TEST(FilesOfADataset, AreKnown)
{
    const test::ScratchFolder scratch;
    for (const char* kind : {"a", "b"})
        for (int i = 0; i < 10; ++i)
            write(scratch / (std::string(kind) + "/" + std::to_string(i) + ".ppm"),
                  pictureOf(10 * i + (*kind == 'a' ? 0 : 120)));
    auto dataset = openDataset(scratch.path(), {});
    ASSERT_TRUE(dataset.ok() && assignSplit(dataset.value(), {}).ok());
    write(scratch / "foreign.ppm", pictureOf(255));
    auto files = listed(scratch.path());
    nameKnown(files, dataset.value());
    int measuring = 0;
    for (const PictureFile& file : files) {
        const std::string kind = file.path.parent_path().filename().string();
        EXPECT_EQ(file.label, kind == "a" ? 0 : kind == "b" ? 1 : -1) << file.path;
        measuring += file.onlyMeasures ? 1 : 0;
    }
    const test::ScratchFolder elsewhere;
    std::filesystem::create_directory_symlink(scratch.path(), elsewhere / "link");
    auto linked = listed(elsewhere / "link");
    nameKnown(linked, dataset.value());
    int measuringLinked = 0;
    for (const PictureFile& file : linked)
        measuringLinked += file.onlyMeasures ? 1 : 0;
    EXPECT_EQ(measuringLinked, measuring);

    const auto test = filesOfSplit(dataset.value(), Split::test);
    EXPECT_EQ(measuring, static_cast<int>(test.size()));
    for (const PictureFile& file : test)
        EXPECT_TRUE(file.onlyMeasures);

    const auto train = filesOfSplit(dataset.value(), Split::train);
    EXPECT_NE(train[0].label, train[1].label) << "by turns";
    EXPECT_FALSE(train.front().onlyMeasures);
}

} // namespace
} // namespace microt
