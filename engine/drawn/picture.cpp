// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/drawn/scene_private.h"

namespace microt {

namespace {

// How hard the pictures are: the wider these ranges, the harder.
constexpr double kLowestScale = 0.78; ///< of half the side
constexpr double kHighestScale = 0.97;
constexpr double kShift = 0.08; ///< off the centre, of half the side
constexpr double kShear = 0.1;  ///< and stretch
constexpr double kPerspective = 0.07;
constexpr int kClutter = 2;            ///< things on the ground, at most
constexpr double kOccludedShare = 0.1; ///< of the pictures
constexpr double kDarkest = 0.65;
constexpr double kBrightest = 1.1;
constexpr double kBlur = 0.6; ///< sigma, pixels, at most
constexpr double kNoise = 5;  ///< levels, at most

using DrawObject = void (*)(int, const Pen&, PictureRandom&);

struct Recipe
{
    const char* task;
    DrawObject draw;
    double turnDegrees; ///< at most, either way
    double texture;     ///< of the ground, 0..1
    Finish finish;
    std::vector<Ground> grounds; ///< equally often
};

const std::vector<Recipe>& recipes()
{
    static const std::vector<Recipe> kRecipes = {
        {"leaves",
         drawLeaf,
         15,
         0.5,
         {0.45, 0.3, 0.0, 0.2},
         {Ground::soil, Ground::grass, Ground::paper, Ground::wood, Ground::concrete}},
        {"parts",
         drawPart,
         15,
         0.7,
         {0.5, 0.7, 0.16, 0.12},
         {Ground::wood, Ground::steel, Ground::cardboard, Ground::cuttingMat, Ground::concrete}},
        {"signs",
         drawSign,
         6,
         0.7,
         {0.15, 0.12, 0.0, 0.15},
         {Ground::sky, Ground::bricks, Ground::trees, Ground::sky, Ground::concrete}}};
    return kRecipes;
}

std::uint64_t seedOf(std::string_view task, int label, int index, std::uint64_t seed)
{
    // FNV-1a over everything that names a picture.
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * 0x100000001B3ULL; };
    for (const char c : task)
        mix(static_cast<unsigned char>(c));
    mix(static_cast<std::uint64_t>(label) + 1);
    mix(static_cast<std::uint64_t>(index) + 1);
    mix(seed);
    return hash;
}

cv::Matx33d poseOf(PictureRandom& random, const Recipe& recipe)
{
    const double half = kDrawnSide * kDrawnFineness / 2.0;
    const double angle = random.uniform(-recipe.turnDegrees, recipe.turnDegrees) * CV_PI / 180;
    const double scale = random.uniform(kLowestScale, kHighestScale);
    const double stretch = random.uniform(1 - kShear, 1 + kShear);
    const double lean = random.uniform(-kShear, kShear);
    const double tiltX = random.uniform(-kPerspective, kPerspective);
    const double tiltY = random.uniform(-kPerspective, kPerspective);
    const double x = 1 + random.uniform(-kShift, kShift);
    const double y = 1 + random.uniform(-kShift, kShift);
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    const cv::Matx33d turn(c, -s, 0, s, c, 0, 0, 0, 1);
    const cv::Matx33d shear(stretch, lean, 0, 0, 1 / stretch, 0, 0, 0, 1);
    const cv::Matx33d size(scale, 0, 0, 0, scale, 0, 0, 0, 1);
    const cv::Matx33d tilt(1, 0, 0, 0, 1, 0, tiltX, tiltY, 1);
    const cv::Matx33d place(half, 0, half * x, 0, half, half * y, 0, 0, 1);
    return place * tilt * size * turn * shear;
}

/// A thin bent thing: twig, wire, blade of grass, shaving. From `from` on, in half sides about the centre.
Outline bentLine(PictureRandom& random, cv::Point2d from, double length)
{
    double angle = random.uniform(0, 2 * CV_PI);
    const double bend = random.uniform(-0.35, 0.35);
    Outline points{from};
    for (int i = 0; i < 6; ++i) {
        points.emplace_back(points.back() + cv::Point2d(std::cos(angle), std::sin(angle)) * (length / 6));
        angle += bend;
    }
    return points;
}

cv::Scalar clutterColour(PictureRandom& random, const Recipe& recipe)
{
    if (recipe.draw == drawPart)
        return random.chance(0.6) ? colourNear(random, 210, 0.08, random.uniform(0.3, 0.8))
                                  : colourNear(random, random.uniform(0, 360), 0.6, 0.6);
    return random.chance(0.5) ? colourNear(random, 28, 0.45, random.uniform(0.25, 0.6))
                              : colourNear(random, 95, 0.5, random.uniform(0.3, 0.7), 25);
}

void addClutter(Scene& scene, const Recipe& recipe, const cv::Matx33d& whole, PictureRandom& random)
{
    Layer layer;
    const Pen pen(layer, whole);
    for (int left = random.below(kClutter + 1); left > 0; --left) {
        const cv::Scalar colour = clutterColour(random, recipe);
        const double x = random.uniform(-1, 1);
        const double y = random.uniform(-1, 1);
        const double size = random.uniform(0.04, 0.11);
        const double turn = random.uniform(0, 360);
        if (random.chance(0.5))
            pen.line(bentLine(random, {x, y}, 5 * size), 0.3 * size, colour);
        else
            pen.fill(moved(turned(ellipse({0, 0}, size, size * 0.6), turn), x, y), colour);
    }
    scene.lay(layer, {0.35, 0.3, 0, 0.2}, random);
}

/// Something thin that lies across a part of the object.
void addOccluder(Scene& scene, const Recipe& recipe, const cv::Matx33d& whole, PictureRandom& random)
{
    Layer layer;
    const cv::Scalar colour = clutterColour(random, recipe);
    const double offset = random.uniform(0.1, 0.55);
    const double turn = random.uniform(0, 360);
    const double bend = random.uniform(-0.35, 0.35);
    Outline band;
    for (int i = 0; i <= 12; ++i) {
        const double x = -1.6 + 3.2 * i / 12;
        band.emplace_back(x, offset + bend * (x * x - 0.5));
    }
    Pen(layer, whole).line(turned(band, turn), random.uniform(0.04, 0.1), colour);
    scene.lay(layer, {0.45, 0.4, 0, 0.1}, random);
}

} // namespace

cv::Mat drawPicture(std::string_view task, int label, int index, std::uint64_t seed)
{
    const Recipe& recipe = *std::find_if(recipes().begin(), recipes().end(),
                                         [task](const Recipe& candidate) { return task == candidate.task; });
    PictureRandom random(seedOf(recipe.task, label, index, seed));
    const double half = kDrawnSide * kDrawnFineness / 2.0;
    const cv::Matx33d whole(half, 0, half, 0, half, half, 0, 0, 1);
    Scene scene(
        recipe.grounds[static_cast<std::size_t>(random.below(static_cast<int>(recipe.grounds.size())))],
        recipe.texture, random);
    addClutter(scene, recipe, whole, random);
    Layer object;
    recipe.draw(label, Pen(object, poseOf(random, recipe)), random);
    scene.lay(object, recipe.finish, random);
    if (random.chance(kOccludedShare))
        addOccluder(scene, recipe, whole, random);
    const double level = random.uniform(kDarkest, kBrightest);
    const double blur = random.uniform(0.1, kBlur);
    const double noise = random.uniform(1, kNoise);
    scene.expose(level, blur, noise, random);
    return scene.picture();
}

} // namespace microt
