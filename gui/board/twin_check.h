// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/dataset.h"
#include "serial/link/board.h"

namespace microt {

struct TwinCheckOptions
{
    int samples = 100;    ///< of the train split, by turns of the classes; the board learns from them
    int calibration = 20; ///< of the calibration split, without their labels: the threshold comes from them
    int pictures = 200;   ///< of the test split, by turns too
    float ratio = 0.5F;   ///< stage-decision
    protocol::TrainRequest training;
};

/// A whole life of a board beside its twin: samples, training, threshold, inference. Equal means every bit.
struct TwinCheck
{
    int samples = 0;
    int pictures = 0;
    int calibration = 0;
    int sameFeatures = 0; ///< of samples + calibration + pictures
    int sameLogits = 0;   ///< of pictures, of every head that ran
    int sameDecisions = 0;
    bool sameHeads = false;
    bool sameThreshold = false;
    std::string difference; ///< the first one, in words; empty: none
    int right = 0;          ///< pictures answered rightly by the board
    int early = 0;          ///< by its part model
    double partCount = 0.0; ///< instructions or cycles a picture, of the part stage
    double fullCount = 0.0; ///< of the rest, where it ran
    bool matches() const
    {
        return sameFeatures == samples + calibration + pictures && sameLogits == pictures &&
               sameDecisions == pictures && sameHeads && sameThreshold && pictures > 0;
    }
};

/// Deploys `image`, makes a fresh task named after the dataset, and compares. `dataset` must be divided.
/// Errors: those of the board's work, tooFewSamples if the splits have no pictures, cancelled.
Result<TwinCheck> checkAgainstTwin(Board& board, const std::vector<std::uint8_t>& image,
                                   const Dataset& dataset, const TwinCheckOptions& options,
                                   const JobContext& job);

/// Samples of a split: classes take turns, each in order, so that a prefix of any length is balanced. At most
/// `most`.
std::vector<std::int32_t> balancedSamples(const Dataset& dataset, Split split, int most);

} // namespace microt
