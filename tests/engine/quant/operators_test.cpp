// SPDX-License-Identifier: Apache-2.0
// Every kind of operator from the float network to the planned int8 one.
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/drawn/drawn_tasks.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/model/cost.h"
#include "engine/quant/quantizer.h"
#include "engine/runtime/fixed_point.h"
#include "engine/train/forward/embed.h"
#include "engine/twin/twin.h"
#include "tests/support/operator_graphs.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

std::vector<float> randomPicture(const Graph& graph)
{
    std::vector<float> input;
    for (std::int64_t i = 0; i < graph.nodes[0].output.elements(); ++i)
        input.push_back(static_cast<float>(i * 37 % 101) / 50.0F - 1.0F);
    return input;
}

/// [H, W, C] as planes [C, H, W].
std::vector<float> planesOf(const std::vector<float>& picture, const Shape& shape)
{
    std::vector<float> planes(picture.size());
    const auto channels = static_cast<std::size_t>(shape.channels);
    const std::size_t pixels = picture.size() / channels;
    for (std::size_t i = 0; i < picture.size(); ++i)
        planes[i % channels * pixels + i / channels] = picture[i];
    return planes;
}

TEST(Operators, ComputeWhatTheyAreDefinedAs)
{
    for (const Graph& graph : operatorGraphs()) {
        SCOPED_TRACE(graph.name);
        const Status valid = validateGraph(graph);
        ASSERT_TRUE(valid.ok()) << valid.failure().what;
        const std::vector<float> picture = randomPicture(graph);
        const auto wanted = runPlainly(graph, picture);
        auto executor = FloatExecutor::create(graph);
        ASSERT_TRUE(executor.ok()) << executor.failure().what;
        const auto output = executor.value().run(planesOf(picture, graph.nodes[0].output).data(), 1);
        ASSERT_TRUE(output.ok()) << output.failure().what;
        const auto& features = wanted[static_cast<std::size_t>(graph.featureNode)];
        ASSERT_EQ(output.value().exits.back().cols(), static_cast<Eigen::Index>(features.size()));
        for (std::size_t c = 0; c < features.size(); ++c)
            EXPECT_NEAR(output.value().exits.back()(0, static_cast<Eigen::Index>(c)), features[c], 2e-5) << c;
        const auto& logits = wanted[static_cast<std::size_t>(graph.logitsNode)];
        for (std::size_t c = 0; c < logits.size(); ++c)
            EXPECT_NEAR(output.value().logits(0, static_cast<Eigen::Index>(c)), logits[c], 2e-5) << c;
        const GraphCost cost = countCost(graph);
        EXPECT_GT(cost.full.macs, 0);
        EXPECT_LE(cost.cuts.front().macs, cost.full.macs);
    }
}

/// All networks, quantized once on a few drawn pictures.
class Int8Operators : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        const ScratchFolder folder;
        ASSERT_TRUE(drawTask("signs", folder.path() / "signs", 4, 1, {}).ok());
        auto opened = openDataset(folder.path() / "signs", {});
        ASSERT_TRUE(opened.ok());
        ASSERT_TRUE(assignSplit(opened.value(), {}).ok());
        for (const Graph& graph : operatorGraphs()) {
            auto result = quantize(graph, opened.value(), {}, {});
            ASSERT_TRUE(result.ok()) << graph.name << ": " << result.failure().what;
            s_quantized.push_back(std::move(result).value());
        }
    }
    static void TearDownTestSuite() { s_quantized.clear(); }

    static std::vector<QuantizeResult> s_quantized;
};

std::vector<QuantizeResult> Int8Operators::s_quantized;

TEST_F(Int8Operators, StayCloseToTheFloatOnes)
{
    for (const QuantizeResult& result : s_quantized) {
        SCOPED_TRACE(result.model.name);
        for (const auto& layer : result.layers)
            EXPECT_GT(layer.signalToNoiseDecibel, 18.0) << layer.name;
        for (const auto& exit : result.exits)
            EXPECT_GT(exit.cosine, 0.99) << exit.cut;
    }
}

