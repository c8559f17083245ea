// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "engine/energy/energy_model.h"
#include "gui/models/board_model.h"
#include "gui/models/live_run.h"

namespace microt::gui {

/// Pictures that stream into the connected board or its twin, what it answers, and what it learns from being
/// corrected. The stream is one job in the board's lane, steered while it runs. What was last shown stays
/// until the next stream or another task. GUI thread.
class LiveModel : public QObject
{
    Q_OBJECT

public:
    LiveModel(Workspace* workspace, BoardModel* board, JobQueue* jobs, QObject* parent = nullptr);

    const LiveSettings& settings() const { return m_settings; }
    void setSettings(const LiveSettings& settings); ///< for the next stream
    bool canStart() const; ///< the task is complete and what shall answer is there and idle
    bool running() const { return m_running; }
    bool preparing() const { return m_running && !m_ready; } ///< the network is not there yet
    bool stopping() const { return m_stopping; }
    bool paused() const { return m_paused; }
    bool learning() const { return m_learning; }
    int intervalMs() const { return m_intervalMs; }

    void start();
    void stop();
    void setPaused(bool paused);
    void setLearning(bool learning); ///< from mistakes on pictures whose class is known, by itself
    void setIntervalMs(int ms);      ///< from one picture to the next, at least
    void next();                     ///< one more picture, while paused
    /// The picture that is shown is of this class, 0 or more.
    void judge(int label);
    void confirm(); ///< its answer is right

    std::vector<std::string> classes() const;             ///< of the stream, or of the task
    bool ofTwin() const { return m_run.settings.onTwin; } ///< the latest stream
    const std::optional<LiveAnswer>& answer() const { return m_answer; }
    bool judged() const { return m_judged || !m_answer || m_answer->label >= 0; } ///< the shown answer
    const LiveFigures& figures() const { return m_figures; }
    const std::vector<LivePoint>& points() const { return m_points; } ///< the latest kMostPoints
    const std::optional<LiveLesson>& lesson() const { return m_lesson; }
    bool isLearning() const { return m_asked > 0; } ///< a correction is being learned
    const LiveBank& bank() const { return m_bank; }
    double ratio() const { return m_run.training.ratio; } ///< that the stream was asked for
    /// Why the latest stream ended, if not because it was over or stopped.
    const std::optional<Failure>& failure() const { return m_failure; }

    /// Of the answer that is shown: millijoules, counted where a board counts cycles, else modelled; none
    /// where neither is known.
    std::optional<EnergyFigure> energy() const;
    /// Its work: cycles or instructions.
    struct Work
    {
        double count = 0.0;
        bool cycles = true; ///< else instructions
        Provenance provenance = Provenance::counted;
    };
    std::optional<Work> work() const;

    static constexpr std::size_t kMostPoints = 400;

signals:
    void changed();

private:
    void startOnBoard();
    void startOnTwin();
    void forget();
    void takeNews();
    void take(const LiveLesson& lesson);
    void end(const std::optional<Failure>& failure);
    void lookAtSession();
    void dropForeign();

    Workspace* m_workspace;
    BoardModel* m_board;
    JobQueue* m_jobs;
    LiveSettings m_settings;
    LiveRun m_run;                        ///< the latest
    protocol::DescribeResponse m_counter; ///< of the board that answered last: its clock and what it counts
    std::shared_ptr<LiveTwinKept> m_twin;
    QTimer m_tick;
    bool m_running = false;
    bool m_ready = false; ///< to answer the first picture
    bool m_stopping = false;
    bool m_paused = false;
    bool m_learning = false;
    int m_intervalMs = 1000;
    int m_asked = 0; ///< corrections on their way
    bool m_judged = false;
    std::string m_of; ///< Workspace::taskId() of the stream
    std::optional<LiveAnswer> m_answer;
    LiveFigures m_figures;
    std::vector<LivePoint> m_points;
    std::optional<LiveLesson> m_lesson;
    LiveBank m_bank;
    std::optional<Failure> m_failure;
};

} // namespace microt::gui
