// SPDX-License-Identifier: Apache-2.0
#include "engine/data/kept_looks.h"

#include <chrono>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/base/sealed_bytes.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;

const JobContext kJob;

void makeOld(const fs::path& path, int hours = 1)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(hours));
}

/// Two classes, with a picture that is there twice and one that is transparent, and a cache beside them.
class KeptLooksOf : public testing::Test
{
protected:
    KeptLooksOf()
    {
        for (const char* name : {"cat/a.ppm", "cat/b.ppm", "dog/a.ppm", "dog/b.ppm"})
            write(name, name[4] + 7 * name[0]);
        fs::copy_file(pictures / "dog/a.ppm", pictures / "dog/copy.ppm");
        makeOld(pictures / "dog/copy.ppm");
        test::writeText(
            pictures / "dog/c.png",
            test::pngRow(2, 6, 8, std::string("\x10\x20\x30\x40", 4) + std::string("\x10\x20\x30\xFF", 4)));
        makeOld(pictures / "dog/c.png");
    }

    void write(const std::string& name, int shade)
    {
        test::writePicture(pictures / name, shade, 64, 48);
        makeOld(pictures / name);
    }

    Dataset open(Background background = Background::white) const
    {
        ReadOptions options;
        options.background = background;
        auto dataset = openDataset(pictures, options, cache, kJob);
        EXPECT_TRUE(dataset.ok()) << dataset.failure().what;
        return std::move(dataset).value();
    }

    fs::path file() const
    {
        fs::path only;
        for (const auto& entry : fs::directory_iterator(cache)) {
            EXPECT_TRUE(only.empty());
            only = entry.path();
        }
        return only;
    }

    std::string kept() const { return readTextFile(file()).value(); }

    test::ScratchFolder scratch;
    fs::path pictures = scratch / "pictures";
    fs::path cache = scratch / "cache";
};

void expectSame(const Dataset& a, const Dataset& b)
{
    EXPECT_EQ(a.contentHash, b.contentHash);
    ASSERT_EQ(a.samples.size(), b.samples.size());
    for (std::size_t i = 0; i < a.samples.size(); ++i) {
        EXPECT_EQ(a.samples[i].path, b.samples[i].path);
        EXPECT_EQ(a.samples[i].width, b.samples[i].width);
    }
    ASSERT_EQ(a.doubles.size(), b.doubles.size());
    for (std::size_t i = 0; i < a.doubles.size(); ++i)
        EXPECT_EQ(a.doubles[i].samples, b.doubles[i].samples);
    ASSERT_EQ(a.remarks.size(), b.remarks.size());
    for (std::size_t i = 0; i < a.remarks.size(); ++i)
        EXPECT_EQ(a.remarks[i].what, b.remarks[i].what);
}

TEST_F(KeptLooksOf, AreTakenForTheSameStampAlone)
{
    const Dataset first = open();
    expectSame(first, open());
    expectSame(first, openDataset(pictures, kJob).value());
    EXPECT_EQ(first.remarks.size(), 1U);
    EXPECT_EQ(first.doubles.size(), 1U);

    const KeptLooks looks(cache, first.source, first.root, Background::white);
    const auto stamp = stampOf(pictures / "cat/a.ppm");
    ASSERT_TRUE(stamp);
    ASSERT_NE(looks.find("cat/a.ppm", *stamp), nullptr);
    EXPECT_EQ(looks.find("cat/b.ppm", *stamp), nullptr);
    for (int field = 0; field < 5; ++field) {
        FileStamp other = *stamp;
        (field == 0 ? other.device : field == 1 ? other.node : other.bytes) += field < 3 ? 1 : 0;
        (field == 3 ? other.modified : other.changed) += field >= 3 ? 1 : 0;
        EXPECT_EQ(looks.find("cat/a.ppm", other), nullptr) << field;
    }
    EXPECT_EQ(KeptLooks(cache, first.source, first.root, Background::black).find("cat/a.ppm", *stamp),
              nullptr);
}

