// SPDX-License-Identifier: Apache-2.0
// Formats, orientations, transparency and what is told of a picture.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/data/picture.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

// Made for this test: 64 x 32 pixels, the left half 40 and the right half 220, to be turned clockwise.
const char* const kAvif =
    "0000001c667479706176696600000000617669666d6966316d696166000000f46d65746100000000000000216864"
    "6c72000000000000000070696374000000000000000000000000000000000e7069746d0000000000010000002269"
    "6c6f63000000004440000100010000000001180001000000000000001f0000002369696e66000000000001000000"
    "15696e6665020000000001000061763031000000007469707270000000546970636f00000013636f6c726e636c78"
    "000200020006800000000c6176314381000c000000000969726f7403000000146973706500000000000000200000"
    "0040000000107069786900000000030808080000001869706d610000000000000001000105818203048500000027"
    "6d64617412000a0918153ffb0408081a10321013400208208400b28b47f5294eaa14e0";
const char* const kHeic =
    "0000001c6674797068656963000000006d696631686569636d696166000001b76d65746100000000000000216864"
    "6c72000000000000000070696374000000000000000000000000000000000e7069746d0000000000020000001069"
    "646174000000000040002000000038696c6f630100000044400002000100000000000001db000100000000000000"
    "ad00020001000000000000000100000000000000080000003869696e6600000000000200000015696e6665020000"
    "0100010000687663310000000015696e666502000000000200006772696400000000e269707270000000bf697063"
    "6f00000076687663430103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff037000"
    "00030090000003000003001eba0240210001002a42010103700000030090000003000003001ea020810596eae4a6"
    "b9b8101030200000030020000003002122000100064401c173c08900000014697370650000000000000040000000"
    "400000000969726f7403000000146973706500000000000000200000004000000010706978690000000003080808"
    "0000001b69706d61000000000000000200010281020002030304850000001a69726566000000000000000e64696d"
    "67000200010001000000b56d646174000000a92801af04f8725d992cdffd3902410643ff87f65433108c0eb1baea"
    "6339a13fbb05bc43d715ef857b8899636b9cb6be467f3c8751c1e9d72e475e3e56118d548ebdb170b4660871f2e3"
    "5bf6d952764cabf6545c925453574705445762c30e1eaac041896f53e6ab8afbf98c16ba55a63d1d62c24af3c647"
    "2343efe70f52e4391814f04637fe38cf33c8a4a0e82b4474140d93ed3f6ef6c6abff44894ce9a750a3f654ea11be"
    "5fcc5160";

std::string bytesOf(const std::string& hex)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

Result<Picture> decode(const std::string& bytes, Rgb background = kWhite)
{
    return decodePicture(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), "made",
                         background);
}

Result<PictureGlance> glance(const std::string& bytes)
{
    return glanceAt(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), "made");
}

std::vector<Peculiarity> told(const std::string& bytes)
{
    std::vector<Peculiarity> kinds;
    const auto seen = glance(bytes);
    EXPECT_TRUE(seen.ok()) << seen.failure().what;
    if (seen.ok())
        for (const auto& [kind, sentence] : seen.value().peculiarities) {
            kinds.push_back(kind);
            EXPECT_FALSE(sentence.empty());
        }
    return kinds;
}

using Kinds = std::vector<Peculiarity>;

/// Two pixels, red and blue, in as many pictures as asked for.
std::string gif(int pictures, bool transparentFirst = false)
{
    std::string file("GIF89a\2\0\1\0\x80\0\0\xFF\0\0\0\0\xFF", 19);
    for (int i = 0; i < pictures; ++i) {
        file += std::string("\x21\xF9\4", 3) + (transparentFirst ? '\1' : '\0') + std::string("\0\0\0\0", 4);
        file += std::string("\x2C\0\0\0\0\2\0\1\0\0", 10);
        file += std::string("\2\2\x44\x0A\0", 5); // clear, 0, 1, end
    }
    return file + '\x3B';
}

std::string little(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

/// A TIFF of `width` pixels of 8 or 16 bits, grey.
std::string tiff(int orientation, int bits, const std::string& samples)
{
    const auto width = static_cast<std::uint32_t>(samples.size()) / static_cast<std::uint32_t>(bits / 8);
    const auto entry = [](std::uint32_t tag, std::uint32_t value) {
        return little(tag, 2) + little(3, 2) + little(1, 4) + little(value, 4);
    };
    constexpr std::uint32_t kEntries = 10;
    constexpr std::uint32_t kData = 8 + 2 + 12 * kEntries + 4;
    return std::string("II*\0\x08\0\0\0", 8) + little(kEntries, 2) + entry(256, width) + entry(257, 1) +
           entry(258, static_cast<std::uint32_t>(bits)) + entry(259, 1) + entry(262, 1) + entry(273, kData) +
           entry(274, static_cast<std::uint32_t>(orientation)) + entry(277, 1) + entry(278, 1) +
           entry(279, static_cast<std::uint32_t>(samples.size())) + little(0, 4) + samples;
}

/// The chunk eXIf with an orientation, set before the picture's data. Its checksum is not looked at.
std::string withExif(const std::string& png, int orientation)
{
    const std::string exif = std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) +
                             static_cast<char>(orientation) + std::string(6, '\0');
    std::string chunk =
        std::string("\0\0\0", 3) + static_cast<char>(exif.size()) + "eXIf" + exif + std::string(4, '\0');
    std::string made = png;
    return made.insert(33, chunk);
}

