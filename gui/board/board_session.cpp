// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/board/board_session.h"

#include "engine/base/files.h"

namespace microt::gui {

using namespace protocol;

namespace {
constexpr int kSearchMs = 1000;
constexpr int kRestartEveryMs = 30000;
} // namespace

BoardSession::BoardSession(JobQueue* jobs, QObject* parent)
    : QObject(parent), m_jobs(jobs), m_thread(std::make_shared<BoardThread>())
{
    m_search.setInterval(kSearchMs);
    connect(&m_search, &QTimer::timeout, this, &BoardSession::lookForProbe);
}

BoardSession::~BoardSession() = default;

bool BoardSession::isGone(const Failure& failure)
{
    return failure.code == Error::deviceGone || failure.code == Error::noAnswer ||
           failure.code == Error::wrongFirmware;
}

QDateTime BoardSession::start()
{
    ++m_working;
    m_failure.reset();
    emit changed();
    return QDateTime::currentDateTime();
}

void BoardSession::finish(const QString& title, const QDateTime& begun, const std::optional<Failure>& failure)
{
    --m_working;
    emit worked({begun, begun.msecsTo(QDateTime::currentDateTime()) / 1000.0,
                 m_state == State::connected ? m_card.board : QString(), title, failure});
    if (failure && failure->code != Error::cancelled)
        m_failure = failure;
    if (failure && isGone(*failure) && m_state == State::connected) {
        disconnectBoard();
        if (failure->code == Error::deviceGone)
            lost();
    }
    emit changed();
}

void BoardSession::clearFailure()
{
    m_failure.reset();
    emit changed();
}

Result<BoardCard> BoardSession::readCard(ConnectedBoard& board, const JobContext& job)
{
    Link& link = *board.link;
    BoardCard card;
    card.board = QString::fromStdString(textOf(link.board().board));
    card.serial = QString::fromStdString(textOf(link.board().serial));
    card.firmware = QString::fromStdString(textOf(link.board().firmware));
    MICROT_TRY(card.description, link.ask<Message::describe>({}, job));
    MICROT_TRY(card.counters, link.ask<Message::statistics>({}, job));
    MICROT_TRY(card.tasks, board.board->tasks(job));
    card.link = link.statistics();
    return card;
}

/// The board went without being told to.
void BoardSession::lost()
{
    if (!m_probe.empty()) {
        m_search.start();
        return;
    }
    // An emulator that ends again and again is not worth another try.
    if (m_port.startsWith(QLatin1String("virtual")) &&
        (!m_restarted.isValid() || m_restarted.hasExpired(kRestartEveryMs))) {
        m_restarted.start();
        connectTo(m_port, m_stateFolder);
        // Still to be told.
        m_failure = {Error::deviceGone, "The emulator of " + m_port.toStdString() +
                                            " ended and was started again; samples in its RAM are lost."};
    }
}

void BoardSession::lookForProbe()
{
    if (m_state != State::disconnected)
        return m_search.stop();
    for (const PortInfo& port : listPorts())
        if (port.probe == m_probe)
            return connectTo(QString::fromStdString(port.port), m_stateFolder);
}

void BoardSession::connectTo(const QString& port, const std::filesystem::path& stateFolder,
                             std::function<void()> then)
{
    if (m_state != State::disconnected)
        return;
    m_search.stop();
    m_state = State::connecting;
    m_port = port;
    m_stateFolder = stateFolder;
    m_probe.clear();
    const QDateTime begun = start();
    const QString title = tr("Connecting %1").arg(port);
    using Opened = std::pair<BoardCard, std::string>;
    m_jobs->run(
        title, this,
        [thread = m_thread, name = port.toStdString(), stateFolder](const JobContext& job) {
            return thread->call([&](std::optional<ConnectedBoard>& board) -> Result<Opened> {
                board.reset();
                MICROT_CHECK(makeFolders(stateFolder));
                MICROT_TRY(ConnectedBoard connected,
                           connectBoard(name, stateFolder, job, stateFolder / kWireLog));
                MICROT_TRY(BoardCard card, readCard(connected, job));
                board = std::move(connected);
                std::string probe;
                for (const PortInfo& one : listPorts())
                    if (one.port == name)
                        probe = one.probe;
                return Opened(std::move(card), std::move(probe));
            });
        },
        [this, title, begun, then = std::move(then)](Result<Opened> opened) {
            m_state = opened.ok() ? State::connected : State::disconnected;
            if (opened.ok()) {
                m_card = std::move(opened.value().first);
                m_probe = std::move(opened.value().second);
            }
            finish(title, begun, opened.ok() ? std::optional<Failure>() : opened.failure());
            if (opened.ok() && then)
                then();
        },
        JobKind::board);
}

void BoardSession::disconnectBoard()
{
    m_state = State::disconnected;
    auto thread = m_thread;
    m_jobs->run(
        tr("Disconnecting"), this,
        [thread](const JobContext&) -> Status {
            thread->call([](std::optional<ConnectedBoard>& board) {
                board.reset();
                return 0;
            });
            return {};
        },
        [](const Status&) {}, JobKind::board);
    emit changed();
}

} // namespace microt::gui
