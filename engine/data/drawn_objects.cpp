// SPDX-License-Identifier: Apache-2.0
// The objects of the drawn tasks, in object space: about [-1, 1] on both axes, y down.
#include <cmath>

#include "engine/data/drawn_canvas_private.h"

namespace microt {

namespace {

using Colour = cv::Scalar;

/// A closed outline whose distance from the centre is given for evenly spaced angles.
template <typename Radius>
Outline polar(Radius radius, int steps = 120)
{
    Outline points;
    for (int i = 0; i < steps; ++i) {
        const double angle = 2 * CV_PI * i / steps;
        const double r = radius(angle);
        points.emplace_back(r * std::sin(angle), -r * std::cos(angle));
    }
    return points;
}

/// A plate behind the pictogram: its shape says nothing about the class.
void drawPlate(const Pen& pen, PictureRandom& random, const Colour& plate, const Colour& rim)
{
    Outline shape;
    switch (random.below(4)) {
    case 0:
        shape = ellipse({0, 0}, 1, 1);
        break;
    case 1:
        shape = rectangle(-0.9, -0.9, 0.9, 0.9);
        break;
    case 2:
        shape = turned(rectangle(-0.85, -0.85, 0.85, 0.85), 45);
        break;
    default:
        shape = turned(ellipse({0, 0}, 1, 1, 0, 360), 22.5);
        shape =
            polar([](double a) { return 1.0 / std::cos(std::fmod(a + CV_PI / 8, CV_PI / 4) - CV_PI / 8); });
        break;
    }
    pen.fill(shape, rim);
    Outline inner = shape;
    for (cv::Point2d& p : inner)
        p *= 0.86;
    pen.fill(inner, plate);
}

void drawArrow(const Pen& pen, const Colour& ink)
{
    pen.fill(rectangle(-0.12, -0.1, 0.12, 0.6), ink);
    pen.fill({{-0.4, -0.1}, {0, -0.6}, {0.4, -0.1}}, ink);
}

void drawTurn(const Pen& pen, const Colour& ink)
{
    pen.line({{-0.3, 0.6}, {-0.3, 0.0}, {-0.2, -0.2}, {0.0, -0.25}, {0.2, -0.25}}, 0.22, ink);
    pen.fill({{0.15, -0.6}, {0.6, -0.25}, {0.15, 0.1}}, ink);
}

void drawPerson(const Pen& pen, PictureRandom& random, const Colour& ink)
{
    const double swing = random.uniform(0.12, 0.3);
    pen.fill(ellipse({0, -0.46}, 0.15, 0.15), ink);
    pen.fill({{-0.16, -0.28}, {0.16, -0.28}, {0.12, 0.18}, {-0.12, 0.18}}, ink);
    pen.line({{0, 0.1}, {-swing, 0.62}}, 0.13, ink);
    pen.line({{0, 0.1}, {swing, 0.62}}, 0.13, ink);
    pen.line({{-0.1, -0.22}, {-0.3 - swing / 3, 0.12}}, 0.1, ink);
    pen.line({{0.1, -0.22}, {0.3 + swing / 3, 0.12}}, 0.1, ink);
}

void drawBicycle(const Pen& pen, const Colour& ink)
{
    for (const double x : {-0.36, 0.36})
        pen.line(ellipse({x, 0.2}, 0.27, 0.27), 0.08, ink);
    pen.line({{-0.36, 0.2}, {-0.12, -0.2}, {0.22, -0.2}, {0.0, 0.2}, {-0.36, 0.2}}, 0.07, ink);
    pen.line({{0.36, 0.2}, {0.2, -0.38}, {0.38, -0.42}}, 0.07, ink);
    pen.line({{-0.22, -0.34}, {-0.02, -0.34}}, 0.09, ink);
    pen.line({{-0.12, -0.34}, {0.0, 0.2}}, 0.07, ink);
}

void drawTree(const Pen& pen, const Colour& ink)
{
    pen.fill(rectangle(-0.08, 0.3, 0.08, 0.65), ink);
    for (int i = 0; i < 3; ++i) {
        const double top = -0.65 + 0.28 * i;
        const double half = 0.26 + 0.1 * i;
        pen.fill({{-half, top + 0.42}, {0, top}, {half, top + 0.42}}, ink);
    }
}

void drawWaves(const Pen& pen, const Colour& ink)
{
    for (int row = -1; row <= 1; ++row) {
        Outline wave;
        for (int i = 0; i <= 36; ++i) {
            const double x = -0.6 + 1.2 * i / 36;
            wave.emplace_back(x, 0.3 * row + 0.09 * std::sin(x * 10.5));
        }
        pen.line(wave, 0.12, ink);
    }
}

/// Two leaves of a plant with veins; `outline` is one leaf.
void veined(const Pen& pen, const Outline& outline, const Colour& ink, const Colour& vein)
{
    pen.fill(outline, ink);
    pen.line({{0, 0.98}, {0, -0.6}}, 0.05, vein);
}

} // namespace

void drawSign(int label, const Pen& pen, PictureRandom& random, const Colour& ink, const Colour& second)
{
    drawPlate(pen, random, second, random.below(2) == 0 ? ink : second * 0.6);
    switch (label) {
    case 0:
        return drawArrow(pen, ink);
    case 1:
        return drawBicycle(pen, ink);
    case 2:
        pen.line({{-0.45, -0.45}, {0.45, 0.45}}, 0.22, ink);
        pen.line({{0.45, -0.45}, {-0.45, 0.45}}, 0.22, ink);
        return;
    case 3:
        pen.fill({{-0.13, -0.6}, {0.13, -0.6}, {0.07, 0.22}, {-0.07, 0.22}}, ink);
        pen.fill(ellipse({0, 0.46}, 0.13, 0.13), ink);
        return;
    case 4:
        pen.fill({{-0.6, -0.05}, {0, -0.6}, {0.6, -0.05}}, ink);
        pen.fill(rectangle(-0.42, -0.08, 0.42, 0.55), ink);
        pen.fill(rectangle(-0.1, 0.2, 0.12, 0.55), second);
        return;
    case 5:
        pen.fill({{0.1, -0.65}, {-0.38, 0.1}, {-0.05, 0.1}, {-0.14, 0.65}, {0.36, -0.15}, {0.03, -0.15}},
                 ink);
        return;
    case 6:
        return drawPerson(pen, random, ink);
    case 7:
        return drawTree(pen, ink);
    case 8:
        return drawTurn(pen, ink);
    default:
        return drawWaves(pen, ink);
    }
}

void drawPart(int label, const Pen& pen, PictureRandom& random, const Colour& ink, const Colour& second)
{
    const Colour dark = ink * 0.55;
    switch (label) {
    case 0: // bracket
        pen.fill({{-0.7, -0.8}, {-0.4, -0.8}, {-0.4, 0.45}, {0.8, 0.45}, {0.8, 0.75}, {-0.7, 0.75}}, ink);
        pen.fill(ellipse({-0.55, -0.5}, 0.08, 0.08), second);
        pen.fill(ellipse({0.5, 0.6}, 0.08, 0.08), second);
        return;
    case 1: { // gear
        const int teeth = 8 + random.below(5);
        pen.fill(polar([teeth](double a) { return std::sin(teeth * a) > 0 ? 0.9 : 0.68; }, 240), ink);
        pen.fill(ellipse({0, 0}, 0.28, 0.28), second);
        return;
    }
    case 2: { // key
        pen.line(ellipse({0, -0.55}, 0.3, 0.3), 0.18, ink);
        pen.fill(rectangle(-0.09, -0.2, 0.09, 0.9), ink);
        pen.fill(rectangle(0.05, 0.5, 0.36, 0.64), ink);
        pen.fill(rectangle(0.05, 0.74, 0.3, 0.88), ink);
        return;
    }
    case 3: // nail
        pen.fill(rectangle(-0.28, -0.95, 0.28, -0.82), ink);
        pen.fill({{-0.07, -0.82}, {0.07, -0.82}, {0.07, 0.7}, {0, 0.95}, {-0.07, 0.7}}, ink);
        return;
    case 4: // nut
        pen.fill(polar([](double a) {
                     return 0.85 * std::cos(CV_PI / 6) / std::cos(std::fmod(a, CV_PI / 3) - CV_PI / 6);
                 }),
                 ink);
        pen.fill(ellipse({0, 0}, 0.4, 0.4), dark);
        pen.fill(ellipse({0, 0}, 0.34, 0.34), second);
        return;
    case 5: // pipe elbow
        pen.line(ellipse({0.5, 0.5}, 0.85, 0.85, 180, 270), 0.45, ink);
        pen.fill(rectangle(-0.66, 0.45, -0.04, 0.68), dark);
        pen.fill(rectangle(0.45, -0.66, 0.68, -0.04), dark);
        return;
    case 6: { // screw
        pen.fill(ellipse({0, -0.72}, 0.36, 0.24), ink);
        pen.line({{-0.2, -0.75}, {0.2, -0.75}}, 0.07, dark);
        pen.fill({{-0.15, -0.6}, {0.15, -0.6}, {0.12, 0.6}, {0, 0.95}, {-0.12, 0.6}}, ink);
        for (int i = 0; i < 7; ++i)
            pen.line({{-0.19, -0.38 + 0.17 * i}, {0.19, -0.48 + 0.17 * i}}, 0.06, dark);
        return;
    }
    case 7: { // spring
        Outline coil;
        const int turns = 5 + random.below(3);
        for (int i = 0; i <= 40 * turns; ++i) {
            const double t = static_cast<double>(i) / (40 * turns);
            coil.emplace_back(0.42 * std::sin(2 * CV_PI * turns * t), -0.85 + 1.7 * t);
        }
        pen.line(coil, 0.1, ink);
        return;
    }
    case 8: // washer
        pen.fill(ellipse({0, 0}, 0.8, 0.8), ink);
        pen.fill(ellipse({0, 0}, 0.42, 0.42), dark);
        pen.fill(ellipse({0.02, 0.02}, 0.38, 0.38), second);
        return;
    default: // wrench
        pen.fill(rectangle(-0.14, -0.45, 0.14, 0.6), ink);
        pen.line(ellipse({0, -0.65}, 0.25, 0.27, -40, 220), 0.2, ink);
        pen.line(ellipse({0, 0.7}, 0.2, 0.2), 0.16, ink);
        return;
    }
}

void drawLeaf(int label, const Pen& pen, PictureRandom& random, const Colour& ink, const Colour& second)
{
    const double fat = random.uniform(0.85, 1.15);
    const auto scaled = [fat](Outline outline) {
        for (cv::Point2d& p : outline)
            p.x *= fat;
        return outline;
    };
    const auto lens = [](double half, double length) {
        Outline points;
        for (int i = 0; i <= 40; ++i) {
            const double t = static_cast<double>(i) / 40;
            points.emplace_back(half * std::sin(CV_PI * t), -length + 1.6 * length * t);
        }
        for (int i = 40; i >= 0; --i) {
            const double t = static_cast<double>(i) / 40;
            points.emplace_back(-half * std::sin(CV_PI * t), -length + 1.6 * length * t);
        }
        return points;
    };
    switch (label) {
    case 0: // beech: broad oval
        return veined(pen, scaled(lens(0.5, 0.95)), ink, second);
    case 1: // clover: three round leaflets
        pen.line({{0, 0.95}, {0, 0.1}}, 0.07, second);
        for (const double angle : {0.0, 115.0, 245.0}) {
            pen.fill(turned(moved(scaled(ellipse({0, 0}, 0.34, 0.38)), 0, -0.42), angle), ink);
            pen.line(turned({{0, 0}, {0, -0.6}}, angle), 0.03, second);
        }
        return;
    case 2: { // ginkgo: a fan with a notch
        Outline fan = ellipse({0, 0.45}, 1.0, 1.15, 215, 325);
        fan[fan.size() / 2].y += random.uniform(0.15, 0.4);
        fan.emplace_back(0, 0.55);
        pen.fill(scaled(fan), ink);
        pen.line({{0, 0.98}, {0, 0.5}}, 0.06, second);
        for (int i = -2; i <= 2; ++i)
            pen.line({{0, 0.5}, {0.24 * i, -0.45}}, 0.025, second);
        return;
    }
    case 3: // linden: heart
        return veined(pen, scaled(polar([](double a) {
                          const double b = a > CV_PI ? 2 * CV_PI - a : a;
                          return 0.42 + 0.5 * std::sin(b * 0.5 + 0.55) -
                                 0.32 * std::exp(-9 * (CV_PI - b) * (CV_PI - b)) +
                                 0.12 * std::exp(-30 * b * b);
                      })),
                      ink, second);
    case 4: // maple: five points
        pen.line({{0, 1.0}, {0, 0.2}}, 0.06, second);
        pen.fill(scaled(polar([](double a) {
                     const double b = a > CV_PI ? 2 * CV_PI - a : a;
                     const double point = std::pow(std::abs(std::cos(2.5 * b * 0.8)), 1.3);
                     return (b > 2.6 ? 0.25 : 0.4 + 0.55 * point) * (1 + 0.06 * std::sin(23 * a));
                 })),
                 ink);
        for (const double angle : {-100.0, -50.0, 0.0, 50.0, 100.0})
            pen.line(turned({{0, 0.1}, {0, -0.7}}, angle), 0.03, second);
        return;
    case 5: // oak: round lobes
        return veined(pen, scaled(polar([](double a) {
                          const double b = a > CV_PI ? 2 * CV_PI - a : a;
                          const double body =
                              0.9 / std::sqrt(std::pow(std::sin(b) / 0.55, 2) + std::pow(std::cos(b), 2));
                          return body * (0.84 + 0.16 * std::cos(9 * b));
                      })),
                      ink, second);
    case 6: { // rowan: many leaflets in pairs
        pen.line({{0, 0.98}, {0, -0.8}}, 0.05, second);
        for (int i = 0; i < 5; ++i)
            for (const double side : {-1.0, 1.0})
                pen.fill(
                    moved(turned(ellipse({side * 0.3, 0}, 0.3, 0.09 * fat), side * -25), 0, 0.55 - 0.32 * i),
                    ink);
        pen.fill(moved(ellipse({0, 0}, 0.09 * fat, 0.22), 0, -0.85), ink);
        return;
    }
    default: // willow: long and narrow
        return veined(pen, scaled(lens(0.2, 1.0)), ink, second);
    }
}

} // namespace microt