TEST(Formats, HeicAndAvifAreReadAndTurned)
{
    for (const char* hex : {kAvif, kHeic}) {
        const std::string file = bytesOf(hex);
        const auto picture = decode(file);
        if (!picture.ok() && picture.failure().what.find("made without") != std::string::npos)
            GTEST_SKIP() << picture.failure().what;
        ASSERT_TRUE(picture.ok()) << picture.failure().what;
        EXPECT_EQ(picture.value().width, 32);
        EXPECT_EQ(picture.value().height, 64);
        EXPECT_NEAR(picture.value().rgb.front(), 40, 3);
        EXPECT_NEAR(picture.value().rgb.back(), 220, 3);
        for (const std::size_t size : {12U, 40U, 150U, static_cast<unsigned>(file.size() - 1)})
            EXPECT_FALSE(decode(file.substr(0, size)).ok()) << size;
    }
    // What a phone's backup left of a picture: a name and zeros.
    const std::string hollow = bytesOf(kHeic).substr(0, 24) + std::string(200, '\0');
    EXPECT_EQ(decode(hollow).failure().code, Error::badPicture);
}

TEST(Formats, FirstPictureOfAGif)
{
    const auto one = decode(gif(1));
    if (!one.ok() && one.failure().what.find("made without") != std::string::npos)
        GTEST_SKIP() << one.failure().what;
    ASSERT_TRUE(one.ok()) << one.failure().what;
    EXPECT_EQ(one.value().rgb, (std::vector<std::uint8_t>{255, 0, 0, 0, 0, 255}));
    EXPECT_EQ(told(gif(1)), Kinds{});
    EXPECT_EQ(told(gif(3)), Kinds{Peculiarity::several});
    EXPECT_EQ(decode(gif(3)).value().rgb, one.value().rgb);
    EXPECT_EQ(decode(gif(1, true), {1, 2, 3}).value().rgb, (std::vector<std::uint8_t>{1, 2, 3, 0, 0, 255}));
    for (std::size_t size = 0; size + 1 < gif(1).size(); ++size)
        EXPECT_FALSE(decode(gif(1).substr(0, size)).ok()) << size;
}

TEST(Formats, TransparentPartsShowTheBackground)
{
    const std::string half = test::pngRow(2, 6, 8, std::string("\x10\x20\x30\0\x10\x20\x30\x80", 8));
    EXPECT_EQ(decode(half).value().rgb, (std::vector<std::uint8_t>{255, 255, 255, 135, 143, 151}));
    EXPECT_EQ(decode(half, {0, 0, 0}).value().rgb, (std::vector<std::uint8_t>{0, 0, 0, 8, 16, 24}));
    EXPECT_EQ(told(half), Kinds{Peculiarity::transparent});
    EXPECT_EQ(told(test::pngRow(1, 6, 8, "ABC\xFF")), Kinds{}) << "opaque";
}

TEST(Formats, OrientationOfPngAndTiff)
{
    const std::string png = test::pngRow(2, 0, 8, "\x28\xDC");
    const auto turned = decode(withExif(png, 6));
    ASSERT_TRUE(turned.ok()) << turned.failure().what;
    EXPECT_EQ(turned.value().height, 2);
    EXPECT_EQ(decode(withExif(png, 2)).value().rgb.front(), 0xDC);
    EXPECT_EQ(decode(withExif(png, 9)).value().rgb.front(), 0x28) << "nonsense is passed over";
    EXPECT_TRUE(glance(withExif(png, 6)).value().readAnew);
    EXPECT_FALSE(glance(png).value().readAnew);

    for (const int orientation : {1, 2, 3, 6, 8}) {
        const auto picture = decode(tiff(orientation, 8, "\x28\xDC"));
        ASSERT_TRUE(picture.ok()) << picture.failure().what;
        EXPECT_EQ(picture.value().height, orientation >= 5 ? 2 : 1);
        const bool mirrored = orientation == 2 || orientation == 3 || orientation == 8;
        EXPECT_EQ(picture.value().rgb.front(), mirrored ? 0xDC : 0x28) << orientation;
    }
}

