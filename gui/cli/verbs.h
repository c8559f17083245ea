// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/cli/verb.h"

namespace microt::cli {

// The verbs. Each adds itself.
void addData(Program& program);
void addInfo(Program& program);
void addEmbed(Program& program);
void addCuts(Program& program);
void addTune(Program& program);
void addExplore(Program& program);
void addQuantize(Program& program);
void addDistill(Program& program);
void addJoin(Program& program);
void addPretrain(Program& program);
void addRemake(Program& program);
void addCompare(Program& program);
void addReport(Program& program);
void addRuns(Program& program);
void addDemo(Program& program);
void addBoard(Program& program);
void addBench(Program& program);

/// Adds train, calibrate, infer, profile, characterise and compare to `microt board`.
void addBoardWork(Verb& board);
/// Adds live to `microt board`.
void addBoardLive(Verb& board);
/// Adds samples to `microt board`.
void addBoardSamples(Verb& board);

} // namespace microt::cli
