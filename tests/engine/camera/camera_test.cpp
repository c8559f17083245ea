// SPDX-License-Identifier: Apache-2.0
#include "engine/camera/camera.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

constexpr int kNowhere = 987;

TEST(Camera, OneThatIsNotThereIsTold)
{
    const auto opened = openCamera(kNowhere);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.failure().code, Error::fileNotFound);
    EXPECT_NE(opened.failure().what.find("/dev/video987"), std::string::npos) << opened.failure().what;
}

TEST(Camera, AreListedByNumber)
{
    const std::vector<Camera> found = cameras();
    for (std::size_t i = 0; i + 1 < found.size(); ++i)
        EXPECT_LT(found[i].number, found[i + 1].number);
    for (const Camera& camera : found)
        EXPECT_FALSE(camera.name.empty()) << camera.number;
}

TEST(Camera, ShowsPicturesWhereThereIsOne)
{
    if (cameras().empty())
        GTEST_SKIP() << "needs a camera";
    const auto source = openCamera(cameras().front().number);
    ASSERT_TRUE(source.ok()) << source.failure().what;
    for (int i = 0; i < 3; ++i) {
        const auto picture = source.value()->next({});
        ASSERT_TRUE(picture.ok()) << picture.failure().what;
        ASSERT_TRUE(picture.value().has_value());
        const Picture& seen = picture.value()->picture;
        EXPECT_EQ(seen.rgb.size(), std::size_t{3} * seen.width * seen.height);
    }
}

} // namespace
} // namespace microt
