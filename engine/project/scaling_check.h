// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/exchange/extractor_options.h"

namespace microt {

/// A scaling of the input, other than the one that was assumed or stated, under which a network tells a
/// task's pictures apart clearly better.
struct BetterScaling
{
    InputPreset preset = InputPreset::stored;
    double accuracy = 0.0; ///< 0..1, with the scaling that holds
    double better = 0.0;   ///< with the preset
    int pictures = 0;      ///< of the train split, both are measured on
};

/// From here on a network looks saturated. With the scaling that they were trained with, the float networks
/// of resources and of the MCUNet zoo come to 0.001 to 0.002 on photos, MobileNet in uint8 to 0.015; with
/// pixels of 0..255 instead of -1..1 to 0.035 to 0.09.
constexpr double kSaturated = 0.025;

/// What a task's pictures say of the scaling of a network's input.
struct ScalingCheck
{
    /// 0..1: of the numbers that activations with an upper bound (ReLU6) give, those at the bound; 0 if there
    /// are none.
    double saturated = 0.0;
    std::optional<BetterScaling> better;

    /// What is to be told, for people; nothing if all is well.
    std::vector<std::string> warnings() const;
};

/// Looks at up to 240 pictures of the train split, classes in turns, each decoded once. How saturated the
/// network is, is measured on 32 of them. Unless its file says how its input is scaled, the presets are
/// tried, also where the user stated something else: the nearest other picture (cosine of full features) says
/// the class. Clearly better: at least 3 points, and twice the deviation of the pictures that only one of the
/// two gets right. The calibration and test splits are not looked at. Errors: those of FloatExecutor,
/// cancelled.
Result<ScalingCheck> checkScaling(const Extractor& extractor, const Dataset& dataset, const JobContext& job);

} // namespace microt
