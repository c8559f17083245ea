// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/sha256.h"

#include <cstdio>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace microt {
namespace {

std::string hex(const Sha256::Digest& digest)
{
    std::string text;
    char digits[3];
    for (const unsigned byte : digest) {
        std::snprintf(digits, sizeof digits, "%02x", byte);
        text += digits;
    }
    return text;
}

std::string hashOf(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes.data(), bytes.size());
    return hex(hash.finish());
}

// NIST's examples for FIPS 180-4.
TEST(Sha256, nistVectors)
{
    EXPECT_EQ(hashOf(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hashOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(
        hashOf("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
               "opqrsmnopqrstnopqrstu"),
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    EXPECT_EQ(hashOf(std::string(1000000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, anySplitGivesTheSameDigest)
{
    std::string bytes;
    for (int i = 0; i < 200; ++i)
        bytes += static_cast<char>(i * 7);
    const std::string whole = hashOf(bytes);
    for (std::size_t split = 0; split <= bytes.size(); ++split) {
        Sha256 hash;
        hash.update(bytes.data(), split);
        hash.update(bytes.data() + split, bytes.size() - split);
        EXPECT_EQ(hex(hash.finish()), whole) << "split at " << split;
    }
    Sha256 oneByOne;
    for (const char byte : bytes)
        oneByOne.update(&byte, 1);
    EXPECT_EQ(hex(oneByOne.finish()), whole);
}

// Around the block size the padding takes one block or two. Expected values from an independent
// implementation.
TEST(Sha256, paddingAtTheBlockBoundary)
{
    EXPECT_EQ(hashOf(std::string(55, 'x')),
              "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    EXPECT_EQ(hashOf(std::string(56, 'x')),
              "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    EXPECT_EQ(hashOf(std::string(63, 'x')),
              "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
    EXPECT_EQ(hashOf(std::string(64, 'x')),
              "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
    EXPECT_EQ(hashOf(std::string(65, 'x')),
              "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9");
}

TEST(Sha256, resetStartsAnew)
{
    Sha256 hash;
    hash.update("something else", 14);
    (void)hash.finish();
    hash.reset();
    hash.update("abc", 3);
    EXPECT_EQ(hex(hash.finish()), hashOf("abc"));
}

} // namespace
} // namespace microt
