// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDBusVariant>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>

#include "engine/base/parallel.h"
#include "gui/models/teachers.h"
#include "gui/window/action_search.h"
#include "gui/window/appearance.h"
#include "gui/window/job_notices.h"
#include "gui/window/log_panel.h"
#include "gui/window/preferences.h"
#include "gui/window/system_theme.h"
#include "gui/window/task_bar.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

struct Bench : TaskBench
{
    ActionSearch* search() const { return window.findChild<ActionSearch*>(); }
    /// What Ctrl+K lists for these words.
    QStringList find(const QString& words)
    {
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        search()->findChild<QLineEdit*>()->setText(words);
        QStringList found;
        const auto* list = search()->findChild<QListWidget*>();
        for (int i = 0; i < list->count(); ++i)
            found << list->item(i)->text();
        return found;
    }
};

class ToolsTest : public QObject
{
    Q_OBJECT

private slots:
    void searchFindsEveryButtonOfEveryPage();
    void searchSaysWhyNot();
    void searchRunsWhatIsOnAnotherPage();
    void theTaskIsNamedAboveEveryPage();
    void threadsAreLimited();
    void cacheIsMeasuredAndCleaned();
    void themeAndLanguageChangeFromThePreferences();
    void theDesktopsThemeIsFollowed();
    void theLogTellsWhatHappened();
    void longJobsAreTold();
    void diagnosticsNameWhatMatters();
    void teachersAtHandAreOffered();
};

void ToolsTest::searchFindsEveryButtonOfEveryPage()
{
    Bench bench;
    for (const auto* page : bench.window.pages())
        for (const QPushButton* button : page->findChildren<QPushButton*>()) {
            const QString name = button->text().remove('&').remove(QString::fromUtf8("…")).simplified();
            const bool hidden = button->isHidden() && button->testAttribute(Qt::WA_WState_ExplicitShowHide);
            if (name.isEmpty() || hidden)
                continue;
            const QStringList found = bench.find(name);
            QVERIFY2(!found.filter(name).isEmpty(), qPrintable(page->title() + ": " + name));
            bench.search()->hide();
        }
    QVERIFY(!bench.find("project open").filter("Open project").isEmpty()); // words in any order
    bench.search()->hide();
}

void ToolsTest::searchSaysWhyNot()
{
    Bench bench;
    const QStringList found = bench.find("deploy");
    const QStringList deploy = found.filter("Board");
    QVERIFY(!deploy.isEmpty());
    QVERIFY2(deploy.first().contains("Connect a board"), qPrintable(deploy.first()));
    QTest::keyClick(bench.search()->findChild<QLineEdit*>(), Qt::Key_Return);
    QVERIFY(bench.search()->isVisible()); // nothing was done
    bench.search()->hide();
}

void ToolsTest::searchRunsWhatIsOnAnotherPage()
{
    Bench bench;
    bench.window.showPage(0);
    bench.find("Stage-decision Weights seriously");
    QTest::keyClick(bench.search()->findChild<QLineEdit*>(), Qt::Key_Return);
    QCOMPARE(bench.window.currentPage(), 3);
    QVERIFY(bench.workspace.task()->stage.head.classWeights);
}

void ToolsTest::theTaskIsNamedAboveEveryPage()
{
    Bench bench;
    bench.files.writePictures("second", 12);
    bench.workspace.addTask(bench.files.pictures("second"));
    const auto bars = bench.window.findChildren<TaskBar*>();
    QCOMPARE(bars.size(), 1);
    auto* tasks = bars.first()->findChild<QComboBox*>();
    for (int page = 0; page < bench.window.pages().size(); ++page) {
        bench.window.showPage(page);
        QVERIFY(tasks->isVisible());
        QCOMPARE(tasks->currentText(), QString("second"));
    }
    tasks->setCurrentText("colours");
    emit tasks->activated(tasks->currentIndex());
    QCOMPARE(bench.workspace.task()->name, std::string("colours"));
}

void ToolsTest::threadsAreLimited()
{
    Bench bench;
    Preferences preferences(&bench.workspace, &bench.jobs, theme::Mode::light, &bench.window);
    auto* threads = preferences.findChild<QSpinBox*>();
    const int all = coreCount();
    threads->setValue(1);
    QCOMPARE(coreCount(), 1);
    limitCores(0);
    Preferences::applyThreads(); // as the program starts
    QCOMPARE(coreCount(), 1);
    threads->setValue(0);
    QCOMPARE(coreCount(), all);
}

void ToolsTest::cacheIsMeasuredAndCleaned()
{
    Bench bench;
    QTRY_COMPARE_WITH_TIMEOUT(bench.workspace.state(Step::stage), StepState::ready, kPatienceMs);
    const std::filesystem::path cache = bench.workspace.project().cacheFolder();
    QVERIFY(!std::filesystem::is_empty(cache));
    Preferences preferences(&bench.workspace, &bench.jobs, theme::Mode::light, &bench.window);
    preferences.show();
    QTRY_VERIFY(bench.jobs.isIdle());
    QString defaultText;
    const auto answer = [&](QMessageBox::StandardButton button) {
        QTimer::singleShot(50, &preferences, [&, button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box != nullptr);
            QCOMPARE(box->defaultButton(), box->button(QMessageBox::No));
            box->button(button)->click();
        });
    };
    answer(QMessageBox::No);
    preferences.cleanCache();
    QTRY_VERIFY(bench.jobs.isIdle());
    QVERIFY(!std::filesystem::is_empty(cache));
    answer(QMessageBox::Yes);
    preferences.cleanCache();
    QTRY_VERIFY(bench.jobs.isIdle());
    QVERIFY(std::filesystem::is_empty(cache));
}

