// SPDX-License-Identifier: Apache-2.0
#include "engine/train/recipes/make_extractor.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/fields_json.h"
#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "engine/exchange/open_extractor.h"
#include "engine/train/recipes/distill_extractor.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class MakeExtractor : public testing::Test
{
protected:
    Result<MadeExtractor> make(const std::string& name)
    {
        return makeExtractor(m_work, m_scratch / name, {}, {});
    }

    void SetUp() override
    {
        m_work.data = m_scratch / "drawn";
        m_work.resolution = 32;
        m_work.halfPrecision = true;
        m_work.options.epochs = 1;
        m_work.options.batch = 16;
    }

    test::ScratchFolder m_scratch;
    PretrainJob m_work;
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
    for (const std::string& part :
         {made.value().sha256, m_dataset.contentHash, std::string("\"seed\": 0"),
          std::string("\"verb\": \"pretrain\""), std::string("\"data\": \"drawn\"")})
        EXPECT_NE(record.value().find(part), std::string::npos) << part;
    for (const std::string& recipe : {record.value(), extractor.value().recipe}) {
        PretrainJob read;
        const auto json = nlohmann::json::parse(recipe);
        ASSERT_TRUE(readFields(json.at("options"), "options", read).ok());
        EXPECT_EQ(fieldsText(read), fieldsText(recorded(m_work)));
    }
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

TEST(DistillExtractor, RecordsItsOptionsAndReadsThemBackEqual)
{
    test::ScratchFolder scratch;
    test::drawnDataset(scratch / "drawn", 10);
    DistillJob work;
    work.teacher = "microt-vww0-64";
    work.student = "mcunet-vww0";
    work.resolution = 32;
    work.pools = {(scratch / "drawn").string()};
    work.options.weights = {0.9, 0.1, 0.05, 0.4};
    work.options.cut = 3;
    work.options.distance = EmbeddingDistance::cosine;
    work.options.standardise = false;
    work.options.epochs = 1;
    work.options.batch = 16;
    work.options.schedule = RateSchedule::cosine;
    work.options.warmUp = 0.1;
    work.options.seed = 18446744073709551615U;
    work.views.count = 2;
    work.views.mixup = 0.25;
    work.halfPrecision = true;
    const auto made = distillExtractor(work, scratch / "student.mtx", {}, {}, {});
    ASSERT_TRUE(made.ok()) << made.failure().what;
    const auto recipe =
        nlohmann::json::parse(openExtractor((scratch / "student.mtx").string()).value().recipe);
    EXPECT_EQ(recipe.at("verb"), "distill");
    DistillJob read;
    ASSERT_TRUE(readFields(recipe.at("options"), "options", read).ok());
    EXPECT_EQ(fieldsText(read), fieldsText(recorded(work)));
    EXPECT_EQ(read.pools, std::vector<std::string>{"drawn"});
    EXPECT_EQ(recipe.dump().find(scratch.path().string()), std::string::npos);
    EXPECT_EQ(recipe.at("/training/device"_json_pointer), "cpu");
    EXPECT_EQ(recipe.at("/training/precision"_json_pointer), "float32");
    EXPECT_EQ(recipe.at("/training/repeatable"_json_pointer), true);
}

/// Before anything else: the teacher is not even there.
TEST(DistillExtractor, ADeviceThatIsMissingIsSaidBeforeATeacherIsAsked)
{
    if (gpuCount() > 0)
        GTEST_SKIP() << "there is a CUDA device";
    test::ScratchFolder scratch;
    test::drawnDataset(scratch / "drawn", 3);
    DistillJob work;
    work.teacher = (scratch / "no-teacher.mtx").string();
    work.student = "mcunet-vww0";
    work.pools = {(scratch / "drawn").string()};
    int reports = 0;
    JobContext job;
    job.sink = [&reports](const Progress&) { ++reports; };
    EXPECT_EQ(distillExtractor(work, scratch / "s.mtx", {}, {}, job).failure().code, Error::fileNotFound);
    reports = 0;
    work.teacher = "microt-vww0-64";
    work.device.device = "cuda";
    const auto missing = distillExtractor(work, scratch / "s.mtx", {}, {}, job);
    EXPECT_EQ(missing.failure().code, Error::invalidArgument);
    EXPECT_NE(missing.failure().what.find("no CUDA device"), std::string::npos) << missing.failure().what;
    EXPECT_EQ(reports, 0) << "pictures were opened, or the teacher was asked";
    work.teacher = (scratch / "no-teacher.mtx").string();
    EXPECT_EQ(distillExtractor(work, scratch / "s.mtx", {}, {}, job).failure().code, Error::invalidArgument);
    work.device = {"cpu", true};
    EXPECT_NE(distillExtractor(work, scratch / "s.mtx", {}, {}, job).failure().what.find("--mixed"),
              std::string::npos);
    PretrainJob pretraining;
    pretraining.data = (scratch / "nowhere").string();
    pretraining.device.device = "cuda:1";
    EXPECT_EQ(makeExtractor(pretraining, scratch / "s.mtx", {}, {}).failure().code, Error::invalidArgument);
}

TEST(DistillExtractor, TheDeviceIsNoPartOfATraining)
{
    DistillJob work;
    work.teacher = "/some/where/teacher.pt";
    work.student = "mcunet-vww0";
    DistillJob elsewhere = work;
    elsewhere.device = {"cuda:1", true, true, true};
    EXPECT_FALSE(sameFields(recorded(work), recorded(elsewhere)));
    EXPECT_TRUE(sameFields(identityOf(work), identityOf(elsewhere)));
    elsewhere.options.epochs = 3;
    EXPECT_FALSE(sameFields(identityOf(work), identityOf(elsewhere)));
}

} // namespace
} // namespace microt
