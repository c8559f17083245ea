// SPDX-License-Identifier: Apache-2.0
#include "engine/features/feature_set.h"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/base/hash.h"
#include "tests/support/support.h"

namespace microt {
namespace {

constexpr std::size_t kContentAt = 84; // magic, version, length, hash

FeatureSet someFeatures()
{
    FeatureSet features;
    features.key = featureKey("dataset", "extractor", {});
    features.samples = {0, 1, 4};
    features.unreadable = {{"caf\xE9.jpg", {Error::badPicture, "It is empty."}}};
    features.exits.resize(3);
    features.exits[0] = {3, FeatureMatrix::Constant(3, 2, 1.5F)};
    features.exits[1] = {7, FeatureMatrix::Random(3, 4)};
    features.exits[2] = {kFullExit, FeatureMatrix::Random(3, 5)};
    return features;
}

class FeatureCache : public testing::Test
{
protected:
    void SetUp() override { ASSERT_TRUE(writeFeatureCache(m_scratch.path(), m_features).ok()); }

    std::filesystem::path file() const { return m_scratch / (m_features.key + ".features"); }
    void damage(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }
    Error readError() const
    {
        const auto read = readFeatureCache(m_scratch.path(), m_features.key);
        return read.ok() ? Error::none : read.failure().code;
    }
    /// Stores `content` under a right length and hash: what is wrong with it only its own checks can find.
    Error errorOfSealed(const std::string& content)
    {
        const std::string whole = readTextFile(file()).value();
        const std::uint64_t length = content.size();
        std::string bytes = whole.substr(0, 12);
        bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
        bytes += sha256Hex(content) + content;
        damage(bytes);
        const Error error = readError();
        damage(whole);
        return error;
    }

    test::ScratchFolder m_scratch;
    FeatureSet m_features = someFeatures();
};

TEST_F(FeatureCache, roundTrip)
{
    const auto read = readFeatureCache(m_scratch.path(), m_features.key);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    EXPECT_FALSE(m_features.fromCache);
    EXPECT_TRUE(read.value().fromCache);
    EXPECT_EQ(read.value().key, m_features.key);
    EXPECT_EQ(read.value().samples, m_features.samples);
    ASSERT_EQ(read.value().exits.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(read.value().exits[i].cut, m_features.exits[i].cut);
        EXPECT_EQ(read.value().exits[i].values, m_features.exits[i].values);
    }
    ASSERT_EQ(read.value().unreadable.size(), 1U);
    EXPECT_EQ(read.value().unreadable[0].path, "caf\xE9.jpg");
    EXPECT_EQ(read.value().unreadable[0].why.code, Error::badPicture);
    EXPECT_EQ(read.value().unreadable[0].why.what, "It is empty.");
}

TEST_F(FeatureCache, noPicturesAreAlsoFeatures)
{
    m_features.samples.clear();
    for (ExitFeatures& exit : m_features.exits)
        exit.values.resize(0, exit.values.cols());
    ASSERT_TRUE(writeFeatureCache(m_scratch.path(), m_features).ok());
    const auto read = readFeatureCache(m_scratch.path(), m_features.key);
    ASSERT_TRUE(read.ok()) << read.failure().what;
    EXPECT_EQ(read.value().full().values.cols(), 5);
}

TEST_F(FeatureCache, missingIsAMiss)
{
    EXPECT_EQ(readFeatureCache(m_scratch.path(), "other").failure().code, Error::fileNotFound);
    EXPECT_EQ(readFeatureCache(m_scratch / "no-folder", "other").failure().code, Error::fileNotFound);
}

TEST_F(FeatureCache, everyDamagedByteIsAMiss)
{
    const std::string whole = readTextFile(file()).value();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ 0x10);
        damage(bytes);
        EXPECT_EQ(readError(), Error::malformed) << "byte " << i;
    }
}

