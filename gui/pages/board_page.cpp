// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/models/data_warnings.h"
#include "gui/models/error_text.h"
#include "gui/pages/ask.h"
#include "gui/pages/board_card_view.h"
#include "gui/pages/board_results_view.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/theme.h"
#include "gui/widgets/warning_label.h"
#include "serial/work/board_work.h"

namespace microt::gui {

using namespace protocol;

BoardPage::BoardPage(Workspace* workspace, BoardModel* board, QWidget* parent)
    : Page(workspace, parent), m_board(board), m_card(new BoardCardView(this)),
      m_results(new BoardResultsView(this))
{
    auto* work = new QHBoxLayout;
    work->setSpacing(theme::kGrid);
    auto* left = new QVBoxLayout;
    left->setSpacing(theme::kGrid);
    left->addWidget(m_card);
    left->addWidget(makeActions());
    left->addStretch(1);
    work->addLayout(left, 2);
    work->addWidget(m_results, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeHeader());
    layout->addLayout(work, 1);

    connect(&m_board->session(), &BoardSession::changed, this, &BoardPage::showBoard);
    connect(m_board, &BoardModel::resultsChanged, this, &BoardPage::showResults);
    for (const auto change : {&Workspace::stateChanged, &Workspace::ratioChanged, &Workspace::cutsChanged,
                              &Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &BoardPage::showBoard);
    for (const auto change : {&Workspace::datasetChanged, &Workspace::taskChanged})
        connect(workspace, change, this, &BoardPage::showUnseen);
    showUnseen();
    listPorts();
    showBoard();
    showResults();
}

QWidget* BoardPage::makeHeader()
{
    auto* header = new QWidget(this);
    auto* title = new QLabel(BoardPage::title(), header);
    theme::setTitleFont(title);
    m_port = new QComboBox(header);
    m_port->setAccessibleName(tr("Port"));
    m_port->setToolTip(tr("A virtual board, a serial port, or a path typed here"));
    m_port->setEditable(true);
    m_port->setInsertPolicy(QComboBox::NoInsert);
    m_port->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_port->setMinimumContentsLength(20);
    auto* again = new QPushButton(tr("&Look again"), header);
    again->setToolTip(tr("List the ports that are there now"));
    m_connect = new QPushButton(header);
    auto* top = new QHBoxLayout;
    top->setSpacing(theme::kGrid);
    top->addWidget(title, 1);
    top->addWidget(m_port);
    top->addWidget(again);
    top->addWidget(m_connect);
    m_message = new QLabel(header);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_remedy = new QPushButton(header);
    m_dismiss = new QPushButton(tr("Dismiss"), header);
    auto* told = new QHBoxLayout;
    told->setSpacing(theme::kGrid);
    told->addWidget(m_message, 1);
    told->addWidget(m_remedy);
    told->addWidget(m_dismiss);
    auto* rows = new QVBoxLayout(header);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::kGrid);
    rows->addLayout(top);
    rows->addLayout(told);
    connect(again, &QPushButton::clicked, this, &BoardPage::listPorts);
    connect(m_connect, &QPushButton::clicked, this, &BoardPage::connectBoard);
    connect(m_remedy, &QPushButton::clicked, this, [this] {
        if (const auto& failure = m_board->session().failure())
            if (const Remedy remedy = remedyFor(failure->code); remedy.act)
                remedy.act();
    });
    connect(m_dismiss, &QPushButton::clicked, this, [this] { m_board->session().clearFailure(); });
    connect(m_port, &QComboBox::currentTextChanged, this, &Page::commandChanged);
    return header;
}

QWidget* BoardPage::makeActions()
{
    auto* card = new QFrame(this);
    card->setProperty("card", true);
    auto* grid = new QGridLayout(card);
    grid->setContentsMargins(theme::kGrid, theme::kGrid, theme::kGrid, theme::kGrid);
    grid->setSpacing(theme::kGrid);
    m_deploy = new QPushButton(tr("&Deploy"), card);
    m_deploy->setToolTip(tr("Quantize the extractor on this task, send it, and make it the active image"));
    m_train = new QPushButton(tr("&Train on"), card);
    m_train->setToolTip(
        tr("The board collects samples of the train split and trains logistic part and full heads on them"));
    m_samples = new QSpinBox(card);
    m_samples->setRange(2, 60000);
    m_samples->setValue(BoardTraining{}.samples);
    m_samples->setSuffix(tr(" samples"));
    m_samples->setAccessibleName(tr("Samples"));
    m_ratio = new QPushButton(card);
    m_ratio->setToolTip(
        tr("The board finds the threshold for the ratio of the Stage-decision page, from its samples"));
    m_infer = new QPushButton(tr("I&nfer a test picture"), card);
    m_infer->setToolTip(tr("One of the test split, at random"));
    m_inferFile = new QPushButton(tr("Or a f&ile…"), card);
    m_inferFile->setToolTip(tr("Any picture of yours"));
    m_profile = new QPushButton(tr("&Profile operators"), card);
    m_compare = new QPushButton(tr("Compare with its t&win on"), card);
    m_compare->setToolTip(tr("Samples, training and inference on the board and here: features, logits, heads "
                             "and decisions, every bit"));
    m_pictures = new QSpinBox(card);
    m_pictures->setRange(1, 10000);
    m_pictures->setValue(50);
    m_pictures->setSuffix(tr(" pictures"));
    m_pictures->setAccessibleName(tr("Pictures"));
    m_more = new QPushButton(tr("&More"), card);
    m_more->setToolTip(tr("Heads, tasks, samples, and the board itself"));
    m_menu = new QMenu(m_more);
    m_more->setMenu(m_menu);
    grid->addWidget(m_deploy, 0, 0, 1, 2);
    grid->addWidget(m_train, 1, 0);
    grid->addWidget(m_samples, 1, 1);
    grid->addWidget(m_ratio, 2, 0, 1, 2);
    grid->addWidget(m_infer, 3, 0);
    grid->addWidget(m_inferFile, 3, 1);
    grid->addWidget(m_profile, 4, 0, 1, 2);
    grid->addWidget(m_compare, 5, 0);
    grid->addWidget(m_pictures, 5, 1);
    grid->addWidget(m_more, 6, 0, 1, 2);
    m_unseen = new WarningLabel(card);
    grid->addWidget(m_unseen, 7, 0, 1, 2);
    connect(m_samples, QOverload<int>::of(&QSpinBox::valueChanged), this, &BoardPage::showUnseen);
    grid->setColumnStretch(0, 1);
    connect(m_deploy, &QPushButton::clicked, m_board, &BoardModel::deploy);
    connect(m_train, &QPushButton::clicked, this, &BoardPage::train);
    connect(m_ratio, &QPushButton::clicked, m_board, &BoardModel::sendRatio);
    connect(m_infer, &QPushButton::clicked, this, &BoardPage::infer);
    connect(m_inferFile, &QPushButton::clicked, this, &BoardPage::askPicture);
    connect(m_profile, &QPushButton::clicked, this, &BoardPage::profile);
    connect(m_compare, &QPushButton::clicked, this, &BoardPage::compare);
    connect(m_menu, &QMenu::aboutToShow, this, &BoardPage::fillMenu);
    return card;
}

/// What is rarely wanted; the tasks are those of the card.
void BoardPage::fillMenu()
{
    m_menu->clear();
    const Board::Tasks& tasks = m_board->session().card().tasks;
    bool trained = false;
    for (const TaskInfo& task : tasks.all)
        trained = trained || (task.id == tasks.selected && task.trained);
    m_menu->addAction(tr("Export heads…"), this, [this] { askHeadsFile(false); })->setEnabled(trained);
    m_menu->addAction(tr("Import heads…"), this, [this] { askHeadsFile(true); })
        ->setEnabled(tasks.selected != kNoTask);
    m_menu->addAction(tr("Roll heads back"), m_board, &BoardModel::rollbackHeads)->setEnabled(trained);
    m_menu->addSeparator();
    QMenu* select = m_menu->addMenu(tr("Switch to task"));
    QMenu* remove = m_menu->addMenu(tr("Delete task"));
    for (QMenu* menu : {select, remove})
        menu->setEnabled(!tasks.all.empty());
    for (const TaskInfo& task : tasks.all) {
        const QString name = QString::fromStdString(textOf(task.name));
        QAction* one = select->addAction(name, m_board, [this, id = task.id] { m_board->selectTask(id); });
        one->setCheckable(true);
        one->setChecked(task.id == tasks.selected);
        remove->addAction(name, this, [this, id = task.id, name] {
            if (askToLose(
                    this, tr("Delete task"),
                    tr("Delete the task %1 on the board, with its samples, heads and threshold?").arg(name)))
                m_board->removeTask(id);
        });
    }
    m_menu->addAction(tr("Clear samples…"), this, &BoardPage::askClearSamples)
        ->setEnabled(tasks.selected != kNoTask);
    m_menu->addSeparator();
    m_menu->addAction(tr("Save the wire log…"), this, &BoardPage::saveWireLog);
    m_menu->addAction(tr("Start the board anew"), m_board, [this] { m_board->restart(false); });
    m_menu->addAction(tr("Erase the board…"), this, [this] {
        if (askToLose(this, tr("Erase the board"),
                      tr("Erase tasks, heads, settings and images on the board?")))
            m_board->restart(true);
    });
}

void BoardPage::askHeadsFile(bool toBoard)
{
    const QString kind = tr("Heads (*.mth)");
    const QString file =
        toBoard ? QFileDialog::getOpenFileName(this, tr("Import heads"), {}, kind)
                : QFileDialog::getSaveFileName(this, tr("Export heads"), QStringLiteral("heads.mth"), kind);
    if (file.isEmpty())
        return;
    if (toBoard)
        m_board->importHeads(file);
    else
        m_board->exportHeads(file);
}

void BoardPage::askPicture()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Choose a picture"), {},
        tr("Pictures (*.jpg *.jpeg *.png *.bmp *.ppm *.pgm *.webp *.tif *.tiff);;All files (*)"));
    if (file.isEmpty())
        return;
    m_results->setCurrentIndex(BoardResultsView::inference);
    m_board->inferFile(file);
}

