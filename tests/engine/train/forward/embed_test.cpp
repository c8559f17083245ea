// SPDX-License-Identifier: Apache-2.0
#include "engine/train/forward/embed.h"

#include <fstream>
#include <mutex>

#include <gtest/gtest.h>

#include "engine/train/forward/embed_run.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

Extractor tinyExtractor()
{
    Extractor extractor;
    extractor.graph = test::withWeights(test::tinyTrainable(3));
    extractor.sha256 = "tiny";
    return extractor;
}

class EmbedDataset : public testing::Test
{
protected:
    /// Embeds the drawn pictures with `workers` threads, skipping the sample `without`.
    FeatureSet embed(int workers, int without = -1)
    {
        const auto executor = FloatExecutor::create(m_extractor.graph);
        std::vector<std::int32_t> order;
        for (int i = 0; i < static_cast<int>(m_dataset.samples.size()); ++i)
            if (i != without)
                order.push_back(i);
        PictureLoader loader(m_dataset, order, m_extractor.graph.preprocessing);
        std::vector<LoadedPicture> undecodable;
        auto features = embedPictures(executor.value(), m_extractor.graph, [&] { return loader.next(); },
                                      static_cast<std::int64_t>(order.size()), workers, {}, undecodable, {});
        EXPECT_TRUE(features.ok()) << features.failure().what;
        return std::move(features).value();
    }

    test::ScratchFolder m_scratch;
    Dataset m_dataset = test::drawnDataset(m_scratch / "drawn", 15);
    Extractor m_extractor = tinyExtractor();
};

TEST_F(EmbedDataset, GivesARowForEveryPictureAtEveryExit)
{
    std::int64_t last = 0;
    JobContext job;
    job.sink = [&](const Progress& progress) {
        EXPECT_GE(progress.done, last);
        EXPECT_EQ(progress.total, 45);
        EXPECT_EQ(progress.unit, "pictures");
        last = progress.done;
    };
    const auto features = embedDataset(m_extractor, m_dataset, {}, job);
    ASSERT_TRUE(features.ok()) << features.failure().what;
    EXPECT_EQ(last, 45);
    ASSERT_EQ(features.value().samples.size(), 45U);
    for (int i = 0; i < 45; ++i)
        EXPECT_EQ(features.value().samples[static_cast<std::size_t>(i)], i);
    ASSERT_EQ(features.value().exits.size(), 2U);
    EXPECT_EQ(features.value().exits[0].cut, 1);
    EXPECT_EQ(features.value().exits[0].values.rows(), 45);
    EXPECT_EQ(features.value().exits[0].values.cols(), 16);
    EXPECT_EQ(features.value().full().cut, kFullExit);
    EXPECT_EQ(features.value().full().values.cols(), 12);
    EXPECT_TRUE(features.value().unreadable.empty());
}

TEST_F(EmbedDataset, RepeatsBitForBitWithAnyNumberOfThreads)
{
    const FeatureSet one = embed(1);
    const FeatureSet three = embed(3);
    ASSERT_EQ(one.samples, three.samples);
    for (std::size_t e = 0; e < one.exits.size(); ++e)
        EXPECT_EQ(one.exits[e].values, three.exits[e].values);
}

TEST_F(EmbedDataset, FeaturesOfAPictureDoNotDependOnItsNeighbours)
{
    const FeatureSet all = embed(2);
    const FeatureSet without = embed(2, 0);
    ASSERT_EQ(without.samples.size(), 44U);
    EXPECT_EQ(all.full().values.bottomRows(44), without.full().values);
}

TEST_F(EmbedDataset, ListsPicturesThatCannotBeDecoded)
{
    const auto bad = m_dataset.pathOf(m_dataset.samples[17]);
    std::ofstream(bad, std::ios::binary | std::ios::trunc) << "P6\n24 24\n255\nshort";
    std::filesystem::remove(m_dataset.pathOf(m_dataset.samples[44]));
    const auto features = embedDataset(m_extractor, m_dataset, {}, {});
    ASSERT_TRUE(features.ok()) << features.failure().what;
    EXPECT_EQ(features.value().samples.size(), 43U);
    EXPECT_EQ(features.value().samples[17], 18);
    EXPECT_EQ(features.value().full().values.rows(), 43);
    ASSERT_EQ(features.value().unreadable.size(), 2U);
    EXPECT_EQ(features.value().unreadable[0].path, m_dataset.samples[17].path);
    EXPECT_FALSE(features.value().unreadable[0].why.what.empty());
    EXPECT_EQ(features.value().unreadable[1].path, m_dataset.samples[44].path);
}

TEST_F(EmbedDataset, FailsWhenNothingCanBeDecoded)
{
    for (const Sample& sample : m_dataset.samples)
        std::filesystem::remove(m_dataset.pathOf(sample));
    const auto features = embedDataset(m_extractor, m_dataset, {}, {});
    ASSERT_FALSE(features.ok());
    EXPECT_EQ(features.failure().code, Error::emptyDataset);
}

TEST_F(EmbedDataset, TakesTheSecondTimeFromTheCache)
{
    const auto cache = m_scratch / "cache";
    const auto first = embedDataset(m_extractor, m_dataset, cache, {});
    ASSERT_TRUE(first.ok()) << first.failure().what;
    for (const Sample& sample : m_dataset.samples)
        std::filesystem::remove(m_dataset.pathOf(sample));
    const auto second = embedDataset(m_extractor, m_dataset, cache, {});
    ASSERT_TRUE(second.ok()) << second.failure().what;
    EXPECT_EQ(second.value().full().values, first.value().full().values);
    EXPECT_EQ(second.value().samples, first.value().samples);

    // Another extractor is another key.
    m_extractor.sha256 = "other";
    EXPECT_FALSE(embedDataset(m_extractor, m_dataset, cache, {}).ok());
}

TEST_F(EmbedDataset, NeverCachesWhatHasNoHash)
{
    const auto cache = m_scratch / "cache";
    m_extractor.sha256.clear();
    ASSERT_TRUE(embedDataset(m_extractor, m_dataset, cache, {}).ok());
    EXPECT_FALSE(std::filesystem::exists(cache));
}

TEST_F(EmbedDataset, FailsWhenTheCacheCannotBeWritten)
{
    const auto blocked = m_scratch / "file";
    std::ofstream(blocked) << "no folder";
    const auto features = embedDataset(m_extractor, m_dataset, blocked, {});
    EXPECT_FALSE(features.ok());
}

TEST_F(EmbedDataset, CanBeCancelled)
{
    JobContext job;
    job.cancel.cancel();
    const auto features = embedDataset(m_extractor, m_dataset, {}, job);
    ASSERT_FALSE(features.ok());
    EXPECT_EQ(features.failure().code, Error::cancelled);
}

TEST_F(EmbedDataset, RefusesANetworkWithoutWeights)
{
    m_extractor.graph = test::tinyTrainable(3);
    const auto features = embedDataset(m_extractor, m_dataset, {}, {});
    ASSERT_FALSE(features.ok());
    EXPECT_EQ(features.failure().code, Error::missingWeights);
}

} // namespace
} // namespace microt