TEST(Formats, FewOf16BitsAreTold)
{
    EXPECT_EQ(told(test::pngRow(2, 0, 16, std::string("\x0F\xFF\0\1", 4))), Kinds{Peculiarity::fewOf16Bits});
    EXPECT_EQ(told(test::pngRow(2, 0, 16, std::string("\xFF\xFF\0\1", 4))), Kinds{});
    EXPECT_EQ(told(tiff(1, 16, std::string("\xFF\x0F\1\0", 4))), Kinds{Peculiarity::fewOf16Bits});
    EXPECT_EQ(told(std::string("P5\n1 1\n65535\n\x0F\x00", 15)), Kinds{Peculiarity::fewOf16Bits});
}

TEST(Formats, NothingIsPrintedAndDamageIsNamed)
{
    const std::string jpeg = test::jpegSquares({{90}, {30}, {200}, {10}});
    std::string torn = jpeg;
    torn.replace(torn.size() - 6, 4, "\xFF\xD0\xFF\xD0"); // a restart where data should be
    std::string png = test::pngRow(2, 2, 8, "ABCDEF");
    png[png.find("IDAT") + 8] ^= 0x55;
    std::string plain = "P3\n2 2\n255\n1 2 3 4 5";
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    for (const std::string& file : {torn, png, plain}) {
        const auto picture = decode(file);
        EXPECT_FALSE(picture.ok()) << file.substr(0, 4);
        if (!picture.ok()) {
            EXPECT_EQ(picture.failure().what.find("made: "), 0U) << picture.failure().what;
        }
        EXPECT_FALSE(glance(file).ok());
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(Formats, WhatIsNoPictureSaysWhatItIs)
{
    const auto whatOf = [](const std::string& bytes) { return decode(bytes).failure().what; };
    EXPECT_NE(whatOf("version https://git-lfs.github.com/spec/v1\noid").find("Git LFS"), std::string::npos);
    EXPECT_NE(whatOf("<!DOCTYPE html><html>").find("web page"), std::string::npos);
    EXPECT_NE(whatOf(std::string("\0\0\0\x18"
                                 "ftypisom\0\0\0\0",
                                 16))
                  .find("film"),
              std::string::npos);
    EXPECT_NE(whatOf("%PDF-1.7").find("PDF"), std::string::npos);
}

/// The mean difference between two pictures of the same size, or 255.
double difference(const Picture& a, const Picture& b)
{
    if (a.width != b.width || a.height != b.height)
        return 255.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        sum += std::abs(a.rgb[i] - b.rgb[i]);
    return sum / static_cast<double>(a.rgb.size());
}

TEST(RealData, EveryOrientationOfEveryFormatIsTheSamePicture)
{
    MICROT_NEEDS_DATA();
    const auto folder = test::dataFolder() / "cases/exif/a";
    if (!std::filesystem::exists(folder))
        GTEST_SKIP() << folder << " is not there.";
    const auto plain = decodePicture(folder / "plain.png");
    ASSERT_TRUE(plain.ok()) << plain.failure().what;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto picture = decodePicture(entry.path());
        ASSERT_TRUE(picture.ok()) << picture.failure().what;
        EXPECT_LT(difference(picture.value(), plain.value()), 12.0) << entry.path();
    }
}

/// The decoders below libheif print what they think of damage.
TEST(Formats, DamagedAvifAndHeicAreQuiet)
{
    for (const char* hex : {kAvif, kHeic}) {
        std::string bytes = bytesOf(hex);
        for (std::size_t at = bytes.size() - 24; at < bytes.size() - 4; ++at)
            bytes[at] = '\xFF';
        testing::internal::CaptureStderr();
        const auto picture = decode(bytes);
        EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    }
    testing::internal::CaptureStderr();
    std::fputs("heard again", stderr);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "heard again");
}

TEST(RealData, EveryColourMode)
{
    MICROT_NEEDS_DATA();
    const auto folder = test::dataFolder() / "cases/modes/a";
    if (!std::filesystem::exists(folder))
        GTEST_SKIP() << folder << " is not there.";
    const auto plain = decodePicture(folder / "rgb.png");
    const auto white = decodePicture(folder / "flat_white.png");
    ASSERT_TRUE(plain.ok() && white.ok());
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const auto picture = decodePicture(entry.path());
        ASSERT_TRUE(picture.ok()) << picture.failure().what;
        if (name.rfind("rgb", 0) == 0 || name == "opaque_rgba.png" || name == "UPPER.JPEG" ||
            name == "prog.jpg" || name == "cmyk.jpg" || name == "palette.png") {
            EXPECT_LT(difference(picture.value(), plain.value()), 12.0) << name;
        } else if (name.rfind("cut_", 0) == 0) {
            // What lies hidden under transparent parts plays no part.
            EXPECT_LT(difference(picture.value(), white.value()),
                      1e-9 + difference(decodePicture(folder / "cut_white.png").value(), white.value()) +
                          1e-9)
                << name;
        }
    }
}

} // namespace
} // namespace microt
