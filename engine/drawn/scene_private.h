// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "engine/drawn/canvas_private.h"

namespace microt {

/// What lies behind the objects of a drawn task.
enum class Ground {
    wood,
    concrete,
    steel,
    cardboard,
    cuttingMat,
    paper,
    soil,
    grass,
    sky,
    bricks,
    trees,
};

/// How a layer takes the light when it is laid on a scene.
struct Finish
{
    double shadow = 0.4;   ///< how dark its shadow is, 0..1
    double bevel = 0.2;    ///< how much edges towards the light are brighter
    double sheen = 0.0;    ///< bands of gloss across it
    double weathering = 0; ///< patches that are lighter or darker
};

/// A drawn picture while it grows: ground, layers, light, camera. Plain float arithmetic throughout, so that
/// a seed gives the same pixels on every machine with the same OpenCV: cv::fillPoly counts other pixels as
/// inside in 4.10 than in 4.6.
class Scene
{
public:
    /// Paints the ground; `texture` 0..1 says how much of its pattern shows. One light shines on everything
    /// that is laid on it.
    Scene(Ground ground, double texture, PictureRandom& random);

    void lay(const Layer& layer, const Finish& finish, PictureRandom& random);

    /// Uneven light of `level` (1 is daylight), then a camera that blurs by `blur` pixels and adds noise of
    /// up to `noise` levels.
    void expose(double level, double blur, double noise, PictureRandom& random);

    cv::Mat picture() const; ///< CV_8UC3, BGR, kDrawnSide square

private:
    float* pixel(int x, int y) { return m_bgr.data() + 3 * (y * kDrawnSide + x); }

    std::vector<float> m_bgr; ///< [side, side, 3], 0..255 and beyond
    double m_lightX = 0;      ///< unit vector from the light
    double m_lightY = 0;
};

/// One picture of a drawn task (of drawnTasks()), CV_8UC3, BGR, kDrawnSide square; the same on every machine
/// with the same OpenCV.
cv::Mat drawPicture(std::string_view task, int label, int index, std::uint64_t seed);

/// Smooth noise in 0..1 at a point of a plane that `seed` chooses; `octaves` adds finer and finer detail.
double noiseAt(std::uint64_t seed, double x, double y, int octaves = 1);

} // namespace microt