void BoardPage::askClearSamples()
{
    if (askToLose(this, tr("Clear samples"),
                  tr("Clear all samples that the board keeps for its task? It cannot train on them again.")))
        m_board->clearSamples();
}

void BoardPage::saveWireLog()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the wire log"), QStringLiteral("wire.log"));
    if (file.isEmpty())
        return;
    QFile::remove(file);
    if (!QFile::copy(m_board->wireLog(), file))
        QMessageBox::warning(this, tr("Save the wire log"), tr("Cannot write %1.").arg(file));
}

void BoardPage::listPorts()
{
    const QString before = m_port->currentText();
    m_port->clear();
    for (const PortInfo& port : microt::listPorts()) {
        m_port->addItem(QString::fromStdString(port.port));
        m_port->setItemData(m_port->count() - 1, QString::fromStdString(port.description), Qt::ToolTipRole);
    }
    if (!before.isEmpty())
        m_port->setEditText(before);
}

QString BoardPage::wordOfPort() const
{
    return m_port->currentText().trimmed();
}

void BoardPage::connectBoard()
{
    if (m_board->session().state() == BoardSession::State::connected)
        m_board->session().disconnectBoard();
    else
        m_board->connectTo(wordOfPort());
}

/// What training would leave out, before it starts.
void BoardPage::showUnseen()
{
    QStringList warnings;
    if (const auto dataset = workspace()->dataset()) {
        const std::vector<int> unseen = unseenClasses(*dataset, m_samples->value());
        if (!unseen.empty())
            warnings << tr("From so few samples the board would see no picture of %1 of %2 classes, and "
                           "never answer "
                           "with them: %3.")
                            .arg(QLocale().toString(int(unseen.size())),
                                 QLocale().toString(int(dataset->classes.size())),
                                 classList(unseen, *dataset));
    }
    m_unseen->setWarnings(warnings);
}

