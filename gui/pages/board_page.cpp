// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/models/error_text.h"
#include "gui/models/live_model.h"
#include "gui/pages/board_actions.h"
#include "gui/pages/board_card_view.h"
#include "gui/pages/board_results_view.h"
#include "gui/pages/step_notice.h"
#include "gui/widgets/theme.h"
#include "serial/work/board_work.h"

namespace microt::gui {

namespace {
constexpr int kFewPictures = 40;
}

BoardPage::BoardPage(Workspace* workspace, const Models& models, QWidget* parent)
    : Page(workspace, parent), m_board(models.board), m_live(models.live)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * theme::kGrid, theme::kGrid, 2 * theme::kGrid, theme::kGrid);
    layout->setSpacing(theme::kGrid);
    layout->addWidget(makeHeader());
    layout->addLayout(makeWork(models), 1);

    connect(&m_board->session(), &BoardSession::changed, this, &BoardPage::showBoard);
    connect(m_live, &LiveModel::changed, this, &BoardPage::showConnecting);
    connect(m_board, &BoardModel::resultsChanged, this, &BoardPage::showResults);
    for (const auto change : {&Workspace::stateChanged, &Workspace::ratioChanged, &Workspace::cutsChanged,
                              &Workspace::taskChanged, &Workspace::projectChanged})
        connect(workspace, change, this, &BoardPage::showBoard);
    listPorts();
    showBoard();
    showResults();
}

/// The board and what it can do, beside what came of it.
QLayout* BoardPage::makeWork(const Models& models)
{
    m_card = new BoardCardView(this);
    m_actions = new BoardActions(workspace(), m_board, this);
    m_results = new BoardResultsView(models.live, models.samples, models.timeline, workspace(), this);
    auto* left = new QVBoxLayout;
    left->setSpacing(theme::kGrid);
    left->addWidget(m_card);
    left->addWidget(m_actions);
    left->addStretch(1);
    auto* work = new QHBoxLayout;
    work->setSpacing(theme::kGrid);
    work->addLayout(left, 2);
    work->addWidget(m_results, 3);
    connect(m_actions, &BoardActions::resultWanted, m_results, &QTabWidget::setCurrentIndex);
    connect(m_actions, &BoardActions::samplesChanged, m_results, &BoardResultsView::setSamples);
    return work;
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

void BoardPage::train()
{
    m_actions->train();
}

void BoardPage::infer()
{
    m_actions->infer();
}

void BoardPage::profile()
{
    m_actions->profile();
}

void BoardPage::compare()
{
    m_actions->compare();
}

/// Some pictures, so that there is something to see.
void BoardPage::live()
{
    m_results->setCurrentIndex(BoardResultsView::live);
    LiveSettings settings = m_live->settings();
    settings.most = kFewPictures;
    m_live->setSettings(settings);
    m_live->setIntervalMs(0);
    m_live->start();
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
        return {tr("Train"), [this] { m_actions->train(); }};
    case Error::bankFull:
        return {tr("Clear samples…"), [this] { m_actions->askClearSamples(); }};
    case Error::hashMismatch:
        return {tr("Send it again"), again};
    default:
        return {tr("Try again"), again};
    }
}

/// A stream into the twin has the board's lane.
void BoardPage::showConnecting()
{
    const BoardSession& session = m_board->session();
    m_connect->setText(session.state() == BoardSession::State::connected ? tr("Dis&connect")
                                                                         : tr("&Connect"));
    m_connect->setEnabled(session.state() != BoardSession::State::connecting && !session.busy() &&
                          !m_live->running() && workspace()->hasProject());
}

void BoardPage::showBoard()
{
    const BoardSession& session = m_board->session();
    const BoardSession::State state = session.state();
    showConnecting();
    m_port->setEnabled(state == BoardSession::State::disconnected);
    m_actions->showReady();
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
    } else if (!m_board->ready() && !session.busy()) {
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
    const TaskSettings settings = workspace()->settings();
    const std::filesystem::path& folder = workspace()->project().folder;
    const QString image = shellWord(QString::fromStdString((folder / (task->name + ".mti")).string()));
    const QString reading = QString::fromStdString(shellCommand(optionWords(settings.reading)));
    const QString training =
        QString::fromStdString(shellCommand(optionWords(m_board->training(m_actions->samples()))));
    const std::uint32_t arena = m_board->arenaBytes();
    const QString ram = arena == 0 ? QString() : QStringLiteral(" --ram %1").arg(arena);
    return QStringLiteral("%1%9 -o %2 && microt board train --port %3 --state %4 %2 %5%6 %7 %8")
        .arg(quantizeCommand(*workspace()), image, port, state, datasetWord(*workspace()))
        .arg(settings.split.seed == 0 ? QString() : QStringLiteral(" --seed %1").arg(settings.split.seed),
             training, reading, ram)
        .simplified();
}

} // namespace microt::gui