/// Steps through `run` and compares every operator of the model with what `plain` computed of it.
void expectSameLayers(const QuantModel& model, const UnplannedRun& plain, Executor& run)
{
    const ImageView& image = run.image();
    const auto isExit = [&](int tensor) {
        return std::any_of(image.exits, image.exits + image.header->exitCount,
                           [tensor](const ImageExit& exit) { return exit.feature == tensor; });
    };
    auto op = model.ops.begin();
    for (int step = 0; step < image.header->opCount; ++step) {
        ASSERT_EQ(run.step(), Error::none);
        const int output = image.ops[step].output;
        if (isExit(output))
            continue;
        const auto& wanted = plain.tensor(op->output);
        EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), run.tensor(output))) << op->name;
        ++op;
    }
    EXPECT_TRUE(op == model.ops.end());
}

TEST_F(Int8Operators, PlannedAndFastAreTheSameAsOneByOne)
{
    for (const QuantizeResult& result : s_quantized) {
        const QuantModel& model = result.model;
        SCOPED_TRACE(model.name);
        const auto image = buildImage(model, {1}, "");
        ASSERT_TRUE(image.ok()) << image.failure().what;
        std::vector<std::uint8_t> picture;
        for (std::int64_t i = 0; i < model.tensors.front().shape.elements(); ++i)
            picture.push_back(static_cast<std::uint8_t>(i * 73 % 256));
        UnplannedRun plain(model);
        plain.setPicture(picture.data());
        for (const QuantOp& op : model.ops)
            plain.run(op);
        const auto reference = Twin::create(image.value(), HostKernels::reference);
        ASSERT_TRUE(reference.ok()) << reference.failure().what;
        TwinRun expected(reference.value());
        expected.executor().setPicture(picture.data());
        expectSameLayers(model, plain, expected.executor());
        if (model.cuts.back().flat) {
            const auto& tensor = plain.tensor(model.cuts.back().tensor);
            EXPECT_TRUE(std::equal(tensor.begin(), tensor.end(), expected.executor().feature(1)));
        }
        for (const HostKernels kernels : {HostKernels::avx2, HostKernels::avx512vnni}) {
            if (!hostSupports(kernels))
                continue;
            const auto twin = Twin::create(image.value(), kernels);
            ASSERT_TRUE(twin.ok()) << twin.failure().what;
            TwinRun run(twin.value());
            run.executor().setPicture(picture.data());
            ASSERT_EQ(run.executor().runTo(1), Error::none);
            for (const int exit : {0, 1}) {
                const int count = run.executor().image().feature(exit).channels;
                EXPECT_TRUE(std::equal(run.executor().feature(exit), run.executor().feature(exit) + count,
                                       expected.executor().feature(exit)))
                    << exit;
            }
        }
    }
}

std::vector<std::int8_t> featuresOf(const std::vector<std::uint8_t>& image, HostKernels kernels)
{
    std::vector<std::int8_t> features;
    const auto twin = Twin::create(image, kernels);
    EXPECT_TRUE(twin.ok()) << twin.failure().what;
    if (!twin.ok())
        return features;
    TwinRun run(twin.value());
    Executor& executor = run.executor();
    std::vector<std::uint8_t> picture;
    const ImageTensor& input = executor.image().input();
    for (int i = 0; i < input.height * input.width * input.channels; ++i)
        picture.push_back(static_cast<std::uint8_t>(i * 73 % 256));
    executor.setPicture(picture.data());
    for (int exit = 0; exit < executor.image().header->exitCount; ++exit) {
        EXPECT_EQ(executor.runTo(exit), Error::none);
        features.insert(features.end(), executor.feature(exit),
                        executor.feature(exit) + executor.image().feature(exit).channels);
    }
    return features;
}

TEST_F(Int8Operators, InSlicesTheyGiveTheSameFeatures)
{
    int sliced = 0;
    for (const QuantizeResult& result : s_quantized) {
        const QuantModel& model = result.model;
        SCOPED_TRACE(model.name);
        const auto whole = buildImage(model, {1}, "");
        ASSERT_TRUE(whole.ok());
        const auto wanted = featuresOf(whole.value(), HostKernels::reference);
        std::uint32_t ram = planArena(model, {1}).value().arenaBytes - 1;
        for (auto image = buildImage(model, {1}, "", ram); image.ok(); ++sliced) {
            EXPECT_EQ(featuresOf(image.value(), HostKernels::reference), wanted) << ram;
            EXPECT_EQ(featuresOf(image.value(), HostKernels::best), wanted) << ram;
            ram -= ram / 8 + 1;
            image = buildImage(model, {1}, "", ram);
        }
    }
    EXPECT_GT(sliced, 10);
}

