// SPDX-License-Identifier: Apache-2.0
#include "engine/base/npy.h"

#include <string>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "tests/support/support.h"

namespace microt {
namespace {

std::string npy(const std::string& header, const std::string& data, char version = 1)
{
    std::string bytes = "\x93NUMPY";
    bytes += {version, '\0', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
    if (version > 1)
        bytes += std::string(2, '\0');
    return bytes + header + data;
}

class Npy : public testing::Test
{
protected:
    template <typename T>
    Result<NpyArray<T>> read(const std::string& bytes)
    {
        EXPECT_TRUE(writeFileAtomically(m_scratch / "a.npy", bytes).ok());
        return readNpy<T>(m_scratch / "a.npy");
    }
    Error errorOf(const std::string& bytes)
    {
        const auto array = read<float>(bytes);
        return array.ok() ? Error::none : array.failure().code;
    }
    test::ScratchFolder m_scratch;
};

TEST_F(Npy, roundTrip)
{
    const std::vector<float> values{1.0F, -2.5F, 3e-30F, 4.0F, 5.0F, 6.0F};
    ASSERT_TRUE(writeNpy(m_scratch / "a.npy", values.data(), 2, 3).ok());
    const auto array = readNpy<float>(m_scratch / "a.npy");
    ASSERT_TRUE(array.ok()) << array.failure().what;
    EXPECT_EQ(array.value().shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(array.value().values, values);
    const std::string bytes = readTextFile(m_scratch / "a.npy").value();
    EXPECT_EQ((bytes.size() - values.size() * 4) % 64, 0U);
}

TEST_F(Npy, emptyArrayAndOtherForms)
{
    EXPECT_TRUE(writeNpy(m_scratch / "e.npy", nullptr, 0, 7).ok());
    EXPECT_EQ(readNpy<float>(m_scratch / "e.npy").value().shape, (std::vector<std::int64_t>{0, 7}));
    const auto bytes =
        read<std::uint8_t>(npy("{'descr':'|u1','fortran_order':False,'shape':(3,)}", "abc", 2));
    ASSERT_TRUE(bytes.ok()) << bytes.failure().what;
    EXPECT_EQ(bytes.value().values, (std::vector<std::uint8_t>{'a', 'b', 'c'}));
    EXPECT_EQ(errorOf(npy("{'shape': (), \"descr\": '<f4', 'fortran_order': False, }   \n", "1234")),
              Error::none);
}

TEST_F(Npy, everyTruncationIsRefused)
{
    const std::vector<float> values{1.0F, 2.0F, 3.0F, 4.0F};
    ASSERT_TRUE(writeNpy(m_scratch / "a.npy", values.data(), 2, 2).ok());
    const std::string whole = readTextFile(m_scratch / "a.npy").value();
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(errorOf(whole.substr(0, length)), Error::truncated) << length;
    EXPECT_EQ(errorOf(whole + "x"), Error::malformed);
}

TEST_F(Npy, hostileHeaders)
{
    const auto shaped = [&](const std::string& shape) {
        return errorOf(npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", "12345678"));
    };
    EXPECT_EQ(shaped("(2,)"), Error::none);
    EXPECT_EQ(shaped("(1000000000000,)"), Error::truncated);
    EXPECT_EQ(shaped("(4294967296, 4294967296)"), Error::truncated);
    EXPECT_EQ(shaped("(999999999999999999, 999999999999999999, 999999999999999999)"), Error::truncated);
    EXPECT_EQ(shaped("(4294967296, 4294967296, 0)"), Error::malformed);
    EXPECT_EQ(shaped("(99999999999999999999,)"), Error::malformed);
    EXPECT_EQ(shaped("(-1,)"), Error::malformed);
    EXPECT_EQ(shaped("(1"), Error::malformed);
    EXPECT_EQ(shaped("2"), Error::malformed);
    EXPECT_EQ(shaped("(1 1)"), Error::malformed);
    std::string rank33 = "(";
    for (int i = 0; i < 33; ++i)
        rank33 += "1,";
    EXPECT_EQ(shaped(rank33 + ")"), Error::malformed);

    EXPECT_EQ(errorOf("\x93NUMPX\x01 plus something"), Error::malformed);
    EXPECT_EQ(errorOf(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "12345678", 9)),
              Error::unsupportedFormat);
    EXPECT_EQ(errorOf(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", "12345678")),
              Error::unsupportedFormat);
    EXPECT_EQ(errorOf(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", "12345678")),
              Error::unsupportedFormat);
    EXPECT_EQ(errorOf(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", "12345678")),
              Error::unsupportedFormat);
    EXPECT_EQ(errorOf(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", "12345678")),
              Error::malformed);
    EXPECT_EQ(errorOf(npy("{'descr': '<f4', 'shape': (2,)}", "12345678")), Error::malformed);
    EXPECT_EQ(errorOf(npy("{}", "12345678")), Error::malformed);
    EXPECT_EQ(errorOf(npy("", "12345678")), Error::malformed);
    EXPECT_EQ(errorOf(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "12345678")),
              Error::malformed);
}

TEST_F(Npy, missingFile)
{
    EXPECT_EQ(readNpy<float>(m_scratch / "none.npy").failure().code, Error::fileNotFound);
}

TEST_F(Npy, readsWhatNumPyWrote)
{
    MICROT_NEEDS_DATA();
    const auto golden = test::dataFolder() / "golden";
    const auto input = readNpy<std::uint8_t>(golden / "mcunet-10fps_vww.input_u8.npy");
    ASSERT_TRUE(input.ok()) << input.failure().what;
    EXPECT_EQ(input.value().shape, (std::vector<std::int64_t>{8, 64, 64, 3}));
    const auto full = readNpy<float>(golden / "mcunet-10fps_vww.full.npy");
    ASSERT_TRUE(full.ok()) << full.failure().what;
    EXPECT_EQ(full.value().shape.at(0), 8);
}

} // namespace
} // namespace microt
