// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pages/live_view.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "gui/models/live_class_model.h"
#include "gui/models/live_model.h"
#include "gui/widgets/theme.h"
#include "tests/gui/board_bench.h"

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

constexpr int kDark = 0; // dark, red, yellow
constexpr int kRed = 1;

/// The view over a tiny project.
struct Bench : test::BoardBench
{
    Bench()
    {
        model = std::make_unique<LiveModel>(&workspace, board.get(), &jobs);
        view = std::make_unique<LiveView>(model.get());
        view->resize(560, 560);
        view->show();
        settle();
    }
    void use(LiveSource source, bool onTwin = true, int samples = 6)
    {
        LiveSettings settings = model->settings();
        settings.source = source;
        settings.onTwin = onTwin;
        settings.samples = samples;
        settings.folder = files.pictures("strange");
        model->setSettings(settings);
        model->setIntervalMs(0);
    }
    void ended() { QTRY_VERIFY_WITH_TIMEOUT(!model->running(), kPatienceMs); }
    void waitFor(int picture)
    {
        QTRY_VERIFY_WITH_TIMEOUT(model->answer() && model->answer()->number >= picture, kPatienceMs);
    }
    void press(int key) const { QTest::keyClick(view->findChild<QTableView*>(), static_cast<Qt::Key>(key)); }
    bool says(const QString& text) const { return test::labelSays(*view, text); }
    /// The class that is not what was answered.
    int wrongClass() const { return model->answer()->reply.predicted == kDark ? kRed : kDark; }

    std::unique_ptr<LiveModel> model;
    std::unique_ptr<LiveView> view;
};

} // namespace

class LiveViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::light); }

    void classesAreAModel()
    {
        LiveClassModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<std::string> classes;
        for (int i = 0; i < 12; ++i)
            classes.push_back((i % 2 == 0 ? "Rose " : "tulip ") + std::to_string(i));
        model.show(classes, {3, 4});
        QCOMPARE(model.rowCount(), 12);
        const auto text = [&model](int row, int column) {
            return model.data(model.index(row, column), Qt::DisplayRole).toString();
        };
        QCOMPARE(text(8, LiveClassModel::key), QStringLiteral("9"));
        QCOMPARE(text(9, LiveClassModel::key), QString());
        QCOMPARE(text(1, LiveClassModel::samples), QStringLiteral("4"));
        QCOMPARE(text(2, LiveClassModel::samples), QStringLiteral("–"));
        QCOMPARE(static_cast<int>(model.beginningWith(QStringLiteral("r")).size()), 6);
        QVERIFY(model.beginningWith({}).empty());
        model.show(classes, {3, 5});
        QCOMPARE(text(1, LiveClassModel::samples), QStringLiteral("5"));
        model.show({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void testPicturesAreCountedWithoutAsking()
    {
        Bench bench;
        bench.use(LiveSource::test);
        QVERIFY(bench.model->canStart());
        test::buttonNamed(*bench.view, QStringLiteral("Start"))->click();
        bench.ended();
        QVERIFY(!bench.model->failure());
        const LiveFigures& figures = bench.model->figures();
        QCOMPARE(figures.pictures, 18); // 30 % of 60
        QCOMPARE(figures.before.judged, 18);
        QCOMPARE(figures.lessons, 0);
        QCOMPARE(static_cast<int>(bench.model->points().size()), 18);
        QCOMPARE(bench.model->bank().samples, 6);
        QVERIFY(bench.model->work() && bench.model->work()->provenance == Provenance::modelled);
        QVERIFY(bench.model->energy() && bench.model->energy()->provenance == Provenance::modelled);
        QVERIFY(bench.says(QStringLiteral("Pictures shown: 18.")));
        test::saveShot(*bench.view, QStringLiteral("live-test"));
    }

    /// The board learns by keys, and so does its twin.
    void aKeyTeachesTheBoard()
    {
        Bench bench;
        bench.connectBoard();
        bench.files.writePictures("strange", 4);
        bench.use(LiveSource::folder, false);
        bench.model->setPaused(true);
        bench.model->start();
        bench.model->next();
        bench.waitFor(1);
        QVERIFY(!bench.model->judged());
        QVERIFY(bench.says(QStringLiteral("Wrong? Press the number")));
        QVERIFY(bench.model->work() && bench.model->work()->provenance == Provenance::counted);
        QVERIFY(!bench.model->work()->cycles);
        const int wrong = bench.wrongClass();
        const int before = bench.model->bank().perClass[static_cast<std::size_t>(wrong)];
        bench.press(Qt::Key_1 + wrong);
        QVERIFY(bench.model->judged());
        bench.waitFor(2); // a judgement brings the next one
        QTRY_VERIFY_WITH_TIMEOUT(bench.model->lesson().has_value(), kPatienceMs);
        QVERIFY(bench.model->lesson()->outcome == LiveLesson::Outcome::learned);
        QVERIFY(bench.model->lesson()->training.sameAsTwin.value_or(false));
        QCOMPARE(bench.model->bank().perClass[static_cast<std::size_t>(wrong)], before + 1);
        QVERIFY(bench.says(QStringLiteral("The twin learned the same in every bit.")));
        test::saveShot(*bench.view, QStringLiteral("live-learned"));

        bench.press(Qt::Key_Return); // right
        bench.waitFor(3);
        QCOMPARE(bench.model->figures().after.right, 1);
        QCOMPARE(bench.model->figures().lessons, 1);
        const QString first =
            QString::fromStdString(bench.model->classes()[static_cast<std::size_t>(bench.wrongClass())])
                .left(1);
        bench.press(first[0].toUpper().unicode());
        bench.waitFor(4);
        QTRY_COMPARE_WITH_TIMEOUT(bench.model->figures().lessons, 2, kPatienceMs);
        QCOMPARE(bench.model->figures().sameAsTwin, bench.model->figures().compared);

        bench.press(Qt::Key_Space); // on it goes
        QVERIFY(!bench.model->paused());
        QElapsedTimer since;
        since.start();
        bench.model->stop();
        bench.ended();
        QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
        QVERIFY(!bench.model->failure());
        QVERIFY(!bench.board->session().failure());
        // The card says so too.
        QCOMPARE(static_cast<int>(bench.board->session().card().tasks.all.front().labelled), 8);
    }

    void whatTheTwinLearnedStays()
    {
        Bench bench;
        bench.use(LiveSource::train, true, 2); // two of three classes
        bench.model->setLearning(true);
        bench.model->start();
        bench.ended();
        QVERIFY(!bench.model->failure());
        const LiveFigures first = bench.model->figures();
        QVERIFY(first.lessons > 0);
        QVERIFY(first.after.share() > first.before.share());
        bench.use(LiveSource::test, true, 2);
        bench.model->start();
        bench.ended();
        QCOMPARE(bench.model->bank().samples, 2 + first.lessons);
        // Test pictures teach nothing.
        QCOMPARE(bench.model->figures().lessons, 0);
    }

    void whatIsMissingIsSaid()
    {
        Bench bench;
        QVERIFY(!bench.model->canStart()); // no board
        QVERIFY(bench.says(QStringLiteral("Connect a board")));
        bench.use(LiveSource::folder);
        bench.model->start();
        bench.ended();
        QCOMPARE(static_cast<int>(bench.model->failure()->code), static_cast<int>(Error::fileNotFound));
        QDir().mkpath(bench.files.pictures("strange"));
        bench.model->start();
        bench.ended();
        QCOMPARE(static_cast<int>(bench.model->failure()->code), static_cast<int>(Error::emptyDataset));
        QVERIFY(bench.says(QStringLiteral("is empty")));
        bench.files.writeFile("strange/notes.txt", "no picture");
        bench.model->start();
        bench.ended();
        QCOMPARE(static_cast<int>(bench.model->failure()->code), static_cast<int>(Error::emptyDataset));
        LiveSettings settings = bench.model->settings();
        settings.source = LiveSource::camera;
        settings.camera = 987;
        bench.model->setSettings(settings);
        bench.model->start();
        bench.ended();
        QVERIFY(bench.says(QStringLiteral("/dev/video987")));
        test::saveShot(*bench.view, QStringLiteral("live-no-camera"));
        QVERIFY(!bench.board->session().failure()); // the board has nothing to do with it
    }

    void anUnpluggedBoardEndsIt()
    {
        Bench bench;
        bench.connectBoard();
        bench.use(LiveSource::test, false);
        bench.model->setIntervalMs(60000);
        bench.model->start();
        bench.waitFor(1);
        QCOMPARE(QProcess::execute(QStringLiteral("pkill"),
                                   {QStringLiteral("-9"), QStringLiteral("-f"),
                                    QStringLiteral("qemu-system-arm.*") + bench.files.folder()}),
                 0);
        bench.model->setIntervalMs(0);
        bench.ended();
        QVERIFY(bench.model->failure().has_value());
        QCOMPARE(static_cast<int>(bench.model->failure()->code), static_cast<int>(Error::deviceGone));
        QVERIFY(bench.says(QStringLiteral("Stopped.")));
        QVERIFY(bench.model->answer().has_value());                     // what was shown stays
        QTRY_VERIFY_WITH_TIMEOUT(bench.model->canStart(), kPatienceMs); // taken up again by itself
    }

    void anotherTaskEndsIt()
    {
        Bench bench;
        bench.use(LiveSource::test);
        bench.model->setIntervalMs(60000);
        bench.model->start();
        bench.waitFor(1);
        bench.files.writePictures("others", 20);
        bench.workspace.addTask(bench.files.pictures("others"));
        bench.ended();
        QVERIFY(!bench.model->answer());
    }
};

QTEST_MAIN(LiveViewTest)
#include "live_view_test.moc"
