// SPDX-License-Identifier: Apache-2.0
#include "engine/project/scaling_check.h"

#include <gtest/gtest.h>

#include "engine/drawn/drawn_tasks.h"
#include "engine/exchange/open_extractor.h"
#include "tests/support/support.h"

namespace microt {
namespace {

class ScalingCheckTest : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(drawTask("parts", m_folder / "parts", 12, 1, {}).ok());
        auto opened = openDataset(m_folder / "parts", {});
        ASSERT_TRUE(opened.ok() && assignSplit(opened.value(), {}).ok());
        m_dataset = std::move(opened).value();
    }

    ScalingCheck check(InputPreset preset, InputSource source)
    {
        ExtractorOptions options;
        options.preset = preset;
        auto extractor = openExtractor("microt-vww0-64", options);
        EXPECT_TRUE(extractor.ok());
        extractor.value().inputSource = source;
        const auto checked = checkScaling(extractor.value(), m_dataset, {});
        EXPECT_TRUE(checked.ok()) << checked.failure().what;
        return checked.ok() ? checked.value() : ScalingCheck();
    }

    const test::ScratchFolder m_folder;
    Dataset m_dataset;
};

TEST_F(ScalingCheckTest, TheRightScalingGivesNothingToTell)
{
    const ScalingCheck found = check(InputPreset::stored, InputSource::file);
    EXPECT_GT(found.saturated, 0.0);
    EXPECT_LT(found.saturated, kSaturated);
    EXPECT_FALSE(found.better.has_value());
    EXPECT_TRUE(found.warnings().empty());
}

TEST_F(ScalingCheckTest, SaturationIsToldWhateverTheFileSays)
{
    const ScalingCheck found = check(InputPreset::raw, InputSource::file);
    EXPECT_GT(found.saturated, kSaturated);
    EXPECT_FALSE(found.better.has_value());
    ASSERT_EQ(found.warnings().size(), 1U);
    EXPECT_NE(found.warnings()[0].find("saturated"), std::string::npos);
}

TEST_F(ScalingCheckTest, ABetterPresetIsNamedUnlessTheFileSaysTheScaling)
{
    for (const InputSource source : {InputSource::assumed, InputSource::stated}) {
        const ScalingCheck found = check(InputPreset::raw, source);
        ASSERT_TRUE(found.better.has_value());
        EXPECT_NE(found.better->preset, InputPreset::raw);
        EXPECT_GT(found.better->better, found.better->accuracy);
        EXPECT_NE(found.warnings().back().find("--input-preset"), std::string::npos);
    }
}

} // namespace
} // namespace microt
