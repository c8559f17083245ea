// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include "gui/models/error_text.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/error_bar.h"
#include "gui/window/jobs_bar.h"
#include "gui/window/page_list.h"
#include "gui/window/rail.h"
#include "gui/window/screenshots.h"
#include "gui/window/side_panel.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

struct Bench : WindowBench
{
    RailButton* entry(int page) const { return window.findChildren<RailButton*>().at(page); }
    ErrorBar* errors() const { return window.findChild<ErrorBar*>(); }
    void drop(const QString& path)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
    }
};

class WindowTest : public QObject
{
    Q_OBJECT

private slots:
    void pagesByKeyAndByRail();
    void railTellsStates();
    void droppedThingsOpen();
    void rubbishDroppedIsToldInTheBar();
    void failuresOfStepsCanBeTriedAgain();
    void themeAndLanguageKeepPageAndProject();
    void pageIsRemembered();
    void actionsAreFoundByTyping();
    void commandIsCopied();
    void jobsBarShowsAndCancels();
    void everyErrorHasWords();
    void everythingHasAnAccessibleName();
    void screenshotsOfEveryPage();
    void screenshotsFailWithTheProject();
};

void WindowTest::pagesByKeyAndByRail()
{
    Bench bench;
    QCOMPARE(bench.window.currentPage(), 0);
    QTest::keyClick(&bench.window, Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(bench.window.currentPage(), 2);
    QTest::mouseClick(bench.entry(1), Qt::LeftButton);
    QCOMPARE(bench.window.currentPage(), 1);
    QVERIFY(bench.entry(1)->isChecked());
}

void WindowTest::railTellsStates()
{
    Bench bench;
    QVERIFY(bench.entry(0)->accessibleName().contains("not started"));
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.workspace.addTask(bench.files.pictures());
    QVERIFY(bench.entry(0)->accessibleName().contains("at work"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.entry(3)->accessibleName().contains("done"), kPatienceMs);
    bench.workspace.setSplit({0.4, 0.1, 1});
    QVERIFY(bench.entry(0)->accessibleName().contains("out of date"));
    QVERIFY(bench.entry(1)->accessibleName().contains("done"));
    QVERIFY(bench.entry(3)->accessibleName().contains("out of date"));
    QCOMPARE(bench.window.windowTitle(), QString("MicroT Workbench — tiny"));
}

void WindowTest::droppedThingsOpen()
{
    Bench bench;
    bench.drop(bench.files.pictures());
    QVERIFY(bench.workspace.task() != nullptr);
    QCOMPARE(bench.workspace.task()->name, std::string("colours"));
    bench.drop(bench.files.extractor());
    QTRY_COMPARE(bench.workspace.state(Step::extractor), StepState::ready);
    bench.files.writeFile("list.csv", "path,label\ncolours/red/0.ppm,red\ncolours/dark/0.ppm,dark\n");
    bench.drop(bench.files.folder("list.csv"));
    QCOMPARE(bench.workspace.task()->name, std::string("list"));
    JobQueue jobs;
    Workspace(&jobs).newProject(bench.files.folder("other"), "other");
    bench.drop(bench.files.folder("other"));
    QCOMPARE(bench.workspace.project().name, std::string("other"));
}

void WindowTest::rubbishDroppedIsToldInTheBar()
{
    Bench bench;
    bench.files.writeFile("letter.doc", "Dear");
    QVERIFY(bench.errors()->isHidden());
    bench.drop(bench.files.folder("letter.doc"));
    QVERIFY(bench.errors()->isVisible());
    QVERIFY(bench.errors()->accessibleName().contains("letter.doc"));
    for (const auto* button : bench.errors()->findChildren<QPushButton*>())
        QVERIFY(!button->isVisible()); // nothing to try again
}

void WindowTest::failuresOfStepsCanBeTriedAgain()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.addTask(bench.files.folder("later"));
    QTRY_VERIFY(bench.errors()->isVisible());
    auto* details = bench.errors()->findChild<QToolButton*>();
    QCOMPARE(details->text(), QString("Details"));
    details->click();
    bool named = false;
    for (const auto* label : bench.errors()->findChildren<QLabel*>())
        named = named || (label->isVisible() && label->text().contains("later"));
    QVERIFY(named);
    bench.workspace.setRatio(0.3);
    QVERIFY(bench.errors()->isVisible()); // still failed
    bench.files.writePictures("later", 12);
    QTest::mouseClick(bench.errors()->findChild<QPushButton*>(), Qt::LeftButton);
    QVERIFY(bench.errors()->isHidden());
    QTRY_COMPARE(bench.workspace.state(Step::data), StepState::ready);
}

void WindowTest::themeAndLanguageKeepPageAndProject()
{
    Bench bench;
    bench.workspace.addTask(bench.files.pictures());
    bench.window.showPage(1);
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        QCOMPARE(appearance::language(), language);
        bench.window.useTheme(theme::Mode::dark);
        QVERIFY(theme::isDark());
        QCOMPARE(bench.window.currentPage(), 1);
        QCOMPARE(bench.window.findChildren<Rail*>().size(), 1);
        QCOMPARE(bench.window.findChildren<ErrorBar*>().size(), 1);
        QVERIFY(bench.window.windowTitle().contains("colours"));
        QVERIFY(!bench.window.menuBar()->actions().isEmpty());
    }
    bench.window.useLanguage("tlh");
    QCOMPARE(appearance::language(), QString("en"));
    bench.window.useTheme(theme::Mode::light);
    QVERIFY(!theme::isDark());
}

