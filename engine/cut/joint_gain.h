// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/cut/cut_table.h"

namespace microt {

/// What joint training changed at its cut, on one task. Accuracies 0..1, as CutRow::selectionAccuracy.
struct JointGain
{
    int cut = 0;
    double partBefore = 0.0;
    double partAfter = 0.0;
    double fullBefore = 0.0;
    double fullAfter = 0.0;
    double scoreBefore = 0.0; ///< fused score, each among the cuts of its own extractor
    double scoreAfter = 0.0;
};

/// From the tables of the extractor that training started from and of the one that it made. Errors:
/// invalidArgument (no such cut).
Result<JointGain> jointGain(const CutTable& before, const CutTable& after, int cut);

/// Whether `a` ended with a lower fused score than `b`.
bool scoresLess(const JointGain& a, const JointGain& b);

/// "made.mtx" at cut 6 is "made-cut6.mtx": where several cuts are trained in turn, each has its file.
std::filesystem::path fileAtCut(std::filesystem::path output, int cut);

} // namespace microt
