// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QInputDialog>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QUrl>

#include "gui/models/picture_model.h"
#include "gui/models/suspect_model.h"
#include "gui/pages/data_page.h"
#include "gui/pages/label_actions.h"
#include "gui/pages/map_view.h"
#include "gui/pages/picture_viewer.h"
#include "gui/pages/suspects_view.h"
#include "gui/widgets/scatter_plot.h"
#include "tests/gui/tiny_project.h"

Q_DECLARE_METATYPE(microt::Failure)

using namespace microt;
using namespace microt::gui;

namespace {

using microt::test::kPatienceMs;

class LabelWorkTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qRegisterMetaType<microt::Failure>("microt::Failure"); }
    void deleteExcludesAndTheListTakesBack();
    void relabellingMakesAClassAndRenamingNamesIt();
    void picturesAreDraggedToAnotherClass();
    void itIsSavedAndTheCommandNamesIt();
    void theLastTwoClassesStay();
    void featuresAreNotComputedAgain();
    void aRenamedTaskKeepsItsResults();
    void arrowsGoThroughLargePictures();
    void suspectsAreListedAndSettled();
    void theMapShowsAndChoosesPictures();
};

struct Bench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    SuspectModel suspects{&workspace, &jobs};
    MapModel map{&workspace, &jobs};
    DataPage page{&workspace, &suspects, &map};
    LabelActions actions{&workspace, &page};

    Bench()
    {
        page.resize(1000, 800);
        page.show();
        workspace.newProject(files.folder(), "tiny");
        workspace.setExtractor({});
        workspace.addTask(files.pictures());
    }
    bool isRead() const { return workspace.state(Step::data) == StepState::ready; }
    int pictures() const { return static_cast<int>(workspace.dataset()->samples.size()); }
    QListView* grid() const { return page.findChild<QListView*>(); }
    QTableView* table(const QString& name) const
    {
        for (auto* table : page.findChildren<QTableView*>())
            if (table->accessibleName() == name)
                return table;
        return nullptr;
    }
};

/// Answers the dialog that opens next with `text`.
void answerNext(const QString& text)
{
    QTimer::singleShot(0, qApp, [text] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(text);
        dialog->accept();
    });
}

void LabelWorkTest::deleteExcludesAndTheListTakesBack()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    bench.grid()->setCurrentIndex(bench.grid()->model()->index(3, 0));
    const QByteArray path = bench.grid()->currentIndex().data(PictureModel::PathRole).toByteArray();
    QTest::keyClick(bench.grid(), Qt::Key_Delete);
    QTRY_VERIFY(bench.isRead() && bench.pictures() == 59);
    QCOMPARE(bench.workspace.labels()->excluded, std::set<std::string>{path.toStdString()});
    QVERIFY(std::filesystem::exists(bench.files.path("colours") / path.toStdString()));
    QCOMPARE(bench.page.findChild<QTabWidget*>()->tabText(1), QString("Left out (1)"));
    QTableView* leftOut = bench.table("Files left out");
    leftOut->selectRow(0);
    leftOut->actions().front()->trigger();
    QTRY_VERIFY(bench.isRead() && bench.pictures() == 60);
    QVERIFY(bench.workspace.task()->reading.labelWork.empty());
}

void LabelWorkTest::relabellingMakesAClassAndRenamingNamesIt()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    bench.table("Classes")->selectRow(1); // dark
    bench.grid()->selectAll();
    answerNext("black");
    QTest::keyClick(bench.grid(), Qt::Key_R);
    QTRY_VERIFY(bench.workspace.dataset()->classes == (std::vector<std::string>{"red", "yellow", "black"}));
    QTRY_VERIFY(bench.isRead());
    bench.table("Classes")->selectRow(1); // red
    answerNext("crimson");
    bench.table("Classes")->actions().front()->trigger();
    QTRY_COMPARE(bench.workspace.dataset()->classes.front(), std::string("crimson"));
    answerNext("yellow"); // two become one
    bench.actions.askClassName("crimson");
    QTRY_COMPARE(bench.workspace.dataset()->classes.size(), std::size_t(2));
    QCOMPARE(bench.pictures(), 60);
    QVERIFY(labelWords(*bench.workspace.dataset()).contains("20 relabelled"));
}

void LabelWorkTest::picturesAreDraggedToAnotherClass()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    QAbstractItemModel* pictures = bench.grid()->model();
    const std::unique_ptr<QMimeData> dragged(
        pictures->mimeData({pictures->index(0, 0), pictures->index(1, 0)})); // two of dark
    QAbstractItemModel* classes = bench.table("Classes")->model();
    const auto drop = [&](int row) {
        return classes->dropMimeData(dragged.get(), Qt::CopyAction, -1, -1, classes->index(row, 0));
    };
    QVERIFY(!drop(0)); // all classes are no class
    QVERIFY(drop(3));
    QTRY_VERIFY(bench.isRead() && bench.workspace.dataset()->labelWork.relabelled == 2);
    const auto counts = bench.workspace.dataset()->counts();
    QCOMPARE(counts[2][0] + counts[2][1] + counts[2][2], 22);
    QMimeData folder;
    folder.setUrls({QUrl::fromLocalFile("/")});
    QVERIFY(!classes->canDropMimeData(&folder, Qt::CopyAction, -1, -1, classes->index(1, 0)));
}

