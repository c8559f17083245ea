// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace microt::gui {

class DistillModel;
class JobQueue;

/// What shall become of the work that is under way when the window is closed.
enum class Closing {
    stay,    ///< do not close
    toEnd,   ///< close once it has ended
    keep,    ///< stop; a training keeps its checkpoint
    discard, ///< stop; what a training learned so far is lost
};

/// Whether a job is under way that a user would not want to lose without a word: a training, work on a board,
/// or anything that has run for a while.
bool isWorthAsking(const JobQueue& jobs);

/// Asks; the default, also of the Escape key, loses nothing.
Closing askClosing(const JobQueue& jobs, const DistillModel& training, QWidget* over);

} // namespace microt::gui
