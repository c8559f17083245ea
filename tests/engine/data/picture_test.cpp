// SPDX-License-Identifier: Apache-2.0
#include "engine/data/picture.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/base/npy.h"
#include "engine/data/picture_loader.h"
#include "engine/data/preprocess.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

Result<Picture> decode(const std::string& bytes)
{
    return decodePicture(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), "made");
}

Error codeOf(const std::string& bytes)
{
    return decode(bytes).failure().code;
}

TEST(Decode, PnmToRgb)
{
    const auto colour = decode(std::string("P6\n# a comment\n2 1\n255\n\x01\x02\x03\x04\x05\x06", 29));
    ASSERT_TRUE(colour.ok()) << colour.failure().what;
    EXPECT_EQ(colour.value().width, 2);
    EXPECT_EQ(colour.value().rgb, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
    const auto grey = decode("P5 1 2 255\nAB");
    ASSERT_TRUE(grey.ok()) << grey.failure().what;
    EXPECT_EQ(grey.value().rgb, (std::vector<std::uint8_t>{65, 65, 65, 66, 66, 66}));
}

TEST(Decode, SixteenBitsBecomeEight)
{
    const auto deep = decode(std::string("P5\n1 1\n65535\n\x80\x00", 15));
    ASSERT_TRUE(deep.ok()) << deep.failure().what;
    EXPECT_NEAR(deep.value().rgb[0], 128, 1);
}

TEST(Decode, EveryKindOfPngBecomesRgb)
{
    const auto rgbOf = [](const std::string& png) {
        const auto picture = decode(png);
        return picture.ok() ? picture.value().rgb : std::vector<std::uint8_t>();
    };
    using Bytes = std::vector<std::uint8_t>;
    EXPECT_EQ(rgbOf(test::pngRow(2, 0, 8, "AB")), (Bytes{65, 65, 65, 66, 66, 66}));
    EXPECT_EQ(rgbOf(test::pngRow(1, 2, 8, "ABC")), (Bytes{65, 66, 67}));
    EXPECT_EQ(rgbOf(test::pngRow(1, 4, 8, std::string("A\xFF", 2))), (Bytes{65, 65, 65}));
    EXPECT_EQ(rgbOf(test::pngRow(2, 6, 8, std::string("ABC\0DEF\xFF", 8))),
              (Bytes{255, 255, 255, 68, 69, 70}));
    EXPECT_EQ(rgbOf(test::pngRow(1, 2, 16, std::string("A\0B\0C\0", 6))), (Bytes{65, 66, 67}));
    EXPECT_EQ(rgbOf(test::pngRow(1, 6, 16, std::string("A\0B\0C\0\xFF\xFF", 8))), (Bytes{65, 66, 67}));
}

TEST(Decode, GreyAndCmykJpeg)
{
    const auto grey = decode(test::jpegSquares({{90}}));
    ASSERT_TRUE(grey.ok()) << grey.failure().what;
    EXPECT_EQ(grey.value().rgb, std::vector<std::uint8_t>(8 * 8 * 3, 90));
    // Inverted ink: full cyan and a little black leave 200 of 255 for green and blue.
    const auto print = decode(test::jpegSquares({{0, 255, 255, 200}}));
    ASSERT_TRUE(print.ok()) << print.failure().what;
    EXPECT_NEAR(print.value().rgb[0], 0, 2);
    EXPECT_NEAR(print.value().rgb[1], 200, 2);
    EXPECT_NEAR(print.value().rgb[2], 200, 2);
}

TEST(Decode, ExifOrientationIsApplied)
{
    const std::vector<std::vector<int>> darkThenBright = {{40}, {220}};
    const auto plain = decode(test::jpegSquares(darkThenBright));
    ASSERT_TRUE(plain.ok()) << plain.failure().what;
    EXPECT_EQ(plain.value().width, 16);
    EXPECT_EQ(plain.value().rgb.front(), 40);
    EXPECT_EQ(plain.value().rgb.back(), 220);
    const auto half = decode(test::jpegSquares(darkThenBright, 3));
    ASSERT_TRUE(half.ok()) << half.failure().what;
    EXPECT_EQ(half.value().rgb.front(), 220);
    for (const int orientation : {6, 8}) {
        const auto turned = decode(test::jpegSquares(darkThenBright, orientation));
        ASSERT_TRUE(turned.ok()) << turned.failure().what;
        EXPECT_EQ(turned.value().width, 8);
        EXPECT_EQ(turned.value().height, 16);
        EXPECT_EQ(turned.value().rgb.front(), orientation == 6 ? 40 : 220);
    }
}

TEST(Decode, BytesBehindTheEndOfAJpegDoNotMatter)
{
    const std::string jpeg = test::jpegSquares({{90}});
    EXPECT_TRUE(decode(jpeg + std::string(100'000, '\0')).ok());
    EXPECT_TRUE(decode(jpeg + "film" + jpeg).ok());
    // An end marker within a preview is not the picture's own.
    const std::string preview = "\xFF\xE2" + std::string("\0\x06\xFF\xD8\xFF\xD9", 6);
    const std::string withPreview = "\xFF\xD8" + preview + jpeg.substr(2);
    EXPECT_TRUE(decode(withPreview).ok());
    EXPECT_EQ(codeOf(withPreview.substr(0, withPreview.size() - 2)), Error::truncated);
}

TEST(Decode, EveryFormatCutAnywhereIsRefused)
{
    const std::string bmp = std::string("BM\x4E\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x03\0\0\0"
                                        "\x01\0\x18\0\0\0\0\0\x18\0\0\0",
                                        38) +
                            std::string(16, '\0') + std::string(24, '\x50');
    for (const std::string& whole : {test::jpegSquares({{90}, {30}}, 1), test::pngRow(2, 2, 8, "ABCDEF"), bmp,
                                     std::string("P6\n2 2\n255\nABCDEFABCDEF")}) {
        ASSERT_TRUE(decode(whole).ok());
        for (std::size_t size = 0; size < whole.size(); ++size)
            ASSERT_FALSE(decode(whole.substr(0, size)).ok()) << whole.substr(0, 4) << ' ' << size;
    }
}

TEST(Decode, BombsAreRefusedBeforeDecoding)
{
    // A PNG of 60,000 x 60,000 pixels in 33 bytes.
    const std::string bomb("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\xEA\x60\0\0\xEA\x60\x08\x02\0\0\0\0\0\0\0",
                           33);
    EXPECT_EQ(codeOf(bomb), Error::pictureTooLarge);
    EXPECT_EQ(codeOf("P6\n99999999999999999999 9\n255\n"), Error::pictureTooLarge);
    EXPECT_EQ(codeOf("P6\n4000000000 4000000000\n255\n"), Error::pictureTooLarge);
}

TEST(Decode, NonsenseIsRefused)
{
    EXPECT_EQ(codeOf(""), Error::badPicture);
    EXPECT_EQ(codeOf("hello"), Error::badPicture);
    EXPECT_EQ(codeOf("P6\n0 5\n255\n"), Error::badPicture);
    EXPECT_EQ(codeOf("P6\nx"), Error::badPicture);
    EXPECT_EQ(codeOf("P6\n10 10\n255\nabc"), Error::truncated);
    EXPECT_EQ(codeOf("BMxx"), Error::truncated);
    EXPECT_EQ(codeOf(std::string("II*\0\xFF\xFF\xFF\xFF", 8)), Error::truncated);
    EXPECT_EQ(codeOf(std::string("RIFF\xFF\0\0\0WEBPVP8 ", 16)), Error::truncated);
    EXPECT_EQ(codeOf("\xFF\xD8\xFF\xC0"), Error::truncated);
    EXPECT_EQ(codeOf(std::string("\xFF\xD8\xFF\xDA\0\2\1\1\1", 9)), Error::badPicture);
    EXPECT_EQ(codeOf("\xFF\xD8\xFF\xD9"), Error::badPicture);
}

TEST(Decode, RealJpegCutAnywhereIsRefused)
{
    MICROT_NEEDS_DATA();
    const auto bytes = readFile(test::dataFolder() / "flowers/daisy/100080576_f52e8ee070_n.jpg");
    ASSERT_TRUE(bytes.ok());
    const std::string whole(bytes.value().begin(), bytes.value().end());
    ASSERT_TRUE(decode(whole).ok());
    for (std::size_t size = 0; size + 1 < whole.size(); size += 97)
        ASSERT_FALSE(decode(whole.substr(0, size)).ok()) << size;
}

TEST(Resize, KeepsOneColourAndAverages)
{
    Picture flat{5, 7, std::vector<std::uint8_t>(5 * 7 * 3, 200)};
    const Picture resized = resizePicture(flat, 13, 3);
    EXPECT_EQ(resized.width, 13);
    EXPECT_EQ(resized.height, 3);
    EXPECT_TRUE(std::all_of(resized.rgb.begin(), resized.rgb.end(), [](std::uint8_t v) { return v == 200; }));
    Picture two{2, 1, {0, 0, 0, 200, 100, 50}};
    const Picture one = resizePicture(two, 1, 1);
    EXPECT_EQ(one.rgb, (std::vector<std::uint8_t>{100, 50, 25}));
}

TEST(Resize, CentreCropKeepsTheMiddle)
{
    Picture wide{40, 10, {}};
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 40; ++x)
            wide.rgb.insert(wide.rgb.end(), 3, static_cast<std::uint8_t>(x >= 15 && x < 25 ? 255 : 0));
    Preprocessing crop;
    crop.setSide(8);
    crop.resize = ResizeMode::centreCrop;
    const Picture fitted = fitToExtractor(wide, crop);
    EXPECT_EQ(fitted.width, 8);
    EXPECT_EQ(fitted.height, 8);
    EXPECT_EQ(fitted.rgb[(4 * 8 + 4) * 3], 255);
}

TEST(Normalise, PlanesInColourOrder)
{
    Picture picture{2, 1, {0, 51, 255, 255, 0, 102}};
    Preprocessing preprocessing;
    preprocessing.mean = {0.5F, 0.0F, 1.0F};
    preprocessing.deviation = {0.5F, 1.0F, 2.0F};
    std::vector<float> planes(6);
    normalise(picture, preprocessing, planes.data());
    const std::vector<float> expected = {-1.0F, 1.0F, 0.2F, 0.0F, 0.0F, -0.3F};
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(planes[i], expected[i], 1e-6F);
}

TEST(RealData, FittedPicturesEqualTheGoldenOnes)
{
    MICROT_NEEDS_DATA();
    std::ifstream names(test::dataFolder() / "golden/files.txt");
    for (const char* network : {"mcunet-320kb-1mb_imagenet", "mcunet-10fps_vww"}) {
        const auto golden =
            readNpy<std::uint8_t>(test::dataFolder() / "golden" / (std::string(network) + ".input_u8.npy"));
        ASSERT_TRUE(golden.ok()) << golden.failure().what;
        Preprocessing preprocessing;
        preprocessing.setSide(static_cast<int>(golden.value().shape[1]));
        names.clear();
        names.seekg(0);
        std::size_t at = 0;
        int largest = 0;
        for (std::string name; std::getline(names, name);) {
            const auto picture = decodePicture(test::dataFolder() / name);
            ASSERT_TRUE(picture.ok()) << picture.failure().what;
            for (const std::uint8_t value : fitToExtractor(picture.value(), preprocessing).rgb)
                largest = std::max(largest, std::abs(value - golden.value().values[at++]));
        }
        EXPECT_EQ(at, golden.value().values.size());
        EXPECT_LE(largest, 2) << network;
    }
}

TEST(Loader, HandsOutInOrderAndReportsBadOnes)
{
    test::ScratchFolder folder;
    Dataset dataset;
    dataset.root = folder.path();
    std::vector<std::int32_t> order;
    for (int i = 0; i < 60; ++i) {
        const std::string name = std::to_string(i) + ".ppm";
        if (i % 7 == 3)
            test::writeText(folder / name, "broken");
        else
            test::writePicture(folder / name, i);
        dataset.samples.push_back({name, 0, Split::train});
        order.insert(order.begin(), i);
    }
    Preprocessing preprocessing;
    preprocessing.setSide(4);
    PictureLoader loader(dataset, order, preprocessing, 3, 5);
    for (int i = 59; i >= 0; --i) {
        const auto loaded = loader.next();
        ASSERT_TRUE(loaded.has_value());
        EXPECT_EQ(loaded->sample, i);
        EXPECT_EQ(loaded->picture.rgb.empty(), i % 7 == 3);
        if (i % 7 != 3) {
            EXPECT_EQ(loaded->picture.rgb[0], i);
        } else {
            EXPECT_EQ(loaded->why.code, Error::badPicture);
        }
    }
    EXPECT_FALSE(loader.next().has_value());
}

TEST(Loader, MayBeAbandonedAtAnyTime)
{
    test::ScratchFolder folder;
    Dataset dataset;
    dataset.root = folder.path();
    for (int i = 0; i < 40; ++i) {
        test::writePicture(folder / (std::to_string(i) + ".ppm"), i);
        dataset.samples.push_back({std::to_string(i) + ".ppm", 0, Split::train});
    }
    Preprocessing preprocessing;
    preprocessing.setSide(4);
    for (int taken = 0; taken < 12; ++taken) {
        std::vector<std::int32_t> order(40);
        for (int i = 0; i < 40; ++i)
            order[static_cast<std::size_t>(i)] = i;
        PictureLoader loader(dataset, order, preprocessing, 4, 3);
        for (int i = 0; i < taken; ++i)
            ASSERT_EQ(loader.next()->sample, i);
    }
}

TEST(FitToExtractor, SidesDifferAndColoursAreWhatTheNetworkTakes)
{
    Picture picture{4, 2, {}, 3};
    for (int i = 0; i < 8; ++i)
        for (const int value : {200, 100, 50})
            picture.rgb.push_back(static_cast<std::uint8_t>(value));
    Preprocessing how;
    how.height = 3;
    how.width = 5;
    const Picture rgb = fitToExtractor(picture, how);
    EXPECT_EQ(rgb.width, 5);
    EXPECT_EQ(rgb.height, 3);
    EXPECT_EQ(rgb.rgb.size(), 45U);
    EXPECT_EQ(rgb.rgb[0], 200);
    how.colour = Colour::bgr;
    EXPECT_EQ(fitToExtractor(picture, how).rgb[0], 50);
    how.colour = Colour::grey;
    const Picture grey = fitToExtractor(picture, how);
    EXPECT_EQ(grey.channels, 1);
    ASSERT_EQ(grey.rgb.size(), 15U);
    EXPECT_EQ(grey.rgb[7], 124); // 0.299 * 200 + 0.587 * 100 + 0.114 * 50
    std::vector<float> plane(15);
    normalise(grey, how, plane.data());
    EXPECT_FLOAT_EQ(plane[14], (124.0F / 255.0F - 0.5F) / 0.5F);
}

TEST(FitToExtractor, ALetterboxKeepsTheShape)
{
    Picture picture{8, 2, std::vector<std::uint8_t>(48, 255), 3};
    Preprocessing how;
    how.setSide(4);
    how.resize = ResizeMode::letterbox;
    const Picture fitted = fitToExtractor(picture, how);
    ASSERT_EQ(fitted.rgb.size(), 48U);
    const std::vector<std::uint8_t> rows = {fitted.rgb[0], fitted.rgb[12], fitted.rgb[24], fitted.rgb[36]};
    EXPECT_EQ(rows, (std::vector<std::uint8_t>{128, 255, 128, 128}));
}

TEST(FitToExtractor, InterpolationsDiffer)
{
    Picture picture{4, 1, {}, 3};
    for (const int value : {0, 80, 160, 240})
        picture.rgb.insert(picture.rgb.end(), 3, static_cast<std::uint8_t>(value));
    const Picture nearest = resizePicture(picture, 2, 1, Interpolation::nearest);
    EXPECT_EQ(nearest.rgb[0], 80);
    EXPECT_EQ(nearest.rgb[3], 240);
    const Picture linear = resizePicture(picture, 2, 1, Interpolation::linear);
    EXPECT_EQ(linear.rgb[0], 40);
    EXPECT_EQ(linear.rgb[3], 200);
    const Picture antialias = resizePicture(picture, 2, 1);
    EXPECT_GT(antialias.rgb[0], 40); // the wider filter sees the third pixel, too
}

} // namespace
} // namespace microt
