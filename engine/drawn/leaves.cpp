// SPDX-License-Identifier: Apache-2.0
// Leaves in object space: tip at y = -0.95, foot of the blade at 0.55, end of the stalk at 1.
#include <algorithm>
#include <cmath>

#include "engine/drawn/canvas_private.h"

namespace microt {

namespace {

using Colour = cv::Scalar;

struct LeafInk
{
    Colour blade;
    Colour vein;
    Colour stalk;
};

LeafInk leafInk(PictureRandom& random)
{
    // Spring, summer, late summer, autumn: every kind of leaf in every colour.
    struct Season
    {
        double hue, saturation, value;
    };
    static constexpr Season kSeasons[] = {{92, 0.62, 0.62}, {112, 0.6, 0.42}, {74, 0.6, 0.55},
                                          {46, 0.78, 0.85}, {26, 0.8, 0.75},  {9, 0.75, 0.58}};
    const Season& season = kSeasons[random.below(6)];
    LeafInk ink;
    ink.blade = colourNear(random, season.hue, season.saturation, season.value, 10);
    ink.vein = ink.blade * (random.chance(0.6) ? 1.3 : 0.72);
    ink.stalk = random.chance(0.5) ? ink.vein : colourNear(random, 25, 0.5, 0.4);
    return ink;
}

/// An outline that is the same left and right; `halfWidth` of the way from tip (0) to foot (1).
template <typename HalfWidth>
Outline blade(HalfWidth halfWidth)
{
    constexpr int kSteps = 80;
    Outline points;
    for (int side = 1; side >= -1; side -= 2)
        for (int i = 0; i <= kSteps; ++i) {
            const double t = static_cast<double>(side > 0 ? i : kSteps - i) / kSteps;
            points.emplace_back(side * halfWidth(t), -0.95 + 1.5 * t);
        }
    return points;
}

/// Wider at the foot than at the tip.
double egg(double t)
{
    return std::pow(t, 0.8) * std::sqrt(1 - t) / 0.44;
}

/// The middle vein and `pairs` of side veins, which end at `reach` of the half width.
template <typename HalfWidth>
void drawVeins(const Pen& pen, HalfWidth halfWidth, int pairs, double reach, const Colour& vein)
{
    pen.line({{0, 0.6}, {0, -0.8}}, 0.045, vein);
    for (int i = 1; i <= pairs; ++i) {
        const double t = (i + 0.3) / (pairs + 1);
        const double x = reach * halfWidth(std::max(0.0, t - 0.08));
        for (const double side : {-1.0, 1.0})
            pen.line({{0, -0.95 + 1.5 * t}, {side * x, -0.95 + 1.5 * t - 0.7 * x}}, 0.022, vein);
    }
}

void drawChestnut(const Pen& pen, const LeafInk& ink, double fat)
{
    for (const double angle : {-125.0, 125.0, -84.0, 84.0, -42.0, 42.0, 0.0}) {
        const double length = 1.05 - 0.0032 * std::abs(angle);
        Outline leaflet;
        for (int side = 1; side >= -1; side -= 2)
            for (int i = 0; i <= 30; ++i) {
                const double t = (side > 0 ? i : 30 - i) / 30.0;
                leaflet.emplace_back(side * 0.23 * fat * std::pow(t, 1.3) * std::sqrt(1 - t) / 0.36,
                                     -length * t);
            }
        pen.fill(moved(turned(leaflet, angle), 0, 0.12), ink.blade * (angle < 0 ? 0.93 : 1.0));
        pen.line(moved(turned({{0, 0}, {0, -0.85 * length}}, angle), 0, 0.12), 0.03, ink.vein);
    }
}

void drawClover(const Pen& pen, const LeafInk& ink, double fat)
{
    for (const double angle : {0.0, 118.0, 242.0}) {
        Outline heart;
        for (int i = 0; i < 48; ++i) {
            const double a = 2 * CV_PI * i / 48;
            const double s = std::sin(a);
            heart.emplace_back(0.027 * 16 * s * s * s * fat,
                               -0.42 -
                                   0.027 * (13 * std::cos(a) - 5 * std::cos(2 * a) - 2 * std::cos(3 * a)));
        }
        pen.fill(turned(heart, angle), ink.blade);
        pen.line(turned({{-0.24, -0.3}, {0, -0.52}, {0.24, -0.3}}, angle), 0.05, ink.blade * 1.35);
        pen.line(turned({{0, 0}, {0, -0.6}}, angle), 0.025, ink.vein);
    }
}

void drawGinkgo(const Pen& pen, const LeafInk& ink, double fat, double notch)
{
    Outline fan{{0, 0.5}};
    for (int i = 0; i <= 40; ++i) {
        const double angle = (208 + 124.0 * i / 40) * CV_PI / 180;
        const double fromMiddle = std::abs(i - 20) / 20.0;
        const double radius = 1.28 - notch * std::max(0.0, 1 - 6 * fromMiddle) + 0.03 * std::sin(i * 1.7);
        fan.emplace_back(fat * 0.88 * radius * std::cos(angle), 0.45 + radius * std::sin(angle));
    }
    pen.fill(fan, ink.blade);
    for (int i = -4; i <= 4; ++i)
        pen.line({{0, 0.45}, {0.2 * fat * i, -0.55 + 0.02 * i * i}}, 0.02, ink.vein);
}

Outline lindenOutline()
{
    Outline points;
    for (int i = 0; i < 120; ++i) {
        const double a = 2 * CV_PI * i / 120;
        const double s = std::sin(a);
        const double teeth = 1 + 0.02 * std::sin(26 * a);
        const double up = 13 * std::cos(a) - 5 * std::cos(2 * a) - 2 * std::cos(3 * a) - std::cos(4 * a);
        points.emplace_back(teeth * 0.046 * 16 * s * s * s, teeth * (0.052 * up - 0.03));
    }
    return points;
}

Outline mapleOutline()
{
    const Outline half = {{0, -1},       {0.13, -0.74}, {0.27, -0.82}, {0.2, -0.4},   {0.3, -0.36},
                          {0.48, -0.58}, {0.54, -0.45}, {0.8, -0.52},  {0.71, -0.27}, {0.88, -0.16},
                          {0.46, 0.18},  {0.52, 0.34},  {0.05, 0.26}};
    Outline points = half;
    for (auto p = half.rbegin(); p != half.rend(); ++p)
        points.emplace_back(-p->x, p->y);
    return points;
}

void drawRowan(const Pen& pen, const LeafInk& ink, double fat)
{
    pen.line({{0, 0.6}, {0, -0.75}}, 0.05, ink.stalk);
    const Outline leaflet = ellipse({0.3, 0}, 0.29, 0.095 * fat);
    for (int i = 0; i < 5; ++i)
        for (const double side : {-1.0, 1.0})
            pen.fill(moved(turned(stretched(leaflet, side, 1), -25 * side), 0.03 * side, 0.5 - 0.29 * i),
                     ink.blade * (side < 0 ? 0.92 : 1.0));
    pen.fill(ellipse({0, -0.85}, 0.095 * fat, 0.22), ink.blade);
}

} // namespace

void drawLeaf(int label, const Pen& pen, PictureRandom& random)
{
    const LeafInk ink = leafInk(random);
    const double fat = random.uniform(0.88, 1.14);
    const double phase = random.uniform(0, 1);
    const double bend = random.uniform(-0.25, 0.25);
    const auto simple = [&](auto halfWidth, int pairs, double reach) {
        pen.fill(blade(halfWidth), ink.blade);
        drawVeins(pen, halfWidth, pairs, reach, ink.vein);
    };
    pen.line({{0, 0.1}, {0, 0.6}, {bend * 0.3, 0.8}, {bend, 1.0}}, 0.06, ink.stalk);
    switch (label) {
    case 0: // beech: egg-shaped, smooth, straight veins
        return simple([fat](double t) { return 0.5 * fat * egg(t); }, 6, 0.85);
    case 1:
        return drawChestnut(pen, ink, fat);
    case 2:
        return drawClover(pen, ink, fat);
    case 3:
        return drawGinkgo(pen, ink, fat, 0.2 + 0.45 * phase);
    case 4: // holly: spines outwards, hollows between them
        return simple(
            [&](double t) {
                const double spine = 1 - std::abs(std::sin(CV_PI * (3.5 * t + 0.25)));
                return fat * std::sqrt(std::sin(CV_PI * std::min(t, 1.0))) * (0.22 + 0.4 * spine);
            },
            3, 0.5);
    case 5: { // linden: a heart
        pen.fill(stretched(lindenOutline(), fat, 1), ink.blade);
        pen.line({{0, 0.5}, {0, -0.6}}, 0.045, ink.vein);
        for (const double angle : {-110.0, -65.0, -35.0, 35.0, 65.0, 110.0})
            pen.line(moved(turned({{0, 0}, {0, -0.52}}, angle), 0, 0.25), 0.022, ink.vein);
        return;
    }
    case 6:
        pen.fill(stretched(mapleOutline(), fat, 1), ink.blade);
        for (const double angle : {-105.0, -52.0, 0.0, 52.0, 105.0})
            pen.line(moved(turned({{0, 0}, {0, angle == 0 ? -1.0 : -0.62}}, angle), 0, 0.24), 0.025,
                     ink.vein);
        return;
    case 7: // oak: round lobes, sharp bays between them
        return simple(
            [&](double t) {
                const double lobe = std::abs(std::sin(CV_PI * (3.5 * t + 0.5)));
                return fat * std::sqrt(std::min(1.0, 5 * t)) * std::pow(1 - t, 0.4) * (0.26 + 0.3 * lobe);
            },
            3, 0.7);
    case 8:
        return drawRowan(pen, ink, fat);
    default: // willow: long and narrow
        return simple([fat](double t) { return 0.17 * fat * egg(t); }, 5, 0.6);
    }
}

} // namespace microt
