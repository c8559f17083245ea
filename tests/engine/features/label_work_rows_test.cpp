// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/data/label_work.h"
#include "engine/features/select_rows.h"

namespace microt {
namespace {

TEST(AfterLabelWork, RowsFollowTheirPictures)
{
    Dataset read;
    read.classes = {"a", "b"};
    for (int i = 0; i < 5; ++i)
        read.samples.push_back({std::to_string(i), i < 2 ? 0 : 1, Split::train});
    FeatureSet all;
    all.key = "all";
    all.samples = {0, 2, 3, 4}; // 1 could not be decoded
    all.unreadable = {{"1", {}}};
    all.exits.push_back({3, FeatureMatrix(4, 2)});
    all.exits.push_back({kFullExit, FeatureMatrix(4, 1)});
    all.exits[0].values << 0, 1, 2, 3, 4, 5, 6, 7;
    all.exits[1].values << 10, 12, 13, 14;
    EXPECT_EQ(afterLabelWork(all, read).key, "all");

    LabelWork work;
    exclude(work, {"1", "3"});
    const Dataset dataset = withLabelWork(std::make_shared<const Dataset>(read), work).value();
    const FeatureSet left = afterLabelWork(all, dataset);
    EXPECT_EQ(left.samples, (std::vector<std::int32_t>{0, 1, 2})); // pictures 0, 2 and 4
    EXPECT_TRUE(left.unreadable.empty());
    EXPECT_NE(left.key, "all");
    FeatureMatrix part(3, 2);
    part << 0, 1, 2, 3, 6, 7;
    EXPECT_EQ(left.exits[0].values, part);
    EXPECT_EQ(left.full().values(2, 0), 14.0F);
}

} // namespace
} // namespace microt
