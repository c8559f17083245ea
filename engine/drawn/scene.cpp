// SPDX-License-Identifier: Apache-2.0
#include "engine/drawn/scene_private.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace microt {

namespace {

constexpr int kPixels = kDrawnSide * kDrawnSide;

using Plane = std::vector<float>; ///< [side, side]

float valueAt(const Plane& plane, int x, int y)
{
    const int column = std::clamp(x, 0, kDrawnSide - 1);
    const int row = std::clamp(y, 0, kDrawnSide - 1);
    return plane[static_cast<std::size_t>(row * kDrawnSide + column)];
}

/// Three running means each way, nearly a Gaussian of standard deviation `sigma` pixels; the outermost
/// samples of a mean count in part, so that any width is possible.
void soften(Plane& plane, double sigma)
{
    const double reach = (std::sqrt(4 * sigma * sigma + 1) - 1) / 2; // variance of one mean: sigma^2 / 3
    const int whole = static_cast<int>(reach);
    const auto part = static_cast<float>(reach - whole);
    const auto weight = static_cast<float>(1 / (2 * reach + 1));
    const int edge = whole + 1;
    std::vector<float> line(static_cast<std::size_t>(kDrawnSide + 2 * edge));
    for (int i = 0; i < 2 * kDrawnSide; ++i) {
        float* const first = plane.data() + (i < kDrawnSide ? i * kDrawnSide : i - kDrawnSide);
        const int step = i < kDrawnSide ? 1 : kDrawnSide;
        for (int pass = 0; pass < 3; ++pass) {
            for (int k = -edge; k < kDrawnSide + edge; ++k)
                line[static_cast<std::size_t>(k + edge)] = first[std::clamp(k, 0, kDrawnSide - 1) * step];
            for (int k = 0; k < kDrawnSide; ++k) {
                const float* const window = line.data() + k;
                float sum = part * (window[0] + window[2 * edge]);
                for (int j = 1; j < 2 * edge; ++j)
                    sum += window[j];
                first[k * step] = sum * weight;
            }
        }
    }
}

double latticeAt(std::uint64_t seed, std::int64_t x, std::int64_t y)
{
    PictureRandom random(seed ^ static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ULL ^
                         static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FULL);
    return random.uniform(0, 1);
}

} // namespace

double noiseAt(std::uint64_t seed, double x, double y, int octaves)
{
    double sum = 0;
    double total = 0;
    double amplitude = 1;
    for (int octave = 0; octave < octaves; ++octave) {
        const double column = std::floor(x);
        const double row = std::floor(y);
        const double fx = x - column;
        const double fy = y - row;
        const double sx = fx * fx * (3 - 2 * fx);
        const double sy = fy * fy * (3 - 2 * fy);
        const auto i = static_cast<std::int64_t>(column);
        const auto j = static_cast<std::int64_t>(row);
        const std::uint64_t plane = seed + static_cast<std::uint64_t>(octave);
        const double top = latticeAt(plane, i, j) * (1 - sx) + latticeAt(plane, i + 1, j) * sx;
        const double bottom = latticeAt(plane, i, j + 1) * (1 - sx) + latticeAt(plane, i + 1, j + 1) * sx;
        sum += amplitude * (top * (1 - sy) + bottom * sy);
        total += amplitude;
        amplitude *= 0.5;
        x *= 2;
        y *= 2;
    }
    return sum / total;
}

