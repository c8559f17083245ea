// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>
#include <QUndoStack>

#include "engine/base/files.h"
#include "gui/models/run_difference_model.h"
#include "gui/models/run_table_model.h"
#include "gui/pages/runs_page.h"
#include "gui/pages/stage_page.h"
#include "gui/window/appearance.h"
#include "gui/words/run_words.h"
#include "tests/gui/window_bench.h"

using namespace microt;
using namespace microt::gui;
using microt::test::buttonNamed;
using microt::test::kPatienceMs;
using microt::test::saveShot;

namespace {

struct Bench : TaskBench
{
    RunsModel* model() const { return window.findChild<RunsModel*>(); }
    template <typename P>
    P* page() const
    {
        for (Page* one : window.pages())
            if (auto* found = qobject_cast<P*>(one))
                return found;
        return nullptr;
    }
    QPushButton* keepButton() const
    {
        for (const char* text : {"Keep", "Kept"})
            if (QPushButton* button = buttonNamed(*page<StagePage>(), text))
                return button;
        return nullptr;
    }
    void keep()
    {
        const std::size_t before = model()->runs().size();
        keepButton()->click();
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(model()->runs().size() == before + 1 && jobs.isIdle(), kPatienceMs);
        }();
    }
    /// Two outcomes that differ in ratio; the second is the one on show.
    void keepTwo()
    {
        finish();
        workspace.setRatio(0.25);
        keep();
        workspace.setRatio(0.75);
        keep();
    }
    QTableView* table() const { return page<RunsPage>()->findChild<QTableView*>("keptRuns"); }
    QTableView* details() const { return page<RunsPage>()->findChild<QTableView*>("chosenRuns"); }
    void choose(std::initializer_list<int> rows) const
    {
        table()->clearSelection();
        for (const int row : rows)
            table()->selectionModel()->select(table()->model()->index(row, 0),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    /// Row of the details with this name; -1: none.
    int detail(const QString& name) const
    {
        for (int row = 0; row < details()->model()->rowCount(); ++row)
            if (details()->model()->index(row, 0).data().toString() == name)
                return row;
        return -1;
    }
    QString detailText(const QString& name, int column) const
    {
        return details()->model()->index(detail(name), column).data().toString();
    }
    void openRuns()
    {
        for (int i = 0; i < window.pages().size(); ++i)
            if (window.pages()[i] == page<RunsPage>())
                window.showPage(i);
    }
};

/// Answers the next question and says what it asked.
void answer(QMessageBox::StandardButton button, QString* asked, QMessageBox::StandardButton* usual = nullptr)
{
    QTimer::singleShot(0, qApp, [=] {
        for (QWidget* widget : QApplication::topLevelWidgets())
            if (auto* box = qobject_cast<QMessageBox*>(widget)) {
                *asked = box->text();
                if (usual != nullptr)
                    *usual = box->standardButton(box->defaultButton());
                box->button(button)->click();
            }
    });
}

/// What a training leaves in a project.
void writeTraining(const Bench& bench, const std::string& name)
{
    bench.files.writeExtractor("project/extractors/" + name, "mcunet-vww0");
    bench.files.writeFile("project/extractors/" + name + ".json",
                          R"({"options": {"teacher": "big.onnx", "pools": ["a", "b c"],
                              "training": {"epochs": 3, "learningRate": 0.05}},
                              "result": {"loss": 0.5, "test_r2": 0.75}, "file": {"sha256": "abc)" +
                              name + R"("}})");
}

BoardRecord boardRecord(int right)
{
    BoardRecord record;
    record.task = "colours";
    record.board = "virtual";
    record.made = "2026-11-28 12:00";
    record.inputs = "/ratio=\npictures=x\nextractor=y\nright=" + std::to_string(right) + "\n";
    record.cut = 3;
    record.ratio = 0.5;
    record.pictures = 10;
    record.right = right;
    record.early = 4;
    return record;
}

class RunsTest : public QObject
{
    Q_OBJECT

private slots:
    void anOutcomeIsKeptAsItIsShown();
    void twoStandSideBySide();
    void restoringIsOneStep();
    void starAndNoteStay();
    void deletingAsksAndTakesTheFiles();
    void trainingsBoardsAndComparisonsAppear();
    void whatIsNeededIsNotDeleted();
    void aDamagedFileIsSaid();
    void modelsKeepTheirRules();
    void textsFit();
};

