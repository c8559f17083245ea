// SPDX-License-Identifier: Apache-2.0
// Every file below a dataset is used or has a reason.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "engine/data/dataset.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using test::writePicture;
using test::writeText;

const JobContext kJob;

std::map<std::string, LeftOut> reasons(const Dataset& dataset)
{
    std::map<std::string, LeftOut> reasons;
    for (const BadFile& file : dataset.badFiles) {
        reasons[file.path] = file.reason;
        EXPECT_FALSE(file.why.what.empty()) << file.path;
    }
    return reasons;
}

using Reasons = std::map<std::string, LeftOut>;

TEST(LeftOutFiles, EachHasItsReason)
{
    test::ScratchFolder folder;
    for (const char* name : {"a", "b"})
        for (int i = 0; i < 2; ++i)
            writePicture(folder / (std::string(name) + '/' + std::to_string(i) + ".ppm"), i);
    writePicture(folder / "a/no suffix", 7); // its bytes tell
    writePicture(folder / "a/odd.jpg", 8);
    writePicture(folder / "cover.ppm", 9);
    writeText(folder / "README.txt", "text");
    writeText(folder / "a/notes.xml", "<notes/>");
    writeText(folder / "b/text.png", "just text");
    writeText(folder / "b/huge.ppm", "P6\n60000 60000\n255\n");
    writeText(folder / "b/Thumbs.db", "thumbs");
    writePicture(folder / "b/.hidden.ppm", 1);
    for (const char* name : {"__MACOSX", "@eaDir", ".ipynb_checkpoints", ".git", "$RECYCLE.BIN"})
        writePicture(folder / name / "x.ppm", 1);
    writePicture(folder / "b/@eaDir/x.ppm", 1);
    fs::create_directories(folder / "empty");
    const auto dataset = openDataset(folder.path(), kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(dataset.value().samples.size(), 6U);
    EXPECT_EQ(reasons(dataset.value()), (Reasons{{"cover.ppm", LeftOut::noClass},
                                                 {"README.txt", LeftOut::notAPicture},
                                                 {"a/notes.xml", LeftOut::notAPicture},
                                                 {"b/text.png", LeftOut::damaged},
                                                 {"b/huge.ppm", LeftOut::tooLarge},
                                                 {"b/Thumbs.db", LeftOut::litter},
                                                 {"b/.hidden.ppm", LeftOut::litter},
                                                 {"__MACOSX", LeftOut::litter},
                                                 {"@eaDir", LeftOut::litter},
                                                 {".ipynb_checkpoints", LeftOut::litter},
                                                 {".git", LeftOut::litter},
                                                 {"$RECYCLE.BIN", LeftOut::litter},
                                                 {"b/@eaDir", LeftOut::litter},
                                                 {"empty", LeftOut::noPictures}}));
    EXPECT_EQ(leftOutWords(dataset.value().badFiles),
              "1 damaged, 1 too large, 1 no class, 1 no pictures, 2 not a picture, 8 litter");
    EXPECT_EQ(dataset.value().badFiles.front().path, "b/text.png") << "the worst first";

    const auto pool = openPool(folder.path(), false, kJob);
    ASSERT_TRUE(pool.ok()) << pool.failure().what;
    EXPECT_EQ(pool.value().samples.size(), 7U) << "a pool needs no classes";
    EXPECT_EQ(reasons(pool.value()).count("a/notes.xml"), 1U);
}

TEST(LeftOutFiles, LinksAreFollowedWhereThatIsAskedFor)
{
    test::ScratchFolder folder;
    writePicture(folder / "elsewhere/x.ppm", 1);
    writePicture(folder / "elsewhere/y.ppm", 2);
    writePicture(folder / "in/a/1.ppm", 3);
    writePicture(folder / "in/b/1.ppm", 4);
    fs::create_symlink(folder / "elsewhere/x.ppm", folder / "in/a/file.ppm");
    fs::create_directory_symlink(folder / "elsewhere", folder / "in/c");
    fs::create_directory_symlink("..", folder / "in/b/circle");
    const auto without = openDataset(folder / "in", kJob);
    ASSERT_TRUE(without.ok()) << without.failure().what;
    EXPECT_EQ(reasons(without.value()),
              (Reasons{{"a/file.ppm", LeftOut::link}, {"c", LeftOut::link}, {"b/circle", LeftOut::link}}));
    ReadOptions options;
    options.followLinks = true;
    const auto with = openDataset(folder / "in", options, kJob);
    ASSERT_TRUE(with.ok()) << with.failure().what;
    EXPECT_EQ(with.value().classes, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(std::count_if(with.value().samples.begin(), with.value().samples.end(),
                            [](const Sample& sample) { return sample.label == 2; }),
              2);
}

TEST(LeftOutFiles, UnreadableFolderIsToldNotFatal)
{
    test::ScratchFolder folder;
    writePicture(folder / "a/1.ppm", 1);
    writePicture(folder / "b/1.ppm", 2);
    writePicture(folder / "c/1.ppm", 3);
    fs::permissions(folder / "c", fs::perms::none);
    const auto dataset = openDataset(folder.path(), kJob);
    fs::permissions(folder / "c", fs::perms::owner_all);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    if (dataset.value().classes.size() == 3)
        GTEST_SKIP() << "root reads everything";
    EXPECT_EQ(reasons(dataset.value()), (Reasons{{"c", LeftOut::unreadable}}));
}

TEST(LeftOutFiles, PicturesThatAManifestDoesNotName)
{
    test::ScratchFolder folder;
    writePicture(folder / "p/a.ppm", 1);
    writePicture(folder / "p/b.ppm", 2);
    writePicture(folder / "p/forgotten.ppm", 3);
    writePicture(folder / "other/x.ppm", 4);
    writeText(folder / "m.csv", "path,label\np/a.ppm,x\np/b.ppm,y\n");
    const auto dataset = openDataset(folder / "m.csv", kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(reasons(dataset.value()), (Reasons{{"p/forgotten.ppm", LeftOut::notListed}}));
}

TEST(Remarks, NameThePicture)
{
    test::ScratchFolder folder;
    writePicture(folder / "a/1.ppm", 1);
    writePicture(folder / "b/1.ppm", 2);
    writeText(folder / "b/clear.png", test::pngRow(2, 6, 8, std::string("ABC\0DEF\xFF", 8)));
    const auto white = openDataset(folder.path(), kJob);
    ASSERT_TRUE(white.ok()) << white.failure().what;
    ASSERT_EQ(white.value().remarks.size(), 1U);
    EXPECT_EQ(white.value().remarks[0].path, "b/clear.png");
    EXPECT_EQ(white.value().remarks[0].kind, Peculiarity::transparent);
    ReadOptions options;
    options.background = Background::black;
    const auto black = openDataset(folder.path(), options, kJob);
    ASSERT_TRUE(black.ok()) << black.failure().what;
    EXPECT_NE(black.value().contentHash, white.value().contentHash) << "features over white would be wrong";
    EXPECT_EQ(black.value().background, (Rgb{0, 0, 0}));
}

TEST(RealData, LitterIsNeverAClass)
{
    MICROT_NEEDS_DATA();
    const fs::path folder = test::dataFolder() / "cases/litter";
    if (!fs::exists(folder))
        GTEST_SKIP() << folder << " is not there.";
    const auto dataset = openDataset(folder, kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().classes, (std::vector<std::string>{"box", "disc", "tri"}));
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        files += entry.is_regular_file() ? 1 : 0;
    EXPECT_LE(dataset.value().samples.size() + dataset.value().badFiles.size(), files);
    const Reasons why = reasons(dataset.value());
    for (const char* name : {"__MACOSX", ".ipynb_checkpoints", ".thumbnails", ".DS_Store", "Thumbs.db",
                             "desktop.ini", "disc/.ipynb_checkpoints", "box/Thumbs.db"})
        EXPECT_EQ(why.at(name), LeftOut::litter) << name;
    EXPECT_EQ(why.at("labels.csv"), LeftOut::notAPicture);
}

TEST(RealData, HollowHeicFilesAreCounted)
{
    MICROT_NEEDS_DATA();
    const fs::path folder = test::dataFolder() / "cases/heicmix";
    if (!fs::exists(folder))
        GTEST_SKIP() << folder << " is not there.";
    const auto dataset = openDataset(folder, kJob);
    ASSERT_TRUE(dataset.ok()) << dataset.failure().what;
    EXPECT_EQ(dataset.value().samples.size(), 8U);
    EXPECT_EQ(leftOutWords(dataset.value().badFiles), "24 damaged");
}

} // namespace
} // namespace microt
