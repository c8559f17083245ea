// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_page.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/models/data_warnings.h"
#include "gui/models/runs_model.h"
#include "gui/pages/confusion_pictures.h"
#include "gui/pages/stage_choosers.h"
#include "gui/pages/stage_quality_view.h"
#include "gui/pages/stage_view.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"
#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

QStringList classNames(const Dataset& dataset)
{
    QStringList names;
    for (const std::string& name : dataset.classes)
        names << QString::fromStdString(name);
    return names;
}

/// Share of the test pictures that the part model answers.
double partRate(const StagePoint& point)
{
    const std::vector<double> rates = ratesOf(point);
    return rates.empty() ? point.exitRate : rates.front();
}

} // namespace

struct StagePage::Parts
{
    StageChoosers* choosers = nullptr;
    WarningLabel* warnings = nullptr;
    QStringList dataWarnings; ///< of the shown dataset, whatever the ratio
    StageView* view = nullptr;
    StageQualityView* quality = nullptr;
    QTabWidget* tabs = nullptr;
    RunsModel* runs = nullptr;
    QPushButton* keep = nullptr; ///< null without `runs`
    EmptyState* empty = nullptr;
    QStackedWidget* stack = nullptr;
    ConfusionPictures* pictures = nullptr;
    StepNotice notice;
    std::shared_ptr<const StageModel> shown;
    std::shared_ptr<const Dataset> shownDataset;
    std::string shownTask;
};

