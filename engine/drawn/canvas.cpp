// SPDX-License-Identifier: Apache-2.0
#include "engine/drawn/canvas_private.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace microt {

namespace {

constexpr int kSubpixelBits = 4;

} // namespace

std::uint64_t PictureRandom::next()
{
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double PictureRandom::uniform(double low, double high)
{
    return low + (high - low) * static_cast<double>(next() >> 11) / 9007199254740992.0;
}

cv::Scalar colourOf(double hue, double saturation, double value)
{
    const auto channel = [&](double n) {
        const double k = std::fmod(n + hue / 60.0 + 6.0, 6.0);
        return 255 * value * (1 - saturation * std::max(0.0, std::min({k, 4 - k, 1.0})));
    };
    return {channel(1), channel(3), channel(5)};
}

cv::Scalar colourNear(PictureRandom& random, double hue, double saturation, double value, double spread)
{
    const double h = hue + random.uniform(-spread, spread);
    const double s = saturation * random.uniform(0.85, 1.15);
    const double v = value * random.uniform(0.9, 1.1);
    return colourOf(h, std::min(s, 1.0), std::min(v, 1.0));
}

Layer::Layer()
    : colour(kDrawnSide * kDrawnFineness, kDrawnSide * kDrawnFineness, CV_8UC3, cv::Scalar()),
      cover(colour.size(), CV_8UC1, cv::Scalar())
{}

std::vector<std::vector<cv::Point>> Pen::placed(const Outline& outline) const
{
    std::vector<cv::Point> points;
    points.reserve(outline.size());
    for (const cv::Point2d& point : outline) {
        const cv::Vec3d p = m_pose * cv::Vec3d(point.x, point.y, 1.0);
        points.emplace_back(static_cast<int>(std::lround(p[0] / p[2] * (1 << kSubpixelBits))),
                            static_cast<int>(std::lround(p[1] / p[2] * (1 << kSubpixelBits))));
    }
    return {points};
}

void Pen::fill(const Outline& outline, const cv::Scalar& colour) const
{
    const auto points = placed(outline);
    cv::fillPoly(m_layer.colour, points, colour, cv::LINE_8, kSubpixelBits);
    cv::fillPoly(m_layer.cover, points, cv::Scalar(255), cv::LINE_8, kSubpixelBits);
}

void Pen::line(const Outline& outline, double width, const cv::Scalar& colour) const
{
    const auto points = placed(outline);
    const double scale =
        std::sqrt(std::abs(m_pose(0, 0) * m_pose(1, 1) - m_pose(0, 1) * m_pose(1, 0))) / m_pose(2, 2);
    const int thickness = std::max(1, static_cast<int>(std::lround(width * scale)));
    cv::polylines(m_layer.colour, points, false, colour, thickness, cv::LINE_8, kSubpixelBits);
    cv::polylines(m_layer.cover, points, false, cv::Scalar(255), thickness, cv::LINE_8, kSubpixelBits);
}

void Pen::cut(const Outline& outline) const
{
    cv::fillPoly(m_layer.cover, placed(outline), cv::Scalar(0), cv::LINE_8, kSubpixelBits);
}

Outline ellipse(cv::Point2d centre, double rx, double ry, double from, double to)
{
    const int steps = std::max(3, static_cast<int>(std::abs(to - from) / 6));
    Outline points;
    for (int i = 0; i <= steps; ++i) {
        const double angle = (from + (to - from) * i / steps) * CV_PI / 180;
        points.emplace_back(centre.x + rx * std::cos(angle), centre.y + ry * std::sin(angle));
    }
    return points;
}

Outline rectangle(double left, double top, double right, double bottom)
{
    return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

Outline turned(const Outline& outline, double degrees)
{
    const double c = std::cos(degrees * CV_PI / 180);
    const double s = std::sin(degrees * CV_PI / 180);
    Outline points;
    for (const cv::Point2d& p : outline)
        points.emplace_back(c * p.x - s * p.y, s * p.x + c * p.y);
    return points;
}

Outline moved(const Outline& outline, double dx, double dy)
{
    Outline points = outline;
    for (cv::Point2d& p : points)
        p += cv::Point2d(dx, dy);
    return points;
}

Outline stretched(const Outline& outline, double x, double y)
{
    Outline points = outline;
    for (cv::Point2d& p : points)
        p = {p.x * x, p.y * y};
    return points;
}

} // namespace microt
