// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/tflite/tflite.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/base/npy.h"
#include "engine/deploy/planner.h"
#include "engine/deploy/unplanned_run.h"
#include "engine/exchange/open_extractor.h"
#include "engine/model/cost.h"
#include "engine/twin/twin.h"
#include "tests/support/quant_models.h"
#include "tests/support/support.h"

namespace microt {
namespace {

namespace fs = std::filesystem;
using namespace test;

/// The integers of a file that must hold some.
Result<QuantModel> importInt8(const fs::path& path)
{
    MICROT_TRY(TfliteImport made, importTflite(path));
    if (!made.int8)
        return Failure{Error::unsupportedFormat, "a float network"};
    return std::move(*made.int8);
}

std::string readBytes(const fs::path& path)
{
    const auto bytes = readFile(path);
    return bytes.ok() ? std::string(bytes.value().begin(), bytes.value().end()) : std::string();
}

void write(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/// A random network that TFLite can express: clips to what RELU6 gives.
QuantModel expressible(std::uint32_t seed, int resolution = 20)
{
    QuantModel model =
        randomQuantModel(resolution, {{0, 3, 1, 8}, {24, 5, 2, 12}, {36, 3, 1, 12}, {30, 7, 2, 16}}, seed);
    for (QuantOp& op : model.ops)
        if (op.low != -128 || op.high != 127) {
            op.low = quantizedBound(0.0F, model.tensors[static_cast<std::size_t>(op.output)]);
            op.high = quantizedBound(6.0F, model.tensors[static_cast<std::size_t>(op.output)]);
        }
    return model;
}

std::vector<std::int8_t> logitsOf(const QuantModel& model, const std::int8_t* input)
{
    UnplannedRun run(model);
    run.setInput(input);
    for (const QuantOp& op : model.ops)
        run.run(op);
    for (const QuantOp& op : model.classifier)
        run.run(op);
    return run.tensor(model.logitsTensor);
}

/// int8 arrays are stored as uint8 bytes after their header.
std::vector<std::int8_t> goldenInt8(const fs::path& path, std::size_t count)
{
    const std::string bytes = readBytes(path);
    if (bytes.size() < count)
        return {};
    std::vector<std::int8_t> values(count);
    std::memcpy(values.data(), bytes.data() + bytes.size() - count, count);
    return values;
}

TEST(TfliteZoo, LogitsOfVww0AreTflitesToTheLastBit)
{
    MICROT_NEEDS_DATA();
    const auto model = importInt8(dataFolder() / "zoo" / "mcunet-10fps_vww.tflite");
    ASSERT_TRUE(model.ok()) << model.failure().what;
    const auto pictures = readNpy<std::uint8_t>(dataFolder() / "golden" / "mcunet-10fps_vww.input_u8.npy");
    ASSERT_TRUE(pictures.ok());
    const auto golden = goldenInt8(dataFolder() / "golden" / "mcunet-10fps_vww.tflite_logits.npy", 16);
    const std::size_t size = 64 * 64 * 3;
    for (std::size_t i = 0; i < 8; ++i) {
        std::vector<std::int8_t> input(size);
        for (std::size_t p = 0; p < size; ++p)
            input[p] = static_cast<std::int8_t>(pictures.value().values[i * size + p] - 128);
        const auto logits = logitsOf(model.value(), input.data());
        ASSERT_EQ(logits.size(), 2U);
        EXPECT_TRUE(std::equal(logits.begin(), logits.end(), golden.begin() + static_cast<long>(2 * i)))
            << "picture " << i;
    }
}

TEST(TfliteZoo, LogitsOfIn4AreTflitesToTheLastBit)
{
    MICROT_NEEDS_DATA();
    const auto model = importInt8(dataFolder() / "zoo" / "mcunet-512kb-2mb_imagenet.tflite");
    ASSERT_TRUE(model.ok()) << model.failure().what;
    const auto pictures =
        readNpy<std::uint8_t>(dataFolder() / "golden" / "mcunet-320kb-1mb_imagenet.input_u8.npy");
    ASSERT_TRUE(pictures.ok());
    // It has biases near -2^31; deployed it is checked like any other.
    const auto image = buildImage(model.value(), {9}, "");
    ASSERT_TRUE(image.ok());
    EXPECT_TRUE(Twin::create(image.value()).ok());
    const auto golden =
        goldenInt8(dataFolder() / "golden" / "mcunet-512kb-2mb_imagenet.tflite_logits.npy", 8000);
    for (std::size_t i = 0; i < 8; ++i) {
        std::vector<std::int8_t> input(160 * 160 * 3);
        for (std::size_t y = 0; y < 160; ++y)
            for (std::size_t x = 0; x < 160 * 3; ++x)
                input[y * 480 + x] =
                    static_cast<std::int8_t>(pictures.value().values[(i * 176 + y) * 176 * 3 + x] - 128);
        const auto logits = logitsOf(model.value(), input.data());
        ASSERT_EQ(logits.size(), 1000U);
        EXPECT_TRUE(std::equal(logits.begin(), logits.end(), golden.begin() + static_cast<long>(1000 * i)))
            << "picture " << i;
    }
}

TEST(TfliteZoo, CutsAreThoseOfTheFloatNetwork)
{
    MICROT_NEEDS_DATA();
    for (const char* name : {"mcunet-320kb-1mb_imagenet", "mcunet-10fps_vww"}) {
        const auto real = openExtractor((dataFolder() / "zoo" / (std::string(name) + ".json")).string());
        const auto small = openExtractor((dataFolder() / "zoo" / (std::string(name) + ".tflite")).string());
        ASSERT_TRUE(real.ok());
        ASSERT_TRUE(small.ok()) << small.failure().what;
        ASSERT_TRUE(small.value().int8.has_value());
        const GraphCost a = countCost(real.value().graph);
        const GraphCost b = countCost(small.value().graph);
        EXPECT_EQ(a.full.macs, b.full.macs);
        EXPECT_EQ(a.classifierMacs, b.classifierMacs);
        ASSERT_EQ(a.cuts.size(), b.cuts.size());
        for (std::size_t c = 0; c < a.cuts.size(); ++c) {
            EXPECT_EQ(a.cuts[c].cut, b.cuts[c].cut);
            EXPECT_EQ(a.cuts[c].features, b.cuts[c].features);
            EXPECT_EQ(a.cuts[c].macs, b.cuts[c].macs);
        }
        const auto image = buildImage(*small.value().int8, {9}, "");
        EXPECT_TRUE(image.ok()) << image.failure().what;
    }
}

TEST(TfliteZoo, EveryPixelBecomesPixelLess128)
{
    MICROT_NEEDS_DATA();
    for (const char* name : {"mcunet-320kb-1mb_imagenet", "mcunet-10fps_vww", "mcunet-512kb-2mb_imagenet"}) {
        const auto model = importInt8(dataFolder() / "zoo" / (std::string(name) + ".tflite"));
        ASSERT_TRUE(model.ok()) << model.failure().what;
        const auto table = model.value().inputTable();
        for (int colour = 0; colour < 3; ++colour)
            for (int pixel = 0; pixel < 256; ++pixel)
                EXPECT_EQ(table[static_cast<std::size_t>(colour)][static_cast<std::size_t>(pixel)],
                          pixel - 128);
    }
}

class TfliteFileTest : public testing::Test
{
protected:
    fs::path exported(const QuantModel& model, int cut)
    {
        const fs::path path = m_scratch / ("cut-" + std::to_string(cut) + ".tflite");
        const Status status = exportTflite(model, cut, path);
        EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.failure().what);
        return path;
    }

    ScratchFolder m_scratch;
};

TEST_F(TfliteFileTest, WhatIsExportedComesBackAndComputesTheSame)
{
    for (std::uint32_t seed = 1; seed <= 4; ++seed)
        for (const int resolution : {20, 21, 23}) {
            const QuantModel model = expressible(seed, resolution);
            for (const int cut : {1, 2, 3, 0}) {
                const auto back = importInt8(exported(model, cut));
                ASSERT_TRUE(back.ok()) << back.failure().what;
                const QuantModel& other = back.value();
                const QuantCut& wanted = *model.findCut(cut);
                EXPECT_EQ(other.cuts.back().pooled.scale, wanted.pooled.scale);
                EXPECT_EQ(other.cuts.back().pooled.zeroPoint, wanted.pooled.zeroPoint);
                for (std::size_t i = 0; i < other.ops.size(); ++i) {
                    EXPECT_EQ(other.ops[i].weights, model.ops[i].weights);
                    EXPECT_EQ(other.ops[i].bias, model.ops[i].bias);
                    EXPECT_EQ(other.ops[i].multiplier, model.ops[i].multiplier);
                    EXPECT_EQ(other.ops[i].shift, model.ops[i].shift);
                    EXPECT_EQ(other.ops[i].low, model.ops[i].low);
                    EXPECT_EQ(other.ops[i].high, model.ops[i].high);
                }
                const auto input = randomInput(model, seed);
                auto features = runUnplanned(model, input);
                UnplannedRun run(other);
                run.setInput(input.data());
                for (const QuantOp& op : other.ops)
                    run.run(op);
                run.run(other.classifier.front());
                const auto place = static_cast<std::size_t>(&wanted - model.cuts.data());
                const QuantTensor& activation = model.tensors[static_cast<std::size_t>(wanted.tensor)];
                features[place].resize(static_cast<std::size_t>(activation.shape.channels)); // the means
                EXPECT_EQ(run.tensor(other.classifier.front().output), features[place])
                    << "seed " << seed << " cut " << cut;
            }
        }
}

TEST_F(TfliteFileTest, AClipThatTfliteCannotExpressIsRefused)
{
    QuantModel model = expressible(1);
    model.ops[0].high = model.ops[0].low + 3;
    const Status status = exportTflite(model, 0, m_scratch / "x.tflite");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().code, Error::unsupportedOperator);
    EXPECT_NE(status.failure().what.find("op 0"), std::string::npos);
    EXPECT_FALSE(fs::exists(m_scratch / "x.tflite"));
    EXPECT_EQ(exportTflite(model, 77, m_scratch / "x.tflite").failure().code, Error::invalidArgument);
}

TEST_F(TfliteFileTest, AnImportedNetworkIsDeployedAndRuns)
{
    const QuantModel model = expressible(2);
    const auto extractor = openExtractor(exported(model, 0).string());
    ASSERT_TRUE(extractor.ok()) << extractor.failure().what;
    const auto image = buildImage(*extractor.value().int8, {1}, "{}");
    ASSERT_TRUE(image.ok()) << image.failure().what;
    const auto twin = Twin::create(image.value());
    ASSERT_TRUE(twin.ok()) << (twin.ok() ? "" : twin.failure().what);
    TwinRun run(twin.value());
    const auto input = randomInput(model, 9);
    run.executor().setInput(input.data());
    ASSERT_EQ(run.executor().runTo(1), Error::none);
    const auto features = runUnplanned(model, input).back();
    EXPECT_TRUE(std::equal(features.begin(), features.end(), run.executor().feature(1)));
}

TEST_F(TfliteFileTest, ATruncatedFileIsRefusedAtEveryByte)
{
    const std::string whole = readBytes(exported(expressible(3, 9), 1));
    ASSERT_GT(whole.size(), 1000U);
    for (std::size_t length = 0; length < whole.size(); length += length < 2000 ? 1 : 7) {
        write(m_scratch / "short.tflite", whole.substr(0, length));
        const auto model = importInt8(m_scratch / "short.tflite");
        if (model.ok()) {
            // Only padding at the very end may be missing.
            EXPECT_GE(length + 16, whole.size());
            continue;
        }
        EXPECT_NE(model.failure().what.find("short.tflite"), std::string::npos);
    }
}

TEST_F(TfliteFileTest, AnyFlippedBitIsRefusedOrHarmless)
{
    const std::string whole = readBytes(exported(expressible(3, 9), 1));
    int refused = 0;
    for (std::size_t byte = 0; byte < whole.size(); ++byte) {
        const int bit = static_cast<int>(byte % 8);
        std::string flipped = whole;
        flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << bit));
        write(m_scratch / "flipped.tflite", flipped);
        const auto model = importInt8(m_scratch / "flipped.tflite");
        if (!model.ok()) {
            ++refused;
            continue;
        }
        if (buildImage(model.value(), {}, "").ok()) {
            UnplannedRun run(model.value());
            const std::vector<std::int8_t> input(9 * 9 * 3, 5);
            run.setInput(input.data());
            for (const QuantOp& op : model.value().ops)
                run.run(op);
        }
    }
    EXPECT_GT(refused, 200);
}

TEST_F(TfliteFileTest, OtherFilesAreRefused)
{
    const auto codeOf = [this](const std::string& bytes) {
        write(m_scratch / "x.tflite", bytes);
        return importInt8(m_scratch / "x.tflite").failure().code;
    };
    EXPECT_EQ(codeOf(""), Error::malformed);
    EXPECT_EQ(codeOf("TFL3"), Error::malformed);
    EXPECT_EQ(codeOf(std::string(4, '\0') + "TFL3"), Error::malformed);
    EXPECT_EQ(codeOf(std::string(4, '\xff') + "TFL3" + std::string(100, '\xff')), Error::malformed);
    EXPECT_EQ(codeOf("GIF89a and so on"), Error::malformed);
    EXPECT_EQ(importInt8(m_scratch / "absent.tflite").failure().code, Error::fileNotFound);
}

} // namespace
} // namespace microt