std::vector<std::int8_t> someInput(const QuantModel& model, int picture)
{
    std::vector<std::int8_t> input;
    for (std::int64_t i = 0; i < model.tensors.front().shape.elements(); ++i)
        input.push_back(static_cast<std::int8_t>((i * 37 + 101 * picture) % 256 - 128));
    return input;
}

/// What a network's features are taken of.
std::vector<std::int8_t> lastActivation(const QuantModel& model, int picture)
{
    UnplannedRun run(model);
    run.setInput(someInput(model, picture).data());
    for (const QuantOp& op : model.ops)
        run.run(op);
    return run.tensor(model.cuts.back().tensor);
}

/// Features of a whole network, by the reference kernels.
std::vector<std::int8_t> wholeFeatures(const QuantModel& model, int picture)
{
    const auto image = buildImage(model, {}, "");
    EXPECT_TRUE(image.ok()) << image.failure().what;
    const auto twin = Twin::create(image.value(), HostKernels::reference);
    EXPECT_TRUE(twin.ok()) << twin.failure().what;
    TwinRun run(twin.value());
    run.executor().setInput(someInput(model, picture).data());
    EXPECT_EQ(run.executor().runTo(0), Error::none);
    const std::int8_t* features = run.executor().feature(0);
    return {features, features + run.executor().image().feature(0).channels};
}

/// A .tflite file is read as TensorFlow Lite computes it, so what comes back tells what it gives there.
TEST_F(Int8Operators, GiveTheSameAsTfliteButForSomeFunctions)
{
    const ScratchFolder folder;
    int same = 0;
    for (const QuantizeResult& result : s_quantized) {
        const QuantModel& model = result.model;
        SCOPED_TRACE(model.name);
        const auto path = folder / "out.tflite";
        if (model.name == "hard sigmoid") // with a slope that no operator of TFLite has
            continue;
        const Status written = exportTflite(model, 0, path);
        ASSERT_TRUE(written.ok()) << written.failure().what;
        const auto back =
            importTflite(path, model.cuts.back().flat ? "flatten:" + model.ops.back().name : "");
        ASSERT_TRUE(back.ok()) << back.failure().what;
        ASSERT_TRUE(back.value().int8);
        const bool rounds = std::any_of(model.ops.begin(), model.ops.end(), [](const QuantOp& op) {
            return op.meaning && op.meaning->kind == OpKind::activation;
        });
        for (int picture = 0; picture < 8; ++picture) {
            const auto wanted = wholeFeatures(model, picture);
            const auto made = wholeFeatures(*back.value().int8, picture);
            ASSERT_EQ(made.size(), wanted.size());
            for (std::size_t i = 0; i < made.size(); ++i)
                EXPECT_LE(std::abs(made[i] - wanted[i]), rounds ? 1 : 0) << i;
            if (!rounds) {
                EXPECT_EQ(lastActivation(*back.value().int8, picture), lastActivation(model, picture));
            }
        }
        same += rounds ? 0 : 1;
    }
    EXPECT_GE(same, 12);
}

/// TFLite's QUANTIZE does not always give the nearest step: it rounds twice.
TEST_F(Int8Operators, JoinWhatIsRescaledAsTfliteRoundsIt)
{
    int entries = 0;
    for (const QuantizeResult& result : s_quantized)
        for (const QuantOp& op : result.model.ops) {
            if (op.kind != ImageOpKind::concat)
                continue;
            const auto& tensors = result.model.tensors;
            const QuantTensor& out = tensors[static_cast<std::size_t>(op.output)];
            for (const int which : {0, 1}) {
                const QuantTensor& in = tensors[static_cast<std::size_t>(which == 0 ? op.input : op.input2)];
                std::int32_t multiplier = 0;
                int shift = 0;
                quantizeMultiplier(double{in.scale} / double{out.scale}, multiplier, shift);
                for (int v = -128; v <= 127; ++v) {
                    const std::int32_t steps =
                        multiplyByQuantizedMultiplier(v - in.zeroPoint, multiplier, shift) + out.zeroPoint;
                    EXPECT_EQ(op.weights[static_cast<std::size_t>(256 * which + v + 128)],
                              std::clamp(steps, -128, 127))
                        << result.model.name << ' ' << v;
                    ++entries;
                }
            }
        }
    EXPECT_GE(entries, 3 * 512);
}

} // namespace
} // namespace microt
