// SPDX-License-Identifier: Apache-2.0
// Manifests as programs and spreadsheets write them.
#include <gtest/gtest.h>

#include "engine/data/csv.h"
#include "engine/data/dataset.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using test::writePicture;
using test::writeText;

const JobContext kJob;

class Written : public testing::Test
{
protected:
    Written()
    {
        for (const char* name : {"p/a.ppm", "p/b.ppm", "p/c.ppm", "p/d.ppm"})
            writePicture(m_folder / name, name[2]);
    }

    Result<Dataset> open(const std::string& text)
    {
        writeText(m_folder / "m.csv", text);
        return openDataset(m_folder / "m.csv", kJob);
    }

    /// Opens it and compares it with what `path,label,split` in plain CSV gives.
    void expectSame(const std::string& text)
    {
        const auto plain =
            open("path,label,split\np/a.ppm,x y,train\np/b.ppm,z,train\np/c.ppm,x y,test\np/d.ppm,z,test\n");
        const auto dataset = open(text);
        ASSERT_TRUE(dataset.ok()) << text << dataset.failure().what;
        EXPECT_EQ(dataset.value().contentHash, plain.value().contentHash) << text;
        EXPECT_TRUE(dataset.value().badFiles.empty()) << text;
        EXPECT_EQ(dataset.value().splitIsGiven, plain.value().splitIsGiven) << text;
        for (std::size_t i = 0; i < 4; ++i)
            EXPECT_EQ(dataset.value().samples[i].split, plain.value().samples[i].split) << text;
    }

    std::string failure(const std::string& text)
    {
        const auto dataset = open(text);
        return dataset.ok() ? "opened" : dataset.failure().what;
    }

    test::ScratchFolder m_folder;
};

std::string joined(const std::string& separator, const std::string& end, const std::string& header)
{
    std::string text = header + end;
    for (const char* row : {"p/a.ppm|x y|train", "p/b.ppm|z|train", "p/c.ppm|x y|test", "p/d.ppm|z|test"})
        for (const char c : std::string(row) + "\n")
            text += c == '|' ? separator : c == '\n' ? end : std::string(1, c);
    return text;
}

TEST_F(Written, SeparatorsBlanksAndLineEnds)
{
    expectSame(joined(";", "\r\n", "path;label;split"));
    expectSame(joined("\t", "\n", "path\tlabel\tsplit"));
    expectSame(joined(" , ", "\n", "path , label , split"));
    expectSame(joined(",", "\r", "path,label,split"));
    expectSame(joined(",", "\n\n", "\n  \npath,label,split"));
    expectSame(joined(",", "\n,,\n", "path,label,split"));
    expectSame(joined(",", ",,\n", "path,label,split"));
    expectSame(joined(",", "\n# it's \"so\n", "# by hand; for a trial\npath,label,split"));
    expectSame("\xEF\xBB\xBF" + joined(";", "\n", "path;label;split"));
}

TEST_F(Written, HeadersOfOtherPrograms)
{
    expectSame(joined(",", "\n", "filename,class,set"));
    expectSame(joined(",", "\n", "Path,Label,Split"));
    expectSame(joined(",", "\n", "image_path,category,subset"));
    expectSame(joined(",", "\n", "File,Species,Partition"));
}

TEST_F(Written, NamesOfSplits)
{
    expectSame(
        "path,label,split\np/a.ppm,x y,Training\np/b.ppm,z,TRAIN\np/c.ppm,x y,Testing\np/d.ppm,z,Test\n");
    // Nothing but train and val: val measures.
    expectSame("path,label,split\np/a.ppm,x y,train\np/b.ppm,z,train\np/c.ppm,x y,val\np/d.ppm,z,valid\n");
    EXPECT_NE(failure("path,label,split\np/a.ppm,x,train\np/b.ppm,z,\n").find("line 3"), std::string::npos)
        << "half a split is no split";
    EXPECT_NE(failure("path,label,split\np/a.ppm,x,elsewhere\n").find("line 2"), std::string::npos);
}

TEST_F(Written, PathsOfOtherSystems)
{
    expectSame(
        "path,label,split\np\\a.ppm,x y,train\n.\\p\\b.ppm,z,train\n./p/c.ppm,x y,test\np//d.ppm,z,test\n");
    const std::string here = fs::canonical(m_folder.path()).string();
    expectSame("path,label,split\n" + here + "/p/a.ppm,x y,train\n" + here + "/p/b.ppm,z,train\n" + here +
               "/p/c.ppm,x y,test\np/../p/d.ppm,z,test\n");
}

TEST_F(Written, Utf16)
{
    const std::string text = joined("\t", "\r\n", "path\tlabel\tsplit");
    std::string little = "\xFF\xFE";
    std::string big = "\xFE\xFF";
    for (const char c : text) {
        little += {c, '\0'};
        big += {'\0', c};
    }
    expectSame(little);
    expectSame(big);
}

