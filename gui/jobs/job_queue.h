// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <new>
#include <utility>

#include <QObject>
#include <QString>
#include <QVector>

#include "engine/base/job_context.h"
#include "gui/jobs/job_progress.h"

namespace microt::gui {

/// Lanes of the queue: in each one job runs at a time, in order; the lanes run beside each other. Heavy are
/// the trainings that last (distilling, joint training, comparing methods): they take every core that the
/// others leave. Light is what a page waits for (reading, embedding, heads, cuts, int8, the report): it goes
/// first where both want a core. Quick is what a click waits for (pictures to look at, files to write). What
/// a board is busy with holds up none of them.
enum class JobKind { heavy, light, quick, board };

/// What the jobs bar shows of one running or waiting job. A value.
struct JobStatus
{
    int id = 0;
    QString title;
    QString step;        ///< as the engine names it, English; `title` is the translated text
    double share = -1.0; ///< 0..1 of the whole job, never falls; negative: not known
    qint64 done = 0;     ///< of the one thing that the job counts; 0 where there are several
    qint64 total = 0;    ///< 0: not known
    QString unit;
    double perSecond = 0.0;    ///< smoothed rate of `done`
    double secondsLeft = -1.0; ///< negative: not known
    bool running = false;
    bool cancelling = false;
    JobKind kind = JobKind::light;
    qint64 elapsedMs = 0; ///< since it began
};

/// The lane of a job, and what it does there.
struct JobLane
{
    JobKind kind = JobKind::light;
    JobPlan plan = {};

    JobLane(JobKind lane = JobKind::light, JobPlan parts = {}) : kind(lane), plan(std::move(parts)) {}
};

/// The only bridge to the engine: runs engine functions on worker threads and brings their results back to
/// the GUI thread. Lives in the GUI thread; jobs take their inputs by value. On destruction raises every
/// token and waits.
class JobQueue : public QObject
{
    Q_OBJECT

public:
    explicit JobQueue(QObject* parent = nullptr);
    ~JobQueue() override;

    /// Runs `work(const JobContext&) -> Result<T>` on a worker thread, then `done(Result<T>)` in the GUI
    /// thread. A job cancelled before it began, or out of memory, gives the failure that says so. `done` is
    /// not called if `context` was destroyed meanwhile. Returns the job's id.
    template <typename Work, typename Done>
    int run(const QString& title, QObject* context, Work work, Done done, const JobLane& lane = {})
    {
        using R = decltype(work(std::declval<const JobContext&>()));
        auto result = std::make_shared<R>(Failure{Error::cancelled, "Cancelled."});
        return start(
            title, context, lane,
            [work = std::move(work), result](const JobContext& job) {
                try {
                    *result = work(job);
                } catch (const std::bad_alloc&) {
                    *result = R(Failure{Error::outOfMemory, "There is not enough memory for this."});
                }
            },
            [done = std::move(done), result]() { done(std::move(*result)); });
    }

    QVector<JobStatus> jobs() const; ///< running first, then waiting, in order of start
    bool isIdle() const;

public slots:
    void cancel(int id);
    void cancelAll();

signals:
    void jobsChanged(); ///< at most once a display tick
    void jobFinished(int id, QString title);

private:
    struct Job;
    struct State;

    int start(const QString& title, QObject* context, const JobLane& lane,
              std::function<void(const JobContext&)> work, std::function<void()> done);
    void schedule();
    void finish(const std::shared_ptr<Job>& job);
    void tick();

    std::unique_ptr<State> m_state;
};

} // namespace microt::gui
