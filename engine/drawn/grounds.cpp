// SPDX-License-Identifier: Apache-2.0
// What the objects of the drawn tasks lie on or stand before.
#include <algorithm>
#include <cmath>

#include "engine/drawn/scene_private.h"

namespace microt {

namespace {

/// A point of the ground: u and v run over one unit across the picture, turned and shifted; `across` and
/// `down` run from 0 to 1 upright.
struct Spot
{
    double u = 0;
    double v = 0;
    double across = 0;
    double down = 0;
};

using Colour = cv::Scalar;

Colour mixed(const Colour& a, const Colour& b, double share)
{
    return a * (1 - share) + b * share;
}

/// 1 within `width` of a multiple of `period`, else 0.
double lineAt(double position, double period, double width)
{
    const double rest = position - std::floor(position / period) * period;
    return rest < width ? 1 : 0;
}

/// One ground's colours and seeds, chosen once; then a colour for each spot.
class Painter
{
public:
    Painter(Ground ground, PictureRandom& random) : m_ground(ground), m_seed(random.next())
    {
        choose(random);
        m_size = random.uniform(0.8, 1.3);
        m_horizon = random.uniform(0.6, 0.95);
    }

    const Colour& base() const { return m_base; }

    Colour at(const Spot& s) const
    {
        const double u = s.u * m_size;
        const double v = s.v * m_size;
        switch (m_ground) {
        case Ground::wood: {
            const double grain = noiseAt(m_seed, u * 2.5, v * 26, 3);
            const double gap = lineAt(v + 0.06 * static_cast<double>(m_seed % 7), 0.45, 0.012);
            return mixed(m_base, m_other, grain) * (1 - 0.55 * gap);
        }
        case Ground::concrete:
            return m_base * (0.72 + 0.4 * noiseAt(m_seed, u * 5, v * 5, 4) +
                             0.16 * noiseAt(m_seed + 9, u * 60, v * 60));
        case Ground::steel:
            return m_base * (0.72 + 0.4 * noiseAt(m_seed, u * 2, v * 55, 2) + 0.16 * noiseAt(m_seed, u, v));
        case Ground::cardboard:
            return m_base * (0.86 + 0.12 * noiseAt(m_seed, u * 3, v * 40, 2) +
                             0.14 * noiseAt(m_seed + 3, u * 4, v * 4, 3));
        case Ground::cuttingMat:
            return mixed(m_base, m_other, 0.55 * std::max(lineAt(u, 0.22, 0.012), lineAt(v, 0.22, 0.012))) *
                   (0.9 + 0.2 * noiseAt(m_seed, u * 20, v * 20, 2));
        case Ground::paper:
            return m_base * (0.93 + 0.08 * noiseAt(m_seed, u * 4, v * 4, 4));
        case Ground::soil:
            return mixed(m_base, m_other, noiseAt(m_seed, u * 9, v * 9, 4)) *
                   (0.6 + 0.8 * noiseAt(m_seed + 5, u * 26, v * 26, 2));
        case Ground::grass: {
            const double blades = noiseAt(m_seed, u * 40 + 3 * noiseAt(m_seed + 1, u * 6, v * 6), v * 7, 2);
            return mixed(m_base, m_other, blades) * (0.65 + 0.6 * noiseAt(m_seed + 2, u * 6, v * 6, 2));
        }
        case Ground::sky: {
            const double edge = m_horizon + 0.2 * (noiseAt(m_seed + 4, s.across * 7, 0, 3) - 0.5);
            if (s.down > edge)
                return m_far * (0.5 + 0.9 * noiseAt(m_seed + 5, s.across * 14, s.down * 14, 3));
            const double cloud = noiseAt(m_seed, s.across * 2.5, s.down * 5, 4);
            return mixed(mixed(m_base, m_other, s.down), {250, 248, 245},
                         std::clamp(3 * cloud - 1.4, 0.0, 0.8));
        }
        case Ground::bricks: {
            const double row = std::floor(s.down / 0.11);
            const double shift = std::fmod(row, 2) * 0.13;
            const double brick = std::floor((s.across + shift) / 0.26);
            const double joint = std::max(lineAt(s.down, 0.11, 0.018), lineAt(s.across + shift, 0.26, 0.018));
            const double tone = noiseAt(m_seed, brick * 3.7, row * 5.1);
            return mixed(m_base * (0.75 + 0.45 * tone), m_other, joint) *
                   (0.85 + 0.3 * noiseAt(m_seed + 1, s.across * 20, s.down * 20, 2));
        }
        case Ground::trees:
            return mixed(m_base, m_other, noiseAt(m_seed, u * 9, v * 9, 3)) *
                   (0.5 + 0.9 * noiseAt(m_seed + 2, u * 4, v * 4, 2));
        }
        return m_base;
    }

private:
    void choose(PictureRandom& random)
    {
        const auto near = [&random](double hue, double saturation, double value) {
            return colourNear(random, hue, saturation, value);
        };
        switch (m_ground) {
        case Ground::wood: {
            const double value = random.uniform(0.4, 0.8);
            m_base = near(29, 0.5, value);
            m_other = near(24, 0.55, value * 0.68);
            return;
        }
        case Ground::concrete:
            m_base = near(40, 0.06, random.uniform(0.45, 0.85));
            return;
        case Ground::steel:
            m_base = near(210, 0.1, random.uniform(0.4, 0.75));
            return;
        case Ground::cardboard:
            m_base = near(33, 0.38, random.uniform(0.6, 0.85));
            return;
        case Ground::cuttingMat:
            m_base = near(random.chance(0.5) ? 160 : 215, 0.6, 0.38);
            m_other = near(80, 0.1, 0.8);
            return;
        case Ground::paper:
            m_base = near(44, 0.08, 0.92);
            return;
        case Ground::soil:
            m_base = near(26, 0.45, 0.5);
            m_other = near(30, 0.4, 0.28);
            return;
        case Ground::grass:
            m_base = near(88, 0.5, 0.6);
            m_other = near(105, 0.55, 0.3);
            return;
        case Ground::sky: {
            const bool clear = random.chance(0.6);
            m_base = clear ? near(212, 0.55, 0.85) : near(215, 0.1, 0.75);
            m_other = clear ? near(205, 0.2, 0.95) : near(210, 0.05, 0.9);
            m_far = near(random.chance(0.7) ? 110 : 30, 0.35, 0.45);
            return;
        }
        case Ground::bricks: {
            const double hue = random.chance(0.7) ? 14 : 40;
            m_base = near(hue, 0.45, random.uniform(0.5, 0.75));
            m_other = near(40, 0.1, 0.72);
            return;
        }
        case Ground::trees:
            m_base = near(95, 0.5, 0.62);
            m_other = near(120, 0.5, 0.25);
            return;
        }
    }

    Ground m_ground;
    std::uint64_t m_seed;
    Colour m_base;
    Colour m_other;
    Colour m_far;
    double m_size = 1;
    double m_horizon = 1;
};

} // namespace

Scene::Scene(Ground ground, double texture, PictureRandom& random)
    : m_bgr(std::size_t{3} * kDrawnSide * kDrawnSide)
{
    const double light = random.uniform(0, 2 * CV_PI);
    m_lightX = std::cos(light);
    m_lightY = std::sin(light);
    const Painter painter(ground, random);
    const double angle = random.uniform(0, CV_PI);
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    for (int y = 0; y < kDrawnSide; ++y)
        for (int x = 0; x < kDrawnSide; ++x) {
            const double across = static_cast<double>(x) / kDrawnSide;
            const double down = static_cast<double>(y) / kDrawnSide;
            const Spot spot{c * across - s * down + 2, s * across + c * down + 2, across, down};
            const Colour colour = mixed(painter.base(), painter.at(spot), texture);
            for (int channel = 0; channel < 3; ++channel)
                pixel(x, y)[channel] = static_cast<float>(colour[channel]);
        }
}

} // namespace microt
