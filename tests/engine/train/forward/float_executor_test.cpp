// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "engine/base/npy.h"
#include "engine/data/preprocess.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/architectures.h"
#include "engine/train/forward/embed.h"
#include "engine/train/forward/fold.h"
#include "tests/engine/train/tiny.h"
#include "tests/support/support.h"

namespace microt {
namespace {

std::vector<float> someInput(int batch, int side)
{
    std::vector<float> input(static_cast<std::size_t>(batch) * 3 * side * side);
    for (std::size_t i = 0; i < input.size(); ++i)
        input[i] = std::sin(0.37F * static_cast<float>(i));
    return input;
}

FloatExecutor executorOf(const Graph& graph)
{
    auto executor = FloatExecutor::create(graph);
    EXPECT_TRUE(executor.ok()) << executor.failure().what;
    return std::move(executor).value();
}

FloatExecutor::Output outputOf(const FloatExecutor& executor, const std::vector<float>& input, int batch)
{
    auto output = executor.run(input.data(), batch);
    EXPECT_TRUE(output.ok()) << output.failure().what;
    return std::move(output).value();
}

/// The same network with a clip that clips nothing behind every convolution, so that batch-norm stays as in
/// training.
Graph withoutFolding(const Graph& graph)
{
    Graph result = graph;
    result.nodes.clear();
    std::vector<int> newIndex;
    for (const Node& node : graph.nodes) {
        result.nodes.push_back(node);
        for (int& input : result.nodes.back().inputs)
            input = newIndex[static_cast<std::size_t>(input)];
        if (node.kind == OpKind::convolution) {
            Node clip;
            clip.kind = OpKind::clip;
            clip.name = node.name + ".none";
            clip.inputs = {static_cast<int>(result.nodes.size()) - 1};
            clip.output = node.output;
            clip.clipMin = -1e30F;
            clip.clipMax = 1e30F;
            result.nodes.push_back(clip);
        }
        newIndex.push_back(static_cast<int>(result.nodes.size()) - 1);
    }
    for (Cut& cut : result.cuts)
        cut.node = newIndex[static_cast<std::size_t>(cut.node)];
    result.featureNode = newIndex[static_cast<std::size_t>(graph.featureNode)];
    result.logitsNode = newIndex[static_cast<std::size_t>(graph.logitsNode)];
    return result;
}

/// A network of the zoo, in whatever format, on the pictures of which PyTorch's outputs are known.
struct OnGolden
{
    Graph graph;
    FloatExecutor::Output output;
    std::string name;

