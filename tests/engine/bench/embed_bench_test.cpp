// SPDX-License-Identifier: Apache-2.0
#include "engine/bench/embed_bench.h"

#include <gtest/gtest.h>

#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

// What it measures depends on the machine; that it measures everything does not.
TEST(EmbedBench, MeasuresBothSides)
{
    const test::ScratchFolder scratch;
    const Dataset dataset = test::drawnDataset(scratch / "drawn", 5);
    Extractor extractor;
    extractor.graph = test::withWeights(test::tinyTrainable(3));
    const auto bench = benchEmbedding(extractor, dataset, {40, 3}, {});
    ASSERT_TRUE(bench.ok()) << bench.failure().what;
    EXPECT_GT(bench.value().bareLoop, 0.0);
    EXPECT_GT(bench.value().bareLoopAllCores, 0.0);
    EXPECT_GT(bench.value().embedding, 0.0);
    EXPECT_GT(bench.value().embeddingFromFiles, 0.0);
    EXPECT_GT(bench.value().ratio, 0.0);
    EXPECT_GT(bench.value().ratioFromFiles, 0.0);
}

TEST(EmbedBench, RefusesWhatCannotBeMeasured)
{
    const test::ScratchFolder scratch;
    Dataset dataset = test::drawnDataset(scratch / "drawn", 5);
    Extractor extractor;
    extractor.graph = test::withWeights(test::tinyTrainable(3));
    EXPECT_EQ(benchEmbedding(extractor, dataset, {-1, 3}, {}).failure().code, Error::outOfRange);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(benchEmbedding(extractor, dataset, {8, 1}, job).failure().code, Error::cancelled);
    dataset.samples.clear();
    EXPECT_EQ(benchEmbedding(extractor, dataset, {8, 1}, {}).failure().code, Error::emptyDataset);
}

} // namespace
} // namespace microt
