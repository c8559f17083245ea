// SPDX-License-Identifier: Apache-2.0
#include "engine/train/methods/row_figures.h"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/train/methods/comparison_record.h"
#include "tests/support/support.h"

namespace microt {
namespace {

MethodResult answered(const std::vector<int>& labels, const std::vector<int>& answers, double millijoule)
{
    MethodResult result;
    result.labels = labels;
    result.answers = answers;
    result.cost.training.millijoule = millijoule;
    result.cost.trainingSramBytes = static_cast<std::int64_t>(millijoule);
    return result;
}

/// Two seeds; of the third class the first has no test pictures.
RowResults firstRow()
{
    return {{answered({0, 0, 1, 1}, {0, 1, 1, 1}, 100.0), answered({0, 1, 2, 2}, {0, 0, 2, 0}, 300.0)},
            AgainstMicroT{{0.25, 0.0}, {0.5, 1.0}, 1.0}};
}
RowResults microtOfIt()
{
    return {{answered({0, 0, 1, 1}, {1, 1, 1, 1}, 1.0), answered({0, 1, 2, 2}, {1, 1, 2, 0}, 1.0)}, {}};
}

Comparison comparison(const std::string& task, const std::string& inputs)
{
    Comparison made;
    made.task = task;
    made.inputs = inputs;
    made.wish.methods = {MethodKind::tinytl, MethodKind::microt};
    made.wish.seeds = 2;
    made.wish.options.budget = 77.5;
    made.board = "board";
    made.ratio = 0.25;
    made.classes = {"a", "b", "c"};
    made.rows = {firstRow(), microtOfIt()};
    return made;
}

TEST(RowFigures, AreMeansAndMostOfTheSeeds)
{
    const RowFigures figures = rowFigures(firstRow(), 3);
    EXPECT_EQ(figures.accuracy.values, (std::vector<double>{75.0, 50.0}));
    EXPECT_DOUBLE_EQ(figures.accuracy.mean(), 62.5);
    EXPECT_DOUBLE_EQ(figures.accuracy.deviation(), std::sqrt(2.0 * 12.5 * 12.5));
    EXPECT_DOUBLE_EQ(figures.trainingMillijoule.mean(), 200.0);
    EXPECT_EQ(figures.trainingSramBytes, 300);
    EXPECT_EQ(figures.points.values, (std::vector<double>{25.0, 0.0}));
    EXPECT_TRUE(rowFigures(microtOfIt(), 3).points.values.empty());
}

TEST(RowFigures, ClassesCountOnlySeedsThatHaveThem)
{
    const auto classes = classDifferences(firstRow(), microtOfIt(), 3);
    ASSERT_EQ(classes.size(), 3U);
    EXPECT_EQ(classes[0].pictures, 3);
    EXPECT_DOUBLE_EQ(classes[0].accuracy, 75.0); // 50 and 100
    EXPECT_DOUBLE_EQ(classes[0].microt, 0.0);
    EXPECT_DOUBLE_EQ(classes[1].points, -50.0); // 100 and 0 against 100 and 100
    EXPECT_EQ(classes[2].pictures, 2);
    EXPECT_DOUBLE_EQ(classes[2].accuracy, 50.0); // of the second seed alone
}

TEST(RowFigures, AClassWithoutTestPicturesHasNoDifference)
{
    const auto classes = classDifferences(firstRow(), microtOfIt(), 4);
    EXPECT_EQ(classes[3].pictures, 0);
    EXPECT_DOUBLE_EQ(classes[3].points, 0.0);
}

TEST(ComparisonRecord, IsReadAsItWasKept)
{
    const test::ScratchFolder scratch;
    const Comparison made = comparison("flowers", "x=1\n");
    ASSERT_TRUE(keepComparison(scratch / "results", made).ok());
    const auto found = findComparison(scratch / "results", made.inputs, "flowers", made.classes);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->task, made.task);
    EXPECT_EQ(found->classes, made.classes);
    EXPECT_TRUE(found->wish == made.wish);
    EXPECT_DOUBLE_EQ(found->ratio, 0.25);
    EXPECT_EQ(found->rows[0].seeds[1].answers, made.rows[0].seeds[1].answers);
    EXPECT_DOUBLE_EQ(found->rows[0].seeds[1].cost.training.millijoule, 300.0);
    ASSERT_TRUE(found->rows[0].against);
    EXPECT_EQ(found->rows[0].against->pValues, made.rows[0].against->pValues);
    EXPECT_FALSE(found->rows[1].against);
}

TEST(ComparisonRecord, OneOfATaskIsKept)
{
    const test::ScratchFolder scratch;
    const auto keep = [&scratch](const Comparison& one) {
        EXPECT_TRUE(keepComparison(scratch.path(), one).ok());
    };
    keep(comparison("flowers", "x=1\n"));
    keep(comparison("birds", "x=2\n"));
    keep(comparison("flowers", "x=3\n"));
    const auto inputsOf = [&scratch](const char* inputs, const char* task) {
        const auto found = findComparison(scratch.path(), inputs, task, comparison("any", "").classes);
        return found ? found->inputs : std::string("none");
    };
    EXPECT_EQ(inputsOf("x=1\n", "flowers"), "x=3\n"); // out of date, but its own
    EXPECT_EQ(inputsOf("x=2\n", "renamed"), "x=2\n"); // the same inputs, whatever its name
    EXPECT_EQ(inputsOf("x=9\n", "birds"), "x=2\n");
    EXPECT_EQ(inputsOf("x=9\n", "fish"), "none"); // never another task's
    EXPECT_FALSE(findComparison(scratch.path(), "x=9\n", "birds", {"other", "classes"}));
}

TEST(ComparisonRecord, ARenamedTaskFindsWhatItsPicturesGave)
{
    const test::ScratchFolder scratch;
    ASSERT_TRUE(keepComparison(scratch.path(), comparison("old", "x=1\npictures=abc\n")).ok());
    ASSERT_TRUE(keepComparison(scratch.path(), comparison("twin", "x=1\npictures=abc\n")).ok());
    ASSERT_TRUE(keepComparison(scratch.path(), comparison("twin", "x=2\npictures=abc\n")).ok());
    const auto renamed = findComparison(scratch.path(), "x=1\npictures=abc\n", "new", {});
    ASSERT_TRUE(renamed) << "removed by another task of the same pictures";
    EXPECT_EQ(renamed->task, "old");
    EXPECT_TRUE(findComparison(scratch.path(), "x=3\npictures=abc\n", "new", {}));
    EXPECT_FALSE(findComparison(scratch.path(), "x=1\npictures=abd\n", "new", {}));
}

TEST(ComparisonRecord, DamagedAndUnsoundFilesAreNotThere)
{
    const test::ScratchFolder scratch;
    Comparison made = comparison("flowers", "x=1\n");
    ASSERT_TRUE(keepComparison(scratch.path(), made).ok());
    const auto file = std::filesystem::directory_iterator(scratch.path())->path();
    {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(-5, std::ios::end);
        bytes.put('\x7f');
    }
    EXPECT_FALSE(findComparison(scratch.path(), made.inputs, "flowers", made.classes));
    made.rows[0].seeds[0].answers[0] = 3; // there are three classes
    ASSERT_TRUE(keepComparison(scratch.path(), made).ok());
    EXPECT_FALSE(findComparison(scratch.path(), made.inputs, "flowers", made.classes));
}

} // namespace
} // namespace microt
