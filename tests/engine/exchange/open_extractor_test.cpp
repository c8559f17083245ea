// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/base/hash.h"
#include "engine/exchange/mtx/mtx.h"
#include "engine/exchange/onnx/onnx.h"
#include "engine/exchange/open_extractor.h"
#include "tests/support/checkpoint_writer.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

class OpenExtractor : public testing::Test
{
protected:
    void SetUp() override
    {
        if (const char* before = std::getenv("MICROT_RESOURCES"))
            m_before = before;
        setenv("MICROT_RESOURCES", m_folder.path().c_str(), 1);
        writeBytes(m_folder / "tiny.json", tinyJson());
        writeBytes(m_folder / "tiny.pth", zipCheckpoint(tinyWeights()));
        ASSERT_TRUE(saveMtx(m_folder.path() / "extractors" / "small-v0.1.mtx", tinyGraph(), "{}", true).ok());
        ASSERT_TRUE(saveMtx(m_folder.path() / "extractors" / "big.mtx", tinyGraph(), "{}", false).ok());
    }

    void TearDown() override
    {
        if (m_before.empty())
            unsetenv("MICROT_RESOURCES");
        else
            setenv("MICROT_RESOURCES", m_before.c_str(), 1);
    }

    std::string path(const char* name) { return (m_folder / name).string(); }

    ScratchFolder m_folder;
    std::string m_before;
};

TEST_F(OpenExtractor, TakesZooFilesMtxFilesAndShippedNames)
{
    const auto zoo = openExtractor(path("tiny.json"));
    ASSERT_TRUE(zoo.ok()) << zoo.failure().what;
    EXPECT_EQ(zoo.value().format, "MCUNet zoo");
    EXPECT_EQ(zoo.value().source, path("tiny.json"));
    EXPECT_EQ(zoo.value().sha256, sha256HexOfFile(path("tiny.pth")).value());
    const auto file = openExtractor(path("extractors/big.mtx"));
    ASSERT_TRUE(file.ok()) << file.failure().what;
    EXPECT_EQ(file.value().graph.nodes[1].weight, zoo.value().graph.nodes[1].weight);
    EXPECT_EQ(shippedExtractors(), (std::vector<std::string>{"big", "small-v0.1"}));
    const auto shipped = openExtractor("small-v0.1");
    ASSERT_TRUE(shipped.ok()) << shipped.failure().what;
    EXPECT_EQ(shipped.value().source, "small-v0.1");
    EXPECT_EQ(shipped.value().recipe, "{}");
}

TEST_F(OpenExtractor, WhatIsNotThereIsSaidWithWhereItLooked)
{
    for (const char* spec : {"mediocre", "", "../extractors/big", "big.mtx", "/no/such/net.json"}) {
        const auto opened = openExtractor(spec);
        ASSERT_FALSE(opened.ok()) << spec;
        EXPECT_EQ(opened.failure().code, Error::fileNotFound) << opened.failure().what;
        EXPECT_NE(opened.failure().what.find("(big, small-v0.1)"), std::string::npos)
            << opened.failure().what;
        EXPECT_NE(opened.failure().what.find(path("extractors")), std::string::npos) << opened.failure().what;
    }
    std::filesystem::remove(m_folder / "tiny.pth");
    const auto opened = openExtractor(path("tiny.json"));
    EXPECT_EQ(opened.failure().code, Error::fileNotFound);
    EXPECT_NE(opened.failure().what.find(path("tiny.pth")), std::string::npos) << opened.failure().what;
}

TEST_F(OpenExtractor, OtherFilesAreRefused)
{
    EXPECT_EQ(openExtractor(path("tiny.pth")).failure().code, Error::unsupportedFormat);
    writeBytes(m_folder / "picture.jpg", "x");
    EXPECT_EQ(openExtractor(path("picture.jpg")).failure().code, Error::unsupportedFormat);
    EXPECT_FALSE(openExtractor(m_folder.path().string()).ok());
    std::filesystem::remove_all(m_folder / "extractors");
    EXPECT_TRUE(shippedExtractors().empty());
    EXPECT_NE(openExtractor("big").failure().what.find("which is empty"), std::string::npos);
}

class FileKinds : public testing::Test
{
protected:
    /// What opening a file with these bytes says.
    Failure said(const std::string& name, const std::string& bytes)
    {
        writeBytes(m_folder / name, bytes);
        const auto opened = openExtractor((m_folder / name).string());
        EXPECT_FALSE(opened.ok()) << name;
        return opened.ok() ? Failure{} : opened.failure();
    }

    void expectSaid(const std::string& name, const std::string& bytes, const std::vector<std::string>& words)
    {
        const Failure failure = said(name, bytes);
        EXPECT_EQ(failure.code, Error::unsupportedFormat) << failure.what;
        EXPECT_NE(failure.what.find(name), std::string::npos) << failure.what;
        for (const std::string& word : words)
            EXPECT_NE(failure.what.find(word), std::string::npos) << failure.what;
        EXPECT_EQ(failure.what.back(), '.');
    }

    ScratchFolder m_folder;
};

/// The end of a zip archive that has these members: all that is looked at.
std::string zipWith(const std::vector<std::string>& names)
{
    std::string bytes("PK\x03\x04", 4);
    for (const std::string& name : names)
        bytes += std::string("PK\x01\x02", 4) + name;
    return bytes;
}

