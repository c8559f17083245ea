// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/joint_gain.h"

#include <string>

namespace microt {

namespace {

Result<CutRow> rowAt(const CutTable& table, int cut)
{
    if (const CutRow* row = table.find(cut); row != nullptr)
        return *row;
    return Failure{Error::invalidArgument, "The extractor has no cut " + std::to_string(cut) + "."};
}

} // namespace

Result<JointGain> jointGain(const CutTable& before, const CutTable& after, int cut)
{
    MICROT_TRY(const CutRow first, rowAt(before, cut));
    MICROT_TRY(const CutRow second, rowAt(after, cut));
    return JointGain{cut,
                     first.selectionAccuracy,
                     second.selectionAccuracy,
                     first.fullSelectionAccuracy,
                     second.fullSelectionAccuracy,
                     first.fusedScore,
                     second.fusedScore};
}

bool scoresLess(const JointGain& a, const JointGain& b)
{
    return a.scoreAfter < b.scoreAfter;
}

std::filesystem::path fileAtCut(std::filesystem::path output, int cut)
{
    return output.replace_filename(output.stem().string() + "-cut" + std::to_string(cut) +
                                   output.extension().string());
}

} // namespace microt
