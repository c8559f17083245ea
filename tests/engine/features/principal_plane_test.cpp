// SPDX-License-Identifier: Apache-2.0
#include "engine/features/principal_plane.h"

#include <gtest/gtest.h>

#include "tests/support/made_features.h"

namespace microt {
namespace {

TEST(PrincipalPlane, FindsTheAxesOfALine)
{
    FeatureMatrix features(101, 3);
    for (int i = 0; i <= 100; ++i) {
        const auto t = static_cast<float>(i - 50);
        features.row(i) << 3.0F * t + 7.0F, -2.0F * t, 5.0F; // correlated, and a constant one
    }
    const auto plane = principalPlane(features, {});
    ASSERT_TRUE(plane.ok());
    EXPECT_NEAR(plane.value().share[0], 1.0, 1e-5);
    EXPECT_NEAR(plane.value().share[1], 0.0, 1e-5);
    const auto& points = plane.value().points;
    EXPECT_NEAR(points.col(0).mean(), 0.0, 1e-4);
    for (int i = 0; i <= 100; ++i)
        EXPECT_NEAR(std::abs(points(i, 0)), std::abs(points(0, 0)) * std::abs(i - 50) / 50.0, 1e-3);
    EXPECT_NEAR(points.col(1).cwiseAbs().maxCoeff(), 0.0, 1e-3);
}

TEST(PrincipalPlane, ClassesThatLieApartLieApartThere)
{
    const test::MadeTask task = test::makeTask(2, 50, 1, 7);
    FeatureMatrix features = task.features.full().values * 0.2F;
    for (int i = 0; i < 100; ++i)
        features.row(i).array() += i < 50 ? 3.0F : -3.0F;
    const auto plane = principalPlane(features, {});
    ASSERT_TRUE(plane.ok());
    for (int i = 0; i < 50; ++i)
        EXPECT_LT(plane.value().points(i, 0) * plane.value().points(i + 50, 0), 0.0F);
    EXPECT_GE(plane.value().share[0], plane.value().share[1]);
    EXPECT_EQ(principalPlane(features, {}).value().points, plane.value().points);
}

TEST(PrincipalPlane, NeedsTwoOfBoth)
{
    EXPECT_EQ(principalPlane(FeatureMatrix::Zero(1, 4), {}).failure().code, Error::tooFewSamples);
    EXPECT_EQ(principalPlane(FeatureMatrix::Zero(4, 1), {}).failure().code, Error::tooFewSamples);
    EXPECT_TRUE(principalPlane(FeatureMatrix::Zero(4, 3), {}).ok()); // all the same
    JobContext job;
    job.cancel.cancel();
    EXPECT_EQ(principalPlane(FeatureMatrix::Zero(4, 3), job).failure().code, Error::cancelled);
}

} // namespace
} // namespace microt
