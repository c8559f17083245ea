// SPDX-License-Identifier: Apache-2.0
#include "engine/data/dataset.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using test::writePicture;
using test::writeText;

const JobContext kJob;

TEST(ImageFolder, ClassesInCodePointOrderAndFilesBelowThem)
{
    test::ScratchFolder folder;
    writePicture(folder / "zebra/a.PPM", 1);
    writePicture(folder / "Apple/deep/er/b.ppm", 2);
    writePicture(folder / "Apple/a.ppm", 3);
    writePicture(folder / "\xC3\xA9t\xC3\xA9/a.ppm", 4);
    writeText(folder / "Apple/notes.txt", "not a picture");
    writeText(folder / "empty/notes.txt", "nothing to see");
    writePicture(folder / "Apple/.hidden.ppm", 5);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().layout, "ImageFolder");
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"Apple", "zebra", "\xC3\xA9t\xC3\xA9"}));
    ASSERT_EQ(dataset.value().samples.size(), 4U);
    EXPECT_EQ(dataset.value().samples[1].path, "Apple/deep/er/b.ppm");
    EXPECT_FALSE(dataset.value().splitIsGiven);
}

TEST(ImageFolder, TrainAndTestFoldersAreTheSplit)
{
    test::ScratchFolder folder;
    for (const char* split : {"train", "test"})
        for (const char* name : {"cat", "dog"})
            for (int i = 0; i < 4; ++i)
                writePicture(folder / (std::string(split) + '/' + name + '/' + std::to_string(i) + ".ppm"),
                             i);
    auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"cat", "dog"}));
    EXPECT_TRUE(dataset.value().splitIsGiven);
    ASSERT_TRUE(assignSplit(dataset.value(), {}).ok());
    for (const auto& counts : dataset.value().counts()) {
        EXPECT_EQ(counts[static_cast<std::size_t>(Split::test)], 4);
        EXPECT_EQ(counts[static_cast<std::size_t>(Split::train)] +
                      counts[static_cast<std::size_t>(Split::calibration)],
                  4);
        EXPECT_GE(counts[static_cast<std::size_t>(Split::calibration)], 1);
    }
}

TEST(ImageFolder, ValIsCalibrationBesideTestAndTestWithoutIt)
{
    test::ScratchFolder folder;
    for (const char* split : {"train", "val"})
        for (const char* name : {"cat", "dog"})
            writePicture(folder / (std::string(split) + '/' + name + "/1.ppm"), 1);
    const auto without = openDataset(folder.path(), kJob);
    ASSERT_TRUE(without.ok()) << without.failure().what;
    EXPECT_TRUE(without.value().splitIsGiven);
    EXPECT_FALSE(without.value().calibrationIsGiven);
    EXPECT_EQ(without.value().counts()[0], (std::array<int, 3>{1, 0, 1}));
    writePicture(folder / "test/cat/1.ppm", 1);
    writePicture(folder / "test/dog/1.ppm", 1);
    const auto with = openDataset(folder.path(), kJob);
    ASSERT_TRUE(with.ok()) << with.failure().what;
    EXPECT_TRUE(with.value().calibrationIsGiven);
    EXPECT_EQ(with.value().counts()[0], (std::array<int, 3>{1, 1, 1}));
}

TEST(ImageFolder, LinksThatLeaveTheFolderAreBad)
{
    test::ScratchFolder folder;
    writePicture(folder / "elsewhere/x.ppm", 1);
    writePicture(folder / "in/a/1.ppm", 2);
    writePicture(folder / "in/b/1.ppm", 3);
    fs::create_symlink(folder / "elsewhere/x.ppm", folder / "in/a/file.ppm");
    fs::create_directory_symlink(folder / "elsewhere", folder / "in/c");
    fs::create_symlink("1.ppm", folder / "in/b/inside.ppm");
    fs::create_symlink("nowhere.ppm", folder / "in/b/dangling.ppm");
    const auto dataset = openDataset(folder / "in", kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().samples.size(), 3U); // the link that stays inside is fine
    EXPECT_EQ(dataset.value().badFiles.size(), 3U);
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"a", "b"}));
}

TEST(Pets, NamesBeforeTheLastUnderscoreAndNumbersFromOne)
{
    test::ScratchFolder folder;
    for (const char* name : {"great_dane_1", "great_dane_2", "Abyssinian_7", "Abyssinian_9"})
        writePicture(folder / ("images/" + std::string(name) + ".jpg"), name[0]);
    writeText(folder / "annotations/trainval.txt",
              "# id class species breed\nAbyssinian_7 1 1 1\ngreat_dane_1 2 2 1\n");
    writeText(folder / "annotations/test.txt", "great_dane_2 2 2 1\nAbyssinian_9 1 1 1\n");
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().layout, "Oxford-IIIT Pet");
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"Abyssinian", "great_dane"}));
    EXPECT_TRUE(dataset.value().splitIsGiven);
}

