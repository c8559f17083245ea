// SPDX-License-Identifier: Apache-2.0
#include "engine/report/svg_chart.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/engine/report/markup_check.h"

namespace microt::report {
namespace {

std::size_t occurrences(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

Chart chartWith(ChartSeries series)
{
    Chart chart;
    chart.title = "<Title>";
    chart.description = "A & B";
    chart.x = {"x, s", 0.0, 10.0, false};
    chart.y = {"y, mJ", 0.0, 100.0, false};
    chart.series = {std::move(series)};
    return chart;
}

TEST(SvgChart, DrawsALineWithAxesTitleAndDirectLabel)
{
    const std::string svg =
        drawChart(chartWith({"staged", Ink::staged, Mark::line, {{0, 0, 0, {}}, {10, 100, 0, {}}}}));
    EXPECT_EQ(test::markupProblem(svg), "");
    EXPECT_NE(svg.find("<title>&lt;Title&gt;</title>"), std::string::npos);
    EXPECT_NE(svg.find("<desc>A &amp; B</desc>"), std::string::npos);
    EXPECT_NE(svg.find(">x, s</text>"), std::string::npos);
    EXPECT_NE(svg.find(">y, mJ</text>"), std::string::npos);
    EXPECT_NE(svg.find(">staged</text>"), std::string::npos);
    EXPECT_NE(svg.find(">100</text>"), std::string::npos);
    EXPECT_EQ(occurrences(svg, "<polyline"), 1U);
}

TEST(SvgChart, UsesOnlyWhatSvgTinyHas)
{
    const std::string svg =
        drawChart(chartWith({"b", Ink::right, Mark::bars, {{1, 50, 0, {}}, {2, 60, 10, {}}}}));
    for (const char* foreign :
         {"<style", "<filter", "<clipPath", "<mask", "<pattern", "style=", "dominant-baseline"})
        EXPECT_EQ(svg.find(foreign), std::string::npos) << foreign;
    EXPECT_EQ(occurrences(svg, "class=\"ink-right\""), 3U) << "two bars and the legend";
}

TEST(SvgChart, LeavesOutWhatIsNotFiniteOrOutside)
{
    const double nan = std::nan("");
    const double infinite = std::numeric_limits<double>::infinity();
    const std::string svg = drawChart(chartWith(
        {"", Ink::part, Mark::dots, {{nan, 1, 0, {}}, {1, infinite, 0, {}}, {11, 1, 0, {}}, {1, 1, 0, {}}}}));
    EXPECT_EQ(occurrences(svg, "<circle"), 1U);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("n/a"), std::string::npos);
}

TEST(SvgChart, WidensAxesThatCannotBeDrawn)
{
    for (const double high : {0.0, -5.0, std::nan(""), 1e-320, std::numeric_limits<double>::infinity()}) {
        Chart chart = chartWith({"a", Ink::part, Mark::line, {{0, 0, 0, {}}}});
        chart.x.high = high;
        chart.y.high = high;
        const std::string svg = drawChart(chart);
        EXPECT_EQ(svg.find("n/a"), std::string::npos) << high;
        EXPECT_EQ(test::markupProblem(svg), "") << high;
    }
}

TEST(SvgChart, KeepsDirectLabelsApart)
{
    Chart chart = chartWith({"one", Ink::part, Mark::line, {{0, 50, 0, {}}, {10, 50, 0, {}}}});
    chart.guides = {{false, 50.5, "two", Ink::full},
                    {false, 0.0, "low", Ink::neutral},
                    {false, 0.0, "lower", Ink::wrong}};
    const std::string svg = drawChart(chart);
    const auto baseline = [&](const std::string& label) {
        const std::size_t end = svg.find(">" + label + "</text>");
        const std::size_t start = svg.rfind(" y=\"", end) + 4;
        return std::stod(svg.substr(start, end - start));
    };
    EXPECT_GE(std::abs(baseline("one") - baseline("two")), 13.9);
    EXPECT_GE(std::abs(baseline("low") - baseline("lower")), 13.9);
    EXPECT_LE(baseline("lower"), 262.0) << "inside the drawing";
}

TEST(SvgHeatMap, DrawsCellsThatAreNotZeroAndEscapesNames)
{
    HeatMap map{"Confusion", "d", "shown", "answered", {"<a>", "b", "c"}, {5, 1, 0, 0, 6, 0, 2, 0, 4}};
    const std::string svg = drawHeatMap(map);
    EXPECT_EQ(test::markupProblem(svg), "");
    EXPECT_EQ(occurrences(svg, "class=\"ink-right\""), 3U);
    EXPECT_EQ(occurrences(svg, "class=\"ink-wrong\""), 2U);
    EXPECT_NE(svg.find(">&lt;a&gt;</text>"), std::string::npos);
}

TEST(SvgHeatMap, SurvivesNoClassesAndMany)
{
    EXPECT_EQ(test::markupProblem(drawHeatMap({"t", "d", "r", "c", {}, {}})), "");
    const std::size_t n = 200;
    HeatMap map{"t", "d", "r", "c", std::vector<std::string>(n, "name"), std::vector<std::int64_t>(n * n, 0)};
    for (std::size_t i = 0; i < n; ++i)
        map.counts[i * n + i] = 3;
    const std::string svg = drawHeatMap(map);
    EXPECT_EQ(occurrences(svg, "class=\"ink-right\""), n);
    EXPECT_EQ(svg.find(">name<"), std::string::npos) << "200 names cannot be read";
}

} // namespace
} // namespace microt::report
