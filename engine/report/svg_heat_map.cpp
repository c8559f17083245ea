// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/report/svg_chart.h"
#include "engine/report/svg_ink.h"
#include "engine/report/svg_text.h"
#include "engine/report/text.h"

namespace microt::report {

namespace {

constexpr std::size_t kMostNamed = 40;   // beyond, names would be smaller than can be read
constexpr std::size_t kMostCounted = 20; // beyond, counts do not fit their cells
constexpr double kTitleHeight = 30.0;

struct Grid
{
    double left = 0.0;
    double top = 0.0;
    double cell = 0.0;
    double textSize = 0.0;
    double side = 0.0;
};

Grid layOut(const HeatMap& map)
{
    const std::size_t count = std::max<std::size_t>(1, map.names.size());
    Grid grid;
    grid.cell = std::min(26.0, 340.0 / static_cast<double>(count));
    grid.textSize = std::clamp(grid.cell * 0.6, 6.0, 11.0);
    grid.side = grid.cell * static_cast<double>(count);
    double longest = 0.0;
    if (map.names.size() <= kMostNamed)
        for (const std::string& name : map.names)
            longest = std::max(longest, svgTextWidth(shortened(name, 20), grid.textSize));
    grid.left = 34.0 + longest;
    grid.top = kTitleHeight + 22.0 + longest * 0.72;
    return grid;
}

std::string drawNames(const HeatMap& map, const Grid& grid)
{
    std::string out;
    if (map.names.size() > kMostNamed)
        return out;
    for (std::size_t i = 0; i < map.names.size(); ++i) {
        const std::string name = shortened(map.names[i], 20);
        const double middle = (static_cast<double>(i) + 0.5) * grid.cell;
        out += svgText(grid.left - 6, grid.top + middle + grid.textSize * 0.35, "end", grid.textSize, name);
        out += svgText(0, 0, "start", grid.textSize, name,
                       " transform=\"translate(" + svgNumber(grid.left + middle + grid.textSize * 0.3) + ' ' +
                           svgNumber(grid.top - 6) + ") rotate(-45)\"");
    }
    return out;
}

std::string drawCells(const HeatMap& map, const Grid& grid)
{
    std::string out;
    const std::size_t count = map.names.size();
    for (std::size_t row = 0; row < count; ++row) {
        std::int64_t total = 0;
        for (std::size_t column = 0; column < count; ++column)
            total += map.counts[row * count + column];
        for (std::size_t column = 0; column < count; ++column) {
            const std::int64_t value = map.counts[row * count + column];
            if (value <= 0)
                continue;
            const double share = static_cast<double>(value) / static_cast<double>(total);
            const double x = grid.left + static_cast<double>(column) * grid.cell;
            const double y = grid.top + static_cast<double>(row) * grid.cell;
            out += "<rect x=\"" + svgNumber(x) + "\" y=\"" + svgNumber(y) + "\" width=\"" +
                   svgNumber(grid.cell) + "\" height=\"" + svgNumber(grid.cell) + "\" fill-opacity=\"" +
                   svgNumber(0.10 + 0.45 * share) + '"' + inkFill(row == column ? Ink::right : Ink::wrong) +
                   "/>\n";
            if (count <= kMostCounted)
                out += svgText(x + grid.cell / 2, y + grid.cell / 2 + grid.textSize * 0.35, "middle",
                               grid.textSize, std::to_string(value));
        }
    }
    return out;
}

} // namespace

std::string drawHeatMap(const HeatMap& map)
{
    const Grid grid = layOut(map);
    std::string out = svgStart(grid.top + grid.side + 12, map.title, map.description);
    out += drawCells(map, grid);
    out += "<rect class=\"frame\" x=\"" + svgNumber(grid.left) + "\" y=\"" + svgNumber(grid.top) +
           "\" width=\"" + svgNumber(grid.side) + "\" height=\"" + svgNumber(grid.side) +
           "\" fill=\"none\" stroke=\"#57606a\"/>\n";
    out += drawNames(map, grid);
    out += svgText(grid.left, kTitleHeight + 12, "start", 11, map.columnsLabel);
    out += svgText(0, 0, "middle", 11, map.rowsLabel,
                   " transform=\"translate(14 " + svgNumber(grid.top + grid.side / 2) + ") rotate(-90)\"");
    return out + svgEnd();
}

} // namespace microt::report