TEST(Birds, JoinedOnTheId)
{
    test::ScratchFolder folder;
    writePicture(folder / "images/001.Albatross/a.ppm", 1);
    writePicture(folder / "images/002.Crow/b.ppm", 2);
    writeText(folder / "classes.txt", "1 001.Albatross\n2 002.Crow\n");
    writeText(folder / "images.txt", "5 002.Crow/b.ppm\n4 001.Albatross/a.ppm\n");
    writeText(folder / "image_class_labels.txt", "4 1\n5 2\n");
    writeText(folder / "train_test_split.txt", "4 1\n5 0\n");
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().layout, "CUB-200-2011");
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"Albatross", "Crow"}));
    EXPECT_EQ(dataset.value().samples[0].path, "images/001.Albatross/a.ppm");
    EXPECT_EQ(dataset.value().samples[0].split, Split::train);
    EXPECT_EQ(dataset.value().samples[1].split, Split::test);
}

TEST(Plants, SpeciesFromXmlWithBareAmpersand)
{
    test::ScratchFolder folder;
    writePicture(folder / "data/10/1.ppm", 1);
    writeText(folder / "data/10/1.xml", "<Image><Species>Acer campestre L. & Co</Species></Image>");
    writePicture(folder / "data/11/2.ppm", 2);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().layout, "PlantCLEF 2017");
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"Acer campestre L. & Co", "11"}));
}

TEST(Plants, SpeciesThatAppearsTwiceKeepsItsFoldersApart)
{
    test::ScratchFolder folder;
    for (const char* name : {"10", "11"}) {
        writePicture(folder / ("data/" + std::string(name) + "/1.ppm"), 1);
        writeText(folder / ("data/" + std::string(name) + "/1.xml"), "<Species>Acer &amp;lt; L.</Species>");
    }
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"Acer &lt; L.", "Acer &lt; L. (11)"}));
}

TEST(Plants, FolderCalledDataIsNotEnough)
{
    test::ScratchFolder folder;
    writePicture(folder / "data/1.ppm", 1);
    writePicture(folder / "other/1.ppm", 1);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().layout, "ImageFolder");
}

TEST(KnownLayouts, BrokenListsAreNamedWithTheirLine)
{
    test::ScratchFolder pets;
    writePicture(pets / "images/a_1.jpg", 1);
    writeText(pets / "annotations/test.txt", "");
    const auto petFailure = [&](const std::string& rows) {
        writeText(pets / "annotations/trainval.txt", rows);
        return openDataset(pets.path(), kJob).failure();
    };
    EXPECT_NE(petFailure("a_1 1 1 1\nalone\n").what.find("line 2"), std::string::npos);
    EXPECT_EQ(petFailure("a_1 zero 1 1\n").code, Error::badManifest);
    EXPECT_EQ(petFailure("a_1 99999999999999 1 1\n").code, Error::badManifest);
    EXPECT_EQ(petFailure("../../a_1 1 1 1\n").code, Error::badManifest);
    EXPECT_EQ(petFailure("").code, Error::emptyDataset);

    test::ScratchFolder birds;
    writeText(birds / "classes.txt", "1 001.A\n");
    writeText(birds / "images.txt", "1 /etc/passwd\n");
    writeText(birds / "image_class_labels.txt", "1 7\n");
    EXPECT_EQ(openDataset(birds.path(), kJob).failure().code, Error::badManifest);
    writeText(birds / "images.txt", "1 001.A/a.jpg\n");
    EXPECT_NE(openDataset(birds.path(), kJob).failure().what.find("image_class_labels.txt"),
              std::string::npos);
}

TEST(Manifest, QuotesCrlfAndByteOrderMark)
{
    test::ScratchFolder folder;
    writePicture(folder / "a, b.ppm", 1);
    writePicture(folder / "c.ppm", 2);
    writeText(folder / "m.csv",
              "\xEF\xBB\xBFsplit,path,label\r\ntrain,\"a, b.ppm\",\"say \"\"one\"\"\"\r\ntest,c.ppm,two\r\n");
    const auto dataset = openDataset(folder / "m.csv", kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"say \"one\"", "two"}));
    EXPECT_EQ(dataset.value().samples[0].path, "a, b.ppm");
    EXPECT_TRUE(dataset.value().splitIsGiven);
}

