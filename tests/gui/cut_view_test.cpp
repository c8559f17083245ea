// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>

#include "gui/models/cut_table_model.h"
#include "gui/models/distill_model.h"
#include "gui/pages/cut_page.h"
#include "gui/pages/cut_view.h"
#include "gui/widgets/chart.h"
#include "gui/widgets/ratio_slider.h"

using namespace microt;
using namespace microt::gui;

namespace {

// Cuts 2, 4, 6, 8: accuracy rises and flattens.
std::shared_ptr<CutTable> makeTable(const FusedWeights& weights = {})
{
    auto table = std::make_shared<CutTable>();
    const double accuracies[] = {0.40, 0.62, 0.70, 0.72};
    for (int i = 0; i < 4; ++i) {
        CutRow row;
        row.cut = 2 * i + 2;
        row.features = 8 * (i + 1);
        row.macs = 1'500'000 * (i + 1);
        row.macShare = 0.2 * (i + 1);
        row.parameters = 1'200 * (i + 1);
        row.arenaBytes = 64'000 - 1'000 * i;
        row.partAccuracy = accuracies[i] + 0.01;
        row.selectionAccuracy = accuracies[i];
        row.fullAccuracy = 0.76;
        row.fullSelectionAccuracy = 0.75;
        row.accuracyLoss = std::max(0.0, (0.75 - accuracies[i]) / 0.75);
        row.gainRatio = (accuracies[i] - (i > 0 ? accuracies[i - 1] : 0.0)) / 0.2;
        row.scaledGain = 1.0 - i / 4.0;
        table->rows.push_back(row);
    }
    table->fullAccuracy = 0.76;
    table->fullSelectionAccuracy = 0.75;
    table->choice.by = Recommendation::score;
    applyWeights(*table, weights);
    return table;
}

} // namespace

class CutViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void modelKeepsTheRules();
    void modelShowsNumbersWithTheirUnits();
    void newWeightsKeepTheRows();
    void clickAndKeysChooseACut();
    void rowsChooseACut();
    void showingDoesNotChoose();
    void weightsAreTold();
    void recommendedCutCanBeTaken();
    void sentenceIsMadeOfTheNumbers();
    void emptyTablesHaveNothingToChoose();
    void pageWithoutProjectSaysWhatIsMissing();
};

void CutViewTest::initTestCase()
{
    theme::apply(*qApp, theme::Mode::light);
}

