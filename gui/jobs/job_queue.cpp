// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/jobs/job_queue.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>

#include <QElapsedTimer>
#include <QPointer>
#include <QRunnable>
#include <QThreadPool>
#include <QTimer>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#endif

#include "gui/jobs/rate_meter.h"

namespace microt::gui {

namespace {

constexpr int kTickMs = 16;
constexpr qint64 kShareSteps = 100'000;
constexpr JobKind kLanes[] = {JobKind::heavy, JobKind::light, JobKind::quick, JobKind::board};
constexpr int kNiceOfHeavy = 5; ///< of a core that both want, a light job gets three quarters

/// The calling thread, and those that it starts from now on, give way to others.
void giveWay()
{
#ifdef Q_OS_LINUX
    setpriority(PRIO_PROCESS, 0, kNiceOfHeavy); // 0: on Linux the calling thread alone
#endif
}

} // namespace

struct JobQueue::Job
{
    JobStatus status; ///< GUI thread
    JobKind kind = JobKind::light;
    bool hasContext = false;
    QPointer<QObject> context;
    std::function<void(const JobContext&)> work;
    std::function<void()> done;
    CancelToken cancel;
    RateMeter rate;
    RateMeter wholeRate; ///< of kShareSteps
    QElapsedTimer clock;

    std::mutex mutex;
    Progress progress; ///< under mutex, with the two below: written by the worker, read on the tick
    JobProgress whole;
    double share = -1.0;
    std::atomic<bool> progressed{false};

    void sink(const Progress& now)
    {
        const std::lock_guard lock(mutex);
        if (whole.add(now))
            progress = now;
        else
            progress.step = now.step;
        share = whole.share();
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
            status.share = share;
            if (!whole.countsOneThing())
                now.done = now.total = 0;
        }
        status.step = QString::fromStdString(now.step);
        status.done = now.done;
        status.total = now.total;
        status.unit = QString::fromStdString(now.unit);
        const qint64 atMs = clock.elapsed();
        rate.add(now.done, atMs);
        status.perSecond = rate.perSecond();
        wholeRate.add(qRound64(kShareSteps * std::max(0.0, status.share)), atMs);
        status.secondsLeft = status.total > 0
                                 ? rate.secondsLeft(now.done, now.total)
                                 : wholeRate.secondsLeft(qRound64(kShareSteps * status.share), kShareSteps);
        return true;
    }
};

struct JobQueue::State
{
    QVector<std::shared_ptr<Job>> jobs;   ///< in order of start
    QThreadPool pools[std::size(kLanes)]; ///< a thread that gave way once cannot be used for other lanes
    QTimer timer;
    int lastId = 0;
    bool changed = false;
};

JobQueue::JobQueue(QObject* parent) : QObject(parent), m_state(std::make_unique<State>())
{
    for (QThreadPool& pool : m_state->pools)
        pool.setMaxThreadCount(1);
    m_state->timer.setInterval(kTickMs);
    connect(&m_state->timer, &QTimer::timeout, this, &JobQueue::tick);
}

JobQueue::~JobQueue()
{
    for (const auto& job : m_state->jobs)
        job->cancel.cancel();
    for (QThreadPool& pool : m_state->pools)
        pool.waitForDone();
}

QVector<JobStatus> JobQueue::jobs() const
{
    QVector<JobStatus> all;
    for (const bool running : {true, false})
        for (const auto& job : m_state->jobs)
            if (job->status.running == running) {
                all.append(job->status);
                all.back().elapsedMs = running ? job->clock.elapsed() : 0;
            }
    return all;
}

bool JobQueue::isIdle() const
{
    return m_state->jobs.isEmpty();
}

int JobQueue::start(const QString& title, QObject* context, const JobLane& lane,
                    std::function<void(const JobContext&)> work, std::function<void()> done)
{
    auto job = std::make_shared<Job>();
    job->status.id = ++m_state->lastId;
    job->status.title = title;
    job->kind = job->status.kind = lane.kind;
    job->whole = JobProgress(lane.plan);
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
    for (const JobKind kind : kLanes) {
        const auto ofKind = [kind](const std::shared_ptr<Job>& job) { return job->kind == kind; };
        const auto next = std::find_if(m_state->jobs.cbegin(), m_state->jobs.cend(), ofKind);
        // The oldest of a kind is the one that runs, so a running one leaves nothing to start.
        if (next == m_state->jobs.cend() || (*next)->status.running)
            continue;
        const std::shared_ptr<Job> job = *next;
        job->status.running = true;
        job->clock.start();
        m_state->pools[static_cast<int>(kind)].start(QRunnable::create([this, job]() {
            if (job->kind == JobKind::heavy)
                giveWay();
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