TEST_F(FileKinds, WhatIsNoNetworkIsToldForWhatItIs)
{
    const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 1234567\n";
    for (const char* name : {"x.onnx", "x.tflite", "x.mtx", "x.pth", "x.json"}) {
        expectSaid(name, pointer, {"Git LFS pointer", "git lfs pull"});
        expectSaid(name, "\n <!doctype HTML><html></html>", {"HTML page", "download"});
        expectSaid(name, "<html lang=\"en\">", {"HTML page"});
        EXPECT_NE(said(name, "").what.find("is empty"), std::string::npos);
    }
    expectSaid("y.pt", zipWith({"m/data.pkl", "m/constants.pkl"}), {"TorchScript", "torch.onnx.export("});
    expectSaid("y.onnx", zipWith({"m/data.pkl", "m/constants.pkl"}), {"TorchScript"});
    expectSaid("y.pth", zipWith({"archive/data.pkl"}), {"PyTorch checkpoint", "torch.onnx.export("});
    expectSaid("y.pt2", zipWith({"serialized_exported_program.json"}),
               {"torch.export", "torch.onnx.export("});
    expectSaid("y.keras", zipWith({"config.json", "model.weights.h5"}), {"Keras", "TFLiteConverter"});
    expectSaid("y.zip", zipWith({"net.tflite"}), {"zip archive", "unpack"});
    expectSaid("y.tgz", "\x1f\x8b\x08", {"compressed archive", "unpack"});
    expectSaid("y.h5", "\x89HDF\r\n\x1a\n", {"Keras", "TFLiteConverter"});
    expectSaid("y.pkl", "\x80\x02}q", {"PyTorch checkpoint"});
    expectSaid("y.pb", "\x08\x01\x12\x05", {"TensorFlow", "TFLiteConverter"});
    expectSaid("y.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10), {"weights without"});
    expectSaid("y.bin", "\xff\xd8\xff", {"is no extractor", ".onnx"});
}

TEST_F(FileKinds, FoldersAreToldFor)
{
    std::filesystem::create_directories(m_folder / "plain");
    EXPECT_NE(openExtractor((m_folder / "plain").string()).failure().what.find("a folder"),
              std::string::npos);
    writeBytes(m_folder / "plain" / "saved_model.pb", "\x08\x01");
    const auto opened = openExtractor((m_folder / "plain").string());
    ASSERT_FALSE(opened.ok());
    EXPECT_NE(opened.failure().what.find("SavedModel"), std::string::npos) << opened.failure().what;
    EXPECT_NE(opened.failure().what.find("from_saved_model"), std::string::npos);
}

TEST_F(FileKinds, ANetworkUnderAnotherNameJustOpens)
{
    ASSERT_TRUE(saveMtx(m_folder / "a.onnx", tinyGraph(), "", false).ok());
    ASSERT_TRUE(exportOnnx(tinyGraph(), m_folder / "b.tflite").ok());
    ASSERT_TRUE(exportOnnx(tinyGraph(), m_folder / "c").ok());
    const auto mtx = openExtractor((m_folder / "a.onnx").string());
    ASSERT_TRUE(mtx.ok()) << mtx.failure().what;
    EXPECT_EQ(mtx.value().format, "mtx");
    for (const char* name : {"b.tflite", "c"}) {
        const auto onnx = openExtractor((m_folder / name).string());
        ASSERT_TRUE(onnx.ok()) << onnx.failure().what;
        EXPECT_EQ(onnx.value().format, "ONNX");
    }
}

ExtractorOptions featuresAt(const std::string& name)
{
    ExtractorOptions options;
    options.features = name;
    return options;
}

TEST_F(FileKinds, FeaturesAreChosenByName)
{
    const Graph tiny = tinyGraph();
    ASSERT_TRUE(exportOnnx(tiny, m_folder / "net.onnx").ok());
    const std::string path = (m_folder / "net.onnx").string();
    const std::string name = tiny.nodes[static_cast<std::size_t>(tiny.cuts.back().node)].name;
    const auto chosen = openExtractor(path, featuresAt("flatten:" + name));
    ASSERT_TRUE(chosen.ok()) << chosen.failure().what;
    EXPECT_EQ(chosen.value().graph.featureCount(),
              tiny.nodes[static_cast<std::size_t>(tiny.cuts.back().node)].output.elements());
    EXPECT_EQ(openExtractor(path, featuresAt("nowhere")).failure().code, Error::invalidArgument);
    ASSERT_TRUE(saveMtx(m_folder / "net.mtx", tiny, "", false).ok());
    EXPECT_EQ(openExtractor((m_folder / "net.mtx").string(), featuresAt(name)).failure().code,
              Error::invalidArgument);
}

TEST_F(FileKinds, PeoplesFilesThatAreNone)
{
    MICROT_NEEDS_DATA();
    const std::filesystem::path folder = dataFolder() / "cases" / "notmodels";
    if (!std::filesystem::exists(folder))
        GTEST_SKIP() << "needs cases/notmodels";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto opened = openExtractor(entry.path().string());
        ASSERT_FALSE(opened.ok()) << entry.path();
        const std::string stem = entry.path().stem().string();
        const char* word = stem == "empty" ? "is empty" : stem == "page" ? "HTML page" : "git lfs pull";
        EXPECT_NE(opened.failure().what.find(word), std::string::npos) << opened.failure().what;
    }
}

} // namespace
} // namespace microt
