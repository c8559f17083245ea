// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <new>
#include <thread>

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#ifdef Q_OS_LINUX
#include <sys/resource.h>
#endif

#include "gui/jobs/job_queue.h"
#include "gui/jobs/rate_meter.h"

using namespace microt;
using namespace microt::gui;

namespace {

/// Work that lasts until the test opens the gate or the job is cancelled.
struct Gate
{
    std::shared_ptr<std::atomic<bool>> isOpen = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<std::atomic<int>> inside = std::make_shared<std::atomic<int>>(0);

    auto work(int value) const
    {
        return [=, gate = isOpen, count = inside](const JobContext& job) -> Result<int> {
            ++*count;
            while (!*gate && !job.cancel.cancelled())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            --*count;
            MICROT_CHECK(job.checkCancelled());
            return value;
        };
    }
};

class JobQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void resultsArriveInTheGuiThread();
    void heavyJobsRunOneAfterTheOtherAndLightOnesBeside();
    void everyLaneMovesAndIsCancelledByItself();
    void heavyJobsGiveWay();
    void aJobCountsFromItsBeginningToItsEndOnce();
    void cancelledWhileRunning();
    void cancelledWhileWaitingNeverBegins();
    void destroyedContextHearsNothing();
    void destructionCancelsAndWaits();
    void progressReachesTheStatus();
    void changesAreAnnouncedAtMostOnceATick();
    void outOfMemoryIsAFailure();
    void rateIsSmoothed();
};

void JobQueueTest::resultsArriveInTheGuiThread()
{
    JobQueue queue;
    QSignalSpy finished(&queue, &JobQueue::jobFinished);
    QThread* workThread = nullptr;
    QThread* doneThread = nullptr;
    int answer = 0;
    queue.run(
        "sum", this,
        [&workThread](const JobContext&) -> Result<int> {
            workThread = QThread::currentThread();
            return 42;
        },
        [&](Result<int> result) {
            doneThread = QThread::currentThread();
            answer = result.value();
        });
    QVERIFY(!queue.isIdle());
    QVERIFY(finished.wait());
    QCOMPARE(answer, 42);
    QCOMPARE(doneThread, thread());
    QVERIFY(workThread != thread());
    QVERIFY(queue.isIdle());
    QCOMPARE(finished.first().at(1).toString(), QString("sum"));
}

void JobQueueTest::heavyJobsRunOneAfterTheOtherAndLightOnesBeside()
{
    JobQueue queue;
    Gate heavy;
    Gate light;
    QVector<int> order;
    const auto note = [&order](Result<int> result) { order.append(result.value()); };
    queue.run("a", this, heavy.work(1), note, JobKind::heavy);
    queue.run("b", this, heavy.work(2), note, JobKind::heavy);
    queue.run("c", this, light.work(3), note, JobKind::light);
    queue.run("d", this, light.work(4), note, JobKind::light);
    QTRY_COMPARE(heavy.inside->load(), 1);
    QTRY_COMPARE(light.inside->load(), 1);
    QTest::qWait(30);
    QCOMPARE(heavy.inside->load(), 1);
    QCOMPARE(light.inside->load(), 1);
    const QVector<JobStatus> jobs = queue.jobs();
    QCOMPARE(jobs.size(), 4);
    QCOMPARE(jobs[0].title, QString("a"));
    QCOMPARE(jobs[1].title, QString("c"));
    QVERIFY(jobs[1].running && !jobs[2].running);
    *light.isOpen = true;
    QTRY_COMPARE(order, (QVector<int>{3, 4}));
    *heavy.isOpen = true;
    QTRY_COMPARE(order, (QVector<int>{3, 4, 1, 2}));
}

