// SPDX-License-Identifier: Apache-2.0
// Signs in object space. Plates and colours say nothing about the class; the pictogram alone does.
#include <cmath>

#include "engine/drawn/canvas_private.h"

namespace microt {

namespace {

using Colour = cv::Scalar;

struct SignInk
{
    Colour plate;
    Colour ink;
    Colour rim;
};

SignInk signInk(PictureRandom& random)
{
    const Colour white = colourNear(random, 50, 0.03, 0.93);
    const Colour black = colourNear(random, 230, 0.15, 0.14);
    const Colour red = colourNear(random, 358, 0.8, 0.75, 5);
    const Colour blue = colourNear(random, 214, 0.8, 0.62);
    switch (random.below(7)) {
    case 0:
        return {blue, white, white};
    case 1:
        return {colourNear(random, 48, 0.8, 0.92, 4), black, black};
    case 2:
        return {white, black, red};
    case 3:
        return {red, white, white};
    case 4:
        return {colourNear(random, 150, 0.7, 0.45), white, white};
    case 5:
        return {white, blue, blue};
    default:
        return {colourNear(random, 26, 0.75, 0.85, 5), black, black};
    }
}

Outline plateOutline(int shape)
{
    switch (shape) {
    case 0:
        return ellipse({0, 0}, 1, 1);
    case 1:
        return rectangle(-0.88, -0.88, 0.88, 0.88);
    case 2:
        return turned(rectangle(-0.8, -0.8, 0.8, 0.8), 45);
    default: {
        Outline octagon;
        for (int i = 0; i < 8; ++i)
            octagon.emplace_back(1.05 * std::cos((i + 0.5) * CV_PI / 4),
                                 1.05 * std::sin((i + 0.5) * CV_PI / 4));
        return octagon;
    }
    }
}

/// A pen whose unit is the pictogram's half size.
class Pictogram
{
public:
    Pictogram(const Pen& pen, const Colour& ink, double size) : m_pen(pen), m_ink(ink), m_size(size) {}

    void fill(const Outline& outline) const { m_pen.fill(stretched(outline, m_size, m_size), m_ink); }
    void fill(const Outline& outline, const Colour& colour) const
    {
        m_pen.fill(stretched(outline, m_size, m_size), colour);
    }
    void line(const Outline& points, double width) const
    {
        m_pen.line(stretched(points, m_size, m_size), width * m_size, m_ink);
    }

private:
    const Pen& m_pen;
    Colour m_ink;
    double m_size;
};

void drawBicycle(const Pictogram& p)
{
    for (const double x : {-0.58, 0.58})
        p.line(ellipse({x, 0.32}, 0.4, 0.4), 0.12);
    p.line({{-0.58, 0.32}, {-0.22, -0.3}, {0.38, -0.3}, {0.0, 0.32}, {-0.58, 0.32}}, 0.11);
    p.line({{0.58, 0.32}, {0.32, -0.58}, {0.62, -0.64}}, 0.11);
    p.line({{-0.42, -0.54}, {-0.06, -0.54}}, 0.14);
    p.line({{-0.24, -0.54}, {0.0, 0.32}}, 0.11);
}

void drawPerson(const Pictogram& p, PictureRandom& random)
{
    const double swing = random.uniform(0.22, 0.45);
    p.fill(ellipse({0, -0.76}, 0.22, 0.22));
    p.fill({{-0.25, -0.48}, {0.25, -0.48}, {0.19, 0.3}, {-0.19, 0.3}});
    for (const double side : {-1.0, 1.0}) {
        p.line({{side * 0.06, 0.2}, {side * swing, 0.98}}, 0.2);
        p.line({{side * 0.18, -0.38}, {side * (0.42 + swing / 3), 0.18}}, 0.15);
    }
}

void drawTree(const Pictogram& p)
{
    p.fill(rectangle(-0.12, 0.5, 0.12, 1.0));
    for (int i = 0; i < 3; ++i) {
        const double top = -1.0 + 0.46 * i;
        const double half = 0.42 + 0.15 * i;
        p.fill({{-half, top + 0.66}, {0, top}, {half, top + 0.66}});
    }
}

void drawWater(const Pictogram& p)
{
    for (int row = -1; row <= 1; ++row) {
        Outline wave;
        for (int i = 0; i <= 36; ++i) {
            const double x = -0.95 + 1.9 * i / 36;
            wave.emplace_back(x, 0.5 * row + 0.14 * std::sin(x * 6.6));
        }
        p.line(wave, 0.2);
    }
}

} // namespace

void drawSign(int label, const Pen& pen, PictureRandom& random)
{
    const SignInk ink = signInk(random);
    const int shape = random.below(4);
    if (random.chance(0.75))
        pen.fill(rectangle(-0.08, 0.2, 0.08, 4), colourNear(random, 210, 0.06, 0.55));
    const Outline outline = plateOutline(shape);
    pen.fill(stretched(outline, 1.03, 1.03), ink.plate * 0.85);
    pen.fill(outline, ink.rim);
    pen.fill(stretched(outline, 0.88, 0.88), ink.plate);

    const Pictogram p(pen, ink.ink, shape == 2 ? 0.56 : 0.66);
    switch (label) {
    case 0: // ahead
        p.fill(rectangle(-0.18, -0.2, 0.18, 1.0));
        p.fill({{-0.68, -0.1}, {0, -1.0}, {0.68, -0.1}});
        return;
    case 1:
        return drawBicycle(p);
    case 2: // cross
        p.line({{-0.68, -0.68}, {0.68, 0.68}}, 0.34);
        p.line({{0.68, -0.68}, {-0.68, 0.68}}, 0.34);
        return;
    case 3: // danger
        p.fill({{-0.21, -1.0}, {0.21, -1.0}, {0.11, 0.35}, {-0.11, 0.35}});
        p.fill(ellipse({0, 0.76}, 0.2, 0.2));
        return;
    case 4: // house
        p.fill({{-1.0, -0.02}, {0, -0.95}, {1.0, -0.02}});
        p.fill(rectangle(-0.7, -0.1, 0.7, 0.9));
        p.fill(rectangle(-0.18, 0.3, 0.18, 0.9), ink.plate);
        return;
    case 5: // lightning
        p.fill({{0.2, -1.05}, {-0.6, 0.15}, {-0.08, 0.15}, {-0.24, 1.05}, {0.58, -0.22}, {0.06, -0.22}});
        return;
    case 6:
        return drawPerson(p, random);
    case 7:
        return drawTree(p);
    case 8: // turn
        p.line({{-0.48, 0.95}, {-0.48, 0.1}, {-0.38, -0.2}, {-0.1, -0.35}, {0.3, -0.35}}, 0.34);
        p.fill({{0.25, -0.92}, {0.95, -0.35}, {0.25, 0.22}});
        return;
    default:
        return drawWater(p);
    }
}

} // namespace microt
