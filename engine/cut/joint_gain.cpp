// SPDX-License-Identifier: Apache-2.0
#include "engine/cut/joint_gain.h"

#include <algorithm>
#include <string>

namespace microt {

namespace {

Result<CutRow> rowAt(const CutTable& table, int cut)
{
    const auto row = std::find_if(table.rows.begin(), table.rows.end(),
                                  [cut](const CutRow& one) { return one.cut == cut; });
    if (row == table.rows.end())
        return Failure{Error::invalidArgument, "The extractor has no cut " + std::to_string(cut) + "."};
    return *row;
}

} // namespace

Result<JointGain> jointGain(const CutTable& before, const CutTable& after, int cut)
{
    MICROT_TRY(const CutRow first, rowAt(before, cut));
    MICROT_TRY(const CutRow second, rowAt(after, cut));
    return JointGain{cut,
                     first.selectionAccuracy,
                     second.selectionAccuracy,
                     before.fullSelectionAccuracy,
                     after.fullSelectionAccuracy,
                     first.fusedScore,
                     second.fusedScore};
}

std::filesystem::path fileAtCut(std::filesystem::path output, int cut)
{
    return output.replace_filename(output.stem().string() + "-cut" + std::to_string(cut) +
                                   output.extension().string());
}

} // namespace microt