StagePage::StagePage(Workspace* workspace, JobQueue* jobs, RunsModel* runs, QWidget* parent)
    : Page(workspace, parent), m_parts(std::make_unique<Parts>())
{
    Parts& p = *m_parts;
    p.runs = runs;
    p.view = new StageView(this);
    p.empty = new EmptyState(this);
    p.stack = new QStackedWidget(this);
    p.quality = new StageQualityView(this);
    p.tabs = new QTabWidget(this);
    p.tabs->setDocumentMode(true);
    p.tabs->addTab(p.view, tr("Decision"));
    p.tabs->addTab(p.quality, tr("Classes and confidence"));
    if (runs != nullptr)
        makeKeep();
    p.stack->addWidget(p.tabs);
    p.stack->addWidget(p.empty);
    p.pictures = new ConfusionPictures(workspace, jobs, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    p.choosers = new StageChoosers(workspace, this);
    layout->addWidget(p.choosers);
    p.warnings = new WarningLabel(this);
    layout->addWidget(p.warnings);
    layout->addWidget(p.stack, 1);

    connect(p.view, &StageView::ratioChosen, workspace, &Workspace::setRatio);
    connect(p.view, &StageView::recommendedChosen, workspace,
            [workspace] { workspace->setRatio(std::nullopt); });
    connect(p.view, &StageView::confusionActivated, this, &StagePage::showConfusion);
    connect(p.empty, &EmptyState::buttonClicked, this, [this] {
        if (m_parts->notice.act)
            m_parts->notice.act();
    });
    connect(workspace, &Workspace::ratioChanged, this, [this] {
        showRatio();
        emit commandChanged();
    });
    connect(workspace, &Workspace::inputChecked, this, &StagePage::showWarnings);
    for (const auto change : {&Workspace::stageChanged, &Workspace::stateChanged, &Workspace::boardChanged,
                              &Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &StagePage::showStage);
    showStage();
}

StagePage::~StagePage() = default;

void StagePage::showStage()
{
    Parts& p = *m_parts;
    p.choosers->refresh();
    const auto model = workspace()->stage();
    const auto dataset = workspace()->dataset();
    const Task* task = workspace()->task();
    if (model && dataset && task != nullptr && workspace()->ratio()) {
        if (model != p.shown || dataset != p.shownDataset) {
            p.view->setModel(model, classNames(*dataset));
            p.quality->setModel(model, classNames(*dataset));
        }
        if (dataset != p.shownDataset)
            p.dataWarnings = dataWarnings(*dataset);
        p.shown = model;
        p.shownDataset = dataset;
        p.shownTask = task->name;
        p.choosers->showTemperature(*model);
        showRatio();
        p.view->setEnergy(workspace()->energy());
        p.view->setStale(workspace()->state(Step::stage) != StepState::ready);
        p.quality->setStale(workspace()->state(Step::stage) != StepState::ready);
        p.stack->setCurrentWidget(p.tabs);
    } else if (task != nullptr && p.shown && p.shownTask == task->name && isUnderWay()) {
        // Label work changed the pictures; figures keep their place until new ones come.
        p.view->setStale(true);
        p.quality->setStale(true);
    } else {
        p.warnings->setWarnings({});
        p.notice = noticeFor(workspace(), Step::stage, this);
        p.empty->set(p.notice.sentence, p.notice.button);
        p.stack->setCurrentWidget(p.empty);
    }
    emit commandChanged();
}

/// Beside the tabs: what they show is kept.
void StagePage::makeKeep()
{
    Parts& p = *m_parts;
    p.keep = new QPushButton(p.tabs);
    p.tabs->setCornerWidget(p.keep, Qt::TopRightCorner);
    connect(p.keep, &QPushButton::clicked, p.runs, &RunsModel::keepOutcome);
    connect(p.runs, &RunsModel::changed, this, &StagePage::showKeep);
    showKeep();
}

void StagePage::showKeep()
{
    Parts& p = *m_parts;
    const bool kept = p.runs->isKept();
    p.keep->setText(kept ? tr("Kept in Runs") : tr("Kee&p this result"));
    p.keep->setToolTip(tr("Keeps settings and figures as they are now; the page Runs compares and restores "
                          "them"));
    p.keep->setEnabled(!kept && p.runs->canKeep());
}

/// Whether figures will come without anybody doing anything.
bool StagePage::isUnderWay() const
{
    for (const Step step : {Step::data, Step::extractor, Step::features, Step::cuts, Step::stage})
        if (const StepState state = workspace()->state(step);
            state == StepState::missing || state == StepState::failed)
            return false;
    return true;
}

void StagePage::showRatio()
{
    const auto ratio = workspace()->ratio();
    if (!ratio)
        return;
    m_parts->view->setRatio(*ratio);
    m_parts->quality->setThresholds(m_parts->view->thresholds(), partRate(m_parts->view->point()));
    showWarnings();
    TaskSettings free = workspace()->settings();
    free.ratio.reset();
    m_parts->view->setRecommended(ratioInUse(free, workspace()->cuts().get()));
}

/// What the accuracy at this ratio hides.
void StagePage::showWarnings()
{
    const Parts& p = *m_parts;
    if (!p.shownDataset)
        return;
    QStringList warnings = inputWarnings(*workspace()) + p.dataWarnings;
    const ClassFigures& classes = p.view->classes();
    if (!classes.neverAnswered.empty())
        warnings << tr("Never answered at this ratio: %1. Balanced accuracy: %2 %.")
                        .arg(classList(classes.neverAnswered, *p.shownDataset),
                             QLocale().toString(100.0 * classes.balanced, 'f', 1));
    p.warnings->setWarnings(warnings);
}

void StagePage::showConfusion(int label, int answer)
{
    Parts& p = *m_parts;
    if (p.shown && p.shownDataset)
        p.pictures->open(*p.shown, p.shownDataset, p.view->thresholds(), label, answer);
}

QString StagePage::title() const
{
    return tr("Stage-decision");
}

QString StagePage::help() const
{
    return tr(
        "<p>Every picture first goes through the part model; if its confidence reaches the threshold, "
        "that is the answer, otherwise the full model resumes where the part model stopped, and its head "
        "sees the features of both. The "
        "stage-decision ratio is the share of pictures that the part model shall answer: more saves "
        "energy, less is usually more accurate. The threshold for a ratio comes from the calibration "
        "pictures; what is shown was measured on the test pictures.</p>"
        "<p><i>threshold</i>(<i>r</i>) = the (1 − <i>r</i>) quantile of the part confidences<br>"
        "<i>E</i> = <i>E</i><sub>part</sub> + (1 − <i>r</i>) <i>E</i><sub>rest</sub></p>");
}

QString StagePage::command() const
{
    TaskSettings settings = workspace()->settings();
    if (workspace()->chosenCut() != 0)
        settings.stage.cut = workspace()->chosenCut();
    settings.ratio = workspace()->ratio();
    return taskCommand(*workspace(), QStringLiteral("tune"), settings);
}

} // namespace microt::gui