TEST_F(KeptLooksOf, SpareTheReading)
{
    const Dataset first = open();
    const KeptLooks kept(cache, first.source, first.root, Background::white);
    KeptLooks::Entries looks;
    for (const Sample& sample : first.samples) {
        const auto stamp = stampOf(first.pathOf(sample));
        looks[sample.path] = {*stamp, *kept.find(sample.path, *stamp)};
    }
    looks["cat/a.ppm"].look.width = 99; // what no file says
    looks["cat/a.ppm"].look.hash = std::string(64, 'a');
    fs::remove(file()); // keep() spares itself what the stamps say is there
    ASSERT_TRUE(KeptLooks(cache, first.source, first.root, Background::white).keep(looks, INT64_MAX).ok());
    const Dataset second = open();
    EXPECT_EQ(second.samples[0].width, 99);
    EXPECT_NE(second.contentHash, first.contentHash);
}

TEST_F(KeptLooksOf, AFileThatChangedIsReadAgain)
{
    const Dataset first = open();
    const auto time = fs::last_write_time(pictures / "cat/a.ppm");
    test::writePicture(pictures / "cat/a.ppm", 200, 64, 48); // as many bytes
    fs::last_write_time(pictures / "cat/a.ppm", time);
    const Dataset second = open();
    EXPECT_NE(second.contentHash, first.contentHash);
    expectSame(second, openDataset(pictures, kJob).value());
}

TEST_F(KeptLooksOf, FilesThatChangePlacesAreReadAgain)
{
    open();
    fs::rename(pictures / "cat/a.ppm", pictures / "cat/x.ppm");
    fs::rename(pictures / "cat/b.ppm", pictures / "cat/a.ppm");
    fs::rename(pictures / "cat/x.ppm", pictures / "cat/b.ppm");
    expectSame(open(), openDataset(pictures, kJob).value());
}

TEST_F(KeptLooksOf, WhatWasModifiedJustNowIsNotKept)
{
    fs::last_write_time(pictures / "cat/a.ppm", fs::file_time_type::clock::now());
    const Dataset dataset = open();
    const KeptLooks looks(cache, dataset.source, dataset.root, Background::white);
    EXPECT_EQ(looks.find("cat/a.ppm", *stampOf(pictures / "cat/a.ppm")), nullptr);
    EXPECT_NE(looks.find("cat/b.ppm", *stampOf(pictures / "cat/b.ppm")), nullptr);
}

TEST_F(KeptLooksOf, DamagedOnesAreMadeAnew)
{
    const Dataset first = open();
    const std::string whole = kept();
    const fs::path path = file();
    for (std::size_t length = 0; length < whole.size(); length += 101) {
        test::writeText(path, whole.substr(0, length));
        expectSame(first, open());
        EXPECT_EQ(kept(), whole);
    }
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        test::writeText(path, damaged);
        expectSame(first, open());
        EXPECT_EQ(kept(), whole);
    }
}

/// Sealed anew after each change, so that only what is read tells.
TEST_F(KeptLooksOf, ForgedOnesDoNoHarm)
{
    open();
    const std::string whole = kept();
    const fs::path path = file();
    const std::string_view magic = std::string_view(whole).substr(0, 8);
    const auto content = unsealed(whole, magic, 1);
    ASSERT_TRUE(content);
    for (std::size_t at = 0; at < content->size(); at += 3)
        for (const int value : {0, 255}) {
            std::string forged(*content);
            if (static_cast<unsigned char>(forged[at]) == value)
                continue;
            forged[at] = static_cast<char>(value);
            test::writeText(path, sealed(magic, 1, forged));
            const auto root = fs::canonical(pictures);
            const KeptLooks looks(cache, root, root, Background::white);
            const PictureLook* look = looks.find("dog/c.png", *stampOf(pictures / "dog/c.png"));
            if (look == nullptr)
                continue;
            EXPECT_TRUE(look->width > 0 && look->height > 0 && look->hash.size() == 64);
            for (const auto& [kind, what] : look->peculiarities)
                EXPECT_LT(static_cast<std::size_t>(kind), namesOf(Peculiarity()).size());
        }
}

TEST_F(KeptLooksOf, ACacheThatCannotBeWrittenIsNoError)
{
    test::writeText(cache, "a file where the folder should be");
    EXPECT_EQ(open().samples.size(), 6U);
}

TEST_F(KeptLooksOf, BadFilesAreTriedEachTime)
{
    test::writeText(pictures / "cat/bad.ppm", "P6 no picture");
    makeOld(pictures / "cat/bad.ppm");
    EXPECT_EQ(open().badFiles.size(), 1U);
    EXPECT_EQ(open().badFiles.size(), 1U);
}

} // namespace
} // namespace microt