void LabelWorkTest::itIsSavedAndTheCommandNamesIt()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    bench.actions.exclude({"red/1.ppm", "red/2.ppm"});
    bench.actions.keep({"red/3.ppm"});
    QTRY_VERIFY(bench.isRead() && bench.pictures() == 58);
    const QString file = bench.files.folder() + "/labels/colours.csv";
    QVERIFY2(bench.page.command().contains("--label-work " + file), qPrintable(bench.page.command()));
    bench.workspace.save();
    QTRY_VERIFY(QFile::exists(file));

    JobQueue jobs;
    Workspace again(&jobs);
    QTRY_VERIFY(!openProject(bench.files.path("project")).value().tasks[0].reading.labelWork.empty());
    again.openProject(bench.files.folder());
    QTRY_VERIFY(again.state(Step::data) == StepState::ready);
    QCOMPARE(again.dataset()->samples.size(), std::size_t(58));
    QVERIFY(*again.labels() == *bench.workspace.labels());
    QCOMPARE(again.dataset()->contentHash, bench.workspace.dataset()->contentHash);

    bench.files.writeFile("project/labels/colours.csv", "rubbish");
    Workspace damaged(&jobs);
    damaged.openProject(bench.files.folder());
    QTRY_VERIFY(damaged.state(Step::data) == StepState::failed);
    QVERIFY(damaged.labels() == nullptr); // so that nothing writes over it
}

void LabelWorkTest::theLastTwoClassesStay()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    QSignalSpy failed(&bench.workspace, &Workspace::failed);
    LabelWork work;
    renameClass(work, *bench.workspace.dataset(), "red", "dark");
    renameClass(work, *bench.workspace.dataset(), "yellow", "dark");
    bench.workspace.setLabels(work);
    QCOMPARE(failed.size(), 1);
    QVERIFY(bench.workspace.labels()->isEmpty());
    QVERIFY(bench.isRead());
}

void LabelWorkTest::featuresAreNotComputedAgain()
{
    Bench bench;
    bench.workspace.setExtractor(bench.files.extractor());
    QTRY_VERIFY_WITH_TIMEOUT(bench.workspace.state(Step::stage) == StepState::ready, kPatienceMs);
    const auto before = bench.workspace.features();
    const FeatureMatrix row = before->full().values.row(5);
    bench.actions.exclude({bench.workspace.dataset()->samples[0].path});
    QTRY_VERIFY_WITH_TIMEOUT(bench.workspace.state(Step::stage) == StepState::ready && bench.pictures() == 59,
                             kPatienceMs);
    QCOMPARE(bench.workspace.features()->samples.size(), std::size_t(59));
    QVERIFY(FeatureMatrix(bench.workspace.features()->full().values.row(4)) == row);
    int cached = 0;
    for (const auto& file : std::filesystem::directory_iterator(bench.files.path("project/cache")))
        cached += file.path().extension() == ".features" ? 1 : 0;
    QCOMPARE(cached, 1);
    QVERIFY(bench.workspace.stage()->test.size() > 0);
}

void LabelWorkTest::aRenamedTaskKeepsItsResults()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    const auto before = bench.workspace.dataset();
    answerNext("shades");
    bench.actions.askTaskName("colours");
    QCOMPARE(bench.workspace.task()->name, std::string("shades"));
    QVERIFY(bench.workspace.dataset() == before);
    QVERIFY(bench.isRead());
    QSignalSpy failed(&bench.workspace, &Workspace::failed);
    bench.workspace.renameTask("shades", "no/name");
    QCOMPARE(failed.size(), 1);
    QCOMPARE(bench.workspace.task()->name, std::string("shades"));
}

void LabelWorkTest::arrowsGoThroughLargePictures()
{
    Bench bench;
    QTRY_VERIFY(bench.isRead());
    QApplication::setActiveWindow(&bench.page);
    bench.grid()->setFocus();
    bench.grid()->setCurrentIndex(bench.grid()->model()->index(1, 0));
    QTest::keyClick(bench.grid(), Qt::Key_Return);
    PictureViewer* viewer = nullptr; // each view has its own
    for (PictureViewer* one : bench.page.findChildren<PictureViewer*>())
        viewer = one->isVisible() ? one : viewer;
    QVERIFY(viewer != nullptr);
    QVERIFY(viewer->isVisible());
    QCOMPARE(viewer->current(), 1);
    QTest::keyClick(viewer, Qt::Key_Right);
    QCOMPARE(viewer->current(), 2);
    QTest::keyClick(viewer, Qt::Key_Home);
    QTest::keyClick(viewer, Qt::Key_Left); // nothing before it
    QCOMPARE(viewer->current(), 0);
    const std::string first = bench.workspace.dataset()->samples[0].path;
    QTimer::singleShot(0, [] {
        auto* question = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        question->setTextValue("teal");
        question->accept();
    });
    QTest::keyClick(viewer, Qt::Key_R);
    QCOMPARE(bench.workspace.labels()->labels.at(first), std::string("teal"));
    const QList<QLabel*> labels = viewer->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel* label) { return label->text().contains("→ teal"); }));
    QTest::keyClick(viewer, Qt::Key_Delete);
    QCOMPARE(bench.workspace.labels()->excluded.count(first), std::size_t(1));
    QCOMPARE(viewer->current(), 0); // the next one
    test::saveShot(*viewer, "viewer");
}

