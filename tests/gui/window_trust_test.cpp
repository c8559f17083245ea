// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QMessageBox>
#include <QMetaProperty>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTextBrowser>
#include <QThread>
#include <QTimer>
#include <QUndoStack>
#include <QWheelEvent>

#include "gui/models/distill_model.h"
#include "gui/pages/distill_form.h"
#include "gui/window/error_bar.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

/// A window with a finished task.
struct Bench : TaskBench
{
    Bench() { finish(); }

    /// Of every page that a user can see.
    QVector<QWidget*> controls() const
    {
        QVector<QWidget*> all;
        for (QWidget* one : window.centralWidget()->findChildren<QWidget*>())
            if (qobject_cast<QScrollBar*>(one) == nullptr &&
                (qobject_cast<QAbstractSlider*>(one) != nullptr ||
                 qobject_cast<QAbstractSpinBox*>(one) != nullptr ||
                 qobject_cast<QComboBox*>(one) != nullptr || qobject_cast<QTabBar*>(one) != nullptr))
                all.append(one);
        return all;
    }
};

QVariant valueOf(const QWidget* control)
{
    if (const auto* tabs = qobject_cast<const QTabBar*>(control))
        return tabs->currentIndex();
    return control->metaObject()->userProperty().read(control);
}

/// Work that lasts until it is cancelled.
Result<int> untilCancelled(const JobContext& job)
{
    while (!job.cancel.cancelled())
        QThread::msleep(1);
    return Failure{Error::cancelled, "Cancelled."};
}

/// Presses the button of the next message box whose text begins so, and keeps what the box said.
struct Answer
{
    explicit Answer(const QString& button)
    {
        QTimer::singleShot(0, &timer, [this, button] { press(button); });
    }
    void press(const QString& button)
    {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (box == nullptr) {
            QTimer::singleShot(5, &timer, [this, button] { press(button); });
            return;
        }
        said = box->text() + box->informativeText();
        asked = true;
        defaultText = box->defaultButton() != nullptr ? box->defaultButton()->text().remove('&') : QString();
        for (QAbstractButton* one : box->buttons())
            if (one->text().remove('&').startsWith(button))
                return one->click();
        box->reject();
    }
    QObject timer;
    QString said;
    QString defaultText;
    bool asked = false;
};

/// A long training in the window's project.
DistillJob longTraining(const test::TinyProject& files)
{
    DistillJob work;
    work.teacher = files.extractor().toStdString();
    work.student = work.teacher;
    work.pools = {files.pictures().toStdString()};
    work.options.epochs = 400;
    work.options.batch = 16;
    work.options.learningRate = 0.05;
    work.views.count = 1;
    return work;
}

DistillModel* trainingOf(const MainWindow& window)
{
    return window.findChild<DistillModel*>();
}

