// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <opencv2/core.hpp>

namespace microt {

constexpr int kDrawnSide = 96;    ///< of a drawn picture, pixels
constexpr int kDrawnFineness = 3; ///< layers are drawn this much finer, each way

/// Random numbers of one picture, from raw 64-bit steps (splitmix64): the same on every machine. Never draw
/// two of them within one call's arguments: their order is the compiler's choice.
class PictureRandom
{
public:
    explicit PictureRandom(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();
    double uniform(double low, double high);
    int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }
    bool chance(double share) { return uniform(0, 1) < share; }

private:
    std::uint64_t m_state;
};

/// Colours are BGR, 0..255. Hue in degrees (0 red, 120 green), saturation and value 0..1.
cv::Scalar colourOf(double hue, double saturation, double value);
/// A colour near the given one: hue by up to `spread` degrees either way, value by a tenth.
cv::Scalar colourNear(PictureRandom& random, double hue, double saturation, double value, double spread = 8);

/// Shapes drawn together, before they are laid on a picture: their colour, and where they cover it.
struct Layer
{
    Layer();

    cv::Mat colour; ///< CV_8UC3, kDrawnSide * kDrawnFineness square
    cv::Mat cover;  ///< CV_8UC1, 0 or 255
};

using Outline = std::vector<cv::Point2d>;

/// Draws shapes given in object space, where the object fills about [-1, 1] x [-1, 1] with y down, onto a
/// layer under one pose.
class Pen
{
public:
    Pen(Layer& layer, const cv::Matx33d& pose) : m_layer(layer), m_pose(pose) {}

    void fill(const Outline& outline, const cv::Scalar& colour) const;
    /// `width` in object units.
    void line(const Outline& points, double width, const cv::Scalar& colour) const;
    /// A hole, through which the ground is seen.
    void cut(const Outline& outline) const;

private:
    std::vector<std::vector<cv::Point>> placed(const Outline& outline) const;

    Layer& m_layer;
    cv::Matx33d m_pose;
};

/// Points of an ellipse, from angle `from` to `to` in degrees (0 right, 90 down).
Outline ellipse(cv::Point2d centre, double rx, double ry, double from = 0, double to = 360);
Outline rectangle(double left, double top, double right, double bottom);
/// `outline` turned by degrees about the origin.
Outline turned(const Outline& outline, double degrees);
Outline moved(const Outline& outline, double dx, double dy);
Outline stretched(const Outline& outline, double x, double y);

/// The object of class `label` of a drawn task, in colours of its own; `random` varies what may vary within
/// the class.
void drawLeaf(int label, const Pen& pen, PictureRandom& random);
void drawPart(int label, const Pen& pen, PictureRandom& random);
void drawSign(int label, const Pen& pen, PictureRandom& random);

} // namespace microt