void RunsTest::anOutcomeIsKeptAsItIsShown()
{
    Bench bench;
    QVERIFY(!bench.keepButton()->isEnabled()); // nothing to keep yet
    bench.finish();
    bench.workspace.setRatio(0.4);
    QTRY_VERIFY(bench.keepButton()->isEnabled());
    bench.keep();
    QCOMPARE(bench.keepButton()->text(), QString("Kept in Runs"));
    QVERIFY(!bench.keepButton()->isEnabled());
    const Outcome outcome = *bench.workspace.outcome();
    const RunRecord& run = bench.model()->runs().front();
    QCOMPARE(*run.figure("accuracy"), outcome.point.accuracy);
    QCOMPARE(*run.figure("energySaved"), outcome.saving);
    QCOMPARE(*run.figure("fullAccuracy"), bench.workspace.stage()->testCurve.fullAccuracy());
    QCOMPARE(*run.figure("cut"), double(bench.workspace.chosenCut()));
    QCOMPARE(run.task, std::string("colours"));
    bench.workspace.setRatio(0.5); // another result
    QTRY_VERIFY(bench.keepButton()->isEnabled());
    bench.workspace.setRatio(0.4);
    QTRY_VERIFY(!bench.keepButton()->isEnabled());

    // It is there when the project is opened again.
    bench.workspace.save();
    JobQueue jobs;
    Workspace workspace(&jobs);
    workspace.openProject(bench.files.folder());
    QCOMPARE(readRunRecords(workspace.project()).runs.size(), std::size_t(1));
}

void RunsTest::twoStandSideBySide()
{
    Bench bench;
    bench.keepTwo();
    bench.openRuns();
    QCOMPARE(bench.table()->model()->rowCount(), 2);
    bench.choose({0});
    QCOMPARE(bench.details()->model()->columnCount(), 2);
    QVERIFY(bench.detail("Settings") == 0);
    QVERIFY(bench.detail("Figures") > 5); // every setting
    saveShot(bench.window, "runs-one");

    bench.table()->sortByColumn(RunTableModel::ratio, Qt::AscendingOrder);
    bench.choose({0, 1});
    QCOMPARE(bench.details()->model()->columnCount(), 4);
    QCOMPARE(bench.cell(0, RunTableModel::ratio), QString("0.25"));
    QCOMPARE(bench.detail("Settings"), 0);
    QCOMPARE(bench.detail("ratio"), 1); // the only setting that differs
    QCOMPARE(bench.detail("Figures"), 2);
    QCOMPARE(bench.detailText("ratio", 1), QString("0.25"));
    QCOMPARE(bench.detailText("ratio", 2), QString("0.75"));
    QCOMPARE(bench.detailText("ratio", 3), QString("differs"));
    QCOMPARE(bench.detailText("Ratio asked for", 3), QString("+0.50"));
    double early = 0.0; // of the second, less that of the first
    for (const RunRecord& run : bench.model()->runs())
        early += *run.figure("early") * (*run.figure("ratio") == 0.75 ? 1.0 : -1.0);
    QCOMPARE(bench.detailText("Answered early", 3), runFigureDifference("early", early));
    QVERIFY(bench.detailText("Answered early", 3).endsWith("points"));
    saveShot(bench.window, "runs-two");

    bench.page<RunsPage>()->findChild<QCheckBox*>()->setChecked(false);
    QVERIFY(bench.detail("Figures") > 5);
    const auto* pairs = qobject_cast<RunDifferenceModel*>(bench.details()->model());
    int marked = 0;
    for (int row = 0; row < bench.detail("Figures"); ++row)
        marked += pairs->differs(row) ? 1 : 0;
    QCOMPARE(marked, 1);
    QVERIFY(pairs->data(pairs->index(bench.detail("ratio"), 1), Qt::FontRole).value<QFont>().bold());
    saveShot(bench.window, "runs-all");
}

void RunsTest::restoringIsOneStep()
{
    Bench bench;
    bench.keepTwo();
    const std::string oldBoard = bench.workspace.project().board;
    StageOptions options = bench.workspace.task()->stage;
    options.measure = ConfidenceMeasure::margin;
    bench.workspace.setStageOptions(options);
    bench.workspace.setBoard(QString::fromStdString(bench.workspace.boards().back().id));
    bench.workspace.setPrecision(Precision::int8);
    bench.workspace.steps().clear();
    bench.openRuns();
    bench.table()->sortByColumn(RunTableModel::ratio, Qt::AscendingOrder);
    bench.choose({0});
    buttonNamed(*bench.page<RunsPage>(), "Restore")->click();
    QCOMPARE(bench.workspace.steps().count(), 1);
    QCOMPARE(*bench.workspace.task()->ratio, 0.25);
    QCOMPARE(bench.workspace.task()->stage.measure, ConfidenceMeasure::maxProbability);
    QCOMPARE(bench.workspace.project().board, oldBoard);
    QCOMPARE(bench.workspace.project().precision, Precision::float32);
    bench.finish();
    // The very same outcome comes out.
    QTRY_VERIFY_WITH_TIMEOUT(bench.model()->isKept(), kPatienceMs);
    bench.workspace.steps().undo();
    QCOMPARE(*bench.workspace.task()->ratio, 0.75);
    QCOMPARE(bench.workspace.task()->stage.measure, ConfidenceMeasure::margin);
    QCOMPARE(bench.workspace.project().precision, Precision::int8);

    // What cannot be restored is said.
    bench.workspace.renameTask("colours", "colors");
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().front().task, std::string("colors"), kPatienceMs);
    bench.workspace.removeTask("colors");
    QString said;
    connect(&bench.workspace, &Workspace::failed, this,
            [&said](const QString&, const Failure& why) { said = QString::fromStdString(why.what); });
    bench.model()->restore(bench.model()->runs().front().id);
    QVERIFY(said.contains("no longer in the project"));
}

