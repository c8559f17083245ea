// SPDX-License-Identifier: Apache-2.0
// Networks that others made: they open, and compute what TensorFlow Lite for Microcontrollers computes.
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/exchange/tflite/tflite.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using namespace test;

fs::path modelFile(const std::string& name)
{
    return dataFolder() / "models" / name;
}

std::vector<std::uint8_t> bytesOf(const std::string& name)
{
    const auto bytes = readFile(modelFile(name));
    return bytes.ok() ? bytes.value() : std::vector<std::uint8_t>();
}

#define MICROT_NEEDS_MODELS()                                                                                \
    MICROT_NEEDS_DATA();                                                                                     \
    if (!fs::exists(dataFolder() / "models"))                                                                \
    GTEST_SKIP() << "needs the networks in " << (dataFolder() / "models")

/// The test's picture `k`, as int8 bytes, or as what a QUANTIZE makes of float numbers in -1..1.
std::vector<std::int8_t> inputOf(const QuantModel& model, int k, bool isFloat)
{
    const QuantTensor& tensor = model.tensors[static_cast<std::size_t>(model.inputTensor)];
    std::vector<std::int8_t> input;
    for (std::int64_t i = 0; i < tensor.shape.elements(); ++i) {
        const auto byte = static_cast<std::uint8_t>((i * 37 + 11 + k * 101) & 255);
        const float real = static_cast<float>(byte) / 127.5F - 1.0F;
        const auto rounded = static_cast<std::int32_t>(std::round(real / tensor.scale)) + tensor.zeroPoint;
        input.push_back(static_cast<std::int8_t>(isFloat ? std::clamp(rounded, -128, 127) : byte));
    }
    return input;
}

struct Golden
{
    const char* name;
    bool floatInput;
    bool hasFeatures;
};

class TfliteGolden : public testing::TestWithParam<Golden>
{};

TEST_P(TfliteGolden, FeaturesAndLogitsAreTheSameInEveryByte)
{
    MICROT_NEEDS_MODELS();
    const std::string name = GetParam().name;
    const auto opened = importTflite(modelFile(name + ".tflite"));
    ASSERT_TRUE(opened.ok()) << opened.failure().what;
    ASSERT_TRUE(opened.value().int8.has_value());
    const QuantModel& model = *opened.value().int8;
    ASSERT_GE(model.logitsTensor, 0);
    std::vector<std::uint8_t> features;
    std::vector<std::uint8_t> logits;
    for (int k = 0; k < 4; ++k) {
        UnplannedRun run(model);
        run.setInput(inputOf(model, k, GetParam().floatInput).data());
        for (const QuantOp& op : model.ops)
            run.run(op);
        for (const QuantOp& op : model.classifier)
            run.run(op);
        const auto& pooled = run.tensor(model.classifier.front().output);
        features.insert(features.end(), pooled.begin(), pooled.end());
        const QuantTensor& scaled = model.tensors[static_cast<std::size_t>(model.logitsTensor)];
        for (const std::int8_t logit : run.tensor(model.logitsTensor)) {
            if (!GetParam().floatInput) {
                logits.push_back(static_cast<std::uint8_t>(logit));
                continue;
            }
            const float real = scaled.scale * static_cast<float>(logit - scaled.zeroPoint);
            std::uint8_t raw[sizeof real];
            std::memcpy(raw, &real, sizeof real);
            logits.insert(logits.end(), raw, raw + sizeof real);
        }
    }
    if (GetParam().hasFeatures) {
        EXPECT_EQ(features, bytesOf(name + ".features.bin"));
    }
    EXPECT_EQ(logits, bytesOf(name + ".logits.bin"));
}

INSTANTIATE_TEST_SUITE_P(
    Models, TfliteGolden,
    testing::Values(Golden{"mlp_resnet8_int8", false, true}, Golden{"mlp_vww96_int8", false, true},
                    Golden{"tm_mbnet96_0.25_q", false, true}, Golden{"tm_cifar10_q", false, false},
                    Golden{"tm_mnist_resnet_q", false, false}, Golden{"tflm_person_detect", false, true},
                    Golden{"te_vww", true, true}),
    [](const auto& info) {
        std::string name = info.param.name;
        for (char& c : name)
            c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        return name;
    });

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