TEST_F(FeatureCache, everyTruncationAndTrailingDataIsAMiss)
{
    const std::string whole = readTextFile(file()).value();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        damage(whole.substr(0, length));
        EXPECT_EQ(readError(), Error::malformed) << length << " bytes";
    }
    damage(whole + "x");
    EXPECT_EQ(readError(), Error::malformed);
}

TEST_F(FeatureCache, foreignKeyIsAMiss)
{
    const auto other = m_scratch / (std::string(64, 'a') + ".features");
    std::filesystem::copy_file(file(), other);
    EXPECT_EQ(readFeatureCache(m_scratch.path(), std::string(64, 'a')).failure().code, Error::malformed);
}

TEST_F(FeatureCache, rightHashOverHostileContent)
{
    const std::string content = readTextFile(file()).value().substr(kContentAt);
    ASSERT_EQ(errorOfSealed(content), Error::none);
    for (std::size_t length = 0; length < content.size(); ++length)
        EXPECT_EQ(errorOfSealed(content.substr(0, length)), Error::malformed) << length;
    EXPECT_EQ(errorOfSealed(content + std::string(4, '\0')), Error::malformed);
    // Every eight bytes as a length of 2^64 - 1: sizes must be refused before memory is asked for. Runs that
    // hold no size are numbers, where any bits are allowed.
    for (std::size_t i = 0; i + 8 <= content.size(); ++i) {
        std::string bytes = content;
        bytes.replace(i, 8, 8, '\xFF');
        const Error error = errorOfSealed(bytes);
        EXPECT_TRUE(error == Error::malformed || error == Error::none) << i;
    }
    std::string bytes = content;
    const std::size_t samplesAt = 8 + 64; // after the key
    bytes.replace(samplesAt, 8, 8, '\xFF');
    EXPECT_EQ(errorOfSealed(bytes), Error::malformed);
    bytes = content;
    bytes[samplesAt + 8] = 9; // samples 9, 1, 4
    EXPECT_EQ(errorOfSealed(bytes), Error::malformed);
}

TEST_F(FeatureCache, exitsOutOfOrderAreAMiss)
{
    std::swap(m_features.exits[0], m_features.exits[1]);
    ASSERT_TRUE(writeFeatureCache(m_scratch.path(), m_features).ok());
    EXPECT_EQ(readError(), Error::malformed);
    m_features.exits.clear();
    ASSERT_TRUE(writeFeatureCache(m_scratch.path(), m_features).ok());
    EXPECT_EQ(readError(), Error::malformed);
}

TEST_F(FeatureCache, cannotBeWritten)
{
    ASSERT_TRUE(writeFileAtomically(m_scratch / "file", "").ok());
    EXPECT_EQ(writeFeatureCache(m_scratch / "file", m_features).failure().code, Error::ioFailure);
}

TEST(FeatureSet, findsExits)
{
    const FeatureSet features = someFeatures();
    EXPECT_EQ(features.at(7), &features.exits[1]);
    EXPECT_EQ(features.at(kFullExit), &features.full());
    EXPECT_EQ(features.at(4), nullptr);
}

TEST(FeatureKey, dependsOnEverythingThatMadeIt)
{
    Preprocessing p;
    p.setSide(64);
    std::set<std::string> keys{featureKey("a", "b", p), featureKey("b", "a", p), featureKey("a\nb", "", p)};
    p.setSide(96);
    keys.insert(featureKey("a", "b", p));
    p.resize = ResizeMode::centreCrop;
    keys.insert(featureKey("a", "b", p));
    p.mean[2] = 0.500001F;
    keys.insert(featureKey("a", "b", p));
    p.deviation[0] = 0.500001F;
    keys.insert(featureKey("a", "b", p));
    EXPECT_EQ(keys.size(), 7U);
    EXPECT_EQ(featureKey("a", "b", p), featureKey("a", "b", p));
    EXPECT_EQ(featureKey("a", "b", p).size(), 64U);
}

} // namespace
} // namespace microt
