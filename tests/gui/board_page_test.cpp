// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_page.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

#include "gui/models/board_samples_model.h"
#include "gui/models/board_timeline.h"
#include "gui/models/live_model.h"
#include "gui/pages/board_results_view.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/theme.h"
#include "tests/gui/board_bench.h"
#include "tests/support/board_on_pty.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

/// A page over a tiny project, ready for a board.
struct Bench : test::BoardBench
{
    Bench()
    {
        live = std::make_unique<LiveModel>(&workspace, board.get(), &jobs);
        samples = std::make_unique<BoardSamplesModel>(&workspace, board.get());
        timeline = std::make_unique<BoardTimeline>(&workspace, board.get(), &jobs);
        page = std::make_unique<BoardPage>(
            &workspace, BoardPage::Models{board.get(), live.get(), samples.get(), timeline.get()});
        page->resize(1000, 700);
        page->show();
    }
    QPushButton* button(const QString& text) const { return test::buttonNamed(*page, text); }
    Chart* chart(int tab) const
    {
        QWidget* widget = page->findChild<QTabWidget*>()->widget(tab);
        auto* chart = qobject_cast<Chart*>(widget);
        return chart != nullptr ? chart : widget->findChild<Chart*>();
    }
    bool shows(const QString& text) const
    {
        const QPushButton* one = button(text);
        return one != nullptr && one->isVisible();
    }
    void connectTo(const std::string& port)
    {
        page->findChild<QComboBox*>()->setEditText(QString::fromStdString(port));
        page->connectBoard();
        QTRY_VERIFY_WITH_TIMEOUT(jobs.isIdle() && !board->session().busy(), kPatienceMs);
    }
    void shot(const QString& name) const { test::saveShot(*page, QStringLiteral("board-") + name); }

    std::unique_ptr<LiveModel> live;
    std::unique_ptr<BoardSamplesModel> samples;
    std::unique_ptr<BoardTimeline> timeline;
    std::unique_ptr<BoardPage> page;
};

#define FINISH(bench)                                                                                        \
    QTRY_VERIFY_WITH_TIMEOUT((bench).jobs.isIdle() && !(bench).board->session().busy(), kPatienceMs);        \
    QVERIFY2((bench).failure().isEmpty(), qPrintable((bench).failure()))

} // namespace

class BoardPageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::light); }

    void nothingCanBeDoneWithoutABoard()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        for (const char* name : {"Deploy", "Train", "Set ratio", "Infer", "Profile", "Compare"})
            QVERIFY2(!bench.button(QLatin1String(name))->isEnabled(), name);
        QVERIFY(bench.button(QStringLiteral("Connect"))->isEnabled());
        QVERIFY(bench.page->command().contains(QStringLiteral(" && microt board train --port ")));
        bench.shot(QStringLiteral("disconnected"));
    }

    void aWholeLifeOnTheVirtualBoard()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.workspace.setRatio(0.5);
        bench.page->connectBoard();
        FINISH(bench);
        QCOMPARE(bench.board->session().state(), BoardSession::State::connected);
        QCOMPARE(bench.board->session().card().board, QStringLiteral("mps2-an500"));
        bench.shot(QStringLiteral("connected"));

        bench.page->findChildren<QSpinBox*>().first()->setValue(12);
        bench.board->deploy();
        FINISH(bench);
        QCOMPARE(bench.board->session().card().description.imageSlots.items[0].state,
                 protocol::SlotState::active);
        bench.page->train();
        FINISH(bench);
        const auto& card = bench.board->session().card();
        QCOMPARE(static_cast<int>(card.tasks.all.size()), 1);
        QVERIFY(card.tasks.all.front().trained);
        QCOMPARE(static_cast<int>(card.tasks.all.front().labelled), 12);
        QTRY_COMPARE(bench.chart(BoardResultsView::training)->series().first().points.size(), 40);
        bench.shot(QStringLiteral("trained"));
        // How good it is, on pictures that it did not learn from; kept in the project.
        QVERIFY(bench.board->record().has_value());
        QCOMPARE(bench.board->record()->samples, 12);
        QVERIFY(bench.board->record()->pictures > 0 && !bench.board->record()->compared);
        QVERIFY(bench.board->record()->right <= bench.board->record()->pictures);
        QVERIFY(bench.board->changedSinceRecord().empty());

        const float before = card.tasks.all.front().thresholds.items[0];
        bench.workspace.setRatio(0.9);
        QVERIFY(bench.board->changedSinceRecord() == std::vector<std::string>{"/ratio"});
        bench.board->sendRatio();
        FINISH(bench);
        QVERIFY(bench.board->session().card().tasks.all.front().thresholds.items[0] <= before);
        bench.page->infer();
        FINISH(bench);
        bench.shot(QStringLiteral("inferred"));
        QVERIFY(bench.board->answer()->label >= 0);
        bench.board->inferFile(bench.files.pictures() + QStringLiteral("/red/3.ppm"));
        FINISH(bench);
        QCOMPARE(bench.board->answer()->label, -1);
        QCOMPARE(bench.board->answer()->file, std::string("3.ppm"));
        bench.page->profile();
        FINISH(bench);
        QVERIFY(!bench.chart(BoardResultsView::profile)->series().isEmpty());
        bench.shot(QStringLiteral("profiled"));
        bench.page->compare();
        FINISH(bench);
        bool equal = false;
        for (const QLabel* label : bench.page->findChildren<QLabel*>())
            equal = equal || label->text().contains(QStringLiteral("Equal in every bit"));
        QVERIFY(equal);
        QVERIFY(bench.board->record()->compared && bench.board->record()->matches);
        BoardModel later(&bench.workspace, &bench.jobs); // as when the project is opened again
        emit bench.workspace.taskChanged();
        QTRY_VERIFY(later.record().has_value());
        QVERIFY(later.record()->matches);
        QVERIFY(later.changedSinceRecord().empty());
        bench.shot(QStringLiteral("compared"));
        bench.page->connectBoard(); // now it says Disconnect
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
        QCOMPARE(bench.board->session().state(), BoardSession::State::disconnected);
    }

    /// Each failure shows its message, an advice and one button, and the page can be used again.
    void failuresOfConnectingAreTold()
    {
        if (!test::BoardOnPty::available())
            QSKIP("needs pseudo-terminals (/dev/ptmx, /dev/pts)");
        using test::BoardOnPty;
        test::SimulatedFlash flash(96 * 1024);
        const BoardOnPty silent(flash, BoardOnPty::Manner::silent);
        const BoardOnPty chatter(flash, BoardOnPty::Manner::chatter);
        const BoardOnPty other(flash, BoardOnPty::Manner::otherRelease);
        const BoardOnPty used(flash);
        const auto user = connectBoard(used.port(), {}, {});
        QVERIFY(user.ok());
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        auto* port = bench.page->findChild<QComboBox*>();
        const BoardOnPty forbidden(flash);
        chmod(forbidden.port().c_str(), 0);
        struct Case
        {
            std::string port;
            Error code;
            const char* name;
            const char* button;
        };
        std::vector<Case> cases = {
            {"/dev/no-such-port", Error::fileNotFound, "no-port", "Look again"},
            {"socket:/no/such/socket", Error::deviceGone, "no-socket", "Connect again"},
            {"virtual:no-such-board", Error::invalidArgument, "no-such-board", "Try again"},
            {silent.port(), Error::noAnswer, "no-answer", "Connect again"},
            {chatter.port(), Error::garbledLine, "garbled", "Open the firmware's folder"},
            {other.port(), Error::wrongFirmware, "wrong-firmware", "Open the firmware's folder"},
            {used.port(), Error::portBusy, "busy", "Connect again"},
        };
        if (geteuid() != 0) // root may open anything
            cases.push_back({forbidden.port(), Error::permissionDenied, "no-permission", "Copy the command"});
        for (const Case& one : cases) {
            port->setEditText(QString::fromStdString(one.port));
            bench.page->connectBoard();
            QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
            QVERIFY2(bench.board->session().failure().has_value(), one.name);
            QCOMPARE(static_cast<int>(bench.board->session().failure()->code), static_cast<int>(one.code));
            QCOMPARE(bench.board->session().state(), BoardSession::State::disconnected);
            QVERIFY2(bench.shows(QLatin1String(one.button)), one.name);
            bench.shot(QLatin1String(one.name));
        }
        bench.button(QStringLiteral("Dismiss"))->click();
        QVERIFY(!bench.board->session().failure().has_value());
        QVERIFY(!bench.shows(QStringLiteral("Connect again")));
    }

    void anImageThatIsTooLargeSaysByHowMuch()
    {
        if (!test::BoardOnPty::available())
            QSKIP("needs pseudo-terminals (/dev/ptmx, /dev/pts)");
        test::SimulatedFlash flash(96 * 1024);
        const test::BoardOnPty small(flash);
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.connectTo(small.port());
        bench.board->deploy();
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
        QVERIFY(bench.failure().contains(QRegularExpression(QStringLiteral("lacks [0-9]+ bytes"))));
        QVERIFY(bench.shows(QStringLiteral("Choose another extractor")));
        bench.shot(QStringLiteral("too-large"));
        QSignalSpy wanted(bench.page.get(), &Page::pageWanted);
        bench.button(QStringLiteral("Choose another extractor"))->click();
        QCOMPARE(wanted.size(), 1);
    }

    void whatArrivesDamagedCanBeSentAgain()
    {
        if (!test::BoardOnPty::available())
            QSKIP("needs pseudo-terminals (/dev/ptmx, /dev/pts)");
        test::SimulatedFlash flash(3 * 1024 * 1024);
        flash.spoil(64 * 1024);
        const test::BoardOnPty board(flash);
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.connectTo(board.port());
        bench.board->deploy();
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
        QVERIFY(bench.board->session().failure().has_value());
        QCOMPARE(static_cast<int>(bench.board->session().failure()->code),
                 static_cast<int>(Error::hashMismatch));
        bench.shot(QStringLiteral("hash-mismatch"));
        flash.spoil(0xFFFFFFFF);
        bench.button(QStringLiteral("Send it again"))->click();
        FINISH(bench);
        QCOMPARE(bench.board->session().card().description.imageSlots.items[0].state,
                 protocol::SlotState::active);
    }

    void aBoardThatGoesIsTakenUpAgain()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.page->connectBoard();
        FINISH(bench);
        bench.board->deploy();
        FINISH(bench);
        const QString serial = bench.board->session().card().serial;
        QCOMPARE(QProcess::execute(QStringLiteral("pkill"),
                                   {QStringLiteral("-9"), QStringLiteral("-f"),
                                    QStringLiteral("qemu-system-arm.*") + bench.files.folder()}),
                 0);
        bench.page->profile();
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.board->session().busy(), kPatienceMs);
        // What happened stays to be read; the emulator runs again with the same flash.
        QVERIFY(bench.board->session().failure().has_value());
        QCOMPARE(static_cast<int>(bench.board->session().failure()->code),
                 static_cast<int>(Error::deviceGone));
        bench.shot(QStringLiteral("gone"));
        QCOMPARE(bench.board->session().state(), BoardSession::State::connected);
        QCOMPARE(bench.board->session().card().serial, serial);
        bench.button(QStringLiteral("Try again"))->click();
        FINISH(bench);
        QVERIFY(bench.board->profiled().has_value());
    }

    void headsAndTasksOfTheBoard()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.page->connectBoard();
        FINISH(bench);
        bench.board->train(6, 3);
        FINISH(bench);
        const QString file = bench.files.folder() + QStringLiteral("/h.mth");
        bench.board->exportHeads(file);
        FINISH(bench);
        QVERIFY(QFile::exists(file));
        bench.board->importHeads(file);
        FINISH(bench);
        bench.board->rollbackHeads();
        FINISH(bench);
        QVERIFY(bench.board->session().card().tasks.all.front().trained);
        auto* menu = bench.button(QStringLiteral("More"))->menu();
        emit menu->aboutToShow();
        QVERIFY(menu->actions().size() >= 9);
        bench.board->removeTask(bench.board->session().card().tasks.all.front().id);
        FINISH(bench);
        QVERIFY(bench.board->session().card().tasks.all.empty());
        QVERIFY(QFile::exists(bench.board->wireLog()));
        bench.board->restart(true);
        FINISH(bench);
        QCOMPARE(bench.board->session().card().description.imageSlots.items[0].state,
                 protocol::SlotState::empty);
    }
};

QTEST_MAIN(BoardPageTest)
#include "board_page_test.moc"
