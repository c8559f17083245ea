// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTableView>
#include <QTest>

#include "gui/models/class_score_model.h"
#include "gui/pages/stage_quality_view.h"
#include "gui/widgets/chart.h"
#include "tests/gui/tiny_project.h"

using namespace microt;
using namespace microt::gui;

namespace {

std::shared_ptr<StageModel> makeModel()
{
    auto model = std::make_shared<StageModel>();
    StageSamples& test = model->test;
    test.classes = 2;
    for (int i = 0; i < 100; ++i) {
        test.sample.push_back(i);
        test.label.push_back(i % 2);
        test.partConfidence.push_back(0.5F + 0.005F * static_cast<float>(i));
        test.partPredicted.push_back(i < 20 ? 0 : i % 2); // ten wrong among the least sure
        test.fullPredicted.push_back(i % 2);
    }
    model->testCurve = StageCurve(test);
    return model;
}

class StageQualityTest : public QObject
{
    Q_OBJECT

private slots:
    void scoresFollowTheThreshold();
    void chartsShowReliabilityAndRisk();
    void aMarginIsNoProbability();
};

void StageQualityTest::scoresFollowTheThreshold()
{
    StageQualityView view;
    QAbstractItemModelTester tester(view.findChild<ClassScoreModel*>());
    view.setModel(makeModel(), {"a", "b"});
    auto* table = view.findChild<QTableView*>();
    view.setThresholds({0.0F}, 1.0); // the part model answers all
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(table->model()->index(1, ClassScoreModel::RecallColumn).data().toString(), QString("80.0"));
    QCOMPARE(table->model()->index(0, ClassScoreModel::PrecisionColumn).data().toString(), QString("83.3"));
    QCOMPARE(table->model()->index(0, ClassScoreModel::AnsweredColumn).data().toString(), QString("60"));
    view.setThresholds({2.0F}, 0.0); // the full model does
    QCOMPARE(table->model()->index(1, ClassScoreModel::RecallColumn).data().toString(), QString("100.0"));
    table->sortByColumn(ClassScoreModel::NameColumn, Qt::DescendingOrder);
    QCOMPARE(table->model()->index(0, 0).data().toString(), QString("b"));
}

void StageQualityTest::chartsShowReliabilityAndRisk()
{
    StageQualityView view;
    view.resize(900, 600);
    view.setModel(makeModel(), {"a", "b"});
    view.setThresholds({0.75F}, 0.5);
    const auto charts = view.findChildren<Chart*>();
    QCOMPARE(charts.size(), 2);
    QCOMPARE(charts[0]->series()[0].points.size(), kReliabilityBins);
    QCOMPARE(charts[1]->series()[0].points.last().x(), 100.0);
    QCOMPARE(charts[1]->series()[0].points.last().y(), 10.0);
    QCOMPARE(charts[1]->markers().size(), 1);
    QCOMPARE(charts[1]->markers()[0].y, 0.0); // the surer half is right
    view.setThresholds({2.0F}, 0.0);
    QVERIFY(charts[1]->markers().isEmpty());
    view.show();
    test::saveShot(view, "quality");
}

void StageQualityTest::aMarginIsNoProbability()
{
    StageQualityView view;
    auto model = makeModel();
    model->options.measure = ConfidenceMeasure::margin;
    view.setModel(model, {"a", "b"});
    for (const QLabel* label : view.findChildren<QLabel*>())
        QVERIFY(!label->text().contains("calibration error"));
}

} // namespace

QTEST_MAIN(StageQualityTest)
#include "stage_quality_test.moc"
