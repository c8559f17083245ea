// SPDX-License-Identifier: Apache-2.0
// Networks that others made: they open, and compute what TensorFlow Lite for Microcontrollers computes.
#include <gtest/gtest.h>

#include "engine/deploy/planner.h"
#include "engine/exchange/tflite/tflite.h"
#include "engine/twin/twin.h"
#include "tests/support/golden_networks.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using namespace test;

fs::path modelFile(const std::string& name)
{
    return dataFolder() / "models" / name;
}

#define MICROT_NEEDS_MODELS()                                                                                \
    MICROT_NEEDS_DATA();                                                                                     \
    if (!fs::exists(dataFolder() / "models"))                                                                \
    GTEST_SKIP() << "needs the networks in " << (dataFolder() / "models")

class TfliteGolden : public testing::TestWithParam<const char*>
{
protected:
    GoldenNetwork open()
    {
        auto opened = openGolden(dataFolder() / "models", GetParam());
        EXPECT_TRUE(opened.ok()) << opened.failure().what;
        return opened.ok() ? std::move(opened).value() : GoldenNetwork();
    }
};

/// Runs the planned image of the network with its classifier.
GoldenOutputs runPlanned(const GoldenNetwork& network, HostKernels kernels)
{
    GoldenOutputs outputs;
    const auto image = buildImage(network.whole, {}, "{}");
    EXPECT_TRUE(image.ok()) << image.failure().what;
    const auto twin = Twin::create(image.value(), kernels);
    EXPECT_TRUE(twin.ok()) << twin.failure().what;
    TwinRun run(twin.value());
    Executor& executor = run.executor();
    for (int k = 0; k < kGoldenPictures; ++k) {
        executor.setInput(network.input(k).data());
        while (executor.position() <= network.features)
            EXPECT_EQ(executor.step(), Error::none);
        const ImageOp& op = executor.image().ops[network.features];
        const std::int8_t* at = executor.tensor(op.output);
        const std::vector<std::int8_t> features(at, at + executor.image().tensors[op.output].channels);
        EXPECT_EQ(executor.runTo(0), Error::none);
        network.add(outputs, features.data(), executor.feature(0));
    }
    return outputs;
}

TEST_P(TfliteGolden, FeaturesAndLogitsAreTheSameInEveryByte)
{
    MICROT_NEEDS_MODELS();
    const GoldenNetwork network = open();
    EXPECT_EQ(network.difference(runUnplanned(network)), "");
    for (const HostKernels kernels :
         {HostKernels::reference, HostKernels::avx2, HostKernels::avx512vnni, HostKernels::best}) {
        if (hostSupports(kernels)) {
            EXPECT_EQ(network.difference(runPlanned(network, kernels)), "") << hostKernelsName(kernels);
        }
    }
}

TEST_P(TfliteGolden, FeaturesOfTheDeployedImageAreTheSameInEveryByte)
{
    MICROT_NEEDS_MODELS();
    const GoldenNetwork network = open();
    if (network.expected.features.empty())
        GTEST_SKIP() << "no features are known";
    const int cut = network.model.cuts.front().cut;
    const auto image = buildImage(network.model, {cut}, "{}");
    ASSERT_TRUE(image.ok()) << image.failure().what;
    const auto twin = Twin::create(image.value());
    ASSERT_TRUE(twin.ok());
    TwinRun run(twin.value());
    GoldenOutputs outputs;
    for (int k = 0; k < kGoldenPictures; ++k) {
        run.executor().setPicture(network.pixels(k).data());
        ASSERT_EQ(run.executor().runTo(run.executor().image().header->exitCount - 1), Error::none);
        const std::int8_t* features = run.executor().feature(run.executor().image().header->exitCount - 1);
        outputs.features.insert(outputs.features.end(), features,
                                features + network.model.findCut(0)->pooled.shape.channels);
    }
    EXPECT_EQ(outputs.features, network.expected.features);
}

INSTANTIATE_TEST_SUITE_P(Models, TfliteGolden,
                         testing::Values("mlp_resnet8_int8", "mlp_vww96_int8", "tm_mbnet96_0.25_q",
                                         "tm_cifar10_q", "tm_mnist_resnet_q", "tflm_person_detect", "te_vww"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name)
                                 c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                             return name;
                         });

TEST(TfliteModels, EveryOneWithKnownOutputsIsCompared)
{
    MICROT_NEEDS_MODELS();
    EXPECT_EQ(goldenNames(dataFolder() / "models").size(), 7U);
}

TEST(TfliteModels, OfOtherKindsOpenAsWhatTheyAre)
{
    MICROT_NEEDS_MODELS();
    struct Kind
    {
        const char* name;
        bool int8;
        int features;
        int classes;
        Shape input;
    };
    for (const Kind& kind : {Kind{"mlp_resnet8_float", false, 64, 10, {32, 32, 3}},
                             Kind{"mlp_vww96_float", false, 256, 2, {96, 96, 3}},
                             Kind{"coral_mobilenet_v1_0.25_128_quant", false, 256, 1001, {128, 128, 3}},
                             Kind{"te_mcunetv2_large", true, 384, 1000, {224, 224, 3}},
                             Kind{"tflm_person_detect", true, 256, 2, {96, 96, 1}}}) {
        const auto opened = importTflite(modelFile(std::string(kind.name) + ".tflite"));
        ASSERT_TRUE(opened.ok()) << opened.failure().what;
        const Graph& graph = opened.value().graph;
        EXPECT_EQ(opened.value().int8.has_value(), kind.int8) << kind.name;
        EXPECT_EQ(graph.featureCount(), kind.features) << kind.name;
        ASSERT_GE(graph.logitsNode, 0) << kind.name;
        EXPECT_EQ(graph.nodes[static_cast<std::size_t>(graph.logitsNode)].output.channels, kind.classes);
        EXPECT_EQ(graph.nodes[0].output, kind.input) << kind.name;
        EXPECT_TRUE(validateGraph(graph).ok()) << kind.name;
        EXPECT_FALSE(graph.cuts.empty()) << kind.name;
    }
}

TEST(TfliteModels, ThatCannotBeReadSayWhatTheyAre)
{
    MICROT_NEEDS_MODELS();
    const auto why = [](const char* name) {
        const auto opened = importTflite(modelFile(name));
        return opened.ok() ? std::string("opened") : opened.failure().what;
    };
    EXPECT_NE(why("tflm_person_vela.tflite").find("compiled for Ethos-U (Vela)"), std::string::npos);
    EXPECT_NE(why("tflm_micro_speech.tflite").find("an audio network (its input is [1, 49, 40, 1])"),
              std::string::npos);
    const std::string detection = why("openmv_fomo_face_detection.tflite");
    EXPECT_NE(detection.find("--features"), std::string::npos) << detection;
    EXPECT_NE(detection.find("model_1/head/Relu"), std::string::npos) << detection;
}

TEST(TfliteModels, ADetectorOpensWithChosenFeatures)
{
    MICROT_NEEDS_MODELS();
    const auto opened = importTflite(modelFile("openmv_fomo_face_detection.tflite"), "model_1/head/Relu");
    ASSERT_TRUE(opened.ok()) << opened.failure().what;
    EXPECT_EQ(opened.value().graph.featureCount(), 32);
    EXPECT_EQ(opened.value().int8->logitsTensor, -1);
    EXPECT_EQ(importTflite(modelFile("openmv_fomo_face_detection.tflite"), "no such").failure().code,
              Error::invalidArgument);
}

} // namespace
} // namespace microt