void WindowTest::pageIsRemembered()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder("a"), "a");
    bench.window.showPage(2);
    bench.workspace.newProject(bench.files.folder("b"), "b");
    bench.window.showPage(0);
    bench.workspace.openProject(bench.files.folder("a"));
    QCOMPARE(bench.window.currentPage(), 2);
}

void WindowTest::actionsAreFoundByTyping()
{
    Bench bench;
    bool ran = false;
    QMenu menu("&File");
    menu.addAction("&Open project…", [&ran]() { ran = true; });
    menu.addAction("&Quit");
    menu.addAction("Disabled project")->setEnabled(false);
    ActionSearch search(&bench.window);
    search.open(entriesOf(menu.actions()), &bench.window);
    auto* list = search.findChild<QListWidget*>();
    QCOMPARE(list->count(), 3);
    QVERIFY(list->item(2)->text().startsWith("File › Disabled project – ")); // with the reason, last
    auto* text = search.findChild<QLineEdit*>();
    text->setText("open file");
    QCOMPARE(list->count(), 1);
    QCOMPARE(list->item(0)->text(), QString("File › Open project"));
    QTest::keyClick(text, Qt::Key_Return);
    QVERIFY(ran);
    QVERIFY(!search.isVisible());
    search.open(entriesOf(menu.actions()), &bench.window);
    text->setText("zzz");
    QCOMPARE(list->count(), 0);
    QTest::keyClick(text, Qt::Key_Return); // nothing found, nothing happens
    QVERIFY(search.isVisible());
    search.hide();
}

void WindowTest::commandIsCopied()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.window.showPage(1);
    bench.window.findChild<SidePanel*>()->copyCommand();
    QTRY_COMPARE(QApplication::clipboard()->text(), "microt info " + bench.files.extractor());
}

void WindowTest::jobsBarShowsAndCancels()
{
    JobQueue jobs;
    JobsBar bar(&jobs);
    bar.show();
    const int height = bar.height();
    Error code = Error::none;
    jobs.run(
        "Waiting for Godot", this,
        [](const JobContext& job) -> Result<int> {
            job.report({"step", 10, 40, "pictures"});
            while (!job.cancel.cancelled())
                QThread::msleep(1);
            return Failure{Error::cancelled, "Cancelled."};
        },
        [&code](Result<int> result) { code = result.failure().code; });
    JobLine* line = nullptr;
    QTRY_VERIFY((line = bar.findChild<JobLine*>()) != nullptr);
    QTRY_VERIFY(line->accessibleName().contains("10 / 40"));
    QVERIFY(line->accessibleName().contains("25 %"));
    QCOMPARE(bar.height(), height);
    QApplication::setActiveWindow(&bar);
    auto* cancel = line->findChild<QToolButton*>();
    cancel->setFocus();
    QTest::keyClick(cancel, Qt::Key_Escape);
    QTRY_COMPARE(code, Error::cancelled);
    QTRY_VERIFY(!line->isVisible());
    QCOMPARE(bar.height(), height);

    JobStatus status;
    status.running = true;
    status.done = 2310;
    status.total = 3670;
    status.unit = "pictures";
    status.perSecond = 112.0;
    status.secondsLeft = 11.2;
    QCOMPARE(jobFigures(status), QString("2,310 / 3,670   62 %   112 pictures/s   12 s left"));
    status.secondsLeft = 3700;
    QVERIFY(jobFigures(status).endsWith("1 h 1 min left"));
}

