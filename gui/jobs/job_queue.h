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

namespace microt::gui {

/// What the jobs bar shows of one running or waiting job. A value.
struct JobStatus
{
    int id = 0;
    QString title;
    QString step; ///< as the engine names it, English; `title` is the translated text
    qint64 done = 0;
    qint64 total = 0; ///< 0: not known
    QString unit;
    double perSecond = 0.0;    ///< smoothed rate of `done`
    double secondsLeft = -1.0; ///< negative: not known
    bool running = false;
    bool cancelling = false;
};

/// Heavy jobs use every core by themselves and run one after the other; light ones (exports, small files) run
/// beside them, also one at a time.
enum class JobKind { heavy, light };

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
    int run(const QString& title, QObject* context, Work work, Done done, JobKind kind = JobKind::heavy)
    {
        using R = decltype(work(std::declval<const JobContext&>()));
        auto result = std::make_shared<R>(Failure{Error::cancelled, "Cancelled."});
        return start(
            title, context, kind,
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

    int start(const QString& title, QObject* context, JobKind kind,
              std::function<void(const JobContext&)> work, std::function<void()> done);
    void schedule();
    void finish(const std::shared_ptr<Job>& job);
    void tick();

    std::unique_ptr<State> m_state;
};

} // namespace microt::gui
