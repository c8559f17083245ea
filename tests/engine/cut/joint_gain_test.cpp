// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/joint_gain.h"

#include <gtest/gtest.h>

namespace microt {
namespace {

CutTable table(double part, double full, double score)
{
    CutTable table;
    table.rows.resize(2);
    table.rows[0].cut = 3;
    table.rows[1].cut = 6;
    table.rows[1].selectionAccuracy = part;
    table.rows[1].partAccuracy = 0.99; // of the test split: plays no part
    table.rows[1].fusedScore = score;
    table.rows[1].fullSelectionAccuracy = full;
    table.rows[1].fullAccuracy = 0.99;
    return table;
}

TEST(JointGain, SetsCalibrationFiguresSideBySide)
{
    const auto gain = jointGain(table(0.5, 0.7, 0.4), table(0.6, 0.65, 0.45), 6);
    ASSERT_TRUE(gain.ok());
    EXPECT_EQ(gain.value().cut, 6);
    EXPECT_EQ(gain.value().partBefore, 0.5);
    EXPECT_EQ(gain.value().partAfter, 0.6);
    EXPECT_EQ(gain.value().fullBefore, 0.7);
    EXPECT_EQ(gain.value().fullAfter, 0.65);
    EXPECT_EQ(gain.value().scoreBefore, 0.4);
    EXPECT_EQ(gain.value().scoreAfter, 0.45);
}

TEST(JointGain, RefusesACutThatIsNotThere)
{
    const auto gain = jointGain(table(0.5, 0.7, 0.4), table(0.6, 0.65, 0.45), 9);
    EXPECT_EQ(gain.failure().code, Error::invalidArgument);
    EXPECT_NE(gain.failure().what.find("cut 9"), std::string::npos);
}

TEST(JointGain, EveryCutHasItsFile)
{
    EXPECT_EQ(fileAtCut("out/made.v2.mtx", 6), "out/made.v2-cut6.mtx");
}

} // namespace
} // namespace microt
