// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

#include "gui/models/board_samples_model.h"
#include "gui/models/board_timeline.h"
#include "gui/models/compare_model.h"
#include "gui/models/distill_model.h"
#include "gui/models/explore_model.h"
#include "gui/models/export_model.h"
#include "gui/models/live_model.h"
#include "gui/models/map_model.h"
#include "gui/models/runs_model.h"
#include "gui/models/suspect_model.h"
#include "gui/pages/page.h"

namespace microt::gui {

/// What pages show and work on; outlives them, as they are made anew with theme and language.
struct PageModels
{
    Workspace* workspace = nullptr;
    BoardModel* board = nullptr;
    DistillModel* distill = nullptr;
    JobQueue* jobs = nullptr;
    SuspectModel* suspects = nullptr;
    MapModel* map = nullptr;
    ExploreModel* explore = nullptr;
    LiveModel* live = nullptr;
    BoardSamplesModel* samples = nullptr;
    BoardTimeline* timeline = nullptr;
    CompareModel* compare = nullptr;
    ExportModel* exports = nullptr;
    RunsModel* runs = nullptr;
};

/// All pages, in the order of the work, as children of `parent`.
QVector<Page*> makePages(const PageModels& models, QWidget* parent);

/// The state that the rail shows for a page: of the steps whose results it shows, the one that is furthest
/// from done.
StepState pageState(const PageModels& models, const QString& pageId);

/// What changed since the results of a page were made, if they are out of date; for people.
QString whyStale(const PageModels& models, const QString& pageId);

} // namespace microt::gui
