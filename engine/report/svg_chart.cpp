// SPDX-License-Identifier: Apache-2.0
#include "engine/report/svg_chart.h"

#include <algorithm>
#include <cmath>

#include "engine/report/svg_ink.h"
#include "engine/report/svg_text.h"
#include "engine/report/text.h"

namespace microt::report {

namespace {

constexpr double kHeight = 300.0;
constexpr double kLeft = 58.0;
constexpr double kTop = 34.0;
constexpr double kBottom = kHeight - 46.0;
constexpr double kSmallText = 11.0;

/// One axis laid out: data range, pixel range, ticks.
struct Scale
{
    double low = 0.0;
    double high = 1.0;
    double from = 0.0;
    double to = 1.0;
    double step = 0.2;
    int decimals = 1;

    double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
    bool holds(double value) const { return value >= low && value <= high; } // false for NaN
};

Scale layOut(const ChartAxis& axis, double from, double to)
{
    Scale scale;
    scale.from = from;
    scale.to = to;
    scale.low = std::isfinite(axis.low) ? axis.low : 0.0;
    scale.high = std::isfinite(axis.high) ? axis.high : scale.low + 1.0;
    if (scale.high <= scale.low)
        scale.high = scale.low + std::max(1.0, std::abs(scale.low) * 0.1);
    const double rough = (scale.high - scale.low) / 6.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        scale.step = factor * power;
        if (scale.step >= rough)
            break;
    }
    if (axis.whole)
        scale.step = std::max(1.0, std::round(scale.step));
    scale.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(scale.step) + 1e-9)));
    return scale;
}

std::string line(double x1, double y1, double x2, double y2, const std::string& attributes)
{
    return "<line x1=\"" + svgNumber(x1) + "\" y1=\"" + svgNumber(y1) + "\" x2=\"" + svgNumber(x2) +
           "\" y2=\"" + svgNumber(y2) + "\" " + attributes + "/>\n";
}

template <typename Draw>
void forEachTick(const Scale& scale, Draw draw)
{
    const double first = std::ceil(scale.low / scale.step - 1e-9);
    for (int i = 0; i < 20; ++i) {
        const double value = (first + i) * scale.step;
        if (value > scale.high + scale.step * 1e-9)
            return;
        draw(value, fixed(value, scale.decimals));
    }
}

