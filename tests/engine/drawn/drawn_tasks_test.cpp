// SPDX-License-Identifier: Apache-2.0
#include "engine/drawn/drawn_tasks.h"

#include <algorithm>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <opencv2/core/version.hpp>

#include "engine/base/hash.h"
#include "engine/data/picture.h"
#include "tests/engine/data/tiny_pictures.h"
#include "tests/support/support.h"

namespace microt {
namespace {

/// Hash of a drawn picture's pixels: PNG bytes may differ between libraries, pixels must not.
std::string pixels(const std::filesystem::path& path)
{
    const auto picture = decodePicture(path);
    EXPECT_TRUE(picture.ok()) << picture.failure().what;
    EXPECT_EQ(picture.value().width, 96);
    EXPECT_EQ(picture.value().height, 96);
    return sha256Hex({reinterpret_cast<const char*>(picture.value().rgb.data()), picture.value().rgb.size()});
}

TEST(DrawnTasks, AreThreeWithEightToTwelveClasses)
{
    ASSERT_EQ(drawnTasks().size(), 3U);
    for (const DrawnTask& task : drawnTasks()) {
        EXPECT_GE(task.classes.size(), 8U);
        EXPECT_LE(task.classes.size(), 12U);
        EXPECT_TRUE(std::is_sorted(task.classes.begin(), task.classes.end())) << task.name;
    }
}

TEST(DrawnTasks, FollowTheSeedAndNothingElse)
{
    test::ScratchFolder folder;
    for (const DrawnTask& task : drawnTasks()) {
        ASSERT_TRUE(drawTask(task.name, folder / "a", 2, 5, {}).ok());
        ASSERT_TRUE(drawTask(task.name, folder / "b", 3, 5, {}).ok());
        ASSERT_TRUE(drawTask(task.name, folder / "c", 1, 6, {}).ok());
        for (const std::string& name : {task.classes.front(), task.classes.back()}) {
            EXPECT_EQ(pixels(folder / "a" / name / "000.png"), pixels(folder / "b" / name / "000.png"));
            EXPECT_EQ(pixels(folder / "a" / name / "001.png"), pixels(folder / "b" / name / "001.png"));
            EXPECT_NE(pixels(folder / "a" / name / "000.png"), pixels(folder / "a" / name / "001.png"));
            EXPECT_NE(pixels(folder / "a" / name / "000.png"), pixels(folder / "c" / name / "000.png"));
        }
    }
}

TEST(DrawnTasks, AreTheSamePixelsOnEveryMachineWithTheSameOpenCv)
{
    // cv::fillPoly's pixels differ between these.
    const std::map<std::string, std::string> known = {{"4.6", "2a74f2b7 cbe7103b d2c92262 "},
                                                      {"4.10", "3e9a5358 a7dcd5a8 347ebdd6 "}};
    const std::string version = std::to_string(CV_VERSION_MAJOR) + '.' + std::to_string(CV_VERSION_MINOR);
    if (known.count(version) == 0)
        GTEST_SKIP() << "no hashes for OpenCV " << version;
    test::ScratchFolder folder;
    std::string hashes;
    for (const DrawnTask& task : drawnTasks()) {
        ASSERT_TRUE(drawTask(task.name, folder.path() / task.name, 2, 2024, {}).ok());
        std::string all;
        for (const std::string& name : task.classes)
            all += pixels(folder.path() / task.name / name / "001.png");
        hashes += sha256Hex(all).substr(0, 8) + ' ';
    }
    EXPECT_EQ(hashes, known.at(version));
}

TEST(DrawnTasks, FolderThatCannotBeWrittenIsNamed)
{
    test::ScratchFolder folder;
    test::writeText(folder / "file", "in the way");
    const Status status = drawTask("signs", folder / "file", 2, 0, {});
    ASSERT_FALSE(status.ok());
    EXPECT_NE(status.failure().what.find("file"), std::string::npos);
}

TEST(DrawnTasks, KeepWhatIsThere)
{
    test::ScratchFolder folder;
    const std::string name = drawnTasks()[0].classes[0];
    test::writePicture(folder.path() / name / "000.png", 7);
    const std::string before = sha256HexOfFile(folder.path() / name / "000.png").value();
    ASSERT_TRUE(drawTask(drawnTasks()[0].name, folder.path(), 1, 5, {}).ok());
    EXPECT_EQ(sha256HexOfFile(folder.path() / name / "000.png").value(), before);
}

TEST(DrawnTasks, UnknownNamesAndCancelling)
{
    test::ScratchFolder folder;
    EXPECT_EQ(drawTask("dreams", folder.path(), 1, 0, {}).failure().code, Error::invalidArgument);
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(drawTask("signs", folder.path(), 1, 0, job).failure().code, Error::cancelled);
}

} // namespace
} // namespace microt