TEST_F(Written, WhatCannotBeRightIsNamedWithItsLine)
{
    const auto missing = open("path,label\np/a.ppm,x\np/none.ppm,x\np/b.ppm,z\n");
    ASSERT_TRUE(missing.ok()) << missing.failure().what;
    ASSERT_FALSE(missing.value().badFiles.empty());
    EXPECT_EQ(missing.value().badFiles[0].reason, LeftOut::unreadable);
    EXPECT_NE(missing.value().badFiles[0].why.what.find("line 3"), std::string::npos);

    const std::string twoLabels = failure("path,label\np/a.ppm,x\np/b.ppm,z\n./p/a.ppm,z\n");
    EXPECT_NE(twoLabels.find("line 4"), std::string::npos) << twoLabels;
    EXPECT_NE(twoLabels.find("line 2"), std::string::npos) << twoLabels;

    const auto twice = open("path,label,split\np/a.ppm,x,train\np/b.ppm,z,test\np/a.ppm,x,test\n");
    ASSERT_TRUE(twice.ok()) << twice.failure().what;
    EXPECT_EQ(twice.value().samples.size(), 2U);
    EXPECT_EQ(twice.value().samples[0].split, Split::train) << "the first line counts";
    EXPECT_EQ(twice.value().badFiles[0].reason, LeftOut::listedTwice);

    EXPECT_NE(failure("path,label\np/a.ppm,\n").find("label is empty"), std::string::npos);
    EXPECT_NE(failure("path,label\n ,x\n").find("path is empty"), std::string::npos);
    EXPECT_NE(failure("p/a.ppm,x\np/b.ppm,z\n").find("header is missing"), std::string::npos);
    EXPECT_NE(failure("path,label\n").find("no picture"), std::string::npos);
    EXPECT_NE(failure("C:\\x,label\n").find("header"), std::string::npos);
}

TEST(LooseCsv, BlanksWithinQuotesAreKept)
{
    const auto records = parseCsv("  a , \" b \" ,c d \n#x,y\n , ,\n", {',', true});
    ASSERT_TRUE(records.ok());
    ASSERT_EQ(records.value().size(), 1U);
    EXPECT_EQ(records.value()[0].fields, (std::vector<std::string>{"a", " b ", "c d"}));
    EXPECT_EQ(parseCsv(" a,b \n").value()[0].fields, (std::vector<std::string>{" a", "b "})) << "strictly";
}

/// What each of the files gives: pictures, or a word of the failure.
TEST(RealData, ManifestsOfSpreadsheets)
{
    MICROT_NEEDS_DATA();
    const fs::path folder = test::dataFolder() / "cases/csv";
    if (!fs::exists(folder))
        GTEST_SKIP() << folder << " is not there.";
    const auto good = openDataset(folder / "good.csv", kJob);
    ASSERT_TRUE(good.ok()) << good.failure().what;
    EXPECT_TRUE(good.value().splitIsGiven);
    for (const char* name :
         {"backslash", "badsplit", "blanklines", "bom_crlf", "comments", "extra", "othernames", "otherorder",
          "semicolon", "spaces", "tab", "utf16", "valnames", "missing", "twice"}) {
        const auto dataset = openDataset(folder / (std::string(name) + ".csv"), kJob);
        ASSERT_TRUE(dataset.ok()) << name << ": " << dataset.failure().what;
        EXPECT_EQ(dataset.value().contentHash, good.value().contentHash) << name;
        EXPECT_TRUE(dataset.value().splitIsGiven) << name;
        const std::string left = leftOutWords(dataset.value().badFiles);
        EXPECT_EQ(left, std::string(name) == "missing" ? "1 unreadable"
                        : std::string(name) == "twice" ? "1 listed twice"
                                                       : "")
            << name;
        EXPECT_EQ(dataset.value().calibrationIsGiven, std::string(name) == "valnames") << name;
    }
    const auto numbers = openDataset(folder / "intlabels.csv", kJob);
    ASSERT_TRUE(numbers.ok()) << numbers.failure().what;
    EXPECT_EQ(numbers.value().classes.front().find_first_not_of("0123456789"), std::string::npos);
    const auto open = openDataset(folder / "nosplit.csv", kJob);
    ASSERT_TRUE(open.ok()) << open.failure().what;
    EXPECT_FALSE(open.value().splitIsGiven);
    for (const auto& [name, word] : {std::pair{"empty", "the file is empty"},
                                     {"emptylabel", "line 38: the label is empty"},
                                     {"headeronly", "no line below its header"},
                                     {"noheader", "line 1: the header is missing"},
                                     {"twolabels", "line 38: p/disc/disc000.jpg is \"box\" here"}}) {
        const auto dataset = openDataset(folder / (std::string(name) + ".csv"), kJob);
        ASSERT_FALSE(dataset.ok()) << name;
        EXPECT_NE(dataset.failure().what.find(word), std::string::npos) << dataset.failure().what;
    }
}

} // namespace
} // namespace microt
