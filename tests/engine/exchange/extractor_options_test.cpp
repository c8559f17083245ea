// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/extractor_options.h"

#include <gtest/gtest.h>

#include "engine/exchange/open_extractor.h"

namespace microt {
namespace {

Preprocessing stated(const ExtractorOptions& options)
{
    const auto opened = openExtractor("microt-vww0-64", options);
    EXPECT_TRUE(opened.ok()) << opened.failure().what;
    return opened.value().graph.preprocessing;
}

TEST(ExtractorOptions, SayNothingUnlessAsked)
{
    const auto opened = openExtractor("microt-vww0-64");
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value().inputSource, InputSource::file);
    EXPECT_TRUE(stated({}) == opened.value().graph.preprocessing);
}

TEST(ExtractorOptions, ScaleAsPresetsRangesAndNumbersSay)
{
    ExtractorOptions options;
    options.preset = InputPreset::raw;
    const Preprocessing raw = stated(options);
    EXPECT_FLOAT_EQ((1.0F - raw.mean[1]) / raw.deviation[1], 255.0F);
    options.preset = InputPreset::imagenet;
    EXPECT_FLOAT_EQ(stated(options).mean[2], 0.406F);
    options.range = "-2,2";
    const Preprocessing wide = stated(options);
    EXPECT_FLOAT_EQ((0.0F - wide.mean[0]) / wide.deviation[0], -2.0F);
    EXPECT_FLOAT_EQ((1.0F - wide.mean[0]) / wide.deviation[0], 2.0F);
    options.mean = "0.1,0.2,0.3";
    options.deviation = "0.5";
    options.order = InputOrder::bgr;
    options.resize = InputResize::letterbox;
    options.interpolation = InputInterpolation::nearest;
    const Preprocessing all = stated(options);
    EXPECT_FLOAT_EQ(all.mean[1], 0.2F);
    EXPECT_FLOAT_EQ(all.deviation[2], 0.5F);
    EXPECT_EQ(all.colour, Colour::bgr);
    EXPECT_EQ(all.resize, ResizeMode::letterbox);
    EXPECT_EQ(all.interpolation, Interpolation::nearest);
    const auto opened = openExtractor("microt-vww0-64", options);
    EXPECT_EQ(opened.value().inputSource, InputSource::stated);
}

TEST(ExtractorOptions, WhatMakesNoSenseIsNamed)
{
    for (const auto& [member, text] : {std::pair{&ExtractorOptions::range, "1"},
                                       {&ExtractorOptions::range, "2,1"},
                                       {&ExtractorOptions::mean, "0.5,0.5"},
                                       {&ExtractorOptions::mean, "a"},
                                       {&ExtractorOptions::deviation, "0"},
                                       {&ExtractorOptions::deviation, "nan"}}) {
        ExtractorOptions options;
        options.*member = text;
        const auto opened = openExtractor("microt-vww0-64", options);
        ASSERT_FALSE(opened.ok()) << text;
        EXPECT_EQ(opened.failure().code, Error::invalidArgument) << text;
        EXPECT_NE(opened.failure().what.find("--input-"), std::string::npos) << text;
    }
}

} // namespace
} // namespace microt
