// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/job_queue.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <QElapsedTimer>
#include <QPointer>
#include <QRunnable>
#include <QThreadPool>
#include <QTimer>

#include "gui/jobs/rate_meter.h"

namespace microt::gui {

namespace {
constexpr int kTickMs = 16;
}

struct JobQueue::Job
{
    JobStatus status; ///< GUI thread
    JobKind kind = JobKind::heavy;
    bool hasContext = false;
    QPointer<QObject> context;
    std::function<void(const JobContext&)> work;
    std::function<void()> done;
    CancelToken cancel;
    RateMeter rate;
    QElapsedTimer clock;

    std::mutex mutex;
    Progress progress; ///< under mutex: written by the worker, read on the tick
    std::atomic<bool> progressed{false};

    void sink(const Progress& now)
    {
        const std::lock_guard lock(mutex);
        progress = now;
        progressed = true;
    }

    /// Takes over what the worker last reported; false if there is nothing new.
    bool readProgress()
    {
        if (!progressed.exchange(false))
            return false;
        Progress now;
        {
            const std::lock_guard lock(mutex);
            now = progress;
        }
        const QString step = QString::fromStdString(now.step);
        if (step != status.step || now.total != status.total)
            rate = RateMeter();
        status.step = step;
        status.done = now.done;
        status.total = now.total;
        status.unit = QString::fromStdString(now.unit);
        rate.add(now.done, clock.elapsed());
        status.perSecond = rate.perSecond();
        status.secondsLeft = rate.secondsLeft(now.done, now.total);
        return true;
    }
};

struct JobQueue::State
{
    QVector<std::shared_ptr<Job>> jobs; ///< in order of start
    QThreadPool pool;
    QTimer timer;
    int lastId = 0;
    bool changed = false;
};

JobQueue::JobQueue(QObject* parent) : QObject(parent), m_state(std::make_unique<State>())
{
    m_state->pool.setMaxThreadCount(2);
    m_state->timer.setInterval(kTickMs);
    connect(&m_state->timer, &QTimer::timeout, this, &JobQueue::tick);
}

JobQueue::~JobQueue()
{
    for (const auto& job : m_state->jobs)
        job->cancel.cancel();
    m_state->pool.waitForDone();
}

QVector<JobStatus> JobQueue::jobs() const
{
    QVector<JobStatus> all;
    for (const bool running : {true, false})
        for (const auto& job : m_state->jobs)
            if (job->status.running == running)
                all.append(job->status);
    return all;
}

bool JobQueue::isIdle() const
{
    return m_state->jobs.isEmpty();
}

int JobQueue::start(const QString& title, QObject* context, JobKind kind,
                    std::function<void(const JobContext&)> work, std::function<void()> done)
{
    auto job = std::make_shared<Job>();
    job->status.id = ++m_state->lastId;
    job->status.title = title;
    job->kind = kind;
    job->hasContext = context != nullptr;
    job->context = context;
    job->work = std::move(work);
    job->done = std::move(done);
    m_state->jobs.append(job);
    schedule();
    return job->status.id;
}

void JobQueue::schedule()
{
    for (const JobKind kind : {JobKind::heavy, JobKind::light}) {
        const auto ofKind = [kind](const std::shared_ptr<Job>& job) { return job->kind == kind; };
        const auto next = std::find_if(m_state->jobs.cbegin(), m_state->jobs.cend(), ofKind);
        // The oldest of a kind is the one that runs, so a running one leaves nothing to start.
        if (next == m_state->jobs.cend() || (*next)->status.running)
            continue;
        const std::shared_ptr<Job> job = *next;
        job->status.running = true;
        job->clock.start();
        m_state->pool.start(QRunnable::create([this, job]() {
            JobContext context;
            context.cancel = job->cancel;
            context.sink = [&job](const Progress& progress) { job->sink(progress); };
            job->work(context);
            QMetaObject::invokeMethod(
                this, [this, job]() { finish(job); }, Qt::QueuedConnection);
        }));
    }
    m_state->changed = true;
    if (!m_state->timer.isActive())
        m_state->timer.start();
}

void JobQueue::finish(const std::shared_ptr<Job>& job)
{
    m_state->jobs.removeOne(job);
    schedule();
    if (!job->hasContext || job->context)
        job->done();
    emit jobFinished(job->status.id, job->status.title);
}

void JobQueue::cancel(int id)
{
    const auto found = std::find_if(m_state->jobs.cbegin(), m_state->jobs.cend(),
                                    [id](const auto& job) { return job->status.id == id; });
    if (found == m_state->jobs.cend() || (*found)->status.cancelling)
        return;
    const std::shared_ptr<Job> job = *found;
    job->cancel.cancel();
    job->status.cancelling = true;
    m_state->changed = true;
    if (!job->status.running) {
        m_state->jobs.removeOne(job);
        QMetaObject::invokeMethod(
            this, [this, job]() { finish(job); }, Qt::QueuedConnection);
    }
}

void JobQueue::cancelAll()
{
    for (const JobStatus& job : jobs())
        cancel(job.id);
}

void JobQueue::tick()
{
    for (const auto& job : m_state->jobs)
        if (job->status.running && job->readProgress())
            m_state->changed = true;
    if (m_state->jobs.isEmpty())
        m_state->timer.stop();
    if (std::exchange(m_state->changed, false))
        emit jobsChanged();
}

} // namespace microt::gui
