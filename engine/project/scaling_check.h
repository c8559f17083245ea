// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/base/job_context.h"
#include "engine/data/dataset.h"
#include "engine/exchange/extractor_options.h"

namespace microt {

/// A scaling of the input under which a network tells a task's pictures apart clearly better.
struct BetterScaling
{
    InputPreset preset = InputPreset::stored;
    double accuracy = 0.0; ///< 0..1, with the scaling that holds
    double better = 0.0;   ///< with the preset
    int pictures = 0;      ///< of the train split, both are measured on

    /// "The file does not say how pictures are scaled; …", for people.
    std::string sentence() const;
};

/// Tries the presets on at most 240 pictures of the train split, classes in turns, if the network's file does
/// not say how its input is scaled: the nearest other picture (cosine of full features) says the class.
/// Clearly better: at least 3 points, and twice the deviation of the pictures that only one of the two gets
/// right. The calibration and test splits are not looked at. Errors: those of embedDataset, cancelled.
Result<std::optional<BetterScaling>> findBetterScaling(const Extractor& extractor, const Dataset& dataset,
                                                       const JobContext& job);

} // namespace microt