void CutViewTest::modelKeepsTheRules()
{
    CutTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTable(makeTable());
    model.setTable(makeTable({1.0, 0.0, 0.0}));
    auto shorter = makeTable();
    shorter->rows.pop_back();
    model.setTable(shorter);
    model.setTable(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void CutViewTest::modelShowsNumbersWithTheirUnits()
{
    QLocale::setDefault(QLocale::c());
    CutTableModel model;
    const auto table = makeTable();
    model.setTable(table);
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(1, CutTableModel::macs), QStringLiteral("3.00"));
    QCOMPARE(text(1, CutTableModel::macShare), QStringLiteral("40.0"));
    QCOMPARE(text(1, CutTableModel::parameters), QStringLiteral("2.4"));
    QCOMPARE(text(1, CutTableModel::arena), QStringLiteral("63.0"));
    QCOMPARE(text(1, CutTableModel::partAccuracy), QStringLiteral("63.0"));
    QCOMPARE(text(1, CutTableModel::selectionAccuracy), QStringLiteral("62.0"));
    const int best = model.rowOf(table->recommended);
    QVERIFY(text(best, CutTableModel::cut).contains(QChar(0x2605)));
    QVERIFY(model.index(best, 0).data(Qt::AccessibleTextRole).toString().contains("recommended"));
    QCOMPARE(model.index(3, CutTableModel::cut).data(CutTableModel::kSortRole).toDouble(), 8.0);
    QCOMPARE(model.cutAt(7), 0);
    QCOMPARE(model.rowOf(3), -1);
}

void CutViewTest::newWeightsKeepTheRows()
{
    CutTableModel model;
    model.setTable(makeTable());
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setTable(makeTable({1.0, 0.0, 0.0}));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
}

void CutViewTest::clickAndKeysChooseACut()
{
    CutView view;
    view.resize(860, 640);
    view.setTable(makeTable(), 4);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QSignalSpy chosen(&view, &CutView::cutChosen);
    auto* chart = view.findChild<Chart*>();
    QCOMPARE(chart->markers().size(), 1);
    QCOMPARE(chart->markers().first().x, 4.0);
    QTest::mouseClick(chart, Qt::LeftButton, {}, chart->toPosition({7.8, 50.0}).toPoint());
    QTRY_COMPARE(chosen.count(), 1);
    QCOMPARE(chosen.takeFirst().first().toInt(), 8);
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(chosen.takeFirst().first().toInt(), 6);
    QTest::keyClick(chart, Qt::Key_PageUp);
    QCOMPARE(chosen.takeFirst().first().toInt(), 8);
    QTest::keyClick(chart, Qt::Key_PageDown);
    QCOMPARE(chosen.takeFirst().first().toInt(), 2);
    emit chart->markerDragged(4.2); // still the chosen one
    QCOMPARE(chosen.count(), 0);
    emit chart->markerDragged(5.2);
    QCOMPARE(chosen.takeFirst().first().toInt(), 6);
}

void CutViewTest::rowsChooseACut()
{
    CutView view;
    view.setTable(makeTable(), 4);
    QSignalSpy chosen(&view, &CutView::cutChosen);
    auto* table = view.findChild<QTableView*>();
    QCOMPARE(table->currentIndex().row(), 1);
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(chosen.takeFirst().first().toInt(), 6);
    table->sortByColumn(CutTableModel::cut, Qt::DescendingOrder);
    view.setTable(makeTable(), 8);
    QCOMPARE(table->currentIndex().row(), 0);
}

void CutViewTest::showingDoesNotChoose()
{
    CutView view;
    QSignalSpy chosen(&view, &CutView::cutChosen);
    QSignalSpy weights(&view, &CutView::choiceChosen);
    view.setTable(makeTable(), 0);
    view.setTable(makeTable({0.2, 0.9, 0.1}), 6);
    view.setTable(nullptr, 0);
    QCOMPARE(chosen.count(), 0);
    QCOMPARE(weights.count(), 0);
}

void CutViewTest::weightsAreTold()
{
    CutView view;
    view.setTable(makeTable({4.0, 1.0, 2.0}), 0);
    const auto sliders = view.findChildren<RatioSlider*>();
    QCOMPARE(sliders.size(), 3);
    QCOMPARE(sliders[0]->value(), 1.0); // the largest is shown as 1, the others in proportion
    QCOMPARE(sliders[1]->value(), 0.25);
    QCOMPARE(sliders[2]->value(), 0.5);
    FusedWeights told;
    connect(&view, &CutView::choiceChosen, this, [&](const CutChoice& choice) { told = choice.weights; });
    QTest::keyClick(sliders[1]->findChild<QSlider*>(), Qt::Key_PageUp);
    QCOMPARE(told.accuracy, 1.0);
    QCOMPARE(told.gain, 0.35);
    QCOMPARE(told.macs, 0.5);
}

void CutViewTest::recommendedCutCanBeTaken()
{
    CutView view;
    auto* button = view.findChild<QPushButton*>();
    view.setTable(makeTable(), 0);
    QVERIFY(!button->isEnabled());
    view.setTable(makeTable(), 8);
    QVERIFY(button->isEnabled());
    QSignalSpy chosen(&view, &CutView::cutChosen);
    button->click();
    QCOMPARE(chosen.takeFirst().first().toInt(), 0);
}

void CutViewTest::sentenceIsMadeOfTheNumbers()
{
    QLocale::setDefault(QLocale::c());
    const auto table = makeTable({1.0, 0.0, 0.0}); // accuracy alone: the last cut
    QCOMPARE(table->recommended, 8);
    const QString why = whyRecommended(*table);
    for (const char* part : {"Cut 8 ", "72.0 %", "75.0 %", "80.0 %", "0.960", "cut 6"})
        QVERIFY2(why.contains(QLatin1String(part)), part);
    QVERIFY(whyRecommended(CutTable()).isEmpty());
}

void CutViewTest::emptyTablesHaveNothingToChoose()
{
    CutView view;
    view.resize(800, 600);
    QSignalSpy chosen(&view, &CutView::cutChosen);
    auto* chart = view.findChild<Chart*>();
    const auto pressAndClick = [&view, chart] {
        view.grab(); // drawn, too
        QTest::keyClick(chart, Qt::Key_Right);
        QTest::mouseClick(chart, Qt::LeftButton, {}, chart->rect().center());
    };
    auto one = makeTable();
    one->rows.resize(1);
    one->recommended = 2;
    view.setTable(one, 0);
    pressAndClick();
    QCOMPARE(chart->markers().size(), 1);
    QCOMPARE(chart->markers().first().x, 2.0);
    view.setTable(std::make_shared<CutTable>(), 0);
    pressAndClick();
    QVERIFY(chart->markers().isEmpty());
    QCOMPARE(view.findChild<QTableView*>()->model()->rowCount(), 0);
    QCOMPARE(chosen.count(), 0); // nothing, or the one that is chosen already
}

void CutViewTest::pageWithoutProjectSaysWhatIsMissing()
{
    JobQueue jobs;
    Workspace workspace(&jobs);
    DistillModel distill(&workspace, &jobs);
    CutPage page(&workspace, &distill);
    page.resize(886, 690);
    page.grab();
    QVERIFY(!page.help().isEmpty());
    QVERIFY(page.command().startsWith("microt cuts EXTRACTOR DATA"));
    bool offered = false;
    for (const QPushButton* button : page.findChildren<QPushButton*>())
        offered = offered || (button->text().contains(QString::fromUtf8("Choose a folder…")) &&
                              button->isVisibleTo(&page));
    QVERIFY(offered);
}

QTEST_MAIN(CutViewTest)
#include "cut_view_test.moc"
