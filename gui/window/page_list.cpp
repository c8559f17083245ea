// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/page_list.h"

#include "gui/pages/board_page.h"
#include "gui/pages/cut_page.h"
#include "gui/pages/data_page.h"
#include "gui/pages/explore_page.h"
#include "gui/pages/extractor_page.h"
#include "gui/pages/report_page.h"
#include "gui/pages/stage_page.h"

namespace microt::gui {

QVector<Page*> makePages(const PageModels& models, QWidget* parent)
{
    Workspace* workspace = models.workspace;
    return {new DataPage(workspace, models.suspects, models.map, parent),
            new ExtractorPage(workspace, models.distill, parent),
            new CutPage(workspace, models.distill, parent),
            new StagePage(workspace, models.jobs, parent),
            new BoardPage(workspace, models.board, parent),
            new ExplorePage(workspace, models.explore, parent),
            new ReportPage(workspace, models.jobs, parent)};
}

StepState pageState(const Workspace& workspace, const QString& pageId)
{
    if (pageId == QLatin1String("data"))
        return workspace.state(Step::data);
    if (pageId == QLatin1String("extractor"))
        return workspace.state(Step::extractor);
    if (pageId == QLatin1String("cut")) {
        const StepState features = workspace.state(Step::features);
        return features == StepState::ready ? workspace.state(Step::cuts) : features;
    }
    if (pageId == QLatin1String("board")) // what is done there is the board's, not the project's
        return workspace.state(Step::cuts) == StepState::ready ? StepState::waiting : StepState::missing;
    if (pageId == QLatin1String("explore"))
        return workspace.state(Step::features);
    return workspace.state(Step::stage);
}

} // namespace microt::gui