void RunsTest::starAndNoteStay()
{
    Bench bench;
    bench.keepTwo();
    bench.openRuns();
    QAbstractItemModel* rows = bench.table()->model();
    const QString ratio = bench.cell(1, RunTableModel::ratio);
    QVERIFY(rows->setData(rows->index(1, RunTableModel::star), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(rows->flags(rows->index(1, RunTableModel::note)) & Qt::ItemIsEditable);
    // Typed in place.
    const QModelIndex note = rows->index(1, RunTableModel::note);
    bench.table()->setCurrentIndex(note);
    bench.table()->edit(note);
    auto* editor = bench.table()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    QTest::keyClicks(editor, "best so far");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(bench.cell(1, RunTableModel::note), QString("best so far"));
    QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
    const RunList kept = readRunRecords(bench.workspace.project());
    int stars = 0;
    for (const RunRecord& run : kept.runs)
        if (run.star) {
            ++stars;
            QCOMPARE(run.note, std::string("best so far"));
            QCOMPARE(QString::number(*run.figure("ratio"), 'f', 2), ratio);
        }
    QCOMPARE(stars, 1);
    bench.table()->sortByColumn(RunTableModel::star, Qt::AscendingOrder);
    QCOMPARE(bench.cell(0, RunTableModel::note), QString("best so far"));
}

void RunsTest::deletingAsksAndTakesTheFiles()
{
    Bench bench;
    bench.keepTwo();
    writeTraining(bench, "student");
    bench.model()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(3), kPatienceMs);
    bench.openRuns();
    bench.table()->sortByColumn(RunTableModel::kind, Qt::DescendingOrder);
    QCOMPARE(bench.cell(0, RunTableModel::kind), QString("Training: student"));
    bench.choose({0});
    QString asked;
    QMessageBox::StandardButton usual = QMessageBox::NoButton;
    answer(QMessageBox::No, &asked, &usual);
    QPushButton* remove = buttonNamed(*bench.page<RunsPage>(), "Delete");
    remove->click();
    QVERIFY2(asked.contains("extractors/student.mtx") && asked.contains("extractors/student.json"),
             qPrintable(asked));
    QCOMPARE(usual, QMessageBox::No);
    QVERIFY(bench.jobs.isIdle());
    answer(QMessageBox::Yes, &asked);
    remove->click();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(2), kPatienceMs);
    QVERIFY(!QFile::exists(bench.files.folder("project/extractors/student.mtx")));
    QVERIFY(!QFile::exists(bench.files.folder("project/extractors/student.json")));
    QVERIFY(QFile::exists(bench.files.folder("project/project.json")));
}

void RunsTest::trainingsBoardsAndComparisonsAppear()
{
    Bench bench;
    bench.finish();
    const Project& project = bench.workspace.project();
    writeTraining(bench, "student");
    QVERIFY(keepBoardRecord(project, boardRecord(7)).ok());
    Comparison comparison;
    comparison.task = "colours";
    comparison.inputs = "/ratio=0.5\nextractor=" + bench.workspace.extractor()->identity() + "\npictures=x\n";
    comparison.wish.methods = {MethodKind::ttl, MethodKind::microt};
    comparison.wish.seeds = 1;
    comparison.classes = {"a", "b"};
    MethodResult result;
    result.labels = {0, 1};
    result.answers = {0, 0};
    comparison.rows.resize(2);
    comparison.rows[0].seeds = comparison.rows[1].seeds = {result};
    QVERIFY(keepComparison(resultsFolder(project), comparison).ok());
    bench.model()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(3), kPatienceMs);
    for (const RunRecord& run : bench.model()->runs())
        if (run.kind == RunKind::board) {
            QCOMPARE(*run.figure("accuracy"), 0.7);
            QCOMPARE(*run.figure("early"), 0.4);
            QCOMPARE(run.extractor, std::string()); // another one, nobody knows which
        } else if (run.kind == RunKind::comparison) {
            QCOMPARE(*run.figure("ttl/accuracy"), 0.5);
            QCOMPARE(run.extractor, project.extractor);
        } else {
            QCOMPARE(run.title, std::string("student"));
            QCOMPARE(*run.figure("testR2"), 0.75);
            QCOMPARE(run.extractor, std::string("extractors/student.mtx"));
            bool pools = false;
            for (const auto& setting : run.settings)
                pools = pools || (setting.path == "/pools" && setting.words == "a 'b c'");
            QVERIFY(pools);
        }
    // A board's newer result does not make the older one forgotten.
    QVERIFY(keepBoardRecord(project, boardRecord(9)).ok());
    bench.model()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(4), kPatienceMs);
    // A training's settings are its extractor.
    for (const RunRecord& run : bench.model()->runs())
        if (run.kind == RunKind::training) {
            bench.model()->restore(run.id);
            break;
        }
    QCOMPARE(bench.workspace.project().extractor, std::string("extractors/student.mtx"));
}

