// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "serial/work/board_twin.h"
#include "serial/work/board_work.h"

namespace microt {

struct TwinCheckOptions
{
    BoardTraining training;
    int pictures = 200; ///< by turns of the classes

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        BoardTraining::fields(self.training, visit);
        visit(self.pictures,
              Field("pictures", "Pictures of the test split that both answer").range(1, 60000));
    }
};

/// A whole life of a board beside its twin: samples, training, threshold, inference. Equal means every bit.
struct TwinCheck
{
    int samples = 0; ///< that the board learned from
    int calibration = 0;
    int pictures = 0;
    int sameFeatures = 0; ///< of samples + calibration + pictures
    int sameLogits = 0;   ///< of pictures, of every head that ran
    int sameDecisions = 0;
    bool sameHeads = false;
    bool sameThresholds = false;
    std::string difference;     ///< the first one, in words; empty: none
    int right = 0;              ///< pictures answered rightly by the board
    int early = 0;              ///< before its last exit
    std::vector<double> counts; ///< instructions or cycles of each stage, a picture that comes to it
    bool matches() const
    {
        return sameFeatures == samples + calibration + pictures && sameLogits == pictures &&
               sameDecisions == pictures && sameHeads && sameThresholds && pictures > 0;
    }
};

/// Deploys `image`, makes a fresh task named after the dataset, and compares. `dataset` must be divided.
/// Errors: those of the board's work, tooFewSamples if the splits have no pictures, cancelled.
Result<TwinCheck> checkAgainstTwin(Board& board, const std::vector<std::uint8_t>& image,
                                   const Dataset& dataset, const TwinCheckOptions& options,
                                   const JobContext& job);

/// Runs the picture on both and compares the output of every operator; the first that differs, or -1. Errors:
/// those of the board.
Result<int> firstDifferingOp(Board& board, BoardTwin& twin, const Picture& picture, const JobContext& job);

} // namespace microt
