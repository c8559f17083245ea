// SPDX-License-Identifier: Apache-2.0
// Small parts of a workshop in object space.
#include <cmath>

#include "engine/drawn/canvas_private.h"

namespace microt {

namespace {

using Colour = cv::Scalar;

Colour metalOf(PictureRandom& random)
{
    switch (random.below(5)) {
    case 0:
        return colourNear(random, 45, 0.5, 0.78); // brass
    case 1:
        return colourNear(random, 18, 0.5, 0.68); // copper
    case 2:
        return colourNear(random, 225, 0.12, 0.27); // blackened
    default:
        return colourNear(random, 210, 0.08, random.uniform(0.6, 0.88)); // steel, zinc
    }
}

/// An outline whose distance from the centre is given for evenly spaced angles, 0 at the top.
template <typename Radius>
Outline polar(Radius radius, int steps)
{
    Outline points;
    for (int i = 0; i < steps; ++i) {
        const double angle = 2 * CV_PI * i / steps;
        const double r = radius(angle);
        points.emplace_back(r * std::sin(angle), -r * std::cos(angle));
    }
    return points;
}

void drawBracket(const Pen& pen, const Colour& metal)
{
    pen.fill({{-0.75, -0.85},
              {-0.35, -0.85},
              {-0.35, 0.2},
              {-0.2, 0.35},
              {0.85, 0.35},
              {0.85, 0.75},
              {-0.75, 0.75}},
             metal);
    pen.line({{-0.72, -0.85}, {-0.72, 0.72}, {0.85, 0.72}}, 0.06, metal * 0.7);
    for (const cv::Point2d hole : {cv::Point2d(-0.53, -0.55), {-0.53, -0.05}, {0.1, 0.54}, {0.58, 0.54}}) {
        pen.fill(ellipse(hole, 0.13, 0.13), metal * 0.7);
        pen.cut(ellipse(hole, 0.1, 0.1));
    }
}

void drawGear(const Pen& pen, const Colour& metal, int teeth, bool spoked)
{
    pen.fill(polar(
                 [teeth](double a) {
                     const double wave = std::sin(teeth * a);
                     return wave > 0.3 ? 0.95 : wave < -0.3 ? 0.72 : 0.835 + wave * 0.38;
                 },
                 360),
             metal);
    pen.line(ellipse({0, 0}, 0.6, 0.6), 0.04, metal * 0.75);
    if (spoked)
        for (int i = 0; i < 4; ++i)
            pen.cut(turned(ellipse({0, -0.43}, 0.12, 0.12), 90.0 * i + 45));
    pen.fill(ellipse({0, 0}, 0.3, 0.3), metal * 0.8);
    pen.cut(ellipse({0, 0}, 0.2, 0.2));
}

void drawKey(const Pen& pen, const Colour& metal, PictureRandom& random)
{
    pen.fill(rectangle(-0.1, -0.3, 0.1, 0.95), metal);
    for (const double y : {0.45, 0.62, 0.79})
        pen.fill(rectangle(0.05, y, random.uniform(0.2, 0.38), y + 0.11), metal);
    pen.line({{0.0, -0.2}, {0.0, 0.9}}, 0.05, metal * 0.72);
    pen.fill(ellipse({0, -0.58}, 0.42, 0.38), metal);
    pen.cut(ellipse({0, -0.68}, 0.16, 0.13));
}

void drawNail(const Pen& pen, const Colour& metal)
{
    pen.fill({{-0.1, -0.85}, {0.1, -0.85}, {0.1, 0.7}, {0, 0.98}, {-0.1, 0.7}}, metal);
    pen.line({{0.07, -0.8}, {0.07, 0.7}}, 0.05, metal * 0.75);
    pen.fill(ellipse({0, -0.87}, 0.3, 0.1), metal * 1.05);
    pen.line(ellipse({0, -0.85}, 0.3, 0.1, 0, 180), 0.04, metal * 0.7);
}

void drawNut(const Pen& pen, const Colour& metal)
{
    const Outline hexagon = polar(
        [](double a) { return 0.92 * std::cos(CV_PI / 6) / std::cos(std::fmod(a, CV_PI / 3) - CV_PI / 6); },
        120);
    pen.fill(hexagon, metal * 0.86);
    pen.fill(ellipse({0, 0}, 0.76, 0.76), metal);
    pen.fill(ellipse({0, 0}, 0.48, 0.48), metal * 0.55);
    pen.line(ellipse({0, 0}, 0.44, 0.44), 0.03, metal * 0.9);
    pen.cut(ellipse({0, 0}, 0.38, 0.38));
}

void drawElbow(const Pen& pen, const Colour& metal)
{
    pen.line(ellipse({0.55, 0.55}, 0.85, 0.85, 180, 270), 0.46, metal);
    pen.line(ellipse({0.55, 0.55}, 0.72, 0.72, 185, 265), 0.1, metal * 1.18);
    pen.line(ellipse({0.55, 0.55}, 1.02, 1.02, 182, 268), 0.1, metal * 0.72);
    for (const double angle : {0.0, 90.0}) {
        const Outline flange = rectangle(-0.1, -0.36, 0.14, 0.36);
        pen.fill(angle == 0 ? moved(flange, 0.62, -0.3) : moved(turned(flange, 90), -0.3, 0.62),
                 metal * 0.85);
    }
}

void drawScrew(const Pen& pen, const Colour& metal)
{
    pen.fill({{-0.15, -0.6}, {0.15, -0.6}, {0.13, 0.62}, {0, 0.98}, {-0.13, 0.62}}, metal * 0.8);
    for (int i = 0; i < 8; ++i) {
        const double y = -0.4 + 0.155 * i;
        pen.line({{-0.2, y + 0.05}, {0.2, y - 0.05}}, 0.075, metal * 1.08);
    }
    pen.fill({{-0.38, -0.8}, {0.38, -0.8}, {0.14, -0.52}, {-0.14, -0.52}}, metal * 0.9);
    pen.fill(ellipse({0, -0.8}, 0.38, 0.17), metal);
    pen.line({{-0.22, -0.8}, {0.22, -0.8}}, 0.07, metal * 0.4);
    pen.line({{0, -0.89}, {0, -0.71}}, 0.07, metal * 0.4);
}

void drawSpring(const Pen& pen, const Colour& metal, int coils)
{
    const double step = 1.7 / coils;
    for (const bool front : {false, true})
        for (int i = 0; i < coils; ++i) {
            const double y = -0.85 + step * i;
            if (front)
                pen.line(
                    {{-0.44, y}, {-0.3, y + 0.18 * step}, {0.3, y + 0.42 * step}, {0.44, y + 0.6 * step}},
                    0.13, metal);
            else
                pen.line({{0.44, y + 0.6 * step}, {0, y + 0.85 * step}, {-0.44, y + step}}, 0.11,
                         metal * 0.6);
        }
}

void drawWasher(const Pen& pen, const Colour& metal)
{
    pen.fill(ellipse({0, 0}, 0.86, 0.86), metal);
    pen.line(ellipse({0, 0}, 0.8, 0.8), 0.04, metal * 0.85);
    pen.fill(ellipse({0, 0}, 0.47, 0.47), metal * 0.65);
    pen.cut(ellipse({0.02, 0.02}, 0.43, 0.43));
}

void drawWrench(const Pen& pen, const Colour& metal)
{
    pen.fill({{-0.15, -0.5}, {0.15, -0.5}, {0.13, 0.6}, {-0.13, 0.6}}, metal);
    pen.line({{0, -0.3}, {0, 0.45}}, 0.09, metal * 0.8);
    pen.fill(ellipse({0, -0.62}, 0.4, 0.36), metal);
    pen.cut(turned(rectangle(-0.17, -1.1, 0.17, -0.56), 0));
    pen.fill(ellipse({0, 0.7}, 0.29, 0.27), metal);
    pen.cut(ellipse({0, 0.7}, 0.15, 0.14));
}

} // namespace

void drawPart(int label, const Pen& pen, PictureRandom& random)
{
    const Colour metal = metalOf(random);
    const int count = random.below(4);
    const bool variant = random.chance(0.5);
    switch (label) {
    case 0:
        return drawBracket(pen, metal);
    case 1:
        return drawGear(pen, metal, 9 + count, variant);
    case 2:
        return drawKey(pen, metal, random);
    case 3:
        return drawNail(pen, metal);
    case 4:
        return drawNut(pen, metal);
    case 5:
        return drawElbow(pen, metal);
    case 6:
        return drawScrew(pen, metal);
    case 7:
        return drawSpring(pen, metal, 5 + count);
    case 8:
        return drawWasher(pen, metal);
    default:
        return drawWrench(pen, metal);
    }
}

} // namespace microt
