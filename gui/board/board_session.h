// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/board/board_thread.h"
#include "gui/jobs/job_queue.h"

namespace microt::gui {

/// What is known of the connected board, as it was after the last work on it.
struct BoardCard
{
    QString board;
    QString serial;
    QString firmware;
    protocol::DescribeResponse description;
    protocol::StatisticsResponse counters;
    LinkStatistics link;
    Board::Tasks tasks;
};

/// The board that the window works with: connects, runs work on it as jobs, and knows its card. A board that
/// goes is taken up again by itself: a virtual one at once, a Nucleo when its probe appears on any port. GUI
/// thread.
class BoardSession : public QObject
{
    Q_OBJECT

public:
    enum class State { disconnected, connecting, connected };
    /// Work that is over.
    struct Deed
    {
        QDateTime begun;
        double seconds = 0.0;
        QString board; ///< as it names itself; empty: there was none
        QString what;  ///< the job's title
        std::optional<Failure> failure;
    };
    static constexpr const char* kWireLog = "wire.log";

    explicit BoardSession(JobQueue* jobs, QObject* parent = nullptr);
    ~BoardSession() override;

    State state() const { return m_state; }
    const BoardCard& card() const { return m_card; } ///< of the connected board, or of the last one
    const std::optional<Failure>& failure() const { return m_failure; } ///< of the last work
    bool busy() const { return m_working > 0; }

    /// Keeps the flash of virtual boards and the wire log in `stateFolder`; runs `then` once connected.
    void connectTo(const QString& port, const std::filesystem::path& stateFolder,
                   std::function<void()> then = {});
    void disconnectBoard();
    void clearFailure();

    /// Runs `work(Board&, const JobContext&) -> Result<T>` on the board, then `done(T)` here if it succeeded;
    /// a failure is kept, and a board that is gone disconnects.
    template <typename Work, typename Done>
    void run(const QString& title, Work work, Done done, const JobPlan& plan = {})
    {
        using R = decltype(work(std::declval<Board&>(), std::declval<const JobContext&>()));
        auto thread = m_thread;
        const QDateTime begun = start();
        m_jobs->run(
            title, this,
            [thread, work = std::move(work)](const JobContext& job) -> Result<std::pair<R, BoardCard>> {
                return thread->call(
                    [&](std::optional<ConnectedBoard>& board) -> Result<std::pair<R, BoardCard>> {
                        if (!board)
                            return Failure{Error::deviceGone, "No board is connected."};
                        R result = work(*board->board, job);
                        if (!result.ok() && isGone(result.failure()))
                            return result.failure();
                        MICROT_TRY(BoardCard card, readCard(*board, {}));
                        return std::pair<R, BoardCard>(std::move(result), std::move(card));
                    });
            },
            [this, title, begun, done = std::move(done)](Result<std::pair<R, BoardCard>> both) {
                if (!both.ok())
                    return finish(title, begun, both.failure());
                m_card = std::move(both.value().second);
                if (both.value().first.ok())
                    done(std::move(both.value().first).value());
                finish(title, begun,
                       both.value().first.ok() ? std::optional<Failure>() : both.value().first.failure());
            },
            {JobKind::board, plan});
    }

signals:
    void changed(); ///< state, card, failure, or whether it is busy
    void worked(const microt::gui::BoardSession::Deed& deed);

private:
    static bool isGone(const Failure& failure);
    static Result<BoardCard> readCard(ConnectedBoard& board, const JobContext& job);
    QDateTime start();
    void lost();
    void lookForProbe();
    void finish(const QString& title, const QDateTime& begun, const std::optional<Failure>& failure);

    JobQueue* m_jobs;
    std::shared_ptr<BoardThread> m_thread;
    State m_state = State::disconnected;
    BoardCard m_card;
    std::optional<Failure> m_failure;
    int m_working = 0;
    QString m_port;
    std::filesystem::path m_stateFolder;
    std::string m_probe; ///< of the Nucleo connected last, to know it again on any port
    QTimer m_search;
    QElapsedTimer m_restarted; ///< since a virtual board was last taken up again by itself
};

} // namespace microt::gui
