// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include "gui/models/picture_model.h"
#include "gui/pages/data_page.h"
#include "gui/pages/elided_label.h"
#include "gui/pages/split_editor.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/figure_tile.h"
#include "gui/widgets/warning_label.h"
#include "gui/window/task_bar.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

namespace {

class DataPageTest : public QObject
{
    Q_OBJECT

private slots:
    void emptyHasASentenceAndAButton();
    void showsCountsClassesAndBadFiles();
    void choosingAClassShowsItsPictures();
    void linksAreFollowedWhereThatIsWanted();
    void warnsOfWhatFiguresWouldHide();
    void editingTheSplitDividesAgain();
    void tasksAreSwitchedAboveThePage();
    void onlyTheEditedNumberChanges();
    void longTextIsShortenedInTheMiddle();
};

struct Bench
{
    test::TinyProject files;
    JobQueue jobs;
    Workspace workspace{&jobs};
    DataPage page{&workspace};

    Bench()
    {
        page.resize(900, 700);
        page.show();
        workspace.newProject(files.folder(), "tiny");
    }
    void open()
    {
        workspace.addTask(files.pictures());
        QTRY_COMPARE(workspace.state(Step::data), StepState::ready);
    }
    FigureTile* tile(int number) const { return page.findChildren<FigureTile*>().at(number); }
    QTableView* table(const QString& name) const
    {
        for (auto* table : page.findChildren<QTableView*>())
            if (table->accessibleName() == name)
                return table;
        return nullptr;
    }
    QTableView* classes() const { return table("Classes"); }
    QTableView* badFiles() const { return table("Files left out"); }
};

void DataPageTest::emptyHasASentenceAndAButton()
{
    Bench bench;
    auto* empty = bench.page.findChild<EmptyState*>();
    QVERIFY(empty->isVisible());
    QVERIFY(empty->accessibleName().contains("No pictures yet"));
    QVERIFY(empty->findChild<QPushButton*>()->isVisible());
    QVERIFY(!bench.classes()->isVisible());
}

void DataPageTest::showsCountsClassesAndBadFiles()
{
    Bench bench;
    bench.files.writeFile("colours/red/empty.png", "");
    bench.open();
    QVERIFY(!bench.page.findChild<EmptyState*>()->isVisible());
    QCOMPARE(bench.tile(0)->figure().value, QString("60"));
    QCOMPARE(bench.tile(1)->figure().value, QString("36"));
    QCOMPARE(bench.tile(2)->figure().value, QString("6"));
    QCOMPARE(bench.tile(3)->figure().value, QString("18"));
    QCOMPARE(bench.classes()->model()->rowCount(), 4);
    QCOMPARE(bench.badFiles()->model()->rowCount(), 1);
    QCOMPARE(bench.page.findChild<QTabWidget*>()->tabText(1), QString("Left out (1)"));
    const auto dataset = bench.workspace.dataset();
    QVERIFY(bench.page.findChild<ElidedLabel*>()->fullText().contains(
        QString::fromStdString(dataset->contentHash)));
}

void DataPageTest::choosingAClassShowsItsPictures()
{
    Bench bench;
    bench.open();
    auto* grid = bench.page.findChild<QListView*>();
    QCOMPARE(grid->model()->rowCount(), 60);
    bench.classes()->selectRow(2);
    QCOMPARE(grid->model()->rowCount(), 20);
    QCOMPARE(grid->model()->index(0, 0).data(PictureModel::LabelRole).toInt(), 1);
    bench.workspace.setSplit({0.5, 0.1, 0}); // the choice survives another split
    QTRY_COMPARE(bench.tile(3)->figure().value, QString("30"));
    QCOMPARE(grid->model()->rowCount(), 20);
    bench.classes()->selectRow(0);
    QCOMPARE(grid->model()->rowCount(), 60);
}

void DataPageTest::linksAreFollowedWhereThatIsWanted()
{
    Bench bench;
    bench.files.writePictures("elsewhere", 4);
    std::filesystem::create_directory_symlink(bench.files.path("elsewhere/red"),
                                              bench.files.path("colours/linked"));
    bench.open();
    QCOMPARE(bench.classes()->model()->rowCount(), 4);
    QCOMPARE(bench.page.findChild<QTabWidget*>()->tabText(1), QString("Left out (1)"));
    ReadOptions follow;
    follow.followLinks = true;
    bench.workspace.setReading(follow);
    QTRY_COMPARE(bench.classes()->model()->rowCount(), 5);
    QVERIFY(bench.page.command().contains("--follow-links"));
}

void DataPageTest::warnsOfWhatFiguresWouldHide()
{
    Bench bench;
    std::filesystem::copy_file(bench.files.path("colours/red/0.ppm"),
                               bench.files.path("colours/yellow/copy.ppm"));
    bench.open();
    auto* warnings = bench.page.findChild<WarningLabel*>();
    QVERIFY(warnings->isVisible());
    QVERIFY2(warnings->text().contains("another class"), qPrintable(warnings->text()));
    QCOMPARE(bench.page.findChild<QTabWidget*>()->tabText(2), QString("Worth a look (1)"));
}

void DataPageTest::editingTheSplitDividesAgain()
{
    Bench bench;
    bench.open();
    auto* test = bench.page.findChildren<QSpinBox*>().at(0);
    QCOMPARE(test->value(), 30);
    test->setValue(50);
    QCOMPARE(bench.workspace.task()->split.testShare, 0.5);
    QTRY_COMPARE(bench.tile(3)->figure().value, QString("30"));
}

void DataPageTest::tasksAreSwitchedAboveThePage()
{
    Bench bench;
    bench.files.writePictures("second", 12);
    bench.open();
    bench.workspace.addTask(bench.files.pictures("second"));
    TaskBar bar(&bench.workspace);
    auto* tasks = bar.findChild<QComboBox*>();
    QCOMPARE(tasks->count(), 2);
    QCOMPARE(tasks->currentText(), QString("second"));
    QTRY_COMPARE(bench.tile(0)->figure().value, QString("36"));
    tasks->setCurrentIndex(0);
    emit tasks->activated(0);
    QCOMPARE(bench.workspace.task()->name, std::string("colours"));
    QCOMPARE(bench.tile(0)->figure().value, QString("60")); // kept, at once
    bench.workspace.removeTask("colours");
    QCOMPARE(tasks->count(), 1);
    QCOMPARE(tasks->currentText(), QString("second"));
}

void DataPageTest::onlyTheEditedNumberChanges()
{
    SplitEditor editor;
    SplitOptions chosen;
    connect(&editor, &SplitEditor::splitChosen, this,
            [&chosen](const SplitOptions& split) { chosen = split; });
    editor.setSplit({0.333, 0.125, std::uint64_t{1} << 40});
    QCOMPARE(chosen.seed, std::uint64_t(0)); // setting says nothing
    editor.findChildren<QSpinBox*>().at(1)->setValue(20);
    QCOMPARE(chosen.calibrationShare, 0.2);
    QCOMPARE(chosen.testShare, 0.333);
    QCOMPARE(chosen.seed, std::uint64_t{1} << 40);
    editor.setTestIsGiven(true);
    QVERIFY(!editor.findChildren<QSpinBox*>().at(0)->isEnabled());
}

void DataPageTest::longTextIsShortenedInTheMiddle()
{
    ElidedLabel label;
    const QString path = "/a/very/long/path/to/some/folder/of/pictures/of/flowers";
    label.setFullText(path);
    label.resize(2000, 20);
    label.show();
    QCOMPARE(label.text(), path);
    QVERIFY(label.toolTip().isEmpty());
    label.resize(120, 20);
    QVERIFY(label.text().contains(QChar(0x2026)));
    QCOMPARE(label.toolTip(), path);
}

} // namespace

QTEST_MAIN(DataPageTest)
#include "data_page_test.moc"
