// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/live_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "engine/camera/camera.h"
#include "gui/models/live_class_model.h"
#include "gui/models/live_model.h"
#include "gui/pages/elided_label.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/plain_table.h"
#include "gui/widgets/theme.h"

namespace microt::gui {

namespace {

constexpr int kPictureSide = 18 * theme::kGrid;
constexpr int kNoCamera = -1;

QComboBox* makeChoice(const QString& name, const QString& tip, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    return box;
}

} // namespace

LiveView::LiveView(LiveModel* model, QWidget* parent)
    : QWidget(parent), m_model(model), m_classes(new LiveClassModel(this))
{
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, theme::kGrid, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addWidget(makeSource());
    rows->addWidget(makeControls());
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_message->setMinimumHeight(2 * m_message->fontMetrics().lineSpacing());
    rows->addWidget(m_message);
    rows->addWidget(makeAnswer());
    rows->addWidget(makeFigures());
    auto* below = new QHBoxLayout;
    below->setSpacing(theme::kGrid);
    below->addWidget(makeList(), 1);
    below->addWidget(m_chart = new Chart(tr("Early and right answers, running"), this), 1);
    rows->addLayout(below, 1);
    connect(m_model, &LiveModel::changed, this, &LiveView::showModel);
    showModel();
}

QWidget* LiveView::makeSource()
{
    auto* widget = new QWidget(this);
    m_source =
        makeChoice(tr("Pictures"),
                   tr("What is shown. Test pictures only measure: nothing is learned from them"), widget);
    listSources();
    m_folder = new QPushButton(tr("Choose…"), widget);
    m_folder->setToolTip(tr("The folder whose pictures are shown"));
    m_target = makeChoice(tr("Answered by"),
                          tr("Who answers and learns: the connected board, or its twin here"), widget);
    m_target->addItems({tr("Board"), tr("Twin")});
    m_target->setCurrentIndex(m_model->settings().onTwin ? 1 : 0);
    m_start = new QPushButton(widget);
    m_start->setToolTip(tr("Pictures come one after the other until you stop them"));
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::kGrid);
    row->addWidget(m_source, 1);
    row->addWidget(m_folder);
    row->addWidget(m_target);
    row->addWidget(m_start);
    for (QComboBox* box : {m_source, m_target})
        connect(box, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &LiveView::chooseSettings);
    connect(m_folder, &QPushButton::clicked, this, &LiveView::askFolder);
    connect(m_start, &QPushButton::clicked, this, &LiveView::startOrStop);
    return widget;
}

/// Cameras by their names; without one there is still the choice, which says what is missing.
void LiveView::listSources()
{
    m_source->addItem(tr("Test pictures"), QPoint(int(LiveSource::test), kNoCamera));
    m_source->addItem(tr("Further train pictures"), QPoint(int(LiveSource::train), kNoCamera));
    m_source->addItem(tr("A folder"), QPoint(int(LiveSource::folder), kNoCamera));
    const std::vector<Camera> found = cameras();
    for (const Camera& camera : found)
        m_source->addItem(QString::fromStdString(camera.name),
                          QPoint(int(LiveSource::camera), camera.number));
    if (found.empty())
        m_source->addItem(tr("Camera"), QPoint(int(LiveSource::camera), 0));
    const LiveSettings& settings = m_model->settings();
    for (int i = 0; i < m_source->count(); ++i)
        if (const QPoint is = m_source->itemData(i).toPoint();
            is.x() == int(settings.source) && (is.y() == kNoCamera || is.y() == settings.camera))
            m_source->setCurrentIndex(i);
}

QWidget* LiveView::makeControls()
{
    auto* widget = new QWidget(this);
    m_pause = new QPushButton(widget);
    m_pause->setToolTip(tr("While paused, a judgement brings the next picture"));
    m_next = new QPushButton(tr("Ne&xt"), widget);
    m_next->setToolTip(tr("One more picture, while paused"));
    m_speed = makeChoice(tr("Speed"), tr("How long a picture stays, at least"), widget);
    const struct
    {
        QString name;
        int ms;
    } speeds[] = {{tr("As fast as it goes"), 0},
                  {tr("Two a second"), 500},
                  {tr("One a second"), 1000},
                  {tr("Every 3 seconds"), 3000}};
    for (const auto& speed : speeds) {
        m_speed->addItem(speed.name, speed.ms);
        if (speed.ms == m_model->intervalMs())
            m_speed->setCurrentIndex(m_speed->count() - 1);
    }
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(theme::kGrid);
    grid->addWidget(m_pause, 0, 0);
    grid->addWidget(m_next, 0, 1);
    grid->addWidget(m_speed, 0, 2);
    grid->setColumnStretch(2, 1);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_model->setPaused(!m_model->paused()); });
    connect(m_next, &QPushButton::clicked, m_model, &LiveModel::next);
    connect(m_speed, QOverload<int>::of(&QComboBox::currentIndexChanged), this,
            [this] { m_model->setIntervalMs(m_speed->currentData().toInt()); });
    return widget;
}