void ToolsTest::themeAndLanguageChangeFromThePreferences()
{
    Bench bench;
    bench.window.showPreferences();
    const auto dialog = [&bench] { return bench.window.findChild<Preferences*>(); };
    auto choose = [&dialog](int index, const QVariant& value) {
        QComboBox* box = dialog()->findChildren<QComboBox*>().at(index);
        box->setCurrentIndex(box->findData(value));
        emit box->activated(box->currentIndex());
    };
    choose(0, int(theme::Mode::dark));
    QTRY_VERIFY(theme::isDark());
    QVERIFY(dialog() != nullptr); // still there
    choose(1, "de");
    QTRY_COMPARE(appearance::language(), QString("de"));
    QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
    choose(1, "en");
    QTRY_COMPARE(appearance::language(), QString("en"));
    bench.window.useTheme(theme::Mode::light);
}

void ToolsTest::theDesktopsThemeIsFollowed()
{
    Bench bench;
    auto* system = bench.window.findChild<SystemTheme*>();
    bench.window.useTheme(theme::Mode::system);
    system->take("org.freedesktop.appearance", "color-scheme", QDBusVariant(1U));
    QVERIFY(theme::isDark());
    system->take("org.freedesktop.appearance", "color-scheme",
                 QDBusVariant(QVariant::fromValue(QDBusVariant(2U))));
    QVERIFY(!theme::isDark());
    bench.window.useTheme(theme::Mode::light);
    system->take("org.freedesktop.appearance", "color-scheme", QDBusVariant(1U));
    QVERIFY(!theme::isDark()); // chosen light stays light
    theme::setSystemDark(false);
}

void ToolsTest::theLogTellsWhatHappened()
{
    Bench bench;
    auto* panel = bench.window.findChild<LogPanel*>();
    QVERIFY(!panel->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_F8);
    QVERIFY(panel->isVisible());
    bench.workspace.addTask(bench.files.folder("nowhere"));
    const auto text = [&bench] {
        return bench.window.findChild<LogPanel*>()->findChild<QPlainTextEdit*>()->toPlainText();
    };
    QTRY_VERIFY_WITH_TIMEOUT(text().contains("nowhere"), kPatienceMs);
    const QString before = text();
    bench.window.useTheme(theme::Mode::light); // made anew
    QVERIFY(text().startsWith(before));
    QVERIFY(bench.window.findChild<LogPanel*>()->isVisible());
}

void ToolsTest::longJobsAreTold()
{
    JobQueue jobs;
    JobNotices notices(&jobs);
    notices.setLongMs(50);
    QSignalSpy told(&notices, &JobNotices::longJobEnded);
    QSignalSpy finished(&jobs, &JobQueue::jobFinished);
    const auto run = [&](int ms) {
        jobs.run(
            "Distilling", this,
            [ms](const JobContext& job) -> Result<int> {
                for (int i = 0; i < ms; ++i) {
                    job.report({"Epoch", i, ms, "pictures"});
                    QThread::msleep(1);
                }
                return 0;
            },
            [](const Result<int>&) {});
        QVERIFY(finished.wait());
    };
    QApplication::setActiveWindow(nullptr);
    run(1);
    QCOMPARE(told.count(), 0);
    run(200);
    QCOMPARE(told.count(), 1);
    QCOMPARE(told.first().first().toString(), QString("Distilling"));
    JobNotices::setWanted(false);
    run(200);
    QCOMPARE(told.count(), 1);
    JobNotices::setWanted(true);
}

void ToolsTest::diagnosticsNameWhatMatters()
{
    Bench bench;
    bench.window.copyDiagnostics();
    const QString text = QApplication::clipboard()->text();
    for (const char* part : {"== versions", "== system", "== project", "colours", "== log", "Qt: "})
        QVERIFY2(text.contains(QLatin1String(part)), part);
    QVERIFY(!text.contains(QDir::homePath())); // nobody's name
}

void ToolsTest::teachersAtHandAreOffered()
{
    Bench bench;
    const std::filesystem::path home = bench.files.path("home");
    bench.files.writeFile("home/MicroT/teachers/big.json", "{}");
    bench.files.writeFile("home/MicroT/teachers/big.pth", "weights");
    bench.files.writeFile("home/MicroT/teachers/alone.json", "{}"); // no weights beside it
    bench.files.writeFile("home/MicroT/other.onnx", "x");
    const std::vector<std::string> names = teachersAtHand(bench.workspace.project(), home);
    const auto has = [&names](const std::string& end) {
        return std::any_of(names.begin(), names.end(), [&end](const std::string& name) {
            return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
        });
    };
    QVERIFY(has("big.json"));
    QVERIFY(has("other.onnx"));
    QVERIFY(has("tiny.mtx")); // beside the project's extractor
    QVERIFY(!has("alone.json"));
}

} // namespace

QTEST_MAIN(ToolsTest)
#include "window_tools_test.moc"