void BoardPage::train()
{
    m_results->setCurrentIndex(BoardResultsView::training);
    m_board->train(m_samples->value(), m_pictures->value());
}

void BoardPage::infer()
{
    m_results->setCurrentIndex(BoardResultsView::inference);
    m_board->infer();
}

void BoardPage::profile()
{
    m_results->setCurrentIndex(BoardResultsView::profile);
    m_board->profile();
}

void BoardPage::compare()
{
    m_results->setCurrentIndex(BoardResultsView::twin);
    m_board->compare(m_samples->value(), m_pictures->value());
}

BoardPage::Remedy BoardPage::remedyFor(Error code)
{
    const auto again = [this] { m_board->again(); };
    switch (code) {
    case Error::permissionDenied:
        return {
            tr("Copy the command"),
            [] { QGuiApplication::clipboard()->setText(QStringLiteral("sudo usermod -aG dialout $USER")); },
            tr("The command makes you one; then log in again.")};
    case Error::fileNotFound:
        return {tr("Look again"), [this] { listPorts(); }, tr("Plug the board in, then look again.")};
    case Error::wrongFirmware:
    case Error::garbledLine:
    case Error::unknownRequest:
        return {tr("Open the firmware's folder"), [] {
                    QDesktopServices::openUrl(
                        QUrl::fromLocalFile(QFile::decodeName(firmwareFolder().c_str())));
                }};
    case Error::deviceGone:
    case Error::noAnswer:
    case Error::portBusy:
        return {m_board->session().state() == BoardSession::State::connected ? tr("Try again")
                                                                             : tr("Connect again"),
                again};
    case Error::noSpace:
    case Error::outOfMemory:
        return {tr("Choose another extractor"), [this] { emit pageWanted(QStringLiteral("extractor")); }};
    case Error::noImage:
    case Error::noTask:
        return {tr("Deploy"), [this] { m_board->deploy(); }};
    case Error::noHeads:
        return {tr("Train"), [this] { train(); }};
    case Error::bankFull:
        return {tr("Clear samples…"), [this] { askClearSamples(); }};
    case Error::hashMismatch:
        return {tr("Send it again"), again};
    default:
        return {tr("Try again"), again};
    }
}

