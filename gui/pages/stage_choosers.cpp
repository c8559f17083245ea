// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/stage_choosers.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/models/workspace.h"
#include "gui/pages/precision_chooser.h"
#include "gui/widgets/theme.h"
#include "gui/words/numbers.h"

namespace microt::gui {

namespace {

constexpr int kAsPublished = -1; ///< in the chooser of what heads see, otherwise a number of earlier cuts

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

StageChoosers::StageChoosers(Workspace* workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    fill();
    layOut();
    connectAll();
}

void StageChoosers::showTemperature(const StageModel& model)
{
    m_temperature->setText(model.options.fitTemperature
                               ? tr("&Temperature %1").arg(QLocale().toString(model.partTemperature, 'f', 2))
                               : tr("&Temperature"));
}

void StageChoosers::fill()
{
    m_board = makeChooser(tr("Board"), tr("Board whose energy and time are modelled"), this);
    for (const BoardProfile& board : m_workspace->boards()) {
        m_board->addItem(shortName(board), QString::fromStdString(board.id));
        m_board->setItemData(m_board->count() - 1, QString::fromStdString(board.name), Qt::ToolTipRole);
    }
    m_measure = makeChooser(tr("Confidence measure"),
                            tr("How sure the part model is of its answer: highest softmax probability, its "
                               "margin over the next, or "
                               "entropy"),
                            this);
    m_measure->addItem(tr("Probability"), int(ConfidenceMeasure::maxProbability));
    m_measure->addItem(tr("Margin"), int(ConfidenceMeasure::margin));
    m_measure->addItem(tr("Entropy"), int(ConfidenceMeasure::entropy));
    m_head = makeChooser(
        tr("Kind of head"),
        tr("Classifier on the features. How strict a logistic one is, cross-validation on train chooses. A "
           "perceptron is the better one where a class has many pictures; boards train logistic ones"),
        this);
    m_head->addItem(tr("Logistic"), int(HeadKind::logistic));
    m_head->addItem(tr("Nearest neighbours"), int(HeadKind::nearestNeighbours));
    m_head->addItem(tr("Perceptron"), int(HeadKind::perceptron));
    m_sees = makeChooser(
        tr("What the heads see"),
        tr("The part head sees mean and deviation of every channel, at the cut and at some of the cuts "
           "before "
           "it, the full head these and the full model's features; as published, means at the cut alone and "
           "the full model's alone"),
        this);
    m_sees->addItem(tr("The cut"), 0);
    for (int earlier = 1; earlier <= kMostEarlierCuts; ++earlier)
        m_sees->addItem(tr("The cut and %n before", "", earlier), earlier);
    m_sees->addItem(tr("As published"), kAsPublished);
    m_exits = makeChooser(
        tr("Exits"),
        tr("Places that may answer: part and full model, or also one or two between, at the cuts that save "
           "most. The ratio is then what each of them answers of the pictures that come to it"),
        this);
    for (int exits = 2; exits <= kMostExits; ++exits)
        m_exits->addItem(QLocale().toString(exits), exits);
    m_temperature = new QCheckBox(tr("&Temperature"), this);
    m_temperature->setToolTip(
        tr("Fit a temperature on calibration pictures, so that confidences become probabilities"));
    m_weights = new QCheckBox(tr("&Weights"), this);
    m_weights->setToolTip(
        tr("Class weights: heads take rare classes as seriously as frequent ones, here and on boards"));
}

void StageChoosers::layOut()
{
    auto* title = new QLabel(tr("Stage-decision"), this);
    theme::setTitleFont(title);
    m_more = new QToolButton(this);
    m_more->setText(tr("More"));
    m_more->setToolTip(tr("What is chosen rarely: how many exits there are, what heads see, the measure of "
                          "confidence, temperature, class weights"));
    m_more->setCheckable(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    auto* rare = new QWidget(this);
    connect(m_more, &QToolButton::toggled, rare, [this, rare](bool open) {
        rare->setVisible(open);
        m_more->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    });
    rare->hide();
    auto* often = new QHBoxLayout;
    often->setSpacing(theme::kGrid);
    often->addWidget(title);
    often->addStretch(1);
    often->addWidget(new PrecisionChooser(m_workspace, this));
    addNamed(often, m_head, 4);
    addNamed(often, m_board, 5);
    often->addWidget(m_more);
    for (QWidget* chooser : QVector<QWidget*>{m_exits, m_sees, m_measure, m_temperature, m_weights})
        chooser->setParent(rare);
    auto* seldom = new QHBoxLayout(rare);
    seldom->setContentsMargins(0, 0, 0, 0);
    seldom->setSpacing(theme::kGrid);
    m_exits->setMinimumContentsLength(1);
    addNamed(seldom, m_exits, 0);
    addNamed(seldom, m_sees, 3);
    addNamed(seldom, m_measure, 2);
    seldom->addWidget(m_temperature);
    seldom->addWidget(m_weights);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kGrid);
    layout->addLayout(often);
    layout->addWidget(rare);
}

void StageChoosers::choose()
{
    const Task* task = m_workspace->task();
    if (task == nullptr)
        return;
    StageOptions options = task->stage;
    options.measure = static_cast<ConfidenceMeasure>(m_measure->currentData().toInt());
    options.head.setKind(static_cast<HeadKind>(m_head->currentData().toInt()));
    const int sees = m_sees->currentData().toInt();
    options.asPublished = sees == kAsPublished;
    if (!options.asPublished)
        options.earlier = sees;
    if (const int exits = m_exits->currentData().toInt(); exits != options.exits) {
        options.exits = exits;
        options.secondCut.reset();
        options.thirdCut.reset();
    }
    options.fitTemperature = m_temperature->isChecked();
    options.head.classWeights = m_weights->isChecked();
    m_workspace->setStageOptions(options);
}

void StageChoosers::connectAll()
{
    for (QComboBox* chooser : {m_measure, m_head, m_sees, m_exits})
        connect(chooser, QOverload<int>::of(&QComboBox::activated), this, &StageChoosers::choose);
    for (QCheckBox* box : {m_temperature, m_weights})
        connect(box, &QCheckBox::clicked, this, &StageChoosers::choose);
    connect(m_board, QOverload<int>::of(&QComboBox::activated), this,
            [this] { m_workspace->setBoard(m_board->currentData().toString()); });
}

void StageChoosers::refresh()
{
    const Task* task = m_workspace->task();
    for (QWidget* chooser : QVector<QWidget*>{m_measure, m_head, m_sees, m_exits, m_temperature, m_weights})
        chooser->setEnabled(task != nullptr);
    if (const BoardProfile* board = m_workspace->board())
        m_board->setCurrentIndex(m_board->findData(QString::fromStdString(board->id)));
    if (task == nullptr)
        return;
    m_measure->setCurrentIndex(m_measure->findData(int(task->stage.measure)));
    m_head->setCurrentIndex(m_head->findData(int(task->stage.head.kind())));
    m_sees->setCurrentIndex(m_sees->findData(task->stage.asPublished ? kAsPublished : task->stage.earlier));
    m_exits->setCurrentIndex(m_exits->findData(task->stage.exits));
    m_temperature->setChecked(task->stage.fitTemperature);
    m_weights->setChecked(task->stage.head.classWeights);
    StageOptions usual; // what deviates is never hidden
    if (task->stage.exits != usual.exits || task->stage.measure != usual.measure || task->stage.asPublished ||
        task->stage.earlier != usual.earlier || task->stage.fitTemperature || task->stage.head.classWeights)
        m_more->setChecked(true);
}

} // namespace microt::gui