void JobQueueTest::everyLaneMovesAndIsCancelledByItself()
{
    JobQueue queue;
    Gate gates[4];
    QVector<int> cancelled;
    int ids[4];
    for (int lane = 0; lane < 4; ++lane)
        ids[lane] = queue.run(
            "lane", this, gates[lane].work(lane),
            [&cancelled, lane](Result<int> r) {
                if (!r.ok() && r.failure().code == Error::cancelled)
                    cancelled.append(lane);
            },
            static_cast<JobKind>(lane));
    for (const Gate& gate : gates)
        QTRY_COMPARE(gate.inside->load(), 1);
    for (int lane = 0; lane < 4; ++lane) {
        queue.cancel(ids[lane]);
        QTRY_COMPARE(cancelled.size(), lane + 1);
        QCOMPARE(cancelled.last(), lane);
        QCOMPARE(queue.jobs().size(), 3 - lane); // the others go on
    }
}

void JobQueueTest::heavyJobsGiveWay()
{
#ifdef Q_OS_LINUX
    JobQueue queue;
    const auto niceness = [](const JobContext&) -> Result<int> {
        int ofHelper = 0;
        std::thread([&ofHelper] { ofHelper = getpriority(PRIO_PROCESS, 0); }).join();
        return ofHelper;
    };
    int heavy = -100;
    int light = -100;
    queue.run(
        "h", this, niceness, [&heavy](Result<int> r) { heavy = r.value(); }, JobKind::heavy);
    QTRY_VERIFY(queue.isIdle());
    queue.run(
        "l", this, niceness, [&light](Result<int> r) { light = r.value(); }, JobKind::light);
    QTRY_VERIFY(queue.isIdle());
    QVERIFY2(heavy > light || light >= 5, qPrintable(QString("%1 %2").arg(heavy).arg(light)));
    QCOMPARE(light, getpriority(PRIO_PROCESS, 0));
#endif
}

void JobQueueTest::aJobCountsFromItsBeginningToItsEndOnce()
{
    JobProgress one; // without a plan: the first thing that is counted
    QVERIFY(one.share() < 0.0);
    QVERIFY(!one.add({"Choosing", 0, 0, ""}));
    QVERIFY(one.add({"Training a head", 1, 4, "heads"}));
    QVERIFY(!one.add({"Training a head", 90, 100, "iterations"}));
    QCOMPARE(one.share(), 0.25);
    QVERIFY(one.add({"Training a head", 0, 4, "heads"})); // never falls
    QCOMPARE(one.share(), 0.25);
    QVERIFY(one.countsOneThing());

    JobProgress many({{"Reading", 1.0}, {"Looking", 1.0}, {"pictures", 2.0}});
    QVERIFY(!many.countsOneThing());
    many.add({"Reading a", 5, 10, "files"});
    QCOMPARE(many.share(), 0.125);
    many.add({"Embedding a", 5, 10, "pictures"}); // nothing to look for: passed over
    QCOMPARE(many.share(), 0.75);
    QVERIFY(!many.add({"Reading a", 9, 10, "files"}));
    QCOMPARE(many.share(), 0.75);
    many.add({"Embedding a", 10, 10, "pictures"});
    QCOMPARE(many.share(), 1.0);
}

void JobQueueTest::cancelledWhileRunning()
{
    JobQueue queue;
    Gate gate;
    Error code = Error::none;
    const int id = queue.run("long", this, gate.work(1), [&code](Result<int> r) { code = r.failure().code; });
    QTRY_COMPARE(gate.inside->load(), 1);
    queue.cancel(id);
    QVERIFY(queue.jobs().first().cancelling);
    QTRY_COMPARE(code, Error::cancelled);
    QTRY_VERIFY(queue.isIdle());
}

void JobQueueTest::cancelledWhileWaitingNeverBegins()
{
    JobQueue queue;
    Gate gate;
    bool began = false;
    Error code = Error::none;
    queue.run("first", this, gate.work(1), [](const Result<int>&) {});
    const int id = queue.run(
        "second", this,
        [&began](const JobContext&) -> Result<int> {
            began = true;
            return 0;
        },
        [&code](Result<int> r) { code = r.failure().code; });
    queue.cancel(id);
    QCOMPARE(queue.jobs().size(), 1);
    QTRY_COMPARE(code, Error::cancelled);
    queue.cancelAll();
    QTRY_VERIFY(queue.isIdle());
    QVERIFY(!began);
}

