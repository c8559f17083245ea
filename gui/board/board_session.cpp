// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/board/board_session.h"

namespace microt::gui {

using namespace protocol;

namespace {

template <std::size_t N>
QString textOf(const Text<N>& text)
{
    return QString::fromUtf8(text.chars.data(), text.size);
}

} // namespace

BoardSession::BoardSession(JobQueue* jobs, QObject* parent)
    : QObject(parent), m_jobs(jobs), m_thread(std::make_shared<BoardThread>())
{}

BoardSession::~BoardSession() = default;

bool BoardSession::isGone(const Failure& failure)
{
    return failure.code == Error::deviceGone || failure.code == Error::noAnswer ||
           failure.code == Error::wrongFirmware;
}

void BoardSession::start()
{
    ++m_working;
    m_failure.reset();
    emit changed();
}

void BoardSession::finish(const std::optional<Failure>& failure)
{
    --m_working;
    if (failure && failure->code != Error::cancelled)
        m_failure = failure;
    if (failure && isGone(*failure) && m_state == State::connected)
        disconnectBoard();
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
    card.board = textOf(link.board().board);
    card.serial = textOf(link.board().serial);
    card.firmware = textOf(link.board().firmware);
    MICROT_TRY(card.description, link.ask<Message::describe>({}, job));
    MICROT_TRY(card.counters, link.ask<Message::statistics>({}, job));
    TaskListRequest request;
    for (bool more = true; more;) {
        MICROT_TRY(const TaskListResponse list, link.ask<Message::taskList>(request, job));
        card.selectedTask = list.selected;
        card.tasks.insert(card.tasks.end(), list.tasks.items.begin(),
                          list.tasks.items.begin() + list.tasks.size);
        request.first = static_cast<std::uint8_t>(card.tasks.size());
        more = list.tasks.size > 0 && request.first < list.total;
    }
    card.link = link.statistics();
    return card;
}

void BoardSession::connectTo(const QString& port, const std::filesystem::path& stateFolder)
{
    if (m_state != State::disconnected)
        return;
    m_state = State::connecting;
    start();
    m_jobs->run(
        tr("Connecting %1").arg(port), this,
        [thread = m_thread, name = port.toStdString(), stateFolder](const JobContext& job) {
            return thread->call([&](std::optional<ConnectedBoard>& board) -> Result<BoardCard> {
                board.reset();
                MICROT_TRY(ConnectedBoard connected, connectBoard(name, stateFolder, job));
                MICROT_TRY(BoardCard card, readCard(connected, job));
                board = std::move(connected);
                return card;
            });
        },
        [this](Result<BoardCard> card) {
            m_state = card.ok() ? State::connected : State::disconnected;
            if (card.ok())
                m_card = std::move(card).value();
            finish(card.ok() ? std::optional<Failure>() : card.failure());
        },
        JobKind::light);
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
        [](const Status&) {}, JobKind::light);
    emit changed();
}

} // namespace microt::gui
