// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/data_warnings.h"
#include "gui/models/runs_model.h"
#include "gui/pages/confusion_pictures.h"
#include "gui/pages/precision_chooser.h"
#include "gui/pages/stage_quality_view.h"
#include "gui/pages/stage_view.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"
#include "gui/words/numbers.h"

namespace microt::gui {
namespace {

constexpr int kAsPublished = -1; ///< in the chooser of what heads see, otherwise a number of earlier cuts

QStringList classNames(const Dataset& dataset)
{
    QStringList names;
    for (const std::string& name : dataset.classes)
        names << QString::fromStdString(name);
    return names;
}

/// A chooser with its name for screen readers and its tooltip.
QComboBox* makeChooser(const QString& name, const QString& tip, QWidget* parent)
{
    auto* chooser = new QComboBox(parent);
    chooser->setAccessibleName(name);
    chooser->setToolTip(tip);
    chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    chooser->setMinimumContentsLength(3);
    return chooser;
}

/// A chooser with its name before it.
void addNamed(QHBoxLayout* layout, QWidget* chooser, int stretch)
{
    auto* name = new QLabel(chooser->accessibleName(), chooser->parentWidget());
    name->setBuddy(chooser);
    layout->addWidget(name);
    layout->addWidget(chooser, stretch);
}

} // namespace

struct StagePage::Parts
{
    QComboBox* board = nullptr;
    QComboBox* measure = nullptr;
    QComboBox* head = nullptr;
    QComboBox* sees = nullptr;
    QComboBox* exits = nullptr;
    QCheckBox* temperature = nullptr;
    QCheckBox* weights = nullptr;
    WarningLabel* warnings = nullptr;
    QStringList dataWarnings; ///< of the shown dataset, whatever the ratio
    StageView* view = nullptr;
    StageQualityView* quality = nullptr;
    QTabWidget* tabs = nullptr;
    QToolButton* more = nullptr;
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
    layout->addWidget(makeChoosers());
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
    for (const auto change : {&Workspace::stageChanged, &Workspace::stateChanged, &Workspace::boardChanged,
                              &Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &StagePage::showStage);
    showStage();
}

StagePage::~StagePage() = default;

void StagePage::fillChoosers(QWidget* row)
{
    Parts& p = *m_parts;
    p.board = makeChooser(tr("Board"), tr("Board whose energy and time are modelled"), row);
    for (const BoardProfile& board : workspace()->boards()) {
        p.board->addItem(shortName(board), QString::fromStdString(board.id));
        p.board->setItemData(p.board->count() - 1, QString::fromStdString(board.name), Qt::ToolTipRole);
    }
    p.measure = makeChooser(tr("Confidence measure"),
                            tr("How sure the part model is of its answer: highest softmax probability, its "
                               "margin over the next, or "
                               "entropy"),
                            row);
    p.measure->addItem(tr("Probability"), int(ConfidenceMeasure::maxProbability));
    p.measure->addItem(tr("Margin"), int(ConfidenceMeasure::margin));
    p.measure->addItem(tr("Entropy"), int(ConfidenceMeasure::entropy));
    p.head = makeChooser(
        tr("Kind of head"),
        tr("Classifier on the features. How strict a logistic one is, cross-validation on train chooses. A "
           "perceptron is the better one where a class has many pictures; boards train logistic ones"),
        row);
    p.head->addItem(tr("Logistic"), int(HeadKind::logistic));
    p.head->addItem(tr("Nearest neighbours"), int(HeadKind::nearestNeighbours));
    p.head->addItem(tr("Perceptron"), int(HeadKind::perceptron));
    p.sees = makeChooser(
        tr("What the heads see"),
        tr("The part head sees mean and deviation of every channel, at the cut and at some of the cuts "
           "before "
           "it, the full head these and the full model's features; as published, means at the cut alone and "
           "the full model's alone"),
        row);
    p.sees->addItem(tr("The cut"), 0);
    for (int earlier = 1; earlier <= kMostEarlierCuts; ++earlier)
        p.sees->addItem(tr("The cut and %n before", "", earlier), earlier);
    p.sees->addItem(tr("As published"), kAsPublished);
    p.exits = makeChooser(
        tr("Exits"),
        tr("Places that may answer: part and full model, or also one or two between, at the cuts that save "
           "most. The ratio is then what each of them answers of the pictures that come to it"),
        row);
    for (int exits = 2; exits <= kMostExits; ++exits)
        p.exits->addItem(QLocale().toString(exits), exits);
    p.temperature = new QCheckBox(tr("&Temperature"), row);
    p.temperature->setToolTip(
        tr("Fit a temperature on calibration pictures, so that confidences become probabilities"));
    p.weights = new QCheckBox(tr("&Weights"), row);
    p.weights->setToolTip(
        tr("Class weights: heads take rare classes as seriously as frequent ones, here and on boards"));
}

QWidget* StagePage::makeChoosers()
{
    Parts& p = *m_parts;
    auto* row = new QWidget(this);
    auto* title = new QLabel(StagePage::title(), row);
    theme::setTitleFont(title);
    fillChoosers(row);
    p.more = new QToolButton(row);
    p.more->setText(tr("More"));
    p.more->setToolTip(tr("What is chosen rarely: how many exits there are, what heads see, the measure of "
                          "confidence, temperature, class weights"));
    p.more->setCheckable(true);
    p.more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    p.more->setArrowType(Qt::RightArrow);
    auto* rare = new QWidget(row);
    connect(p.more, &QToolButton::toggled, rare, [this, rare](bool open) {
        rare->setVisible(open);
        m_parts->more->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    rare->hide();
    layOutChoosers(row, title, rare);
    connectChoosers();
    return row;
}

void StagePage::layOutChoosers(QWidget* row, QWidget* title, QWidget* rare)
{
    Parts& p = *m_parts;
    auto* often = new QHBoxLayout;
    often->setSpacing(theme::kGrid);
    often->addWidget(title);
    often->addStretch(1);
    often->addWidget(new PrecisionChooser(workspace(), row));
    addNamed(often, p.head, 4);
    addNamed(often, p.board, 5);
    often->addWidget(p.more);
    for (QWidget* chooser : QVector<QWidget*>{p.exits, p.sees, p.measure, p.temperature, p.weights})
        chooser->setParent(rare);
    auto* seldom = new QHBoxLayout(rare);
    seldom->setContentsMargins(0, 0, 0, 0);
    seldom->setSpacing(theme::kGrid);
    p.exits->setMinimumContentsLength(1);
    addNamed(seldom, p.exits, 0);
    addNamed(seldom, p.sees, 3);
    addNamed(seldom, p.measure, 2);
    seldom->addWidget(p.temperature);
    seldom->addWidget(p.weights);
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(often);
    layout->addWidget(rare);
}

void StagePage::connectChoosers()
{
    Parts& p = *m_parts;
    const auto choose = [this] {
        if (const Task* task = workspace()->task()) {
            StageOptions options = task->stage;
            options.measure = static_cast<ConfidenceMeasure>(m_parts->measure->currentData().toInt());
            options.head.setKind(static_cast<HeadKind>(m_parts->head->currentData().toInt()));
            const int sees = m_parts->sees->currentData().toInt();
            options.asPublished = sees == kAsPublished;
            if (!options.asPublished)
                options.earlier = sees;
            if (const int exits = m_parts->exits->currentData().toInt(); exits != options.exits) {
                options.exits = exits;
                options.secondCut.reset();
                options.thirdCut.reset();
            }
            options.fitTemperature = m_parts->temperature->isChecked();
            options.head.classWeights = m_parts->weights->isChecked();
            workspace()->setStageOptions(options);
        }
    };
    connect(p.measure, QOverload<int>::of(&QComboBox::activated), this, choose);
    connect(p.head, QOverload<int>::of(&QComboBox::activated), this, choose);
    connect(p.sees, QOverload<int>::of(&QComboBox::activated), this, choose);
    connect(p.exits, QOverload<int>::of(&QComboBox::activated), this, choose);
    connect(p.temperature, &QCheckBox::clicked, this, choose);
    connect(p.weights, &QCheckBox::clicked, this, choose);
    connect(p.board, QOverload<int>::of(&QComboBox::activated), this,
            [this] { workspace()->setBoard(m_parts->board->currentData().toString()); });
}

void StagePage::showChoices()
{
    Parts& p = *m_parts;
    const Task* task = workspace()->task();
    for (QWidget* chooser : QVector<QWidget*>{p.measure, p.head, p.sees, p.exits, p.temperature, p.weights})
        chooser->setEnabled(task != nullptr);
    if (const BoardProfile* board = workspace()->board())
        p.board->setCurrentIndex(p.board->findData(QString::fromStdString(board->id)));
    if (task == nullptr)
        return;
    p.measure->setCurrentIndex(p.measure->findData(int(task->stage.measure)));
    p.head->setCurrentIndex(p.head->findData(int(task->stage.head.kind())));
    p.sees->setCurrentIndex(p.sees->findData(task->stage.asPublished ? kAsPublished : task->stage.earlier));
    p.exits->setCurrentIndex(p.exits->findData(task->stage.exits));
    p.temperature->setChecked(task->stage.fitTemperature);
    p.weights->setChecked(task->stage.head.classWeights);
    StageOptions usual; // what deviates is never hidden
    if (task->stage.exits != usual.exits || task->stage.measure != usual.measure || task->stage.asPublished ||
        task->stage.earlier != usual.earlier || task->stage.fitTemperature || task->stage.head.classWeights)
        p.more->setChecked(true);
}

void StagePage::showStage()
{
    Parts& p = *m_parts;
    showChoices();
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
        p.temperature->setText(
            model->options.fitTemperature
                ? tr("&Temperature %1").arg(QLocale().toString(model->partTemperature, 'f', 2))
                : tr("&Temperature"));
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
    m_parts->quality->setThresholds(m_parts->view->thresholds(), m_parts->view->point().exitRate);
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
    QStringList warnings = p.dataWarnings;
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
