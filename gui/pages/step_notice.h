// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QString>

#include "gui/models/workspace.h"

class QWidget;

namespace microt::gui {

/// What stands in the way of a step: one sentence, and the one thing the user can do about it (an empty
/// button if there is nothing but to wait).
struct StepNotice
{
    QString sentence;
    QString button;
    std::function<void()> act;
    bool isEmpty() const { return sentence.isEmpty(); }
};

/// Looks through the steps up to `wanted`, in order, for the first that is missing, failed or under way.
/// Empty if `wanted` has a result, be it stale. `act` opens its dialogs over `page` and is valid as long as
/// both.
StepNotice noticeFor(Workspace* workspace, Step wanted, QWidget* page);

/// A word as a POSIX shell takes it, quoted only where needed.
QString shellWord(const QString& word);

/// EXTRACTOR and DATA of the command line for the active task, each a shell word; placeholders while missing.
QString extractorWord(const Workspace& workspace);
QString datasetWord(const Workspace& workspace);

/// `microt VERB EXTRACTOR DATA` with the options that say what of `settings` differs from the defaults.
QString taskCommand(const Workspace& workspace, const QString& verb, const TaskSettings& settings);

/// `microt quantize EXTRACTOR DATA` for the active task at the cut in use; the output is the caller's.
QString quantizeCommand(const Workspace& workspace);

} // namespace microt::gui
