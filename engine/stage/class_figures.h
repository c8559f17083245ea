// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/stage/stage_curve.h"

namespace microt {

/// What an accuracy hides where classes differ in size.
struct ClassFigures
{
    double balanced = 0.0; ///< mean over the classes with samples of the share answered rightly, 0..1
    std::vector<int> neverAnswered; ///< classes with samples that no sample was answered with
};

/// From counts [label][predicted], row-major classes x classes.
ClassFigures classFigures(const std::vector<std::int64_t>& confusion, int classes);

/// Of the staged answers at thresholds: {0} has the part model answer all, none the full model.
ClassFigures classFigures(const StageSamples& samples, const Thresholds& thresholds);

} // namespace microt
