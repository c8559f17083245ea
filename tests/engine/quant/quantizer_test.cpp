// SPDX-License-Identifier: Apache-2.0
#include "engine/quant/quantizer.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "engine/model/cost.h"
#include "engine/quant/calibration_pictures.h"
#include "engine/quant/features_at.h"
#include "engine/quant/memory_need.h"
#include "engine/train/recipes/make_extractor.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

/// A network of the zoo's family with random weights, and a few drawn pictures.
class Quantizer : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        s_folder = new ScratchFolder;
        ASSERT_TRUE(drawTask("signs", s_folder->path() / "signs", 6, 1, {}).ok());
    }
    static void TearDownTestSuite() { delete s_folder; }

    static Dataset dataset()
    {
        auto opened = openDataset(s_folder->path() / "signs", {});
        EXPECT_TRUE(opened.ok());
        EXPECT_TRUE(assignSplit(opened.value(), {}).ok());
        return opened.value();
    }

    static Extractor extractor()
    {
        auto opened = openExtractor("microt-vww0-64");
        EXPECT_TRUE(opened.ok());
        return opened.value();
    }

    static ScratchFolder* s_folder;
};

ScratchFolder* Quantizer::s_folder = nullptr;

TEST_F(Quantizer, StructureHasTheGraphsWorkAndMemoryOfAPlan)
{
    const Extractor network = extractor();
    const GraphCost cost = countCost(network.graph);
    const auto structure = int8Structure(network.graph);
    ASSERT_TRUE(structure.ok()) << structure.failure().what;
    const QuantModel& model = structure.value();
    // The pool of the full extractor follows from its cut.
    EXPECT_EQ(model.ops.size() + 1, cost.ops.size());
    ASSERT_EQ(model.cuts.size(), network.graph.cuts.size() + 1);
    EXPECT_EQ(model.cuts.back().cut, 0);
    const auto plan = planArena(model, {model.cuts[2].cut});
    ASSERT_TRUE(plan.ok()) << plan.failure().what;
    ASSERT_EQ(plan.value().exits.size(), 2U);
    EXPECT_EQ(static_cast<std::int64_t>(plan.value().exits[0].macs), cost.cuts[2].macs);
    EXPECT_EQ(static_cast<std::int64_t>(plan.value().exits[1].macs), cost.full.macs);
}

TEST_F(Quantizer, MemoryNeededIsThatOfTheImageMadeLater)
{
    const Extractor network = extractor();
    const auto need = planMemory(network, 9);
    ASSERT_TRUE(need.ok()) << need.failure().what;
    QuantizeOptions few;
    few.pictures = 6;
    const auto quantized = quantize(network.graph, dataset(), few, {});
    ASSERT_TRUE(quantized.ok()) << quantized.failure().what;
    const auto image = buildImage(quantized.value().model, {9}, {});
    ASSERT_TRUE(image.ok());
    EXPECT_NEAR(static_cast<double>(need.value().imageBytes), static_cast<double>(image.value().size()),
                512.0);
    const auto plan = planArena(quantized.value().model, {9});
    EXPECT_EQ(need.value().plan.arenaBytes, plan.value().arenaBytes);
    EXPECT_LT(planMemory(network, 0).value().imageBytes, need.value().imageBytes);
    EXPECT_EQ(planMemory(network, 77).failure().code, Error::invalidArgument);
}

TEST_F(Quantizer, StructureNeedsNoWeights)
{
    const auto graph = makeArchitecture("mcunet-in3", 0, 0);
    ASSERT_TRUE(graph.ok());
    const auto structure = int8Structure(graph.value());
    ASSERT_TRUE(structure.ok()) << structure.failure().what;
    const auto plan = planArena(structure.value(), {9});
    ASSERT_TRUE(plan.ok());
    // TinyEngine's peak, input included.
    EXPECT_LE(plan.value().arenaBytes, 266344U);
    // In slices, at all exits; what that costs is in firmware/kernels/README.md.
    EXPECT_LE(planArena(structure.value(), {9}, kFewSlices).value().arenaBytes, 140000U);
    EXPECT_TRUE(planArena(structure.value(), {9}, 100000).ok());
}

