// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <opencv2/core.hpp>

namespace microt {

/// Random numbers of one picture, from raw 64-bit steps (splitmix64): the same on every machine.
class PictureRandom
{
public:
    explicit PictureRandom(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();
    double uniform(double low, double high);
    int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }

private:
    std::uint64_t m_state;
};

using Outline = std::vector<cv::Point2d>;

/// Draws shapes given in object space, where the object fills about [-1, 1] x [-1, 1] with y down, onto a
/// picture under one pose. Colours are BGR, 0..255.
class Pen
{
public:
    Pen(cv::Mat& picture, const cv::Matx33d& pose) : m_picture(picture), m_pose(pose) {}

    void fill(const Outline& outline, const cv::Scalar& colour) const;
    /// `width` in object units.
    void line(const Outline& points, double width, const cv::Scalar& colour) const;

private:
    std::vector<cv::Point> placed(const Outline& outline) const;

    cv::Mat& m_picture;
    cv::Matx33d m_pose;
};

/// Points of an ellipse, from angle `from` to `to` in degrees (0 right, 90 down), centre first if `wedge`.
Outline ellipse(cv::Point2d centre, double rx, double ry, double from = 0, double to = 360);
Outline rectangle(double left, double top, double right, double bottom);
/// `outline` turned by degrees about the origin.
Outline turned(const Outline& outline, double degrees);
Outline moved(const Outline& outline, double dx, double dy);

/// The object of class `label` of a drawn task; `random` varies what may vary within the class, `ink` is its
/// main colour and `second` one that stands out from it.
void drawSign(int label, const Pen& pen, PictureRandom& random, const cv::Scalar& ink,
              const cv::Scalar& second);
void drawPart(int label, const Pen& pen, PictureRandom& random, const cv::Scalar& ink,
              const cv::Scalar& second);
void drawLeaf(int label, const Pen& pen, PictureRandom& random, const cv::Scalar& ink,
              const cv::Scalar& second);

} // namespace microt
