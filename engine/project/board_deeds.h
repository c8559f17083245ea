// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/fields.h"

namespace microt {

/// One thing that a board was asked to do, and what came of it.
struct BoardDeed
{
    std::string begun;    ///< "2026-11-28 12:00:05", local time
    double seconds = 0.0; ///< that it took
    std::string board;    ///< as the board names itself; empty: there was none
    std::string task;     ///< that was active
    std::string what;     ///< a title for people
    std::string failure;  ///< empty: it went well

    template <typename Self, typename Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit(self.begun, Field("begun", ""));
        visit(self.seconds, Field("seconds", ""));
        visit(self.board, Field("board", ""));
        visit(self.task, Field("task", ""));
        visit(self.what, Field("what", ""));
        visit(self.failure, Field("failure", ""));
    }
};

constexpr std::size_t kMostDeeds = 1000; ///< that are kept

/// Writes a deed behind those in the file "deeds.jsonl" of a folder, a line of JSON each; the oldest go when
/// there are twice kMostDeeds. Errors: those of readTextFile where a file
/// is there, and of writeFileAtomically.
Status keepDeed(const std::filesystem::path& folder, const BoardDeed& deed);

/// The latest deeds, at most kMostDeeds, the oldest first. Lines that cannot be read count as not there.
std::vector<BoardDeed> readDeeds(const std::filesystem::path& folder);

} // namespace microt