std::string drawAxes(const Chart& chart, const Scale& x, const Scale& y)
{
    std::string out;
    const std::string grid = R"(class="grid" stroke="#dfe3e8")";
    forEachTick(y, [&](double value, const std::string& text) {
        out += line(x.from, y.at(value), x.to, y.at(value), grid);
        out += svgText(x.from - 6, y.at(value) + 4, "end", kSmallText, text);
    });
    forEachTick(x, [&](double value, const std::string& text) {
        out += line(x.at(value), y.from, x.at(value), y.from + 4, grid);
        out += svgText(x.at(value), y.from + 17, "middle", kSmallText, text);
    });
    out += line(x.from, y.from, x.to, y.from, R"(class="axis" stroke="#57606a")");
    out += svgText((x.from + x.to) / 2, kHeight - 10, "middle", kSmallText, chart.x.label);
    const double middle = (y.from + y.to) / 2;
    out += svgText(0, 0, "middle", kSmallText, chart.y.label,
                   " transform=\"translate(14 " + svgNumber(middle) + ") rotate(-90)\"");
    return out;
}

std::string drawBars(const ChartSeries& series, const Scale& x, const Scale& y, double barWidth)
{
    std::string out;
    const double width = std::max(1.0, std::abs(x.at(x.low + barWidth) - x.from) - 1.5);
    for (const ChartPoint& point : series.points) {
        if (!x.holds(point.x) || !y.holds(point.y) || !y.holds(point.base) || point.y <= point.base)
            continue;
        out += "<rect x=\"" + svgNumber(x.at(point.x) - width / 2) + "\" y=\"" + svgNumber(y.at(point.y)) +
               "\" width=\"" + svgNumber(width) + "\" height=\"" +
               svgNumber(y.at(point.base) - y.at(point.y)) + '"' + inkFill(series.ink) + "/>\n";
    }
    return out;
}

std::string drawLine(const ChartSeries& series, const Scale& x, const Scale& y)
{
    std::string points;
    for (const ChartPoint& point : series.points)
        if (x.holds(point.x) && y.holds(point.y))
            points += (points.empty() ? "" : " ") + svgNumber(x.at(point.x)) + ',' + svgNumber(y.at(point.y));
    return "<polyline points=\"" + points + "\" stroke-width=\"2\" stroke-linejoin=\"round\"" +
           inkStroke(series.ink) + "/>\n";
}

std::string drawDots(const ChartSeries& series, const Scale& x, const Scale& y)
{
    std::string out;
    for (const ChartPoint& point : series.points) {
        if (!x.holds(point.x) || !y.holds(point.y))
            continue;
        const double px = x.at(point.x);
        const double py = y.at(point.y);
        out += "<circle cx=\"" + svgNumber(px) + "\" cy=\"" + svgNumber(py) + "\" r=\"4.5\"" +
               inkFill(series.ink) + "/>\n";
        if (point.label.empty())
            continue;
        const bool left = px + 10 + svgTextWidth(point.label, kSmallText) > x.to;
        const double below = py < y.to + 16 ? 16 : -9;
        const char* anchor = left ? "end" : "start";
        const std::string halo = R"( stroke="#ffffff" stroke-width="4" stroke-linejoin="round")";
        const double tx = px + (left ? -8 : 8);
        out += svgText(tx, py + below, anchor, kSmallText, point.label, halo); // keeps lines off the words
        out += svgText(tx, py + below, anchor, kSmallText, point.label);
    }
    return out;
}

std::string drawGuide(const ChartGuide& guide, const Scale& x, const Scale& y)
{
    const std::string attributes = "stroke-width=\"1.5\"" + inkStroke(guide.ink);
    if (!(guide.vertical ? x : y).holds(guide.at))
        return {};
    if (!guide.vertical)
        return line(x.from, y.at(guide.at), x.to, y.at(guide.at), attributes);
    const double px = x.at(guide.at);
    const bool left = px + 6 + svgTextWidth(guide.label, kSmallText) > x.to;
    return line(px, y.from, px, y.to, attributes) +
           svgText(px + (left ? -5 : 5), y.to + 11, left ? "end" : "start", kSmallText, guide.label);
}

/// Names at the right end of lines, moved apart where they would touch.
struct EndLabel
{
    double y = 0.0;
    std::string text;
    Ink ink = Ink::neutral;
};

std::vector<EndLabel> endLabels(const Chart& chart)
{
    std::vector<EndLabel> labels;
    for (const ChartSeries& series : chart.series)
        if (series.mark == Mark::line && !series.name.empty() && !series.points.empty())
            labels.push_back({series.points.back().y, series.name, series.ink});
    for (const ChartGuide& guide : chart.guides)
        if (!guide.vertical && !guide.label.empty())
            labels.push_back({guide.at, guide.label, guide.ink});
    return labels;
}

std::string drawEndLabels(std::vector<EndLabel> labels, const Scale& x, const Scale& y)
{
    constexpr double kLineHeight = 14.0;
    labels.erase(std::remove_if(labels.begin(), labels.end(),
                                [&](const EndLabel& label) { return !y.holds(label.y); }),
                 labels.end());
    for (EndLabel& label : labels)
        label.y = y.at(label.y) + 4;
    std::stable_sort(labels.begin(), labels.end(),
                     [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
    for (std::size_t i = 1; i < labels.size(); ++i)
        labels[i].y = std::max(labels[i].y, labels[i - 1].y + kLineHeight);
    double lowest = y.from;
    for (std::size_t i = labels.size(); i-- > 0; lowest = labels[i].y - kLineHeight)
        labels[i].y = std::min(labels[i].y, lowest);
    std::string out;
    for (const EndLabel& label : labels) {
        out +=
            line(x.to + 5, label.y - 4, x.to + 21, label.y - 4, "stroke-width=\"2\"" + inkStroke(label.ink));
        out += svgText(x.to + 25, label.y, "start", kSmallText, label.text);
    }
    return out;
}

std::string drawLegend(const Chart& chart, double right)
{
    std::string out;
    double at = right;
    for (auto series = chart.series.rbegin(); series != chart.series.rend(); ++series) {
        if (series->mark != Mark::bars || series->name.empty())
            continue;
        at -= svgTextWidth(series->name, kSmallText);
        out += svgText(at, 18, "start", kSmallText, series->name);
        at -= 15;
        out += "<rect x=\"" + svgNumber(at) + "\" y=\"9\" width=\"10\" height=\"10\"" + inkFill(series->ink) +
               "/>\n";
        at -= 14;
    }
    return out;
}

} // namespace

std::string drawChart(const Chart& chart)
{
    const std::vector<EndLabel> labels = endLabels(chart);
    double labelWidth = 0.0;
    for (const EndLabel& label : labels)
        labelWidth = std::max(labelWidth, 33.0 + svgTextWidth(label.text, kSmallText));
    const double right = kDrawingWidth - std::max(18.0, std::min(labelWidth, 200.0));
    const Scale x = layOut(chart.x, kLeft, right);
    const Scale y = layOut(chart.y, kBottom, kTop);

    std::string out = svgStart(kHeight, chart.title, chart.description);
    out += drawAxes(chart, x, y);
    for (const ChartSeries& series : chart.series)
        if (series.mark == Mark::bars)
            out += drawBars(series, x, y, chart.barWidth);
    for (const ChartGuide& guide : chart.guides)
        out += drawGuide(guide, x, y);
    for (const ChartSeries& series : chart.series)
        if (series.mark == Mark::line)
            out += drawLine(series, x, y);
    for (const ChartSeries& series : chart.series)
        if (series.mark == Mark::dots)
            out += drawDots(series, x, y);
    out += drawEndLabels(labels, x, y);
    out += drawLegend(chart, right);
    return out + svgEnd();
}

} // namespace microt::report
