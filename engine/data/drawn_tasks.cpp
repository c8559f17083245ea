// SPDX-License-Identifier: Apache-2.0
#include "engine/data/drawn_tasks.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <system_error>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "engine/base/files.h"
#include "engine/data/drawn_canvas_private.h"

namespace microt {

namespace fs = std::filesystem;

namespace {

constexpr int kSide = 96;
constexpr int kSupersampling = 3;

// How hard the pictures are: each line is the widest range a picture is drawn from.
constexpr double kShift = 0.12; ///< of half the side
constexpr double kShear = 0.15;
constexpr double kPerspective = 0.0008;
constexpr int kClutterShapes = 6;
constexpr double kOccludedShare = 0.2; ///< of the pictures
constexpr double kDarkest = 0.6;
constexpr double kHighestBlur = 1.0; ///< sigma, pixels
constexpr double kHighestNoise = 10;

using DrawObject = void (*)(int, const Pen&, PictureRandom&, const cv::Scalar&, const cv::Scalar&);

struct Recipe
{
    const char* task;
    DrawObject draw;
    double turnDegrees; ///< at most, either way
    double lowestScale; ///< of half the side
    double highestScale;
};

const Recipe kRecipes[] = {{"leaves", drawLeaf, 35, 0.6, 0.9},
                           {"parts", drawPart, 22, 0.6, 0.9},
                           {"signs", drawSign, 10, 0.75, 0.95}};

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

cv::Scalar hue(PictureRandom& random, double low, double high, double saturation, double value)
{
    const double h = random.uniform(low, high) / 60.0;
    const auto channel = [&](double n) {
        const double k = std::fmod(n + h, 6.0);
        return 255 * value * (1 - saturation * std::max(0.0, std::min({k, 4 - k, 1.0})));
    };
    return {channel(1), channel(3), channel(5)};
}

cv::Matx33d poseOf(PictureRandom& random, const Recipe& recipe, int side)
{
    const double half = side / 2.0;
    const double angle = random.uniform(-recipe.turnDegrees, recipe.turnDegrees) * CV_PI / 180;
    const double scale = random.uniform(recipe.lowestScale, recipe.highestScale) * half;
    const double stretch = random.uniform(0.85, 1.15);
    const cv::Matx33d turn(std::cos(angle), -std::sin(angle), 0, std::sin(angle), std::cos(angle), 0, 0, 0,
                           1);
    const cv::Matx33d shear(stretch, random.uniform(-kShear, kShear), 0, 0, 1 / stretch, 0, 0, 0, 1);
    const cv::Matx33d size(scale, 0, 0, 0, scale, 0, 0, 0, 1);
    const cv::Matx33d tilt(1, 0, 0, 0, 1, 0, random.uniform(-kPerspective, kPerspective),
                           random.uniform(-kPerspective, kPerspective), 1);
    const cv::Matx33d place(1, 0, half * (1 + random.uniform(-kShift, kShift)), 0, 1,
                            half * (1 + random.uniform(-kShift, kShift)), 0, 0, 1);
    return place * tilt * size * turn * shear;
}

/// A soft texture: noise at two coarse scales, enlarged.
void addTexture(cv::Mat& picture, PictureRandom& random)
{
    for (const int cells : {6, 24}) {
        cv::Mat coarse(cells, cells, CV_32FC1);
        for (int y = 0; y < cells; ++y)
            for (int x = 0; x < cells; ++x)
                coarse.at<float>(y, x) = static_cast<float>(random.uniform(-18, 18));
        cv::Mat smooth;
        cv::resize(coarse, smooth, picture.size(), 0, 0, cv::INTER_LINEAR);
        for (int y = 0; y < picture.rows; ++y)
            for (int x = 0; x < picture.cols; ++x)
                for (int c = 0; c < 3; ++c) {
                    auto& value = picture.at<cv::Vec3b>(y, x)[c];
                    value = cv::saturate_cast<std::uint8_t>(value + smooth.at<float>(y, x));
                }
    }
}

void addClutter(cv::Mat& picture, PictureRandom& random, int shapes)
{
    const cv::Matx33d whole(picture.cols, 0, 0, 0, picture.rows, 0, 0, 0, 1);
    const Pen pen(picture, whole);
    for (int i = 0; i < shapes; ++i) {
        const cv::Scalar colour = hue(random, 0, 360, random.uniform(0.1, 0.6), random.uniform(0.25, 0.9));
        const cv::Point2d centre(random.uniform(0, 1), random.uniform(0, 1));
        if (random.below(2) == 0)
            pen.line({centre, centre + cv::Point2d(random.uniform(-0.4, 0.4), random.uniform(-0.4, 0.4))},
                     random.uniform(0.01, 0.04), colour);
        else
            pen.fill(moved(turned(ellipse({0, 0}, random.uniform(0.02, 0.11), random.uniform(0.02, 0.11), 0,
                                          random.uniform(180, 360)),
                                  random.uniform(0, 360)),
                           centre.x, centre.y),
                     colour);
    }
}

void occlude(cv::Mat& picture, PictureRandom& random, const cv::Scalar& colour)
{
    const cv::Matx33d whole(picture.cols, 0, 0, 0, picture.rows, 0, 0, 0, 1);
    const double offset = random.uniform(0.28, 0.42) * (random.below(2) == 0 ? -1 : 1);
    Outline band = rectangle(-0.9, offset - 0.06, 0.9, offset + 0.06);
    Pen(picture, whole).fill(moved(turned(band, random.uniform(0, 360)), 0.5, 0.5), colour);
}

/// Light that falls unevenly and is not quite white, then the camera's blur and noise, at final size.
void expose(cv::Mat& picture, PictureRandom& random)
{
    const double angle = random.uniform(0, 2 * CV_PI);
    const double slope = random.uniform(0, 0.45);
    const double level = random.uniform(kDarkest, 1.1);
    const double cast[3] = {random.uniform(0.85, 1.1), random.uniform(0.92, 1.05), random.uniform(0.85, 1.1)};
    const double sigma = random.uniform(0.0, kHighestBlur);
    if (sigma > 0.3)
        cv::GaussianBlur(picture, picture, cv::Size(0, 0), sigma);
    const double noise = random.uniform(2, kHighestNoise);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x) {
            const double along = (std::cos(angle) * x + std::sin(angle) * y) / kSide;
            const double light = level * (1 + slope * along);
            for (int c = 0; c < 3; ++c) {
                auto& value = picture.at<cv::Vec3b>(y, x)[c];
                value =
                    cv::saturate_cast<std::uint8_t>(value * light * cast[c] + random.uniform(-noise, noise));
            }
        }
}

cv::Mat drawPicture(const Recipe& recipe, int label, int index, std::uint64_t seed)
{
    PictureRandom random(seedOf(recipe.task, label, index, seed));
    constexpr int kLarge = kSide * kSupersampling;
    const bool brightObject = random.below(2) == 0;
    const double objectValue = brightObject ? random.uniform(0.75, 1.0) : random.uniform(0.15, 0.4);
    const double groundValue = brightObject ? random.uniform(0.2, 0.5) : random.uniform(0.65, 0.95);
    const double hueStart = recipe.draw == drawLeaf ? 40 : 0;
    const double hueEnd = recipe.draw == drawLeaf ? 140 : 360;
    const double saturation = recipe.draw == drawPart ? random.uniform(0, 0.3) : random.uniform(0.3, 0.9);
    const cv::Scalar ink = hue(random, hueStart, hueEnd, saturation, objectValue);
    const cv::Scalar ground = hue(random, 0, 360, random.uniform(0.05, 0.5), groundValue);

    cv::Mat picture(kLarge, kLarge, CV_8UC3, ground);
    addTexture(picture, random);
    addClutter(picture, random, random.below(kClutterShapes + 1));
    const cv::Matx33d pose = poseOf(random, recipe, kLarge);
    const cv::Scalar second = recipe.draw == drawSign   ? hue(random, 0, 360, 0.3, brightObject ? 0.2 : 0.95)
                              : recipe.draw == drawPart ? ground
                                                        : ink * 0.7;
    const Pen pen(picture, pose);
    recipe.draw(label, pen, random, ink, second);
    if (random.uniform(0, 1) < kOccludedShare)
        occlude(picture, random, ground * 0.8);

    cv::Mat small;
    cv::resize(picture, small, cv::Size(kSide, kSide), 0, 0, cv::INTER_AREA);
    expose(small, random);
    return small;
}

Status savePicture(const cv::Mat& picture, const fs::path& path)
{
    std::vector<std::uint8_t> png;
    try {
        if (cv::imencode(".png", picture, png))
            return writeFileAtomically(path, {reinterpret_cast<const char*>(png.data()), png.size()});
    } catch (const cv::Exception&) {
        // Said below: the file's name is what helps.
    }
    return Failure{Error::ioFailure, printable(path) + ": the picture could not be encoded."};
}

} // namespace