void RunsTest::whatIsNeededIsNotDeleted()
{
    Bench bench;
    bench.finish();
    writeTraining(bench, "student");
    bench.workspace.setExtractor(bench.files.folder("project/extractors/student.mtx"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(1), kPatienceMs);
    bench.openRuns();
    bench.choose({0});
    QString asked;
    answer(QMessageBox::Yes, &asked);
    buttonNamed(*bench.page<RunsPage>(), "Delete")->click();
    QVERIFY2(asked.contains("Its files stay"), qPrintable(asked));
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(0), kPatienceMs);
    QVERIFY(QFile::exists(bench.files.folder("project/extractors/student.mtx")));
    bench.model()->refresh(); // and it does not come back
    QTRY_VERIFY_WITH_TIMEOUT(bench.jobs.isIdle(), kPatienceMs);
    QTest::qWait(50);
    QVERIFY(bench.model()->runs().empty());
}

void RunsTest::aDamagedFileIsSaid()
{
    Bench bench;
    bench.keepTwo();
    const std::string id = bench.model()->runs().front().id;
    bench.files.writeFile("project/results/run-" + id + ".json", "{\"format\": 1, \"kind\": \"outc");
    bench.model()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->unreadable(), 1, kPatienceMs);
    QCOMPARE(bench.model()->runs().size(), std::size_t(1));
    bench.openRuns();
    bool said = false;
    for (const QLabel* label : bench.page<RunsPage>()->findChildren<QLabel*>())
        said = said || (label->isVisible() && label->text().contains("cannot be read"));
    QVERIFY(said);
}

void RunsTest::modelsKeepTheirRules()
{
    Bench bench;
    RunTableModel rows(bench.model());
    RunDifferenceModel pairs;
    const QAbstractItemModelTester rowsTester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester pairsTester(&pairs,
                                               QAbstractItemModelTester::FailureReportingMode::QtTest);
    bench.keepTwo();
    QCOMPARE(rows.rowCount(), 2);
    pairs.set(bench.model()->runs()[0], std::nullopt);
    pairs.set(bench.model()->runs()[0], bench.model()->runs()[1]);
    pairs.setOnlyDifferent(false);
    bench.model()->remove(rows.idAt(0));
    QTRY_COMPARE_WITH_TIMEOUT(rows.rowCount(), 1, kPatienceMs);
}

void RunsTest::textsFit()
{
    Bench bench;
    bench.keepTwo();
    writeTraining(bench, "student");
    QVERIFY(keepBoardRecord(bench.workspace.project(), boardRecord(7)).ok());
    bench.model()->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(bench.model()->runs().size(), std::size_t(4), kPatienceMs);
    bench.model()->mark(bench.model()->runs().front().id, true, "the best so far, for the board by the door");
    for (const QString& language : appearance::languages()) {
        bench.window.useLanguage(language);
        for (const QSize& size : {QSize(1024, 700), QSize(1280, 800), QSize(1920, 1080)}) {
            bench.window.resize(size);
            bench.openRuns();
            bench.choose({0, 1});
            QTest::qWait(20);
            QTRY_COMPARE(bench.table()->horizontalScrollBar()->maximum(), 0);
            QTRY_COMPARE(bench.details()->horizontalScrollBar()->maximum(), 0);
            for (const QPushButton* button : bench.page<RunsPage>()->findChildren<QPushButton*>())
                if (button->isVisible())
                    QVERIFY2(button->width() >= button->minimumSizeHint().width(),
                             qPrintable(button->text()));
            saveShot(bench.window, QString("runs-%1-%2").arg(size.width()).arg(language));
        }
        bench.window.showPage(3);
        bench.window.resize(1024, 700);
        QTest::qWait(20);
        saveShot(bench.window, "stage-" + language);
    }
    bench.window.useLanguage("en");
}

} // namespace

QTEST_MAIN(RunsTest)
#include "runs_test.moc"