TEST(Manifest, MissingAndEscapingFilesAreListedNotFatal)
{
    test::ScratchFolder folder;
    writePicture(folder / "in/a.ppm", 1);
    writePicture(folder / "in/b.ppm", 2);
    writePicture(folder / "outside.ppm", 3);
    fs::create_symlink(folder / "outside.ppm", folder / "in/link.ppm");
    writeText(folder / "in/m.csv",
              "path,label\na.ppm,x\nb.ppm,y\ngone.ppm,x\n../outside.ppm,x\n/etc/passwd,y\nlink.ppm,y\n"
              "a.ppm,x\n");
    const auto dataset = openDataset(folder / "in/m.csv", kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().samples.size(), 2U);
    EXPECT_EQ(dataset.value().badFiles.size(), 5U);
    for (const BadFile& bad : dataset.value().badFiles)
        EXPECT_FALSE(bad.why.what.empty());
}

TEST(Manifest, BadLinesAreNamed)
{
    test::ScratchFolder folder;
    writePicture(folder / "a.ppm", 1);
    const auto failureOf = [&](const std::string& text) {
        writeText(folder / "m.csv", text);
        return openDataset(folder / "m.csv", kJob).failure();
    };
    EXPECT_EQ(failureOf("").code, Error::badManifest);
    EXPECT_EQ(failureOf("colour,shape\na.ppm,x\n").code, Error::badManifest);
    EXPECT_NE(failureOf("path,label\na.ppm,x\na.ppm\n").what.find("line 3"), std::string::npos);
    EXPECT_NE(failureOf("path,label,split\na.ppm,x,elsewhere\n").what.find("line 2"), std::string::npos);
    EXPECT_NE(failureOf("path,label\n\"a.ppm,x\n").what.find("line 2"), std::string::npos);
    EXPECT_EQ(failureOf("path,label\ngone.ppm,x\nlost.ppm,y\n").code, Error::emptyDataset);
}

TEST(BadInput, EmptyMissingAndSingleClass)
{
    test::ScratchFolder folder;
    EXPECT_EQ(openDataset(folder.path(), kJob).failure().code, Error::emptyDataset);
    EXPECT_EQ(openDataset(folder / "nowhere", kJob).failure().code, Error::fileNotFound);
    writePicture(folder / "only/a.ppm", 1);
    const auto one = openDataset(folder.path(), kJob);
    EXPECT_EQ(one.failure().code, Error::tooFewClasses);
    EXPECT_NE(one.failure().what.find("only"), std::string::npos);
}

TEST(BadInput, UnreadablePicturesAreListed)
{
    test::ScratchFolder folder;
    for (int i = 0; i < 3; ++i) {
        writePicture(folder / ("a/" + std::to_string(i) + ".ppm"), i);
        writePicture(folder / ("b/" + std::to_string(i) + ".ppm"), i);
    }
    writeText(folder / "a/zero.jpg", "");
    writeText(folder / "a/text.png", "just text");
    writeText(folder / "b/cut.ppm", "P6\n100 100\n255\nabc");
    writePicture(folder / "b/bad\xFFname.ppm", 9);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().samples.size(), 7U); // the name that is not UTF-8 is fine
    EXPECT_EQ(dataset.value().badFiles.size(), 3U);
}

TEST(BadInput, ClassWithOnePictureOpensButCannotBeDivided)
{
    test::ScratchFolder folder;
    for (const char* name : {"many/1.ppm", "many/2.ppm", "many/3.ppm", "lonely/1.ppm"})
        writePicture(folder / name, 1);
    auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    const Status status = assignSplit(dataset.value(), {});
    EXPECT_EQ(status.failure().code, Error::tooFewSamples);
    EXPECT_NE(status.failure().what.find("lonely"), std::string::npos);
}

TEST(BadInput, ClassWithoutReadablePicturesIsLeftOut)
{
    test::ScratchFolder folder;
    writePicture(folder / "a/1.ppm", 1);
    writeText(folder / "b/1.ppm", "");
    writePicture(folder / "c/1.ppm", 1);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"a", "c"}));
    EXPECT_EQ(dataset.value().samples.back().label, 1);
}

TEST(BadInput, PipesAndDevicesDoNotBlock)
{
    test::ScratchFolder folder;
    writePicture(folder / "a/1.ppm", 1);
    writePicture(folder / "b/1.ppm", 1);
    ASSERT_EQ(::mkfifo((folder / "b/pipe.png").c_str(), 0600), 0);
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().badFiles.size(), 1U);
}