void JobQueueTest::destroyedContextHearsNothing()
{
    JobQueue queue;
    Gate gate;
    QSignalSpy finished(&queue, &JobQueue::jobFinished);
    bool heard = false;
    auto context = std::make_unique<QObject>();
    queue.run("orphan", context.get(), gate.work(1), [&heard](const Result<int>&) { heard = true; });
    context.reset();
    *gate.isOpen = true;
    QVERIFY(finished.wait());
    QVERIFY(!heard);
}

void JobQueueTest::destructionCancelsAndWaits()
{
    Gate gate;
    bool heard = false;
    {
        JobQueue queue;
        queue.run("long", this, gate.work(1), [&heard](const Result<int>&) { heard = true; });
        queue.run("waiting", this, gate.work(2), [&heard](const Result<int>&) { heard = true; });
        QTRY_COMPARE(gate.inside->load(), 1);
    }
    QCOMPARE(gate.inside->load(), 0);
    QCoreApplication::processEvents();
    QVERIFY(!heard);
}

void JobQueueTest::progressReachesTheStatus()
{
    JobQueue queue;
    Gate gate;
    queue.run(
        "count", this,
        [work = gate.work(1)](const JobContext& job) {
            job.report({"Counting", 25, 100, "pictures"});
            return work(job);
        },
        [](const Result<int>&) {});
    QTRY_COMPARE(queue.jobs().first().done, qint64(25));
    const JobStatus status = queue.jobs().first();
    QCOMPARE(status.total, qint64(100));
    QCOMPARE(status.unit, QString("pictures"));
    QCOMPARE(status.step, QString("Counting"));
    QVERIFY(status.running);
}

void JobQueueTest::changesAreAnnouncedAtMostOnceATick()
{
    JobQueue queue;
    QSignalSpy changed(&queue, &JobQueue::jobsChanged);
    QSignalSpy finished(&queue, &JobQueue::jobFinished);
    QElapsedTimer clock;
    clock.start();
    queue.run(
        "noisy", this,
        [](const JobContext& job) -> Result<int> {
            for (int i = 0; i < 200000; ++i)
                job.report({"Counting", i, 200000, "pictures"});
            return 0;
        },
        [](const Result<int>&) {});
    QVERIFY(finished.wait());
    QTest::qWait(50);
    QVERIFY2(changed.count() >= 1 && changed.count() <= clock.elapsed() / 16 + 2,
             qPrintable(QString::number(changed.count())));
}

void JobQueueTest::outOfMemoryIsAFailure()
{
    JobQueue queue;
    Error code = Error::none;
    queue.run(
        "huge", this, [](const JobContext&) -> Result<int> { throw std::bad_alloc(); },
        [&code](Result<int> r) { code = r.failure().code; });
    QTRY_COMPARE(code, Error::outOfMemory);
}

void JobQueueTest::rateIsSmoothed()
{
    RateMeter meter;
    meter.add(0, 0);
    QCOMPARE(meter.perSecond(), 0.0);
    QVERIFY(meter.secondsLeft(0, 100) < 0.0);
    meter.add(5, RateMeter::kMinGapMs / 2); // too soon to tell
    QCOMPARE(meter.perSecond(), 0.0);
    meter.add(100, 1000);
    QCOMPARE(meter.perSecond(), 100.0);
    QCOMPARE(meter.secondsLeft(100, 600), 5.0);
    meter.add(100, 2000); // a pause pulls the rate down, but not to zero
    QVERIFY(meter.perSecond() > 50.0 && meter.perSecond() < 100.0);
    for (qint64 t = 3000; t <= 40000; t += 1000)
        meter.add(100 + (t - 2000) / 5, t); // 200 a second
    QVERIFY(qAbs(meter.perSecond() - 200.0) < 1.0);
    QVERIFY(meter.secondsLeft(10, 0) < 0.0);
    meter.add(3, 41000); // another step began
    QCOMPARE(meter.perSecond(), 0.0);
}

} // namespace

QTEST_GUILESS_MAIN(JobQueueTest)
#include "jobs_queue_test.moc"
