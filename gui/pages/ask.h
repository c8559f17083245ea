// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace microt::gui {

class Workspace;

// Questions that several places ask: each opens a dialog over `over` and hands the answer to the workspace.

void askPictures(Workspace* workspace, QWidget* over);  ///< a folder, added as a task
void askManifest(Workspace* workspace, QWidget* over);  ///< a CSV file, added as a task
void askExtractor(Workspace* workspace, QWidget* over); ///< a file
/// Whether to do what cannot be taken back; `what` names what is lost. No is the default.
bool askToLose(QWidget* over, const QString& title, const QString& what);

void askRemoveTask(Workspace* workspace, QWidget* over); ///< whether to forget the active task

} // namespace microt::gui
