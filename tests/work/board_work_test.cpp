// SPDX-License-Identifier: Apache-2.0
#include "serial/work/board_work.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

Dataset made(const std::vector<int>& trainPictures)
{
    Dataset dataset;
    for (std::size_t label = 0; label < trainPictures.size(); ++label) {
        dataset.classes.push_back("class " + std::to_string(label));
        for (int i = 0; i < trainPictures[label]; ++i)
            dataset.samples.push_back({std::to_string(i), static_cast<int>(label), Split::train});
        dataset.samples.push_back({"test", static_cast<int>(label), Split::test});
    }
    return dataset;
}

TEST(UnseenClasses, AreThoseThatTheSamplesDoNotReach)
{
    EXPECT_TRUE(unseenClasses(made({5, 5, 5}), 3).empty());
    EXPECT_EQ(unseenClasses(made({5, 5, 5}), 2), std::vector<int>{2});
    EXPECT_EQ(unseenClasses(made({5, 0, 5}), 100), std::vector<int>{1}) << "a class without train pictures";
    EXPECT_TRUE(unseenClasses(made({190, 8, 6}), 100).empty()) << "classes take turns";
}

} // namespace
} // namespace microt