void BoardPage::showBoard()
{
    const BoardSession& session = m_board->session();
    const BoardSession::State state = session.state();
    m_connect->setText(state == BoardSession::State::connected ? tr("Dis&connect") : tr("&Connect"));
    m_connect->setEnabled(state != BoardSession::State::connecting && !session.busy() &&
                          workspace()->hasProject());
    m_port->setEnabled(state == BoardSession::State::disconnected);
    const bool ready = m_board->ready();
    for (QPushButton* button : {m_deploy, m_train, m_infer, m_inferFile, m_profile, m_compare, m_ratio})
        button->setEnabled(ready);
    m_more->setEnabled(m_board->hasBoard());
    m_ratio->setText(tr("&Set ratio %1").arg(QLocale().toString(m_board->ratio(), 'f', 2)));
    QString text;
    Remedy remedy;
    if (session.failure()) {
        remedy = remedyFor(session.failure()->code);
        const QString advice =
            remedy.advice.isEmpty() ? errorText(session.failure()->code).advice : remedy.advice;
        text = QStringLiteral("%1 %2").arg(advice, QString::fromStdString(session.failure()->what));
    } else if (!workspace()->hasProject()) {
        text = tr("Open a project or the demo first.");
    } else if (state == BoardSession::State::disconnected) {
        text = tr("Connect a board. The virtual ones are always there and run the real firmware.");
    } else if (state == BoardSession::State::connecting) {
        text = tr("Connecting…");
    } else if (!ready && !session.busy()) {
        text = tr("The task needs pictures, an extractor and a cut before a board can work on it.");
    }
    m_message->setText(text);
    m_remedy->setText(remedy.button);
    m_remedy->setVisible(static_cast<bool>(remedy.act));
    m_remedy->setEnabled(!session.busy());
    m_dismiss->setVisible(session.failure().has_value());
    m_card->show(session);
    emit commandChanged();
}

void BoardPage::showResults()
{
    m_results->show(*m_board, *workspace());
}

QString BoardPage::obstacle() const
{
    return m_board->session().busy() ? tr("The board is at work.") : m_message->text();
}

QString BoardPage::help() const
{
    return tr(
        "<p>Here the board does the work: it keeps the deployment image in flash, extracts features of "
        "the samples it is shown, trains a part and a full head on them, and answers pictures in two "
        "stages. Everything is sent in checked frames, resumes after a broken line, and survives a power "
        "cut.</p>"
        "<p>A virtual board runs the same firmware in an emulator; it counts instructions, not cycles, "
        "so its figures compare networks, not clocks.</p>"
        "<p>The twin computes here what the board must compute: <i>equal</i> means every bit.</p>");
}

QString BoardPage::command() const
{
    const QString port = shellWord(wordOfPort());
    const QString state = shellWord(QString::fromStdString(m_board->stateFolder().string()));
    const Task* task = workspace()->task();
    if (task == nullptr || workspace()->chosenCut() == 0) // no image yet
        return QStringLiteral("microt board info --port %1 --state %2").arg(port, state);
    TaskSettings settings = workspace()->settings();
    settings.stage.cut = workspace()->chosenCut();
    const std::filesystem::path& folder = workspace()->project().folder;
    const QString image = shellWord(QString::fromStdString((folder / (task->name + ".mti")).string()));
    const QString reading = QString::fromStdString(shellCommand(optionWords(settings.reading)));
    const QString training =
        QString::fromStdString(shellCommand(optionWords(m_board->training(m_samples->value()))));
    return QStringLiteral("%1 -o %2 && microt board train --port %3 --state %4 %2 %5%6 %7 %8")
        .arg(taskCommand(*workspace(), QStringLiteral("quantize"), settings), image, port, state,
             datasetWord(*workspace()))
        .arg(settings.split.seed == 0 ? QString() : QStringLiteral(" --seed %1").arg(settings.split.seed),
             training, reading)
        .simplified();
}

} // namespace microt::gui