/// One notch down, as a mouse sends it; whether the control kept it for itself.
bool turnWheel(QWidget* control)
{
    QWheelEvent event(QPointF(3, 3), control->mapToGlobal(QPoint(3, 3)), {}, {0, -120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(control, &event);
    return event.isAccepted();
}

class TrustTest : public QObject
{
    Q_OBJECT

private slots:
    void wheelChangesNothingWithoutTheFocus();
    void wheelOverAControlScrollsThePage();
    void pagesMoveDuringATraining();
    void closingAsksAndTheDefaultLosesNothing();
    void closingWhenItHasEnded();
    void stoppedTrainingIsThereWhenTheProjectIsOpenedAgain();
    void discardingAsksAndNamesWhatIsLost();
    void anUnfinishedRunThatIsNamedGoesOn();
    void aRunIsCalledAsItsFile();
    void formsTabsAndResultsOutliveThemeAndLanguage();
    void aBadExtractorHasAWayBack();
    void reopeningComputesNothing();
};

void TrustTest::wheelChangesNothingWithoutTheFocus()
{
    Bench bench;
    int tried = 0;
    for (int page = 0; page < bench.window.pages().size(); ++page) {
        bench.window.showPage(page);
        for (QWidget* control : bench.controls()) {
            if (!control->isVisible())
                continue;
            bench.window.setFocus();
            const QVariant before = valueOf(control);
            turnWheel(control);
            QVERIFY2(valueOf(control) == before, control->metaObject()->className());
            QVERIFY2(control->focusPolicy() != Qt::WheelFocus, control->metaObject()->className());
            ++tried;
        }
    }
    QVERIFY(tried > 15);
    // With the focus it does what wheels do.
    bench.window.showPage(3);
    auto* slider = bench.window.pages()[3]->findChild<QSlider*>();
    QApplication::setActiveWindow(&bench.window);
    slider->setFocus();
    QTRY_VERIFY(slider->hasFocus());
    const int before = slider->value();
    turnWheel(slider);
    QVERIFY(slider->value() != before);
}

void TrustTest::wheelOverAControlScrollsThePage()
{
    Bench bench;
    bench.window.resize(700, 420);
    bench.window.showPage(0);
    QWidget* page = bench.window.pages()[0];
    QSpinBox* box = nullptr;
    for (QSpinBox* one : page->findChildren<QSpinBox*>())
        if (box == nullptr && one->isVisible())
            box = one;
    QVERIFY(box != nullptr);
    auto* scroll = qobject_cast<QScrollArea*>(page->parentWidget()->parentWidget());
    QVERIFY(scroll != nullptr && scroll->verticalScrollBar()->maximum() > 0);
    scroll->verticalScrollBar()->setValue(0);
    bench.window.setFocus();
    turnWheel(box);
    QVERIFY(scroll->verticalScrollBar()->value() > 0);
}

void TrustTest::pagesMoveDuringATraining()
{
    WindowBench bench;
    bool stop = false;
    bool ended = false;
    const int training = bench.jobs.run(
        "training", this, untilCancelled, [&ended](const Result<int>&) { ended = true; }, JobKind::heavy);
    std::map<int, double> last;
    connect(&bench.jobs, &JobQueue::jobsChanged, this, [&] {
        for (const JobStatus& job : bench.jobs.jobs()) {
            if (const auto before = last.find(job.id); before != last.end())
                stop = stop || job.share < before->second;
            last[job.id] = job.share;
        }
    });
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.workspace.addTask(bench.files.pictures());
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    QVERIFY(!ended);
    QVERIFY(!stop); // no count went back
    bench.jobs.cancel(training);
    QTRY_VERIFY(ended);
}

void TrustTest::closingAsksAndTheDefaultLosesNothing()
{
    WindowBench bench;
    bool ended = false;
    bench.jobs.run(
        "training", this, untilCancelled, [&ended](const Result<int>&) { ended = true; }, JobKind::heavy);
    Answer stay("Do not close");
    QVERIFY(!bench.window.close());
    QVERIFY(stay.asked);
    QVERIFY(stay.said.contains("training"));
    QCOMPARE(stay.defaultText, QString("Do not close"));
    QVERIFY(bench.window.isVisible());
    QVERIFY(!ended);
    Answer stop("Stop");
    bench.window.close();
    QTRY_VERIFY(ended);
    QTRY_VERIFY(!bench.window.isVisible());
}

void TrustTest::closingWhenItHasEnded()
{
    WindowBench bench;
    const int id = bench.jobs.run(
        "training", this, untilCancelled, [](const Result<int>&) {}, JobKind::heavy);
    Answer later("Close when");
    bench.window.close();
    QTest::qWait(50);
    QVERIFY(!bench.jobs.isIdle());
    QVERIFY(!bench.window.isHidden());
    bench.jobs.cancel(id); // its end
    QTRY_VERIFY(bench.window.isHidden());
}

void TrustTest::stoppedTrainingIsThereWhenTheProjectIsOpenedAgain()
{
    test::TinyProject files;
    int epochs = 0;
    {
        JobQueue jobs;
        Workspace workspace(&jobs);
        MainWindow window(&workspace, &jobs, theme::Mode::light);
        window.show();
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        QTRY_COMPARE_WITH_TIMEOUT(workspace.state(Step::stage), StepState::ready, kPatienceMs);
        DistillModel* training = trainingOf(window);
        training->start(longTraining(files), "kept", 100);
        QTRY_VERIFY_WITH_TIMEOUT(training->epochs().size() >= 2, kPatienceMs);
        QCOMPARE(training->probes().front().epoch, 0); // how good it was before
        Answer keep("Stop, keep");
        window.close();
        QVERIFY(keep.said.contains("400"));
        QTRY_VERIFY_WITH_TIMEOUT(window.isHidden(), kPatienceMs);
        epochs = training->asked().lastEpoch();
        QVERIFY(epochs >= 2 && epochs < 400);
    }
    JobQueue jobs;
    Workspace workspace(&jobs);
    MainWindow window(&workspace, &jobs, theme::Mode::light);
    window.show();
    workspace.openProject(files.folder());
    DistillModel* training = trainingOf(window);
    QCOMPARE(training->state(), DistillModel::State::paused);
    QCOMPARE(training->asked().lastEpoch(), epochs);
    QTRY_COMPARE_WITH_TIMEOUT(workspace.state(Step::stage), StepState::ready, kPatienceMs);
    auto* form = window.pages()[1]->findChild<DistillForm*>();
    QCOMPARE(form->name(), QString("kept"));
    QCOMPARE(form->epochs(), 400);
    QVERIFY(form->asksFor(training->asked()));
    for (const QSpinBox* box : form->findChildren<QSpinBox*>())
        if (box->maximum() == 100000)
            QVERIFY(box->isEnabled()); // not locked
    test::buttonNamed(*window.pages()[1], "Go on")->click();
    QTRY_VERIFY_WITH_TIMEOUT(training->asked().lastEpoch() > epochs + 1, kPatienceMs);
    for (std::size_t i = 0; i < training->epochs().size(); ++i)
        QCOMPARE(training->epochs()[i].epoch, int(i) + 1); // from where it stopped
    training->pause();
    QTRY_VERIFY_WITH_TIMEOUT(training->state() == DistillModel::State::paused, kPatienceMs);
}

void TrustTest::discardingAsksAndNamesWhatIsLost()
{
    Bench bench;
    DistillModel* training = trainingOf(bench.window);
    training->start(longTraining(bench.files), "mine", 100);
    QTRY_VERIFY_WITH_TIMEOUT(!training->epochs().empty(), kPatienceMs);
    training->pause();
    QTRY_VERIFY_WITH_TIMEOUT(training->state() == DistillModel::State::paused, kPatienceMs);
    bench.window.showPage(1);
    QPushButton* discard = test::buttonNamed(*bench.window.pages()[1], "Discard");
    Answer no("No");
    discard->click();
    QVERIFY(no.asked);
    QCOMPARE(no.defaultText, QString("No"));
    QVERIFY(no.said.contains("mine") && no.said.contains("400"));
    QVERIFY(training->hasCheckpoints("mine"));
    // Other settings under another name leave it where it is.
    auto* form = bench.window.pages()[1]->findChild<DistillForm*>();
    TrainingRun other = form->run();
    other.name = "other";
    other.work = longTraining(bench.files);
    other.work.options.epochs = 1;
    form->setRun(other);
    QPushButton* anew = test::buttonNamed(*bench.window.pages()[1], "Start with these");
    QVERIFY(!anew->isHidden());
    anew->click();
    QTRY_COMPARE_WITH_TIMEOUT(training->state(), DistillModel::State::finished, kPatienceMs);
    QVERIFY(training->hasCheckpoints("mine"));
    QVERIFY(training->takeUp("mine"));
    Answer yes("Yes");
    discard->click();
    QVERIFY(!training->hasCheckpoints("mine"));
    QCOMPARE(training->state(), DistillModel::State::idle);
}

/// Beside one that stopped, too: its record is not written over.
void TrustTest::anUnfinishedRunThatIsNamedGoesOn()
{
    Bench bench;
    DistillModel* training = trainingOf(bench.window);
    for (const char* name : {"first", "second"}) {
        training->setAside();
        training->start(longTraining(bench.files), name, 100);
        QTRY_VERIFY_WITH_TIMEOUT(!training->epochs().empty(), kPatienceMs);
        training->pause();
        QTRY_VERIFY_WITH_TIMEOUT(training->state() == DistillModel::State::paused, kPatienceMs);
    }
    bench.window.showPage(1);
    auto* form = bench.window.pages()[1]->findChild<DistillForm*>();
    TrainingRun named = form->run();
    named.name = "first";
    named.work = longTraining(bench.files);
    named.work.options.epochs = 300;
    form->setRun(named);
    test::buttonNamed(*bench.window.pages()[1], "Start with these")->click();
    QCOMPARE(training->state(), DistillModel::State::running);
    QCOMPARE(training->asked().name, std::string("first"));
    QCOMPARE(training->asked().work.options.epochs, 400);
    QVERIFY(training->asked().lastEpoch() > 0);
    training->pause();
    QTRY_VERIFY_WITH_TIMEOUT(training->state() == DistillModel::State::paused, kPatienceMs);
    QVERIFY(!training->failure());
    QVERIFY(training->hasCheckpoints("second"));
}

/// Whatever the file says: what is discarded lies beside it.
void TrustTest::aRunIsCalledAsItsFile()
{
    test::TinyProject files;
    TrainingRun run;
    run.name = "../../elsewhere";
    run.work = longTraining(files);
    const auto output = outputOf(files.folder().toStdString(), "mine");
    QVERIFY(keepRun(output, run).ok());
    const auto found = readRun(output);
    QVERIFY(found.has_value());
    QCOMPARE(found->name, std::string("mine"));
}

void TrustTest::formsTabsAndResultsOutliveThemeAndLanguage()
{
    Bench bench;
    QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
    const auto form = [&bench] { return bench.window.pages()[1]->findChild<DistillForm*>(); };
    const auto tabs = [&bench] { return bench.window.pages()[1]->findChild<QTabWidget*>(); };
    TrainingRun run = form()->run();
    run.work.teacher = "/some/teacher.onnx";
    run.work.pools = {"/some/pictures", "/more"};
    run.work.options.epochs = 77;
    run.name = "draft";
    form()->setRun(run);
    tabs()->setCurrentIndex(2);
    QSpinBox* samples = nullptr;
    const auto findSamples = [&] {
        for (QSpinBox* box : bench.window.pages()[4]->findChildren<QSpinBox*>())
            if (box->maximum() == 60000)
                samples = box;
    };
    findSamples();
    samples->setValue(123);
    bench.window.showPage(int(bench.window.pages().size()) - 1);
    auto* preview = bench.window.pages().last()->findChild<QTextBrowser*>();
    QTRY_VERIFY_WITH_TIMEOUT(preview->toPlainText().contains("tiny"), kPatienceMs);
    const int steps = bench.workspace.steps().count();
    QSignalSpy finished(&bench.jobs, &JobQueue::jobFinished);
    for (int round = 0; round < 2; ++round) {
        if (round == 0)
            bench.window.useTheme(theme::Mode::dark);
        else
            bench.window.useLanguage("de");
        const TrainingRun now = form()->run();
        QCOMPARE(now.work.teacher, run.work.teacher);
        QVERIFY(now.work.pools == run.work.pools);
        QCOMPARE(now.work.options.epochs, 77);
        QCOMPARE(now.name, run.name);
        QCOMPARE(tabs()->currentIndex(), 2);
        findSamples();
        QCOMPARE(samples->value(), 123);
        preview = bench.window.pages().last()->findChild<QTextBrowser*>();
        QVERIFY(preview->toPlainText().contains("tiny")); // without composing it again
        QCOMPARE(bench.window.currentPage(), int(bench.window.pages().size()) - 1);
    }
    QCOMPARE(bench.workspace.steps().count(), steps); // nothing was chosen by that
    bench.window.useLanguage("en");
    bench.window.useTheme(theme::Mode::light);
}

void TrustTest::aBadExtractorHasAWayBack()
{
    Bench bench;
    bench.files.writeFile("broken.mtx", "no network");
    bench.workspace.setExtractor(bench.files.folder("broken.mtx"));
    auto* errors = bench.window.findChild<ErrorBar*>();
    QTRY_VERIFY_WITH_TIMEOUT(errors->isVisible(), kPatienceMs);
    QPushButton* back = test::buttonNamed(*errors, "Back to tiny.mtx");
    QVERIFY(back != nullptr && back->isVisible());
    back->click();
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    QVERIFY(bench.workspace.project().extractor.find("tiny.mtx") != std::string::npos);
}

void TrustTest::reopeningComputesNothing()
{
    test::TinyProject files;
    CutTable table;
    float confidence = 0.0F;
    {
        JobQueue jobs;
        Workspace workspace(&jobs);
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        QTRY_COMPARE_WITH_TIMEOUT(workspace.state(Step::stage), StepState::ready, kPatienceMs);
        table = *workspace.cuts();
        confidence = workspace.stage()->test.partConfidence.front();
    }
    JobQueue jobs;
    Workspace workspace(&jobs);
    bool trained = false;
    connect(&jobs, &JobQueue::jobsChanged, this, [&] {
        for (const JobStatus& job : jobs.jobs())
            trained = trained || job.unit == "heads" || job.step.startsWith("Training");
    });
    workspace.openProject(files.folder());
    QTRY_COMPARE_WITH_TIMEOUT(workspace.state(Step::stage), StepState::ready, kPatienceMs);
    QVERIFY(!trained);
    QCOMPARE(workspace.cuts()->recommended, table.recommended);
    QCOMPARE(workspace.cuts()->rows.front().best.ratio, table.rows.front().best.ratio);
    QCOMPARE(workspace.stage()->test.partConfidence.front(), confidence);
}

} // namespace

QTEST_MAIN(TrustTest)
#include "window_trust_test.moc"
