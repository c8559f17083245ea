// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/exchange/tensors/checkpoint.h"
#include "tests/support/checkpoint_writer.h"
#include "tests/support/support.h"

namespace microt {
namespace {

using namespace test;

class CheckpointTest : public testing::Test
{
protected:
    Result<Checkpoint> open(const std::string& bytes)
    {
        writeBytes(m_folder / "net.pth", bytes);
        return Checkpoint::open(m_folder / "net.pth");
    }

    void expectRefused(const std::string& bytes, Error code, const std::string& says)
    {
        const auto opened = open(bytes);
        ASSERT_FALSE(opened.ok());
        EXPECT_EQ(opened.failure().code, code) << opened.failure().what;
        EXPECT_NE(opened.failure().what.find(says), std::string::npos) << opened.failure().what;
    }

    ScratchFolder m_folder;
};

const std::vector<NamedTensor> kTwo = {{"a.weight", {2, 3}, {1, -2, 0.5F, 4, 0.25F, -8}}, {"b", {2}, {7, 9}}};

TEST_F(CheckpointTest, LegacyAndZipHoldTheSameNumbers)
{
    for (const std::string& bytes : {legacyCheckpoint(kTwo), zipCheckpoint(kTwo)}) {
        const auto opened = open(bytes);
        ASSERT_TRUE(opened.ok()) << opened.failure().what;
        for (const NamedTensor& tensor : kTwo) {
            const auto values = opened.value().floats(tensor.name, tensor.shape);
            ASSERT_TRUE(values.ok()) << values.failure().what;
            EXPECT_EQ(values.value(), tensor.values);
        }
    }
}

TEST_F(CheckpointTest, EveryFloatingPointTypeIsReadAndIntegersAreRefused)
{
    for (StoredAs type : {StoredAs::float16, StoredAs::float64, StoredAs::bfloat16}) {
        const auto opened = open(zipCheckpoint(kTwo, type));
        ASSERT_TRUE(opened.ok()) << opened.failure().what;
        EXPECT_EQ(opened.value().floats("a.weight", {2, 3}).value(), kTwo[0].values);
    }
    const auto opened = open(legacyCheckpoint(kTwo, StoredAs::int64));
    ASSERT_TRUE(opened.ok()) << opened.failure().what;
    EXPECT_EQ(opened.value().floats("b", {2}).failure().code, Error::unsupportedFormat);
}

TEST_F(CheckpointTest, MissingAndMisshapenTensorsAreNamed)
{
    const auto opened = open(zipCheckpoint(kTwo));
    ASSERT_TRUE(opened.ok());
    const auto missing = opened.value().floats("c.bias", {2});
    EXPECT_EQ(missing.failure().code, Error::missingWeights);
    EXPECT_NE(missing.failure().what.find("\"c.bias\""), std::string::npos);
    const auto misshapen = opened.value().floats("a.weight", {3, 2});
    EXPECT_EQ(misshapen.failure().code, Error::shapeMismatch);
    EXPECT_NE(misshapen.failure().what.find("\"a.weight\" has shape [2, 3], expected [3, 2]"),
              std::string::npos);
}

/// Two tensors in one storage: a transposed view with an offset, as torch stores slices.
TEST_F(CheckpointTest, StridesAndOffsetsAreFollowed)
{
    PickleWriter pickle;
    pickle.raw("}(").text("t").global("torch._utils", "_rebuild_tensor_v2").raw("((").text("storage");
    pickle.global("torch", "FloatStorage").text("0").text("cpu").number(7).raw("tQ").number(1);
    pickle.numbers({3, 2}).numbers({1, 3}).raw("\x89}tRu");
    const NamedTensor storage{"", {7}, {0, 1, 2, 3, 4, 5, 6}};
    const auto with = [&](const std::string& pickled) {
        return zipOf({{"x/data.pkl", pickled}, {"x/data/0", storageBytes(storage, StoredAs::float32)}});
    };
    const auto opened = open(with(pickle.finish()));
    ASSERT_TRUE(opened.ok()) << opened.failure().what;
    EXPECT_EQ(opened.value().floats("t", {3, 2}).value(), (std::vector<float>{1, 4, 2, 5, 3, 6}));

    std::string reaching = pickle.finish();
    reaching.replace(reaching.find("K\x01(K\x03K\x02"), 2,
                     "K\x02"); // offset 2: the last element is number 7 of 0..6
    const auto beyond = open(with(reaching));
    ASSERT_TRUE(beyond.ok()) << beyond.failure().what;
    EXPECT_EQ(beyond.value().floats("t", {3, 2}).failure().code, Error::malformed);
}

TEST_F(CheckpointTest, TruncationAtEveryByteIsAnErrorAndNeverMore)
{
    for (const std::string& bytes : {legacyCheckpoint(kTwo), zipCheckpoint(kTwo)})
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto opened = open(bytes.substr(0, length));
            ASSERT_FALSE(opened.ok()) << length << " of " << bytes.size();
            EXPECT_FALSE(opened.failure().what.empty());
        }
}

TEST_F(CheckpointTest, FlippedBitsNeverCrash)
{
    for (const std::string& bytes : {legacyCheckpoint(kTwo), zipCheckpoint(kTwo)})
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
            const auto opened = open(damaged);
            if (opened.ok())
                (void)opened.value().floats("a.weight", {2, 3});
            else
                EXPECT_FALSE(opened.failure().what.empty());
        }
}