TEST_F(Quantizer, AClipThatCannotBeFusedBecomesATable)
{
    Graph graph = extractor().graph;
    for (Node& node : graph.nodes)
        if (node.kind == OpKind::clip) {
            node.clipMin = 1.0F;
            const auto structure = int8Structure(graph);
            ASSERT_TRUE(structure.ok()) << structure.failure().what;
            const auto& ops = structure.value().ops;
            const auto table =
                std::find_if(ops.begin(), ops.end(), [&](const QuantOp& op) { return op.name == node.name; });
            ASSERT_NE(table, ops.end());
            EXPECT_EQ(table->kind, ImageOpKind::table);
            return;
        }
    FAIL() << "the network has no clip";
}

TEST_F(Quantizer, CalibrationTakesClassesInTurnsFromTrainAlone)
{
    const Dataset data = dataset();
    QuantizeOptions options;
    options.pictures = static_cast<int>(data.classes.size()) * 2;
    const auto chosen = chooseCalibration(data, options);
    ASSERT_EQ(chosen.size(), data.classes.size() * 2);
    std::vector<int> perClass(data.classes.size(), 0);
    for (const std::int32_t sample : chosen) {
        EXPECT_EQ(data.samples[static_cast<std::size_t>(sample)].split, Split::train);
        ++perClass[static_cast<std::size_t>(data.samples[static_cast<std::size_t>(sample)].label)];
    }
    EXPECT_EQ(std::set<int>(perClass.begin(), perClass.end()), std::set<int>{2});
    EXPECT_EQ(chooseCalibration(data, options), chosen);
    options.seed = 1;
    EXPECT_NE(chooseCalibration(data, options), chosen);
    options.pictures = 4096;
    EXPECT_LT(chooseCalibration(data, options).size(), data.samples.size());
}

TEST_F(Quantizer, Int8StaysCloseToFloatWithEveryMethod)
{
    const Extractor network = extractor();
    const Dataset data = dataset();
    for (const RangeMethod method :
         {RangeMethod::minMax, RangeMethod::percentile, RangeMethod::meanSquaredError}) {
        QuantizeOptions options;
        options.method = method;
        options.pictures = 16;
        const auto result = quantize(network.graph, data, options, {});
        ASSERT_TRUE(result.ok()) << result.failure().what;
        ASSERT_EQ(result.value().layers.size(), result.value().model.ops.size());
        for (const LayerSignal& layer : result.value().layers)
            EXPECT_GT(layer.signalToNoiseDecibel, 5.0) << layer.name << " with " << nameOf(method);
        for (const ExitSimilarity& exit : result.value().exits)
            EXPECT_GT(exit.cosine, 0.99) << "cut " << exit.cut << " with " << nameOf(method);
        EXPECT_EQ(result.value().calibration.size(), 16U);
    }
}

TEST_F(Quantizer, RepeatsByteForByte)
{
    const Extractor network = extractor();
    const Dataset data = dataset();
    QuantizeOptions options;
    options.pictures = 8;
    const auto first = quantize(network.graph, data, options, {});
    const auto second = quantize(network.graph, data, options, {});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(buildImage(first.value().model, {1}, "").value(),
              buildImage(second.value().model, {1}, "").value());
}

TEST_F(Quantizer, NormalisedPixelsArePixelLess128)
{
    const auto result = quantize(extractor().graph, dataset(), {RangeMethod::minMax, 4, 0}, {});
    ASSERT_TRUE(result.ok());
    const auto table = result.value().model.inputTable();
    for (int pixel = 0; pixel < 256; ++pixel)
        EXPECT_EQ(table[0][static_cast<std::size_t>(pixel)], pixel - 128);
}

