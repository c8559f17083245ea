// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

#include "gui/models/board_model.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// All pages, in the order of the work, as children of `parent`.
QVector<Page*> makePages(Workspace* workspace, BoardModel* board, JobQueue* jobs, QWidget* parent);

/// The state that the rail shows for a page: of the steps whose results it shows, the one that is furthest
/// from done.
StepState pageState(const Workspace& workspace, const QString& pageId);

} // namespace microt::gui
