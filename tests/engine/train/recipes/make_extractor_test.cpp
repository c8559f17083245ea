// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/make_extractor.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/fields.h"
#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/open_extractor.h"
#include "engine/train/recipes/extractor_record.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class MakeExtractor : public testing::Test
{
protected:
    Result<MadeExtractor> make(const std::string& name)
    {
        MakeExtractorOptions options;
        options.resolution = 32;
        options.halfPrecision = true;
        options.training.epochs = 1;
        options.training.batch = 16;
        return makeExtractor(m_scratch / "drawn", m_scratch / name, options, {}, {});
    }

    test::ScratchFolder m_scratch;
    Dataset m_dataset = test::drawnDataset(m_scratch / "drawn", 10);
};

TEST_F(MakeExtractor, SavesANetworkWithoutClassifierAndItsRecord)
{
    const auto made = make("small.mtx");
    ASSERT_TRUE(made.ok()) << made.failure().what;
    const auto extractor = openExtractor((m_scratch / "small.mtx").string());
    ASSERT_TRUE(extractor.ok()) << extractor.failure().what;
    const Graph& graph = extractor.value().graph;
    EXPECT_EQ(graph.name, "small");
    EXPECT_EQ(graph.logitsNode, -1);
    EXPECT_EQ(graph.featureCount(), 160);
    EXPECT_EQ(graph.preprocessing.height, 32);
    EXPECT_TRUE(graph.hasWeights());
    EXPECT_EQ(extractor.value().sha256, made.value().sha256);
    EXPECT_LT(made.value().bytes, 1'500'000U);

    const auto record = readTextFile(m_scratch / "small.json");
    ASSERT_TRUE(record.ok());
    for (const std::string& part : {made.value().sha256, m_dataset.contentHash, std::string("\"seed\": 0"),
                                    std::string("microt pretrain --arch mcunet-vww0 --resolution 32 --epochs "
                                                "1 --batch 16 --rate 0.1 --weight-decay 0.0005 "
                                                "--validation-share 0.1 --seed 0 --half drawn -o small.mtx")})
        EXPECT_NE(record.value().find(part), std::string::npos) << part;
    EXPECT_NE(extractor.value().recipe.find(m_dataset.contentHash), std::string::npos);
    const std::string folder = m_scratch.path().string();
    EXPECT_EQ(record.value().find(folder), std::string::npos);
    EXPECT_EQ(extractor.value().recipe.find(folder), std::string::npos);
}

TEST_F(MakeExtractor, MakesTheSameFileTwice)
{
    const auto first = make("a/same.mtx");
    const auto second = make("b/same.mtx");
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(first.value().sha256, second.value().sha256);
}

TEST_F(MakeExtractor, RefusesAnotherEndingAndAFolderThatIsNone)
{
    const auto ending = make("small.onnx");
    ASSERT_FALSE(ending.ok());
    EXPECT_EQ(ending.failure().code, Error::invalidArgument);
    ASSERT_TRUE(writeFileAtomically(m_scratch / "file", "no folder").ok());
    EXPECT_FALSE(make("file/small.mtx").ok());
}

TEST_F(MakeExtractor, RefusesAReadOnlyFolderBeforeTraining)
{
    if (geteuid() == 0)
        GTEST_SKIP() << "root may write everywhere";
    namespace fs = std::filesystem;
    fs::create_directory(m_scratch / "locked");
    fs::permissions(m_scratch / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    const auto locked = make("locked/small.mtx");
    ASSERT_FALSE(locked.ok());
    EXPECT_EQ(locked.failure().code, Error::permissionDenied);
}

TEST(CommandWords, AreReadAsTheyWereWritten)
{
    const std::vector<std::string> words{"microt", "--rate", "0.05",        "a b",
                                         "it's",   "",       "back\\slash", "gr\xC3\xBCn"};
    std::string command;
    for (const std::string& word : words)
        command += (command.empty() ? "" : " ") + shellWord(word);
    EXPECT_EQ(commandWords(command), words);
    EXPECT_EQ(shellWord("caltech101"), "caltech101");
    EXPECT_EQ(shellWord("it's"), "'it'\\''s'");
    EXPECT_TRUE(commandWords("").empty());
}

} // namespace
} // namespace microt