TEST_F(Quantizer, WeightsOfOneChannelBecomeItsScale)
{
    const Extractor network = extractor();
    const auto result = quantize(network.graph, dataset(), {RangeMethod::minMax, 4, 0}, {});
    ASSERT_TRUE(result.ok());
    for (const QuantOp& op : result.value().model.ops)
        if (op.kind != ImageOpKind::add)
            for (std::size_t o = 0; o < op.weightScale.size(); ++o) {
                int largest = 0;
                const std::size_t perChannel = op.weights.size() / op.weightScale.size();
                for (std::size_t i = 0; i < perChannel; ++i)
                    largest = std::max(
                        largest, std::abs(static_cast<int>(op.kind == ImageOpKind::depthwise
                                                               ? op.weights[i * op.weightScale.size() + o]
                                                               : op.weights[o * perChannel + i])));
                EXPECT_GE(largest, 126) << op.name << " channel " << o;
            }
}

TEST_F(Quantizer, OptionsAndSplitsThatCannotWorkAreRefused)
{
    const Extractor network = extractor();
    Dataset data = dataset();
    EXPECT_EQ(quantize(network.graph, data, {RangeMethod::minMax, 0, 0}, {}).failure().code,
              Error::outOfRange);
    EXPECT_EQ(quantize(network.graph, data, {RangeMethod::minMax, 5000, 0}, {}).failure().code,
              Error::outOfRange);
    for (Sample& sample : data.samples)
        sample.split = Split::test;
    EXPECT_EQ(quantize(network.graph, data, {}, {}).failure().code, Error::tooFewSamples);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(quantize(network.graph, dataset(), {}, job).failure().code, Error::cancelled);
    const auto bare = makeArchitecture("mcunet-vww0", 64, 0);
    EXPECT_EQ(quantize(bare.value(), dataset(), {}, {}).failure().code, Error::missingWeights);
}

TEST_F(Quantizer, FeaturesInInt8AreCachedUnderAKeyOfTheirOwn)
{
    const Extractor network = extractor();
    const Dataset data = dataset();
    const ScratchFolder cache;
    QuantizeOptions options;
    options.pictures = 8;
    const auto real = featuresAt(Precision::float32, network, data, options, cache.path(), {});
    const auto first = featuresAt(Precision::int8, network, data, options, cache.path(), {});
    ASSERT_TRUE(real.ok() && first.ok()) << first.failure().what;
    EXPECT_NE(real.value().key, first.value().key);
    ASSERT_EQ(real.value().exits.size(), first.value().exits.size());
    EXPECT_EQ(real.value().samples, first.value().samples);
    EXPECT_NE(real.value().full().values, first.value().full().values);
    const auto again = featuresAt(Precision::int8, network, data, options, cache.path(), {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().full().values, first.value().full().values);
    options.method = RangeMethod::percentile;
    EXPECT_NE(featuresAt(Precision::int8, network, data, options, cache.path(), {}).value().key,
              first.value().key);
}

TEST(QuantizerOnRealNetworks, EmbeddingsKeepTheirDirection)
{
    MICROT_NEEDS_DATA();
    auto data = openDataset(dataFolder() / "flowers_split.csv", {});
    ASSERT_TRUE(data.ok()) << data.failure().what;
    ASSERT_TRUE(assignSplit(data.value(), {}).ok());
    for (const char* name :
         {"mcunet-320kb-1mb_imagenet", "proxyless-w0.3-r176_imagenet", "mcunet-10fps_vww"}) {
        const auto network = openExtractor((dataFolder() / "zoo" / (std::string(name) + ".json")).string());
        ASSERT_TRUE(network.ok()) << network.failure().what;
        const auto result =
            quantize(network.value().graph, data.value(), {RangeMethod::meanSquaredError, 40, 0}, {});
        ASSERT_TRUE(result.ok()) << result.failure().what;
        for (const ExitSimilarity& exit : result.value().exits)
            EXPECT_GE(exit.cosine, 0.985) << name << " cut " << exit.cut;
    }
}

} // namespace
} // namespace microt
