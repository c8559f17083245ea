// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace microt::gui {

class Workspace;

// Questions that several places ask: each opens a dialog over `over` and hands the answer to the workspace.

void askPictures(Workspace* workspace, QWidget* over);   ///< a folder, added as a task
void askManifest(Workspace* workspace, QWidget* over);   ///< a CSV file, added as a task
void askExtractor(Workspace* workspace, QWidget* over);  ///< a file
void askRemoveTask(Workspace* workspace, QWidget* over); ///< whether to forget the active task

} // namespace microt::gui