const std::vector<DrawnTask>& drawnTasks()
{
    static const std::vector<DrawnTask> tasks = {
        {"leaves", "Leaves", {"beech", "clover", "ginkgo", "linden", "maple", "oak", "rowan", "willow"}},
        {"parts",
         "Workshop parts",
         {"bracket", "gear", "key", "nail", "nut", "pipe elbow", "screw", "spring", "washer", "wrench"}},
        {"signs",
         "Signs",
         {"ahead", "bicycle", "cross", "danger", "house", "lightning", "person", "tree", "turn", "water"}}};
    return tasks;
}

Status drawTask(const std::string& task, const fs::path& folder, int picturesPerClass, std::uint64_t seed,
                const JobContext& job)
{
    const auto found = std::find_if(drawnTasks().begin(), drawnTasks().end(),
                                    [&task](const DrawnTask& drawn) { return drawn.name == task; });
    const auto recipe = std::find_if(std::begin(kRecipes), std::end(kRecipes),
                                     [&task](const Recipe& candidate) { return task == candidate.task; });
    if (found == drawnTasks().end() || recipe == std::end(kRecipes))
        return Failure{Error::invalidArgument, "There is no drawn task \"" + printable(task) + "\"."};
    const std::int64_t total = static_cast<std::int64_t>(found->classes.size()) * picturesPerClass;
    std::int64_t done = 0;
    for (std::size_t label = 0; label < found->classes.size(); ++label)
        for (int index = 0; index < picturesPerClass; ++index, ++done) {
            MICROT_CHECK(job.checkCancelled());
            if (done % 32 == 0)
                job.report({"Drawing " + task, done, total, "pictures"});
            std::string name = std::to_string(index);
            name.insert(0, 3 - std::min<std::size_t>(3, name.size()), '0');
            const fs::path path = folder / found->classes[label] / (name + ".png");
            std::error_code error;
            if (fs::exists(path, error))
                continue;
            MICROT_CHECK(savePicture(drawPicture(*recipe, static_cast<int>(label), index, seed), path));
        }
    job.report({"Drawing " + task, total, total, "pictures"});
    return {};
}

} // namespace microt
