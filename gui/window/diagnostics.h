// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace microt::gui {

class EventLog;
class Workspace;

/// What helps to find a fault, as plain text in English: versions, system, choices, states of the steps, and
/// the end of the log. The home folder is written as "~".
QString diagnostics(const Workspace& workspace, const EventLog& log);

} // namespace microt::gui
