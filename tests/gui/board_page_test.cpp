// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/board_page.h"

#include <csignal>

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

#include "gui/widgets/chart.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;
using microt::test::TinyProject;

namespace {

constexpr int kPatienceMs = 60000;

/// A page over a tiny project, ready for a board.
struct Bench
{
    Bench() : workspace(&jobs)
    {
        workspace.newProject(files.folder(), QStringLiteral("tiny"));
        workspace.setExtractor(files.extractor());
        workspace.addTask(files.pictures());
        page = std::make_unique<BoardPage>(&workspace, &jobs);
        page->resize(1000, 700);
        page->show();
    }
    bool settled() const { return jobs.isIdle() && workspace.state(Step::cuts) == StepState::ready; }
    QPushButton* button(const QString& text) const
    {
        for (QPushButton* one : page->findChildren<QPushButton*>())
            if (one->text().remove(QLatin1Char('&')).startsWith(text))
                return one;
        return nullptr;
    }
    Chart* chart(int tab) const { return qobject_cast<Chart*>(page->findChild<QTabWidget*>()->widget(tab)); }
    QString failure() const
    {
        return page->session().failure() ? QString::fromStdString(page->session().failure()->what)
                                         : QString();
    }
    /// A picture of the page where $MICROT_SHOTS says, to be looked at.
    void shot(const QString& name) const
    {
        const QString folder = qEnvironmentVariable("MICROT_SHOTS");
        if (!folder.isEmpty())
            page->grab().save(QDir(folder).filePath(QStringLiteral("board-%1.png").arg(name)));
    }

    TinyProject files;
    JobQueue jobs;
    Workspace workspace;
    std::unique_ptr<BoardPage> page;
};

#define FINISH(bench)                                                                                        \
    QTRY_VERIFY_WITH_TIMEOUT((bench).jobs.isIdle() && !(bench).page->session().busy(), kPatienceMs);         \
    QVERIFY2((bench).failure().isEmpty(), qPrintable((bench).failure()))

} // namespace

class BoardPageTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingCanBeDoneWithoutABoard()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        for (const char* name : {"Deploy", "Train", "Set ratio", "Infer", "Profile", "Compare"})
            QVERIFY2(!bench.button(QLatin1String(name))->isEnabled(), name);
        QVERIFY(bench.button(QStringLiteral("Connect"))->isEnabled());
        QVERIFY(bench.page->command().startsWith(QStringLiteral("microt board ")));
        bench.shot(QStringLiteral("disconnected"));
    }

    void aWholeLifeOnTheVirtualBoard()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        bench.page->connectBoard();
        FINISH(bench);
        QCOMPARE(bench.page->session().state(), BoardSession::State::connected);
        QCOMPARE(bench.page->session().card().board, QStringLiteral("mps2-an500"));
        bench.shot(QStringLiteral("connected"));

        bench.page->findChildren<QSpinBox*>().first()->setValue(12);
        bench.page->deploy();
        FINISH(bench);
        QCOMPARE(bench.page->session().card().description.imageSlots.items[0].state,
                 protocol::SlotState::active);
        bench.page->train();
        FINISH(bench);
        const auto& card = bench.page->session().card();
        QCOMPARE(static_cast<int>(card.tasks.size()), 1);
        QVERIFY(card.tasks.front().trained);
        QCOMPARE(static_cast<int>(card.tasks.front().labelled), 12);
        QTRY_COMPARE(bench.chart(0)->series().first().points.size(), 40);
        bench.shot(QStringLiteral("trained"));

        const float before = card.tasks.front().threshold;
        bench.workspace.setRatio(0.9);
        bench.page->sendRatio();
        FINISH(bench);
        QVERIFY(bench.page->session().card().tasks.front().threshold <= before);
        bench.page->infer();
        FINISH(bench);
        bench.shot(QStringLiteral("inferred"));
        bench.page->profile();
        FINISH(bench);
        QVERIFY(!bench.chart(2)->series().isEmpty());
        bench.shot(QStringLiteral("profiled"));
        bench.page->compare();
        FINISH(bench);
        bool equal = false;
        for (const QLabel* label : bench.page->findChildren<QLabel*>())
            equal = equal || label->text().contains(QStringLiteral("Equal in every bit"));
        QVERIFY(equal);
        bench.shot(QStringLiteral("compared"));
        bench.page->connectBoard(); // now it says Disconnect
        QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
        QCOMPARE(bench.page->session().state(), BoardSession::State::disconnected);
    }

    void failuresAreToldOnThePage()
    {
        Bench bench;
        QTRY_VERIFY_WITH_TIMEOUT(bench.settled(), kPatienceMs);
        auto* port = bench.page->findChild<QComboBox*>();
        for (const auto& [name, code] :
             {std::pair<const char*, Error>{"/dev/no-such-port", Error::fileNotFound},
              {"socket:/no/such/socket", Error::deviceGone},
              {"virtual:no-such-board", Error::invalidArgument}}) {
            port->setEditText(QLatin1String(name));
            bench.page->connectBoard();
            QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle() && !bench.page->session().busy(), kPatienceMs);
            QVERIFY(bench.page->session().failure().has_value());
            QCOMPARE(static_cast<int>(bench.page->session().failure()->code), static_cast<int>(code));
            QCOMPARE(bench.page->session().state(), BoardSession::State::disconnected);
        }
        bench.shot(QStringLiteral("failed"));
        bench.page->session().clearFailure();
        QVERIFY(!bench.page->session().failure().has_value());
    }
};

QTEST_MAIN(BoardPageTest)
#include "board_page_test.moc"