void Scene::lay(const Layer& layer, const Finish& finish, PictureRandom& random)
{
    Plane cover(kPixels, 0);
    std::array<Plane, 3> colour;
    colour.fill(Plane(kPixels, 0));
    for (int y = 0; y < kDrawnSide * kDrawnFineness; ++y)
        for (int x = 0; x < kDrawnSide * kDrawnFineness; ++x) {
            if (layer.cover.at<std::uint8_t>(y, x) == 0)
                continue;
            const auto at = static_cast<std::size_t>(y / kDrawnFineness * kDrawnSide + x / kDrawnFineness);
            constexpr float kShare = 1.0F / (kDrawnFineness * kDrawnFineness);
            cover[at] += kShare;
            for (int c = 0; c < 3; ++c)
                colour[static_cast<std::size_t>(c)][at] += kShare * layer.colour.at<cv::Vec3b>(y, x)[c];
        }

    Plane rounded = cover;
    soften(rounded, 1.0);
    Plane shadow = cover;
    soften(shadow, random.uniform(1.2, 2.4));
    const double fall = random.uniform(1.5, 4.0);
    const auto shadowX = static_cast<int>(std::lround(m_lightX * fall));
    const auto shadowY = static_cast<int>(std::lround(m_lightY * fall));
    const auto edgeX = static_cast<int>(std::lround(m_lightX * 1.4));
    const auto edgeY = static_cast<int>(std::lround(m_lightY * 1.4));
    const double sheenAngle = random.uniform(0, 2 * CV_PI);
    const double sheenPitch = random.uniform(0.08, 0.16);
    const double sheenX = std::cos(sheenAngle) * sheenPitch;
    const double sheenY = std::sin(sheenAngle) * sheenPitch;
    const double sheenPhase = random.uniform(0, 2 * CV_PI);
    const std::uint64_t patches = random.next();
    for (int y = 0; y < kDrawnSide; ++y)
        for (int x = 0; x < kDrawnSide; ++x) {
            const auto at = static_cast<std::size_t>(y * kDrawnSide + x);
            float* out = pixel(x, y);
            const double dark = 1 - finish.shadow * valueAt(shadow, x - shadowX, y - shadowY);
            for (int c = 0; c < 3; ++c)
                out[c] = static_cast<float>(out[c] * dark);
            if (cover[at] == 0)
                continue;
            const double slope =
                valueAt(rounded, x + edgeX, y + edgeY) - valueAt(rounded, x - edgeX, y - edgeY);
            const double gloss = std::sin(sheenX * x + sheenY * y + sheenPhase);
            const double patch = noiseAt(patches, x / 14.0, y / 14.0, 3) - 0.5;
            const double light =
                1 + finish.bevel * slope + finish.sheen * gloss + 2 * finish.weathering * patch;
            for (std::size_t c = 0; c < 3; ++c)
                out[c] = static_cast<float>(out[c] * (1 - cover[at]) + colour[c][at] * light);
        }
}

void Scene::expose(double level, double blur, double noise, PictureRandom& random)
{
    const double slope = random.uniform(0, 0.35);
    std::array<double, 3> cast{};
    for (double& channel : cast)
        channel = level * random.uniform(0.92, 1.06);
    std::array<Plane, 3> planes;
    for (std::size_t c = 0; c < 3; ++c) {
        planes[c].resize(kPixels);
        for (int y = 0; y < kDrawnSide; ++y)
            for (int x = 0; x < kDrawnSide; ++x) {
                const double along =
                    (m_lightX * (x - kDrawnSide / 2) + m_lightY * (y - kDrawnSide / 2)) / kDrawnSide;
                planes[c][static_cast<std::size_t>(y * kDrawnSide + x)] =
                    static_cast<float>(pixel(x, y)[c] * cast[c] * (1 - slope * along));
            }
        soften(planes[c], blur);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(kPixels); ++i) {
        const double grey = random.uniform(-noise, noise);
        for (std::size_t c = 0; c < 3; ++c)
            m_bgr[3 * i + c] = static_cast<float>(planes[c][i] + grey + random.uniform(-noise, noise) * 0.5);
    }
}

cv::Mat Scene::picture() const
{
    cv::Mat picture(kDrawnSide, kDrawnSide, CV_8UC3);
    for (std::size_t i = 0; i < m_bgr.size(); ++i)
        picture.data[i] =
            static_cast<std::uint8_t>(std::clamp(static_cast<int>(std::lround(m_bgr[i])), 0, 255));
    return picture;
}

} // namespace microt