void WindowTest::everyErrorHasWords()
{
    for (const Error code : {Error::invalidArgument,     Error::outOfRange,       Error::emptyDataset,
                             Error::tooFewClasses,       Error::tooFewSamples,    Error::badPicture,
                             Error::pictureTooLarge,     Error::badManifest,      Error::unsupportedFormat,
                             Error::malformed,           Error::truncated,        Error::unsupportedVersion,
                             Error::fileNotFound,        Error::permissionDenied, Error::diskFull,
                             Error::ioFailure,           Error::outOfMemory,      Error::badModel,
                             Error::unsupportedOperator, Error::shapeMismatch,    Error::missingWeights,
                             Error::hostileContent,      Error::numericFailure,   Error::cancelled}) {
        QVERIFY(!errorText(code).reason.contains("unknown"));
        QVERIFY(!errorText(code).advice.isEmpty());
    }
    QVERIFY(errorText(static_cast<Error>(0x7777)).reason.contains("unknown"));
}

void WindowTest::everythingHasAnAccessibleName()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.workspace.addTask(bench.files.pictures());
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    for (int page = 0; page < bench.window.pages().size(); ++page) {
        bench.window.showPage(page);
        QVERIFY(!bench.window.pages()[page]->help().isEmpty());
        QVERIFY(bench.window.pages()[page]->command().startsWith("microt "));
        for (const auto* button : bench.window.findChildren<QAbstractButton*>()) {
            const bool inPart = button->objectName().startsWith("qt_") || !button->isVisible() ||
                                qobject_cast<const QAbstractSpinBox*>(button->parentWidget()) != nullptr ||
                                QByteArray(button->metaObject()->className()).startsWith("QTable") ||
                                qobject_cast<const QTabBar*>(button->parentWidget()) != nullptr;
            QVERIFY2(inPart || !button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     button->metaObject()->className());
        }
    }
}

void WindowTest::screenshotsOfEveryPage()
{
    Bench bench;
    bench.workspace.newProject(bench.files.folder(), "tiny");
    bench.workspace.setExtractor(bench.files.extractor());
    bench.workspace.addTask(bench.files.pictures());
    const QString folder = bench.files.folder("pictures");
    QCOMPARE(takeScreenshots(bench.window, bench.workspace, bench.jobs, folder,
                             {{QSize(1280, 800)}, {theme::Mode::dark}, {"en"}}),
             0);
    for (const char* page : {"data", "extractor", "cut", "stage", "report"}) {
        const QImage picture(QStringLiteral("%1/%2-dark-1280x800-en.png").arg(folder, page));
        QCOMPARE(picture.size(), QSize(1280, 800));
        QVERIFY(qGray(picture.pixel(640, 795)) < 100); // dark at the bottom, where nothing stands
    }
    bench.window.useTheme(theme::Mode::light);
}

void WindowTest::screenshotsFailWithTheProject()
{
    Bench bench;
    QTimer::singleShot(0, &bench.window,
                       [&bench]() { bench.workspace.openProject(bench.files.folder("nowhere")); });
    QCOMPARE(takeScreenshots(bench.window, bench.workspace, bench.jobs, bench.files.folder("pictures"), {}),
             1);
}

} // namespace

QTEST_MAIN(WindowTest)
#include "window_test.moc"
