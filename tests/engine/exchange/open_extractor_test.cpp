// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/base/hash.h"
#include "engine/exchange/mtx/mtx.h"
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

} // namespace
} // namespace microt