TEST(BadInput, CancelStops)
{
    test::ScratchFolder folder;
    writePicture(folder / "a/1.ppm", 1);
    writePicture(folder / "b/1.ppm", 1);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(openDataset(folder.path(), job).failure().code, Error::cancelled);
}

TEST(ContentHash, KnowsContentNotPlace)
{
    test::ScratchFolder first;
    test::ScratchFolder second;
    for (const auto* folder : {&first, &second}) {
        writePicture(*folder / "a/1.ppm", 1);
        writePicture(*folder / "b/1.ppm", 2);
    }
    const std::string hash = openDataset(first.path(), kJob).value().contentHash;
    EXPECT_EQ(openDataset(second.path(), kJob).value().contentHash, hash);
    writePicture(second / "b/1.ppm", 3);
    EXPECT_NE(openDataset(second.path(), kJob).value().contentHash, hash);
}

TEST(Pool, NeedsNoClasses)
{
    test::ScratchFolder folder;
    writePicture(folder / "1.ppm", 1);
    writePicture(folder / "x/2.ppm", 2);
    for (const bool labelled : {false, true}) {
        const auto pool = openPool(folder.path(), labelled, kJob);
        ASSERT_TRUE(pool.ok()) << pool.failure().what;
        ASSERT_EQ(pool.value().samples.size(), 2U);
        EXPECT_EQ(pool.value().samples[1].label, -1) << "one class is none";
        EXPECT_TRUE(pool.value().classes.empty());
    }
}

/// What a teacher said about a pool stays true when its labels are wanted too.
TEST(Pool, IsTheSameWithLabels)
{
    test::ScratchFolder folder;
    writePicture(folder / "0.ppm", 1); // in no class
    writePicture(folder / "a b/1.ppm", 2);
    writePicture(folder / "a/1.ppm", 3);
    writePicture(folder / "a/2.ppm", 4);
    const Dataset bare = openPool(folder.path(), false, kJob).value();
    const Dataset labelled = openPool(folder.path(), true, kJob).value();
    EXPECT_EQ(labelled.contentHash, bare.contentHash);
    ASSERT_EQ(labelled.samples.size(), bare.samples.size());
    ASSERT_EQ(labelled.classes.size(), 2U);
    for (std::size_t i = 0; i < bare.samples.size(); ++i) {
        EXPECT_EQ(labelled.samples[i].path, bare.samples[i].path);
        EXPECT_EQ(bare.samples[i].label, -1);
        const std::string own = std::filesystem::path(bare.samples[i].path).parent_path().string();
        const int label = labelled.samples[i].label;
        EXPECT_EQ(label < 0 ? "" : labelled.classes[static_cast<std::size_t>(label)], own);
    }
}

TEST(Pool, MayBeAManifest)
{
    test::ScratchFolder folder;
    writePicture(folder / "1.ppm", 1);
    writePicture(folder / "2.ppm", 2);
    writeText(folder / "pool.csv", "path,label\n2.ppm,x\n1.ppm,y\n");
    const auto bare = openPool(folder / "pool.csv", false, kJob);
    const auto labelled = openPool(folder / "pool.csv", true, kJob);
    ASSERT_TRUE(bare.ok() && labelled.ok());
    ASSERT_EQ(labelled.value().samples.size(), 2U);
    EXPECT_EQ(labelled.value().samples[0].path, "2.ppm");
    EXPECT_EQ(bare.value().samples[0].label, -1);
    EXPECT_EQ(labelled.value().classes, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(labelled.value().samples[1].label, 1);
    EXPECT_EQ(labelled.value().contentHash, bare.value().contentHash);
}

TEST(RealData, FlowersManifest)
{
    MICROT_NEEDS_DATA();
    auto dataset = openDataset(test::dataFolder() / "flowers_split.csv", kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().samples.size(), 3670U);
    EXPECT_TRUE(dataset.value().badFiles.empty());
    ASSERT_TRUE(assignSplit(dataset.value(), {}).ok());
    int tests = 0;
    int calibrations = 0;
    for (const auto& counts : dataset.value().counts()) {
        tests += counts[static_cast<std::size_t>(Split::test)];
        calibrations += counts[static_cast<std::size_t>(Split::calibration)];
    }
    EXPECT_EQ(tests, 1101);
    EXPECT_NEAR(calibrations, 257, 3);
}

} // namespace
} // namespace microt