    FeatureMatrix golden(const std::string& what) const
    {
        const auto array = readNpy<float>(test::dataFolder() / "golden" / (name + "." + what + ".npy"));
        EXPECT_TRUE(array.ok()) << array.failure().what;
        return Eigen::Map<const FeatureMatrix>(array.value().values.data(), array.value().shape[0],
                                               array.value().shape[1]);
    }
};

OnGolden runOnGolden(const std::string& file)
{
    OnGolden run;
    run.name = file.substr(0, file.rfind('.'));
    const auto data = test::dataFolder();
    auto extractor = openExtractor((data / "zoo" / file).string());
    EXPECT_TRUE(extractor.ok()) << extractor.failure().what;
    run.graph = std::move(extractor.value().graph);
    const auto pixels = readNpy<std::uint8_t>(data / "golden" / (run.name + ".input_u8.npy"));
    EXPECT_TRUE(pixels.ok()) << pixels.failure().what;
    const int side = run.graph.preprocessing.side();
    EXPECT_EQ(pixels.value().shape, (std::vector<std::int64_t>{8, side, side, 3}));
    const auto stride = std::ptrdiff_t{3} * side * side;
    std::vector<float> input(static_cast<std::size_t>(8 * stride));
    for (int i = 0; i < 8; ++i) {
        const auto start = pixels.value().values.begin() + i * stride;
        normalise({side, side, {start, start + stride}}, run.graph.preprocessing, input.data() + i * stride);
    }
    run.output = outputOf(executorOf(run.graph), input, 8);
    EXPECT_EQ(run.output.exits.size(), run.graph.cuts.size() + 1);
    return run;
}

class GoldenOutput : public testing::TestWithParam<const char*>
{};

TEST_P(GoldenOutput, AgreesAtEveryCut)
{
    MICROT_NEEDS_DATA();
    const OnGolden run = runOnGolden(GetParam());
    for (std::size_t c = 0; c < run.graph.cuts.size(); ++c) {
        const int cut = run.graph.cuts[c].index;
        if (cut == 3 || cut == 6 || cut == 9 || cut == 12) {
            const FeatureMatrix golden = run.golden("part" + std::to_string(cut));
            ASSERT_EQ(run.output.exits[c].cols(), kCutFeaturesPerChannel * golden.cols());
            const float difference =
                (run.output.exits[c].leftCols(golden.cols()) - golden).cwiseAbs().maxCoeff();
            EXPECT_LE(difference, 1e-3F) << "cut " << cut;
            RecordProperty("cut" + std::to_string(cut), std::to_string(difference));
        }
    }
    EXPECT_LE((run.output.exits.back() - run.golden("full")).cwiseAbs().maxCoeff(), 1e-3F);
    EXPECT_LE((run.output.logits - run.golden("logits")).cwiseAbs().maxCoeff(), 1e-3F);
}

TEST(GoldenOutput, OfAnInt8FileIsNearInFloat)
{
    MICROT_NEEDS_DATA();
    for (const char* file : {"mcunet-320kb-1mb_imagenet.tflite", "mcunet-10fps_vww.tflite"}) {
        const OnGolden run = runOnGolden(file);
        const FeatureMatrix full = run.golden("full");
        // Its weights are rounded to int8: 0.17 and 0.08.
        EXPECT_LT((run.output.exits.back() - full).norm(), 0.25F * full.norm()) << file;
    }
}

INSTANTIATE_TEST_SUITE_P(Zoo, GoldenOutput,
                         testing::Values("mcunet-320kb-1mb_imagenet.json", "mcunet-320kb-1mb_imagenet.onnx",
                                         "proxyless-w0.3-r176_imagenet.json",
                                         "proxyless-w0.3-r176_imagenet.onnx", "mcunet-10fps_vww.json",
                                         "mcunet-10fps_vww.onnx"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name)
                                 if (std::isalnum(static_cast<unsigned char>(c)) == 0)
                                     c = '_';
                             return name;
                         });

TEST(Fold, RemovesEveryBatchNormBehindAConvolution)
{
    const Graph graph = test::withWeights(test::tinyTrainable(3));
    const Graph folded = foldBatchNorm(graph);
    ASSERT_TRUE(validateGraph(folded).ok()) << validateGraph(folded).failure().what;
    EXPECT_EQ(folded.nodes.size(), graph.nodes.size() - 4);
    for (const Node& node : folded.nodes) {
        EXPECT_NE(node.kind, OpKind::batchNorm);
        if (node.kind == OpKind::convolution) {
            EXPECT_EQ(node.bias.size(), static_cast<std::size_t>(node.output.channels));
        }
    }
    EXPECT_EQ(folded.nodes[folded.cuts[0].node].kind, OpKind::add);
    EXPECT_EQ(folded.nodes[folded.featureNode].kind, OpKind::globalAveragePool);
    EXPECT_EQ(folded.nodes[folded.logitsNode].kind, OpKind::linear);
}

TEST(Fold, ABatchNormWhoseInputIsACutBecomesAConvolutionOfOnePixel)
{
    Graph graph = test::withWeights(test::tinyTrainable(3));
    const Cut extra{0, 1}; // the first convolution's own output
    graph.cuts.insert(graph.cuts.begin(), extra);
    const Graph folded = foldBatchNorm(graph);
    EXPECT_EQ(folded.nodes[2].kind, OpKind::convolution);
    EXPECT_EQ(folded.nodes[2].groups, graph.nodes[2].output.channels);
    EXPECT_EQ(folded.nodes[2].window.height, 1);
    EXPECT_EQ(folded.nodes[1].weight, graph.nodes[1].weight);
}

TEST(FloatExecutor, FoldedAgreesWithTrainingForm)
{
    for (const std::string& name : architectureNames()) {
        auto architecture = makeArchitecture(name, 32, 10);
        ASSERT_TRUE(architecture.ok()) << architecture.failure().what;
        const Graph graph = test::withWeights(std::move(architecture).value());
        const Graph unfolded = withoutFolding(graph);
        ASSERT_EQ(foldBatchNorm(unfolded).nodes.size(), unfolded.nodes.size());
        ASSERT_LT(foldBatchNorm(graph).nodes.size(), graph.nodes.size());
        const auto input = someInput(4, 32);
        const auto fast = outputOf(executorOf(graph), input, 4);
        const auto plain = outputOf(executorOf(unfolded), input, 4);
        ASSERT_EQ(fast.exits.size(), plain.exits.size());
        for (std::size_t e = 0; e < fast.exits.size(); ++e)
            EXPECT_TRUE(fast.exits[e].isApprox(plain.exits[e], 1e-4F)) << name << ", exit " << e;
        EXPECT_TRUE(fast.logits.isApprox(plain.logits, 1e-4F)) << name;
        EXPECT_GT(fast.logits.norm(), 0.0F);
    }
}

TEST(FloatExecutor, KeepsMeanAndDeviationAtACut)
{
    const Graph graph = test::withWeights(test::tinyTrainable(3));
    const FloatExecutor executor = executorOf(graph);
    const auto input = someInput(2, 16);
    const FeatureMatrix features = outputOf(executor, input, 2).exits[0];
    const Graph folded = foldBatchNorm(graph);
    const int cut = folded.cuts[0].node;
    bool seen = false;
    const Status observed =
        executor.observe(input.data(), 2, [&](int node, const float* values, const Shape& shape) {
            if (node != cut)
                return;
            seen = true;
            const int pixels = shape.height * shape.width;
            for (int row = 0; row < 2; ++row)
                for (int c = 0; c < shape.channels; ++c) {
                    const Eigen::Map<const Eigen::VectorXf, 0, Eigen::InnerStride<>> channel(
                        values + row * shape.elements() + c, pixels, Eigen::InnerStride<>(shape.channels));
                    const float mean = channel.mean();
                    const float variance = (channel.array() - mean).square().mean();
                    EXPECT_NEAR(features(row, c), mean, 1e-5F);
                    EXPECT_NEAR(features(row, shape.channels + c), std::sqrt(variance), 2e-3F);
                }
        });
    ASSERT_TRUE(observed.ok());
    EXPECT_TRUE(seen);
    EXPECT_EQ(features.cols(), graph.featureCount(graph.cuts[0]));
}

TEST(FloatExecutor, PoolsTheCutBeforeWhatFollows)
{
    // A clip that works in place follows the cut directly.
    Graph graph = test::withWeights(test::tinyTrainable(3));
    const int norm = 2;
    ASSERT_EQ(graph.nodes[norm].kind, OpKind::batchNorm);
    graph.cuts[0].node = norm;
    const auto input = someInput(4, 16);
    const auto output = outputOf(executorOf(graph), input, 4);
    EXPECT_LT(output.exits[0].minCoeff(), 0.0F);
}

TEST(FloatExecutor, GivesEachPictureTheSameInAnyBatchAndThread)
{
    const FloatExecutor executor = executorOf(test::withWeights(test::tinyTrainable(3)));
    const auto input = someInput(8, 16);
    const auto whole = outputOf(executor, input, 8);
    std::vector<FloatExecutor::Output> outputs(4);
    std::vector<std::thread> threads;
    for (auto& output : outputs)
        threads.emplace_back([&] { output = outputOf(executor, input, 8); });
    for (std::thread& thread : threads)
        thread.join();
    for (const auto& output : outputs) {
        EXPECT_EQ(output.logits, whole.logits);
        EXPECT_EQ(output.exits, whole.exits);
    }
    const auto single = outputOf(executor, input, 1);
    EXPECT_LT((single.logits - whole.logits.topRows(1)).cwiseAbs().maxCoeff(), 1e-5F);
}

TEST(FloatExecutor, RefusesAnArchitectureWithoutWeights)
{
    const auto executor = FloatExecutor::create(test::tinyTrainable(3));
    ASSERT_FALSE(executor.ok());
    EXPECT_EQ(executor.failure().code, Error::missingWeights);
}

TEST(FloatExecutor, RefusesAnInvalidGraph)
{
    Graph graph = test::withWeights(test::tinyTrainable(3));
    graph.nodes[1].weight.pop_back();
    const auto executor = FloatExecutor::create(graph);
    ASSERT_FALSE(executor.ok());
    EXPECT_EQ(executor.failure().code, Error::shapeMismatch);
}

TEST(FloatExecutor, ReportsResultsThatAreNotFinite)
{
    const FloatExecutor executor = executorOf(test::withWeights(test::tinyTrainable(3)));
    auto input = someInput(1, 16);
    input[0] = std::numeric_limits<float>::quiet_NaN();
    const auto output = executor.run(input.data(), 1);
    ASSERT_FALSE(output.ok());
    EXPECT_EQ(output.failure().code, Error::numericFailure);
}

} // namespace
} // namespace microt
