// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/fields.h"

namespace microt {

struct Project;

/// What a board did for a task: its training and, where it was compared with its twin, how equal the two
/// were. A file of the project's folder "results", named by the hash of what it was made from.
struct BoardRecord
{
    std::string task;   ///< name in the project
    std::string board;  ///< as the board names itself
    std::string made;   ///< "2026-11-28 12:00", local time; no part of a report
    std::string inputs; ///< what it was made from, a line each: fieldsText() of the settings, extractor, data
    int cut = 0;
    double ratio = 0.0; ///< that the board was asked for
    int samples = 0;    ///< that it learned from
    int calibration = 0;
    int pictures = 0;      ///< of the test split, that it answered
    int right = 0;         ///< of these
    int early = 0;         ///< of these, before its last exit
    bool compared = false; ///< with its twin; the rest only then
    bool matches = false;
    std::string difference;          ///< the first one, in words
    double partCount = 0.0;          ///< instructions or cycles of the part model, a picture
    double restCount = 0.0;          ///< of the rest, a picture that comes to it
    bool countsInstructions = false; ///< else cycles

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.task, Field("task", ""));
        visit(self.board, Field("board", ""));
        visit(self.made, Field("made", ""));
        visit(self.inputs, Field("inputs", ""));
        visit(self.cut, Field("cut", ""));
        visit(self.ratio, Field("ratio", ""));
        visit(self.samples, Field("samples", ""));
        visit(self.calibration, Field("calibration", ""));
        visit(self.pictures, Field("pictures", ""));
        visit(self.right, Field("right", ""));
        visit(self.early, Field("early", ""));
        visit(self.compared, Field("compared", ""));
        visit(self.matches, Field("matches", ""));
        visit(self.difference, Field("difference", ""));
        visit(self.partCount, Field("partCount", ""));
        visit(self.restCount, Field("restCount", ""));
        visit(self.countsInstructions, Field("countsInstructions", ""));
    }
};

/// Where it is kept.
std::filesystem::path boardRecordFile(const Project& project, const BoardRecord& record);

/// Writes it, and removes what the same board did for the same task before: a report shows the newest.
/// Errors: as writeFileAtomically.
Status keepBoardRecord(const Project& project, const BoardRecord& record);

/// Gives what boards did for a task its new name. Errors: as writeFileAtomically.
Status renameBoardRecords(const Project& project, const std::string& from, const std::string& to);

/// Those of the project's tasks, by task, then board. Files that cannot be read count as not there.
std::vector<BoardRecord> readBoardRecords(const Project& project);

} // namespace microt