void LabelWorkTest::suspectsAreListedAndSettled()
{
    Bench bench;
    std::filesystem::copy_file(bench.files.path("colours/red/0.ppm"),
                               bench.files.path("colours/yellow/copy.ppm"));
    bench.workspace.retry(Step::data);
    bench.workspace.setExtractor(bench.files.extractor());
    QTRY_VERIFY_WITH_TIMEOUT(bench.suspects.canLook(), kPatienceMs);
    QAbstractItemModelTester tester(&bench.suspects);
    bench.suspects.look();
    QVERIFY(!bench.suspects.canLook()); // it is being done
    QTRY_VERIFY_WITH_TIMEOUT(bench.suspects.state() == SuspectModel::State::done, kPatienceMs);
    int copy = -1;
    for (int row = 0; row < bench.suspects.rowCount(); ++row)
        if (bench.suspects.row(row).path == "yellow/copy.ppm")
            copy = row;
    QVERIFY(copy >= 0);
    QCOMPARE(bench.suspects.row(copy).seems, QString("red"));
    const int listed = bench.suspects.rowCount();
    auto* view = bench.page.findChild<SuspectsView*>();
    auto* table = view->findChild<QTableView*>();
    table->selectRow(copy);
    test::saveShot(bench.page, "suspects");
    QTest::keyClick(table, Qt::Key_R);
    QCOMPARE(bench.workspace.labels()->labels.at("yellow/copy.ppm"), std::string("red"));
    QCOMPARE(bench.suspects.rowCount(), listed - 1);
    if (listed > 1) {
        table->selectRow(0);
        const std::string next = bench.suspects.row(0).path;
        QTest::keyClick(table, Qt::Key_K);
        QCOMPARE(bench.workspace.labels()->kept.count(next), std::size_t(1));
        QCOMPARE(bench.suspects.rowCount(), listed - 2);
    }
}

void LabelWorkTest::theMapShowsAndChoosesPictures()
{
    Bench bench;
    bench.workspace.setExtractor(bench.files.extractor());
    QTRY_VERIFY_WITH_TIMEOUT(bench.workspace.state(Step::stage) == StepState::ready, kPatienceMs);
    QVERIFY(!bench.map.map()); // nobody looked at it
    auto* view = bench.page.findChild<MapView*>();
    bench.page.findChild<QTabWidget*>()->setCurrentWidget(view);
    QTRY_VERIFY_WITH_TIMEOUT(bench.map.isCurrent(), kPatienceMs);
    QCOMPARE(bench.map.map()->full.points.size(), std::size_t(60));
    const std::vector<MapAnswer> answers = bench.map.answers();
    QCOMPARE(int(std::count(answers.begin(), answers.end(), MapAnswer::none)), 42); // all but test pictures
    test::saveShot(bench.page, "map");

    auto* plot = view->findChild<ScatterPlot*>();
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->positionOf(7).toPoint());
    auto* viewer = view->findChild<PictureViewer*>();
    QVERIFY(viewer->isVisible());
    viewer->close();
    const QRect all = plot->rect().adjusted(1, 1, -1, -1); // a lasso around everything
    const auto send = [plot](QEvent::Type type, const QPoint& at) {
        QMouseEvent event(type, at, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(plot, &event);
    };
    send(QEvent::MouseButtonPress, all.topLeft());
    for (const QPoint corner : {all.topRight(), all.bottomRight(), all.bottomLeft()})
        send(QEvent::MouseMove, corner);
    send(QEvent::MouseButtonRelease, all.bottomLeft());
    QCOMPARE(plot->chosen().size(), std::size_t(60));
    QTest::keyClick(plot, Qt::Key_Escape);
    QVERIFY(plot->chosen().empty());
    bench.actions.exclude({"red/4.ppm"}); // the old map stays, greyed, until the new one is there
    QTRY_VERIFY_WITH_TIMEOUT(bench.map.isCurrent() && bench.map.map()->samples.size() == 59, kPatienceMs);
}

} // namespace

QTEST_MAIN(LabelWorkTest)
#include "label_work_test.moc"