/// The picture, and its answer beside it.
QWidget* LiveView::makeAnswer()
{
    auto* widget = new QWidget(this);
    m_picture = new QLabel(widget);
    m_picture->setFixedSize(kPictureSide, kPictureSide);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setFrameShape(QFrame::StyledPanel);
    m_answer = new ElidedLabel(widget);
    theme::setTitleFont(m_answer);
    m_right = new QPushButton(tr("Ri&ght"), widget);
    m_right->setToolTip(
        tr("Enter: the answer is right; or, where a class of the list is marked, it is that"));
    m_confidence = new FigureTile(tr("Confidence"), widget);
    m_learning = new QCheckBox(tr("Learn from mistakes"), widget);
    m_learning->setToolTip(
        tr("Where the class of a picture is known and it is no test picture: a wrong answer becomes a sample "
           "and the heads are trained anew, without a key"));
    m_learning->setChecked(m_model->learning());
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(theme::kGrid);
    grid->addWidget(m_picture, 0, 0, 3, 1, Qt::AlignTop);
    grid->addWidget(m_answer, 0, 1);
    grid->addWidget(m_right, 0, 2);
    grid->addWidget(m_confidence, 1, 1, 1, 2);
    grid->addWidget(m_learning, 2, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(m_right, &QPushButton::clicked, this, &LiveView::judgeMarked);
    connect(m_learning, &QCheckBox::toggled, m_model, &LiveModel::setLearning);
    return widget;
}

/// What the answer took, and how good answers are.
QWidget* LiveView::makeFigures()
{
    auto* widget = new QWidget(this);
    m_work = new FigureTile(tr("Work"), widget);
    m_energy = new FigureTile(tr("Energy"), widget);
    m_score = new QLabel(widget);
    m_score->setWordWrap(true);
    m_score->setTextFormat(Qt::PlainText);
    m_score->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_score->setToolTip(tr("Early: of the last %1 pictures, beside the ratio that was asked for. Right: of "
                           "those whose class is known or was said by you")
                            .arg(int(LiveTally::kWindow)));
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(theme::kGrid);
    grid->addWidget(m_work, 0, 0);
    grid->addWidget(m_energy, 0, 1);
    grid->addWidget(m_score, 1, 0, 1, 2);
    return widget;
}

QWidget* LiveView::makeList()
{
    m_list = new QTableView(this);
    m_list->setModel(m_classes);
    m_list->setAccessibleName(tr("Classes"));
    m_list->setToolTip(
        tr("The class that the picture shows: its number, its first letter, or a double click. "
           "Enter: the answer is right. Space: pause"));
    preparePlainTable(*m_list);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setMinimumWidth(14 * theme::kGrid);
    m_list->verticalHeader()->setDefaultSectionSize(3 * theme::kGrid);
    QHeaderView* header = m_list->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(LiveClassModel::name, QHeaderView::Stretch);
    m_list->installEventFilter(this);
    connect(m_list, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (markedClass() == index.row()) // marked by the first click, for the picture that is still shown
            judgeMarked();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LiveView::showControls);
    return m_list;
}

void LiveView::setSamples(int samples)
{
    LiveSettings settings = m_model->settings();
    if (std::exchange(settings.samples, samples) != samples)
        m_model->setSettings(settings);
}

void LiveView::chooseSettings()
{
    LiveSettings settings = m_model->settings();
    const QPoint source = m_source->currentData().toPoint();
    settings.source = static_cast<LiveSource>(source.x());
    if (source.y() != kNoCamera)
        settings.camera = source.y();
    settings.onTwin = m_target->currentIndex() == 1;
    m_model->setSettings(settings);
}

void LiveView::askFolder()
{
    LiveSettings settings = m_model->settings();
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Choose a folder of pictures"), settings.folder);
    if (folder.isEmpty())
        return;
    settings.folder = folder;
    m_model->setSettings(settings);
}

void LiveView::startOrStop()
{
    if (m_model->running())
        return m_model->stop();
    if (m_model->settings().source == LiveSource::folder && m_model->settings().folder.isEmpty())
        askFolder();
    if (m_model->settings().source == LiveSource::folder && m_model->settings().folder.isEmpty())
        return;
    m_model->start();
    m_list->setFocus();
}

int LiveView::markedClass() const
{
    const QModelIndexList marked = m_list->selectionModel()->selectedRows();
    return marked.isEmpty() ? -1 : marked.first().row();
}

void LiveView::judgeMarked()
{
    const int marked = markedClass();
    if (marked < 0)
        m_model->confirm();
    else
        m_model->judge(marked);
    m_list->clearSelection();
}

bool LiveView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* pressed = static_cast<const QKeyEvent*>(event);
        const Qt::KeyboardModifiers held = pressed->modifiers() & ~Qt::KeypadModifier;
        if ((held == Qt::NoModifier || held == Qt::ShiftModifier) && takeKey(pressed->key(), pressed->text()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

/// Whether the key meant something here.
bool LiveView::takeKey(int key, const QString& text)
{
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        judgeMarked();
    else if (key == Qt::Key_Space)
        m_model->setPaused(!m_model->paused());
    else if (key >= Qt::Key_1 && key <= Qt::Key_9)
        m_model->judge(key - Qt::Key_1);
    else if (text.size() == 1 && text[0].isLetter())
        takeLetter(text);
    else
        return false;
    return true;
}

/// The one class that begins so is meant; of several the next one is marked.
void LiveView::takeLetter(const QString& letter)
{
    const std::vector<int> found = m_classes->beginningWith(letter);
    if (found.size() == 1)
        return m_model->judge(found.front());
    if (found.empty())
        return;
    int next = found.front();
    for (auto at = found.rbegin(); at != found.rend(); ++at)
        next = *at > markedClass() ? *at : next;
    m_list->selectRow(next);
}

} // namespace microt::gui