TEST_F(CheckpointTest, OtherFilesAreToldApart)
{
    expectRefused("", Error::truncated, "0 bytes");
    expectRefused("GIF89a....", Error::malformed, "not a PyTorch checkpoint");
    expectRefused(PickleWriter().number(1).finish(), Error::malformed, "magic number");
    const std::string legacy = legacyCheckpoint(kTwo);
    expectRefused(legacy + "x", Error::malformed, "goes on after the last weight");
    std::string count = legacy;
    count[count.size() - 4 * 2 - 8] = 3;
    expectRefused(count, Error::malformed, "holds 3 numbers, expected 2");
    expectRefused(zipOf({{"archive/readme", "hello"}}), Error::malformed, "without data.pkl");
    expectRefused(zipOf({{"a/data.pkl", PickleWriter().number(5).finish()}}), Error::malformed, "state_dict");
}

class ZipTest : public CheckpointTest
{
protected:
    void SetUp() override
    {
        m_good = zipCheckpoint(kTwo);
        m_directory = m_good.find("PK\1\2");
        m_end = m_good.size() - 22;
        ASSERT_TRUE(open(m_good).ok());
    }

    /// The good archive with `bytes` written over it at `at`.
    std::string with(std::size_t at, const std::string& bytes)
    {
        return std::string(m_good).replace(at, bytes.size(), bytes);
    }

    std::string m_good;
    std::size_t m_directory = 0;
    std::size_t m_end = 0;
};

TEST_F(ZipTest, UnsupportedArchivesAreRefusedClearly)
{
    expectRefused(with(m_directory + 10, littleEndian(8, 2)), Error::unsupportedFormat,
                  "compressed (method 8)");
    expectRefused(with(m_directory + 8, littleEndian(1, 2)), Error::unsupportedFormat, "encrypted");
    expectRefused(with(m_directory + 24, littleEndian(0xffffffff, 4)), Error::unsupportedFormat, "zip64");
    expectRefused(with(m_end + 16, littleEndian(0xffffffff, 4)), Error::unsupportedFormat, "zip64");
    expectRefused(with(m_end + 4, littleEndian(1, 2)), Error::unsupportedFormat, "split");
}

TEST_F(ZipTest, HostileDirectoriesAreRefused)
{
    expectRefused(with(m_end + 16, littleEndian(0xfffffff0, 4)), Error::hostileContent, "outside");
    expectRefused(with(m_directory + 42, littleEndian(0xfffffff0, 4)), Error::hostileContent,
                  "does not begin");
    expectRefused(with(m_directory + 42, littleEndian(7, 4)), Error::hostileContent, "does not begin");
    expectRefused(with(m_directory + 20, littleEndian(0xfffffff0, 4) + littleEndian(0xfffffff0, 4)),
                  Error::hostileContent, "lies outside");
    expectRefused(with(m_directory + 20, littleEndian(1, 4)), Error::hostileContent, "two different sizes");
    expectRefused(with(m_directory + 28, littleEndian(0xffff, 2)), Error::hostileContent, "reaches out");
    expectRefused(with(m_directory, "XX"), Error::malformed, "directory is damaged");
    expectRefused(zipOf({{"a/data.pkl", "x"}, {"a/data.pkl", "x"}}), Error::hostileContent, "twice");
    expectRefused(with(40, "!"), Error::hostileContent,
                  "another name"); // in the name of the first local header
}

TEST_F(ZipTest, OverlappingEntriesAreRefused)
{
    // The first entry is made so long that it swallows the second one.
    const std::size_t swallowed = m_good.find("archive/data/1") - 30;
    const std::string size = littleEndian(swallowed - (30 + 16) + 10, 4);
    expectRefused(with(m_directory + 20, size + size), Error::hostileContent, "overlap");
}

TEST_F(ZipTest, ChecksumsAreCompared)
{
    expectRefused(with(m_directory + 16, littleEndian(0, 4)), Error::malformed,
                  "checksum of entry archive/data.pkl");
    std::string damaged = m_good;
    damaged[m_good.find("archive/data/1") + 14] ^= 1;
    expectRefused(damaged, Error::malformed, "checksum of entry archive/data/1");
}

TEST_F(CheckpointTest, StoragesOfWrongSizeOrNumberAreRefused)
{
    const std::string pickle = stateDictPickle(kTwo, StoredAs::float32, false);
    expectRefused(zipOf({{"a/data.pkl", pickle}, {"a/data/0", std::string(24, 'x')}}), Error::malformed,
                  "a/data/1 has 0 bytes, expected 8");
    expectRefused(zipOf({{"a/data.pkl", pickle}, {"a/data/0", "x"}, {"a/data/1", std::string(8, 'x')}}),
                  Error::malformed, "a/data/0 has 1 bytes, expected 24");
    expectRefused(zipOf({{"a/data.pkl", pickle}, {"a/byteorder", "big"}}), Error::unsupportedFormat,
                  "big-endian");
}

} // namespace
} // namespace microt
