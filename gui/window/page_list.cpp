// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/page_list.h"

#include "gui/pages/board_page.h"
#include "gui/pages/compare_page.h"
#include "gui/pages/cut_page.h"
#include "gui/pages/data_page.h"
#include "gui/pages/explore_page.h"
#include "gui/pages/extractor_page.h"
#include "gui/pages/report_page.h"
#include "gui/pages/runs_page.h"
#include "gui/pages/stage_page.h"

namespace microt::gui {

QVector<Page*> makePages(const PageModels& models, QWidget* parent)
{
    Workspace* workspace = models.workspace;
    return {new DataPage(workspace, models.suspects, models.map, parent),
            new ExtractorPage(workspace, models.distill, parent),
            new CutPage(workspace, models.distill, parent),
            new StagePage(workspace, models.jobs, models.runs, parent),
            new BoardPage(workspace, {models.board, models.live, models.samples, models.timeline}, parent),
            new ExplorePage(workspace, models.explore, parent),
            new ComparePage(workspace, models.compare, parent),
            new RunsPage(workspace, models.runs, parent),
            new ReportPage(workspace, models.jobs, parent)};
}

namespace {

/// What a board did for the task is done, whatever else could be done there.
StepState boardState(const PageModels& models)
{
    if (models.board->session().busy())
        return StepState::running;
    if (models.board->record())
        return models.board->changedSinceRecord().empty() ? StepState::ready : StepState::stale;
    return models.workspace->state(Step::cuts) == StepState::ready ? StepState::waiting : StepState::missing;
}

/// Nothing is compared before the user asks for it.
StepState compareState(const PageModels& models)
{
    const CompareModel& compare = *models.compare;
    if (compare.running())
        return StepState::running;
    if (compare.comparison())
        return compare.stale() ? StepState::stale : StepState::ready;
    if (compare.failure())
        return StepState::failed;
    return models.workspace->state(Step::cuts) == StepState::ready ? StepState::waiting : StepState::missing;
}

Step stepOfPage(const Workspace& workspace, const QString& pageId)
{
    if (pageId == QLatin1String("data"))
        return Step::data;
    if (pageId == QLatin1String("extractor"))
        return Step::extractor;
    if (pageId == QLatin1String("cut"))
        return workspace.state(Step::features) == StepState::ready ? Step::cuts : Step::features;
    if (pageId == QLatin1String("explore"))
        return Step::features;
    return Step::stage;
}

} // namespace

StepState pageState(const PageModels& models, const QString& pageId)
{
    if (pageId == QLatin1String("board"))
        return boardState(models);
    if (pageId == QLatin1String("compare"))
        return compareState(models);
    if (pageId == QLatin1String("runs"))
        return models.runs->runs().empty() ? StepState::missing : StepState::ready;
    return models.workspace->state(stepOfPage(*models.workspace, pageId));
}

QString whyStale(const PageModels& models, const QString& pageId)
{
    if (pageId == QLatin1String("compare"))
        return models.compare->changedText();
    if (pageId == QLatin1String("runs"))
        return {}; // a kept result is never out of date
    if (pageId != QLatin1String("board"))
        return models.workspace->staleBecause(stepOfPage(*models.workspace, pageId));
    return models.board->changedText();
}

} // namespace microt::gui
