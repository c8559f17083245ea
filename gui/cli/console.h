// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/job_context.h"

namespace microt::cli {

/// Exit statuses of `microt`.
constexpr int kSuccess = 0;
constexpr int kFailed = 1;
constexpr int kBadUsage = 2;
constexpr int kCancelledStatus = 130;

/// What every verb says to the terminal: results on standard output, progress and errors on standard error.
class Console
{
public:
    bool json = false;  ///< print one JSON object and nothing else on standard output
    bool quiet = false; ///< no progress

    /// Progress on standard error (one updating line on a terminal, a line every ten seconds otherwise),
    /// cancelled by Ctrl+C.
    JobContext job();

    /// Prints the result: `object` with --json, `text` otherwise.
    void print(const nlohmann::json& object, const std::string& text);

    /// Prints why something failed, one line; returns the exit status for it.
    int fail(const Failure& failure);

    /// Ends a line of progress that is open.
    void endLine();

private:
    void report(const Progress& progress);

    using Clock = std::chrono::steady_clock;
    std::string m_step;
    Clock::time_point m_stepBegan;
    std::int64_t m_doneBefore = 0; ///< when the step began: some steps go on counting
    Clock::time_point m_lastLine;
    bool m_lineIsOpen = false;
};

/// A number with a fixed count of decimals, whatever the locale.
std::string fixed(double value, int decimals);

/// A share of 0..1 as percent.
double percent(double share);

} // namespace microt::cli
