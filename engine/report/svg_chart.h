// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace microt::report {

/// What a series stands for; decides colour (Okabe-Ito, as in the window) and dash, so that nothing depends
/// on colour alone. Also the CSS class "ink-<name>" by which a page may recolour it.
enum class Ink { part, full, staged, right, wrong, neutral };

enum class Mark { line, bars, dots };

struct ChartPoint
{
    double x = 0.0;
    double y = 0.0;
    double base = 0.0; ///< bars stand on it
    std::string label; ///< dots: written beside it
};

struct ChartSeries
{
    std::string name; ///< written at the end of a line, or in the legend for bars; may be empty
    Ink ink = Ink::neutral;
    Mark mark = Mark::line;
    std::vector<ChartPoint> points; ///< points outside the axes are left out
};

/// A straight line across the whole chart at one value.
struct ChartGuide
{
    bool vertical = false;
    double at = 0.0;
    std::string label;
    Ink ink = Ink::neutral;
};

struct ChartAxis
{
    std::string label; ///< with unit
    double low = 0.0;
    double high = 1.0;
    bool whole = false; ///< ticks at whole numbers only
};

struct Chart
{
    std::string title;
    std::string description; ///< one sentence for readers who cannot see it
    ChartAxis x;
    ChartAxis y;
    double barWidth = 1.0; ///< in units of x
    std::vector<ChartSeries> series;
    std::vector<ChartGuide> guides;
};

/// Draws a chart as a complete SVG document, 640 x 300, with what SVG Tiny 1.2 has: no style sheet, text as
/// text, colours as attributes. Every drawn thing also has a class, for pages that have a dark theme. Axes
/// that are empty or not finite are widened to something that can be drawn.
std::string drawChart(const Chart& chart);

/// Counts [row][column] of a square table as shaded cells with their counts, names at both sides. Only cells
/// that are not zero are drawn. `counts` is row-major, names.size() squared.
struct HeatMap
{
    std::string title;
    std::string description;
    std::string rowsLabel;
    std::string columnsLabel;
    std::vector<std::string> names;
    std::vector<std::int64_t> counts;
};
std::string drawHeatMap(const HeatMap& map);

} // namespace microt::report
